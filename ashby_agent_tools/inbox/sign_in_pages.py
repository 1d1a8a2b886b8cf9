"""Signing in with the secret of an approver whom the store knows, and signing out."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ashby_agent_tools.errors import StoreUnavailable
from ashby_agent_tools.inbox.attempts import Attempts
from ashby_agent_tools.inbox.identity import Networks, address_of
from ashby_agent_tools.inbox.pages import GONE, Renderer, Visit
from ashby_agent_tools.inbox.sessions import Sessions
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["SignInPages", "is_target"]

_BY_ADDRESS, _BY_NAME = 10, 30  # failed attempts in five minutes
_LONGEST_NAME, _LONGEST_SECRET = 200, 500
_TARGET = re.compile(r"(?:requests|batches)/[A-Za-z0-9]{1,40}\Z")
_WRONG = "This name and this token do not belong together. Nothing was changed."


def is_target(path: str) -> bool:
    """Whether somebody may be led there after signing in: to a question or a batch of this inbox, and nowhere else."""
    return bool(_TARGET.match(path))


class SignInPages:
    """The two pages. Failed attempts are counted by address and by name, and after too many nobody is tried at all."""

    def __init__(self, store: SqlStore, sessions: Sessions, renderer: Renderer, proxies: Networks) -> None:
        self._store, self._sessions, self._renderer, self._proxies = store, sessions, renderer, proxies
        self._by_address, self._by_name = Attempts(most=_BY_ADDRESS), Attempts(most=_BY_NAME)

    def page(self, request: Request, *, status: int = 200, error: str = "", name: str = "", to: str = "") -> Response:
        """The form. `to`: the question that somebody came for."""
        root = str(request.scope.get("root_path", ""))
        to = to or request.query_params.get("to", "")
        shown = Response()
        token = self._sessions.before_sign_in(request, shown)
        response = self._renderer.page(
            "sign_in.html", root, status=status, token=token, error=error, name=name,
            to=to if is_target(to) else "",
        )  # fmt: skip
        response.raw_headers.extend(pair for pair in shown.raw_headers if pair[0] == b"set-cookie")
        return response

    def sign_in(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Begin a session where name and secret belong together."""
        name, secret, to = (str(form.get(key, "")).strip() for key in ("name", "secret", "to"))
        if not self._sessions.may_sign_in(request, str(form.get("token", ""))):
            return self.page(request, status=403, error="This form is too old. Please try once more.", name=name, to=to)
        address, person = (
            address_of(request, self._proxies),
            hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(),
        )
        wait = self._by_address.count(address) or self._by_name.count(
            person
        )  # before it is tried: many may come at once
        if wait:
            response = self.page(
                request, status=429, name=name, to=to,
                error=f"Too many attempts. Please wait {math.ceil(wait / 60)} min.",
            )  # fmt: skip
            response.headers["retry-after"] = str(math.ceil(wait))
            return response
        try:
            mark = self._mark(name, secret)
        except StoreUnavailable:
            return self.page(request, status=503, error=GONE, name=name[:_LONGEST_NAME], to=to)
        if mark is None:
            return self.page(request, status=401, error=_WRONG, name=name[:_LONGEST_NAME], to=to)
        self._by_address.forget(address)
        self._by_name.forget(person)
        root = str(request.scope.get("root_path", ""))
        response = RedirectResponse(f"{root}/{to}" if is_target(to) else f"{root}/", 303)
        self._sessions.begin(response, name, mark)
        return response

    def _mark(self, name: str, secret: str) -> str | None:
        """What the session of this approver keeps; None where name and secret do not belong together."""
        if len(name) > _LONGEST_NAME or len(secret) > _LONGEST_SECRET or not self._store.is_approver(name, secret):
            return None
        return self._store.approver_mark(name)

    def sign_out(self, visit: Visit) -> Response:
        """End the session, here and wherever its cookie was kept."""
        response = RedirectResponse(f"{visit.root}/sign-in", 303)
        if visit.visitor.session is not None:
            self._sessions.end(response, visit.visitor.session)
        return response
