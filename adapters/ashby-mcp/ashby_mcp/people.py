"""Who a request over HTTP comes from, where each person has a token of their own; an MCP session stays with its person.

The file has a line for each: `"ada@example.com" = "a random token"`. Where an application serves the MCP server with
the SDK's own authentication, the subject of its access token is the person.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from mcp.server.auth.middleware.auth_context import get_access_token
from starlette.types import ASGIApp, Receive, Scope, Send

from ashby_agent_tools.errors import UsageError
from ashby_mcp.conversation import PERSON, Context
from ashby_mcp.open_sessions import SESSION, OpenSessions

__all__ = ["SHORTEST_TOKEN", "PersonalSessions", "digest", "people_in", "person_of"]

SHORTEST_TOKEN = 16


def people_in(path: Path) -> dict[str, str]:
    """The names and tokens of a file. Raises UsageError for what is none, or a token that is short or two people's."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The people {path} cannot be read ({type(error).__name__}).") from None
    for name, token in given.items():
        if not isinstance(token, str) or len(token) < SHORTEST_TOKEN or not name.strip() or not name.isprintable():
            raise UsageError(
                f'{path}: {name!r:.60} has no token of {SHORTEST_TOKEN} characters; write "name" = "a random token".'
            )
    if not given or len({*given.values()}) < len(given):
        raise UsageError(f"{path}: each person needs a token of their own, and at least one person has to be there.")
    return given


def person_of(ctx: Context) -> str:
    """The authenticated person of a request; empty where nobody was."""
    known = None if ctx.request is None else ctx.request.scope.get(PERSON)
    token = None if known else get_access_token()
    return str(known or (token and (token.subject or token.client_id)) or "")


def digest(token: bytes) -> bytes:
    """What tokens are compared by, in constant time."""
    return hashlib.sha256(token).digest()


class PersonalSessions:
    """Notes whose request it is, and lets nobody into the MCP session of somebody else."""

    def __init__(self, app: ASGIApp, people: Mapping[str, str], sessions: OpenSessions) -> None:
        self._app, self._sessions = app, sessions
        self._names = {digest(token.encode()): name for name, token in people.items()}

    def name(self, token: bytes) -> str | None:
        """The person with this token."""
        return self._names.get(digest(token))

    def belongs(self, scope: Scope, name: str) -> bool:
        """Whether the MCP session that the request names, if it names one, is this person's."""
        given = [bytes(value) for header, value in scope["headers"] if header == SESSION]
        return all(self._sessions.belongs(value, name) for value in given)

    async def __call__(self, scope: Scope, receive: Receive, send: Send, name: str) -> None:
        """Hand the request on as this person's."""
        scope[PERSON] = name
        await self._app(scope, receive, send)
