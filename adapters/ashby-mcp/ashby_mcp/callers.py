"""Callers: who a request over HTTP comes from, told once, where its token is checked, and asked for here alone."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any

from mcp.server import ServerRequestContext
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken, principal_components
from starlette.types import Scope

from ashby_agent_tools.grants import Grant

__all__ = ["Authenticate", "Caller", "caller_in", "caller_of", "grant_now", "note_caller", "person_of", "who"]

_CALLER = "ashby_mcp.caller"
_GRANT: ContextVar[Grant | None] = ContextVar("ashby_mcp_grant", default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as far as the server has authenticated them.

    `grant`: what they may do; None where the server serves all alike. `person`: their name; empty where only a token
    is known. `identity`: what tells them from everybody else, if their name does not: any text. Conversations, MCP
    sessions and results belong to grant and person together.
    """

    grant: Grant | None = None
    person: str = ""
    identity: str = ""

    @property
    def name(self) -> str:
        """Who is recorded as asking and answering: the person, else the grant; empty for nobody in particular."""
        return self.person or (self.grant.name if self.grant else "")

    @property
    def account(self) -> str:
        """The account that they call with; empty where the server has one."""
        return self.grant.account if self.grant else ""

    @property
    def owner(self) -> str:
        """What their conversations are filed under: the same for nobody else; empty for nobody in particular."""
        who = self.identity or self.person
        digest = hashlib.sha256(who.encode()).hexdigest()[:32] if who else ""
        return "~".join(filter(None, (self.grant.name if self.grant else "", digest)))


Authenticate = Callable[[str], Awaitable[Caller | None]]
"""Whose token this is; None for nobody's, and for one that is expired or revoked."""
NOBODY = Caller()


def note_caller(scope: Scope, caller: Caller, access: AccessToken | None = None) -> None:
    """Write down whose request it is. The MCP SDK lets nobody else into the session that the request begins.

    `access`: the access token of an identity provider, where there is one.
    """
    scope[_CALLER] = caller
    _GRANT.set(caller.grant)
    if access is not None:
        scope["user"] = AuthenticatedUser(access)
    elif caller.owner:
        scope["user"] = AuthenticatedUser(AccessToken(token="", client_id=caller.owner, scopes=[]))


def caller_of(ctx: ServerRequestContext[Any, Any]) -> Caller:
    """Who a request comes from; where an application uses the SDK's own authentication, the token's subject."""
    return caller_in({} if ctx.request is None else ctx.request.scope)


def caller_in(scope: Mapping[str, Any]) -> Caller:
    """As caller_of, by the request's ASGI scope."""
    if isinstance(known := scope.get(_CALLER), Caller):
        return known
    user = scope.get("user")
    token = user.access_token if isinstance(user, AuthenticatedUser) else get_access_token()
    if token is None:
        return NOBODY
    identity = "\n".join(part or "" for part in principal_components(token))
    return Caller(person=str(token.subject or token.client_id or ""), identity=identity)


def who(ctx: ServerRequestContext[Any, Any]) -> Grant | None:
    """The grant of a request; None where the server serves all alike."""
    return caller_of(ctx).grant


def person_of(ctx: ServerRequestContext[Any, Any]) -> str:
    """Who is recorded as asking and answering; empty where nobody was authenticated."""
    return caller_of(ctx).name


def grant_now() -> Grant | None:
    """The grant of the request in whose course this runs, or of that which began its MCP session."""
    return _GRANT.get()
