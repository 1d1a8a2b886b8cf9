"""The HTTP side of OAuth: lets requests through that bear an access token of the issuer, as their person's.

As RFC 6750, RFC 9728 and the MCP authorization specification have it: what is refused is told where the metadata is
and which scopes are needed, and nothing of why a token was not good enough; that stands in the log.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anyio.to_thread
from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.routes import build_resource_metadata_url
from mcp.server.auth.settings import AuthSettings
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.grants import Grants
from ashby_mcp.bearer import borne, said
from ashby_mcp.callers import Authenticate, Caller, note_caller
from ashby_mcp.oauth import PAUSE, IssuerUnavailable, OAuthSettings

__all__ = ["ResourceServer", "sdk_settings"]

_log = logging.getLogger("ashby_mcp")
_NO_TOKEN = "This server needs an access token: sign in with the client. Nothing was done."  # noqa: S105  (a message)
_BAD_TOKEN = "The access token is not valid here, or not any more: sign in again. Nothing was done."  # noqa: S105
_NO_SCOPE = "The access token lacks a permission (scope) that this server needs: sign in again. Nothing was done."
_NO_GRANT = "You are signed in, and have no access to this server. Ask its administrator. Nothing was done."
_TWICE = "A request bears one access token, in one header Authorization and never in its address. Nothing was done."
_CLOSED = "Access tokens cannot be checked now; the server's log says why. Try again in a while. Nothing was done."


def sdk_settings(settings: OAuthSettings) -> AuthSettings:
    """What the SDK makes the protected resource metadata (RFC 9728) from."""
    return AuthSettings.model_validate(
        {
            "issuer_url": settings.issuer,
            "resource_server_url": settings.resource,
            "required_scopes": list(settings.scopes) or None,
            "validate_token_resource": False,  # the verifier checks `aud`
        }
    )


class ResourceServer:
    """Asks `verifier` about the token of each request, and `grants` whether there is a grant of the name it leads to.

    Without grants the rules only say who has access. With them a grant's own token is taken, too (`known`).
    The MCP session is then bound by the SDK to issuer, client and subject of the token that began it.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: OAuthSettings,
        verifier: TokenVerifier,
        grants: Grants | None = None,
        known: Authenticate | None = None,
    ) -> None:
        self._app, self._settings, self._verifier, self._grants, self._known = app, settings, verifier, grants, known
        resource = sdk_settings(settings).resource_server_url
        metadata = str(build_resource_metadata_url(resource)) if resource else ""
        self._open = urlsplit(metadata).path
        scopes = f', scope="{" ".join(settings.scopes)}"' if settings.scopes else ""
        self._challenge = f'resource_metadata="{metadata}"{scopes}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or hand it on as its person's; the metadata is for everybody."""
        if scope["type"] == "http" and scope["path"] != self._open:
            try:
                refused = await self._refusal(scope)
            except (IssuerUnavailable, UsageError, StoreUnavailable) as error:  # no keys, a mistake in a file, no store
                _log.error("Every request is refused: %s", error)
                refused = JSONResponse(said(_CLOSED), status_code=503, headers={"Retry-After": f"{PAUSE:.0f}"})
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> JSONResponse | None:
        """Why the request does not pass; None for one that does, which is marked with who makes it."""
        named = [value for name, value in scope["headers"] if name == b"authorization"]
        query = parse_qsl(scope["query_string"].decode("latin1"))
        if len(named) > 1 or any(name == "access_token" for name, _ in query):
            return self._refused(400, _TWICE, "invalid_request")
        if not named:
            return self._refused(401, _NO_TOKEN)
        token = borne(scope)
        if token and self._known and (caller := await self._known(token)):
            note_caller(scope, caller)  # it is the token of a grant itself
            return None
        access = await self._verifier.verify_token(token) if token else None
        person = None if access is None else self._person(access)
        if access is None or person is None:
            return self._refused(401, _BAD_TOKEN, "invalid_token")
        if not {*self._settings.scopes} <= {*access.scopes}:
            _log.warning("An access token was refused: it lacks a scope.")
            return self._refused(403, _NO_SCOPE, "insufficient_scope")
        return await self._without_grant(scope, access, person)

    def _person(self, access: AccessToken) -> str | None:
        """Who it is; None, which is logged, for a token that names nobody or is no longer in force."""
        person = self._settings.person_in(_claims(access)) if access.subject else None
        if person is None or (access.expires_at or math.inf) < time.time():
            _log.warning("An access token was refused: it %s.", "names no person" if person is None else "has expired")
            return None
        return person

    async def _without_grant(self, scope: Scope, access: AccessToken, person: str) -> JSONResponse | None:
        """The refusal of somebody who has no grant; None for somebody with one, as whose the request is marked."""
        name = self._settings.grant(_claims(access))
        grant = await anyio.to_thread.run_sync(self._grants.named, name) if name and self._grants else None
        if name is None or (self._grants is not None and grant is None):
            _log.warning("Somebody signed in without access: no grant fits, or it was revoked or has expired.")
            return JSONResponse(said(_NO_GRANT), status_code=403)
        identity = f"{name}\n{self._settings.issuer}\n{access.subject}"
        note_caller(scope, Caller(grant, person, identity), access)
        return None

    def _refused(self, status: int, message: str, error: str = "") -> JSONResponse:
        challenge = "Bearer " + (f'error="{error}", ' if error else "") + self._challenge
        return JSONResponse(said(message), status_code=status, headers={"WWW-Authenticate": challenge})


def _claims(access: AccessToken) -> Mapping[str, Any]:
    return {"sub": access.subject, **(access.claims or {})}
