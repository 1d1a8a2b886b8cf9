"""build_server: an MCP server over sessions. It lists tools, makes calls, and hands on text; the core does the rest."""

from __future__ import annotations

import contextlib
import importlib.metadata
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import anyio.to_thread
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from ashby_agent_tools import Budget, Session, Tool, Toolset
from ashby_agent_tools.errors import InvalidArguments, ToolError
from ashby_mcp.approvals import Desk

__all__ = ["STATELESS", "Context", "build_server"]

STATELESS = "stateless"
"""The conversation of clients that have none: HTTP without an MCP session, as in protocol 2026-07-28."""

Context = ServerRequestContext[str, Any]

# How many characters of a tool's result a client shows before it puts the rest into a file. Claude Code reads it from
# the tool's entry in tools/list, up to 500,000: its documentation of MCP output limits, read in November 2026 (the
# changelog of Claude Code 2.1.91 introduces it). Other clients ignore it.
_MOST_CHARS = "anthropic/maxResultSizeChars"


def build_server(session_for: Callable[[str], Session], *, store: str | None = None) -> Server[str]:
    """A server whose every call goes through the session that `session_for` gives for a conversation's name.

    The name is the MCP session over HTTP, one of its own for each stdio connection, and `STATELESS` for all clients
    without a session: give that one a budget with `ids="uuid"`. The same name has to lead to the same conversation
    in the same store; making a session anew each time is fine. All sessions offer the same tools.
    `store`: the file of the sessions' store, named to people who answer on the command line; None for its default.
    """
    desk = Desk(store)
    toolset = session_for(STATELESS).toolset

    async def list_tools(ctx: Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        offered = session_for(_conversation(ctx)).toolset
        shown = [_shown(tool, offered.budget) for tool in (*offered, *offered.helpers)]
        return types.ListToolsResult(tools=shown)

    async def call_tool(
        ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        session = session_for(_conversation(ctx))
        try:
            result = await desk.call(session, ctx, params)
            if isinstance(result, types.InputRequiredResult):
                return result
            return _said(await anyio.to_thread.run_sync(lambda: result.text))
        except ToolError as error:
            return _said(str(error), is_error=True)

    async def discover(ctx: Context, _: types.RequestParams | None) -> types.DiscoverResult:
        return types.DiscoverResult(
            supported_versions=list(MODERN_PROTOCOL_VERSIONS),
            capabilities=server.get_capabilities(protocol_version=ctx.protocol_version),
            instructions=session_for(_conversation(ctx)).toolset.instructions(),
        )

    server: Server[str] = Server(
        "ashby",
        version=importlib.metadata.version("ashby-mcp"),
        title="Ashby",
        instructions=session_for(_new_name()).toolset.instructions(),
        lifespan=_named,
        get_tool_input_schema=lambda name: _schema(toolset, name),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # What a model is told of ids differs between a connection and stateless HTTP, so the answer is made per request.
    server.add_request_handler("server/discover", types.RequestParams, discover)
    return server


@contextlib.asynccontextmanager
async def _named(_: Server[str]) -> AsyncIterator[str]:
    """Entered once per stdio connection: its conversation's name."""
    yield _new_name()


def _new_name() -> str:
    return f"connection-{uuid.uuid4().hex}"


def _conversation(ctx: Context) -> str:
    """Which conversation a request belongs to.

    An MCP session id counts only where the transport checked it, which is where it can send requests to the client;
    elsewhere the header is whatever a client cares to write.
    """
    if ctx.request is None:
        return ctx.lifespan_context
    named: str | None = ctx.request.headers.get("mcp-session-id")
    return named if named and ctx.session.can_send_request else STATELESS


def _shown(tool: Tool, budget: Budget) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.schema,
        annotations=types.ToolAnnotations.model_validate(tool.hints),
        meta={_MOST_CHARS: budget.most_chars},
    )


def _schema(toolset: Toolset, name: str) -> Mapping[str, Any] | None:
    try:
        return toolset[name].schema
    except InvalidArguments:
        return None


def _said(text: str, *, is_error: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text)], is_error=is_error)
