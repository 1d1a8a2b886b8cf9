"""Which conversation a request belongs to: what short ids, results and questions are remembered under."""

from __future__ import annotations

import contextlib
import hashlib
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.shared.exceptions import MCPError

from ashby_mcp.callers import caller_of

__all__ = ["HEADER", "STATELESS", "Context", "NewConversations", "conversation_of", "is_stateless", "named", "new_name"]

STATELESS = "stateless"
"""The conversation of clients that have none: HTTP without an MCP session, as in protocol 2026-07-28."""

HEADER = "ashby-conversation"
"""The header by which a client over HTTP names its conversation, where it opens a session for each call or none."""

Context = ServerRequestContext[str, Any]

_NAME = re.compile(r"[A-Za-z0-9_-]{16,128}")
_MOST_MET = 1_000


@contextlib.asynccontextmanager
async def named(_: Server[str]) -> AsyncIterator[str]:
    """Entered once per stdio connection: its conversation's name."""
    yield new_name()


def new_name() -> str:
    """A name that no other conversation has."""
    return f"connection-{uuid.uuid4().hex}"


def conversation_of(ctx: Context) -> str:
    """The name of a request's conversation. Raises MCPError for a header that cannot be used.

    An MCP session id counts only where the transport checked it, which is where it can send requests to the client;
    elsewhere the header is whatever a client cares to write. A name in the header of ours leads to a conversation of
    that name only, never to a session's; the store keeps its hash, because who knows the name is in the conversation.
    All of them are their owner's: no grant and no person comes into another one's, whatever the client sends.
    """
    if ctx.request is None:
        return ctx.lifespan_context
    owner = caller_of(ctx).owner
    return f"{owner}/{_of_request(ctx, ctx.request)}" if owner else _of_request(ctx, ctx.request)


def is_stateless(name: str) -> bool:
    """Whether it is the conversation of all clients of one owner that have none."""
    return name.rpartition("/")[2] == STATELESS


def _of_request(ctx: Context, request: Any) -> str:
    chosen: str | None = request.headers.get(HEADER)
    if chosen is not None:
        if not _NAME.fullmatch(chosen):
            raise MCPError(
                types.INVALID_PARAMS,
                f"The header {HEADER} takes 16 to 128 letters, digits, - and _: a random name, one for each agent.",
            )
        return f"named-{hashlib.sha256(chosen.encode()).hexdigest()[:32]}"
    session: str | None = request.headers.get("mcp-session-id")
    return session if session and ctx.session.can_send_request else STATELESS


class NewConversations:
    """Tells conversations in which no call succeeded so far, to explain why a short id is not known there."""

    def __init__(self) -> None:
        self._met: dict[str, None] = {}

    def meet(self, name: str) -> None:
        """Remember that a call succeeded; of too many conversations the oldest is forgotten."""
        self._met[name] = None
        if len(self._met) > _MOST_MET:
            del self._met[next(iter(self._met))]

    def advice(self, name: str) -> str:
        """What to set so that short ids live longer than this session; empty where that is not the reason."""
        if name in self._met:
            return ""
        over_http = f"send the header {HEADER} with its own random name"
        return (
            " Nothing was called in this session before. Short ids and results live as long as a session: if the "
            "client opens one for each call, tell the user to start ashby-mcp with --conversation NAME"
            f"{'' if name.startswith('connection-') else f', or to have the client {over_http}'}."
        )
