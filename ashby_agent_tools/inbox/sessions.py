"""Sessions: who a browser is signed in as, in a signed cookie, and the token that each of its forms carries."""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from typing import Any

from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.webhooks.seen import Seen

__all__ = ["SECONDS", "Session", "Sessions"]

SECONDS = 12 * 3600.0
"""How long somebody stays signed in."""
_SHORTEST = 32
_FORM_SECONDS = 3600


@dataclasses.dataclass(frozen=True, slots=True)
class Session:
    """A browser that signed in: the name that was checked, what the name's secret was then, and a number of its own."""

    name: str
    mark: str
    number: str


class Sessions:
    """Makes and reads the cookies. They hold no secret, and live for `SECONDS`; one that signed out counts no more.

    `secret`: signs them, at least 32 characters; by default a new one, so that a restart signs everybody out, and
    several processes need the same. `secure`: the cookie is sent over HTTPS only. `over`: where it is remembered for
    as long which sessions were signed out, for all processes. `port`: stands in the cookies' names, since browsers send
    them to every port of a host; None for the usual one.
    """

    def __init__(self, secret: str | None, *, secure: bool, over: Seen, port: int | None = None) -> None:
        if secret is not None and len(secret) < _SHORTEST:
            raise UsageError("The secret of the inbox has at least 32 characters: secrets.token_urlsafe(32).")
        secret = secret or secrets.token_urlsafe(_SHORTEST)
        self._cookies = URLSafeTimedSerializer(secret, salt="ashby inbox session")
        self._forms = Signer(secret, salt="ashby inbox form", key_derivation="hmac")
        self._secure, self._over = secure, over
        self._name = ("__Host-ashby-inbox" if secure else "ashby-inbox") + (f"-{port}" if port else "")

    def begin(self, response: Response, name: str, mark: str) -> None:
        """Sign a browser in, under a new number."""
        self._set(response, "", [name, mark, secrets.token_urlsafe(16)], SECONDS)

    def of(self, request: Request) -> Session | None:
        """The session of a request; None without one, and for one that was changed, is too old or signed out."""
        found = self._read(request, "", SECONDS)
        if not (isinstance(found, list) and len(found) == len(dataclasses.fields(Session))):
            return None
        session = Session(*map(str, found))
        return None if _signed_out(session) in self._over else session

    def end(self, response: Response, session: Session) -> None:
        """Sign out: the cookie is removed, and counts no more where somebody kept it."""
        self._over.add(_signed_out(session))
        self._drop(response, "")

    # forms

    def token(self, *bound_to: str) -> str:
        """What a form has to carry; it counts for these values only, as for the person and the session."""
        return self._forms.get_signature("\x00".join(bound_to)).decode()

    def is_token(self, token: str, *bound_to: str) -> bool:
        """Whether a form carried the token of these values."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token(*bound_to).encode())

    def before_sign_in(self, request: Request, response: Response) -> str:
        """The token of a sign-in form: bound to a cookie of this browser, so that no other site signs anybody in.

        The forms of several tabs have the same one.
        """
        known = self._read(request, "-form", _FORM_SECONDS)
        number = known if isinstance(known, str) else secrets.token_urlsafe(16)
        self._set(response, "-form", number, _FORM_SECONDS)
        return self.token("sign in", number)

    def may_sign_in(self, request: Request, token: str) -> bool:
        """Whether the form is the one that this browser was shown."""
        number = self._read(request, "-form", _FORM_SECONDS)
        return isinstance(number, str) and self.is_token(token, "sign in", number)

    # cookies

    def _set(self, response: Response, suffix: str, value: Any, seconds: float) -> None:
        response.set_cookie(
            self._name + suffix, self._cookies.dumps(value, salt=self._salt(suffix)), max_age=int(seconds), path="/",
            secure=self._secure, httponly=True, samesite="strict" if suffix else "lax",
        )  # fmt: skip

    def _drop(self, response: Response, suffix: str) -> None:
        response.delete_cookie(self._name + suffix, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _read(self, request: Request, suffix: str, seconds: float) -> Any:
        cookie = request.cookies.get(self._name + suffix, "")
        try:
            return self._cookies.loads(cookie, max_age=int(seconds), salt=self._salt(suffix))
        except BadSignature:
            return None

    def _salt(self, suffix: str) -> str:
        return f"ashby inbox{suffix}"


def _signed_out(session: Session) -> str:
    return f"inbox signed out {session.number}"
