"""Checks an access token: who signed it, for whom, until when, and what it says of the person."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jws import JWSRegistry
from mcp.server.auth.provider import AccessToken

from ashby_mcp.issuer_keys import IssuerKeys
from ashby_mcp.oauth import OAuthSettings

__all__ = ["AccessTokenVerifier"]

_log = logging.getLogger("ashby_mcp")
_LONGEST = 16 * 1024
# RFC 9068 has at+jwt; many issuers write JWT, or nothing. Other kinds of JWT (an event, a logout, a proof) are none.
_TYPES = ("at+jwt", "application/at+jwt", "jwt", "")


class AccessTokenVerifier:
    """The SDK's `TokenVerifier` for signed access tokens (JWT) of one issuer.

    The reason why a token is refused stands in the log, without the token and what it says, and nowhere else.
    """

    def __init__(self, settings: OAuthSettings, keys: IssuerKeys, *, now: Callable[[], float] = time.time) -> None:
        self._settings, self._keys = settings, keys
        self._signatures = JWSRegistry(algorithms=settings.algorithms, strict_check_header=False)
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=int(settings.leeway),
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "values": list(settings.accepted)},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def verify_token(self, token: str) -> AccessToken | None:
        """What the token says, if it is one of ours and in force; else None. Raises IssuerUnavailable."""
        try:
            claims = await self._checked(token)
            return self._said(token, claims)
        except ClaimError as error:
            _log.warning("An access token was refused: its claim %s does not fit (%s).", error.claim, error.error)
        except JoseError as error:
            _log.warning("An access token was refused: %s.", error.error)
        except _Unfit as error:
            _log.warning("An access token was refused: %s.", error)
        return None

    async def _checked(self, token: str) -> Mapping[str, Any]:
        if len(token) > _LONGEST:
            raise _Unfit("it is too long")
        kid = self._named_key(token)
        keys = await self._keys.with_key(kid)
        with _parsing():
            claims = jwt.decode(token, keys, registry=self._signatures).claims
        self._claims.validate(claims)
        return claims

    def _named_key(self, token: str) -> str | None:
        """The key that the header names, of a token that is worth asking the issuer about."""
        with _parsing():
            header: object = jws.extract_compact(token.encode("ascii")).headers()
        if not isinstance(header, dict) or header.get("alg") not in self._settings.algorithms:
            raise _Unfit("its algorithm is not allowed")
        kid, kind = header.get("kid"), header.get("typ", "")
        if not isinstance(kid, str | None) or not isinstance(kind, str) or kind.lower() not in _TYPES:
            raise _Unfit("it is not an access token")
        return kid

    def _said(self, token: str, claims: Mapping[str, Any]) -> AccessToken:
        if "cnf" in claims:  # RFC 9449, RFC 8705: it is bound to a key of the client, which a bearer does not prove
            raise _Unfit("it is bound to a client's key")
        client = claims.get("client_id", claims.get("azp", claims.get("cid", "")))
        return AccessToken(
            token=token,
            client_id=client if isinstance(client, str) else "",
            scopes=_scopes(claims),
            expires_at=int(claims["exp"]) + int(self._settings.leeway),
            resource=self._settings.resource,
            subject=claims["sub"],
            claims=dict(claims),
        )


class _Unfit(Exception):
    """Why a token is refused, in words for a log."""


@contextlib.contextmanager
def _parsing() -> Iterator[None]:
    """What the library's parser meets in a hostile token beside its own errors."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _Unfit("it is malformed") from None


def _scopes(claims: Mapping[str, Any]) -> list[str]:
    """RFC 9068 has words in `scope`; some issuers have a list there, or either in `scp`."""
    given = claims.get("scope", claims.get("scp", ""))
    words = given.split() if isinstance(given, str) else given
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []
