"""build_server: an MCP server over sessions. It lists tools, makes calls and returns text; the core does the rest."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from typing import Any

import anyio.to_thread
from mcp import types
from mcp.server import Server
from mcp.shared.exceptions import MCPError
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from ashby_agent_tools import Budget, Session, Tool, Toolset
from ashby_agent_tools.errors import InvalidArguments, ToolError, UnknownShortId
from ashby_mcp.approvals import Desk
from ashby_mcp.conversation import STATELESS, Context, Newcomers, conversation_of, named, new_name
from ashby_mcp.progress import EVERY, reporting

__all__ = ["build_server"]

# How many characters of a tool's result a client shows before it puts the rest into a file. Claude Code reads it from
# the tool's entry in tools/list, up to 500,000: its documentation of MCP output limits, read in November 2026 (the
# changelog of Claude Code 2.1.91 introduces it). Other clients ignore it.
_MOST_CHARS = "anthropic/maxResultSizeChars"


def build_server(
    session_for: Callable[[str], Session], *, store: str | None = None, progress_every: float = EVERY
) -> Server[str]:
    """A server whose every call goes through the session that `session_for` gives for a conversation's name.

    The name is the MCP session over HTTP, one of its own for each stdio connection, what the client's header
    `ashby-conversation` stands for, and `STATELESS` for all clients without a session and without that header: give
    that one a budget with `ids="uuid"`. The same name has to lead to the same conversation in the same store; making
    a new session each time is fine. All sessions offer the same tools.
    `store`: the file of the sessions' store, named to people who answer on the command line; None for its default.
    `progress_every`: seconds between two progress notifications about a call that takes its time.
    """
    desk, newcomers = Desk(store), Newcomers()
    toolset = session_for(STATELESS).toolset

    async def list_tools(ctx: Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        name = conversation_of(ctx)
        return types.ListToolsResult(tools=await anyio.to_thread.run_sync(_listed, session_for, name))

    async def call_tool(
        ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        name = conversation_of(ctx)
        session = await anyio.to_thread.run_sync(session_for, name)
        _must_exist(session.toolset, params.name)
        try:
            async with reporting(ctx, progress_every) as progress:
                result = await desk.call(session, ctx, params, progress)
            if isinstance(result, types.InputRequiredResult):
                return result
            text = result.text  # made by now, in a thread
        except UnknownShortId as error:
            advice = newcomers.advice(name) if session.conversation == name else ""
            return _said(f"{error}{advice}", is_error=True)
        except ToolError as error:
            return _said(str(error), is_error=True)
        newcomers.meet(name)
        return _said(text)

    async def discover(ctx: Context, _: types.RequestParams | None) -> types.DiscoverResult:
        return types.DiscoverResult(
            supported_versions=list(MODERN_PROTOCOL_VERSIONS),
            capabilities=server.get_capabilities(protocol_version=ctx.protocol_version),
            instructions=(await anyio.to_thread.run_sync(session_for, conversation_of(ctx))).toolset.instructions(),
        )

    server: Server[str] = Server(
        "ashby",
        version=importlib.metadata.version("ashby-mcp"),
        title="Ashby",
        instructions=session_for(new_name()).toolset.instructions(),
        lifespan=named,
        get_tool_input_schema=lambda name: _schema(toolset, name),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # What a model is told of ids differs between a connection and stateless HTTP, so the answer is made per request.
    server.add_request_handler("server/discover", types.RequestParams, discover)
    return server


def _listed(session_for: Callable[[str], Session], conversation: str) -> list[types.Tool]:
    offered = session_for(conversation).toolset
    return [_shown(tool, offered.budget) for tool in offered.tools]


def _shown(tool: Tool, budget: Budget) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.schema,
        annotations=types.ToolAnnotations.model_validate(tool.hints),
        meta={_MOST_CHARS: budget.most_chars},
    )


def _must_exist(toolset: Toolset, name: str) -> None:
    """Raise a protocol error for a tool that is not offered; what goes wrong in one that is, is a result."""
    try:
        toolset[name]
    except InvalidArguments as error:
        raise MCPError(types.INVALID_PARAMS, str(error)) from None


def _schema(toolset: Toolset, name: str) -> Mapping[str, Any] | None:
    try:
        return toolset[name].schema
    except InvalidArguments:
        return None


def _said(text: str, *, is_error: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text)], is_error=is_error)
