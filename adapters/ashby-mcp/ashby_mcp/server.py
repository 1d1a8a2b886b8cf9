"""build_server: an MCP server over sessions: tools, prompts, resources, completions. The core does the work."""

from __future__ import annotations

import contextlib
import importlib.metadata
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import anyio
import anyio.to_thread
from mcp import types
from mcp.server import Server
from mcp.server.caching import CacheableMethod, CacheHint
from mcp.shared.exceptions import MCPError
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from ashby_agent_tools import Budget, Session, Telemetry, Tool, Toolset
from ashby_agent_tools.errors import InvalidArguments, PermissionMissing, ToolError, UnknownShortId, UsageError
from ashby_mcp import prompts, resources
from ashby_mcp.approvals import Approvals
from ashby_mcp.batches import BATCH, WAITS, batch_tool, call_batch
from ashby_mcp.callers import caller_of, grant_now, person_of
from ashby_mcp.changes import ChangeNotices, NotifyingServer
from ashby_mcp.completions import NameCompleter
from ashby_mcp.conversation import Context, NewConversations, conversation_of, is_stateless, named
from ashby_mcp.failures import FailureMiddleware
from ashby_mcp.key_permissions import AccountKeys
from ashby_mcp.progress import EVERY, reporting
from ashby_mcp.sessions import GrantSessions, SessionSource, SharedSessions
from ashby_mcp.shutdown import ActiveCalls
from ashby_mcp.tracing import TracingMiddleware, replace_tracing

__all__ = ["build_server"]

# How many characters of a tool's result a client shows before it puts the rest into a file. Claude Code reads it from
# the tool's entry in tools/list, up to 500,000: its documentation of MCP output limits, read in November 2026 (the
# changelog of Claude Code 2.1.91 introduces it). Other clients ignore it.
_MOST_CHARS = "anthropic/maxResultSizeChars"

_log = logging.getLogger("ashby_mcp")
_CANNOT = "This server cannot serve this grant just now; its log says why. Nothing was done."
_HOUR = 3_600_000  # milliseconds
# Tools, prompts and families of resources stay as they are while a server runs; what Ashby says may change at any time.
_FRESH: dict[CacheableMethod, CacheHint] = {
    "server/discover": CacheHint(_HOUR),
    "tools/list": CacheHint(_HOUR),
    "prompts/list": CacheHint(_HOUR),
    "resources/templates/list": CacheHint(_HOUR),
    "resources/list": CacheHint(0),  # a call adds to it
    "resources/read": CacheHint(0),
}


def build_server(
    session_for: Callable[[str], Session] | GrantSessions,
    *,
    store: str | None = None,
    progress_every: float = EVERY,
    batches: bool = False,
    keys: AccountKeys | None = None,
    telemetry: Telemetry | None = None,
) -> Server[str]:
    """A server whose every call goes through the session that `session_for` gives for a conversation's name.

    The name is the MCP session over HTTP, one of its own for each stdio connection, what the client's header
    `ashby-conversation` stands for, and `STATELESS` for all clients without a session and without that header: give
    that one a budget with `ids="uuid"`. Where people are authenticated, each has conversations of their own: a name
    begins with whose it is (ask `is_stateless(name)`). The same name has to lead to the same conversation in the same
    store; making a new session each time is fine. All sessions offer the same tools; `GrantSessions` in its place gives
    each request what its grant says, where `http.application` is given the grants.
    `store`: where the sessions' store is, named to people who answer on the command line; None for its default.
    `progress_every`: seconds between two progress notifications about a call that takes its time. `batches`: with the
    tool `ashby_batch`, which takes several calls and asks about them in one form; a client makes one call a request,
    so without it each call is a question of its own. `keys`: watched while the server runs; clients are told when the
    tools are others, which the sessions' toolsets have to follow (`keys.narrowed`). GrantSessions see to it themselves.
    `telemetry`: whose the spans of messages are; those that OpenTelemetry was told to use otherwise. Give it to the
    sessions, too: calls, requests and waits are theirs.
    """
    for name, given, kinds, write in (
        ("store", store, (str, type(None)), "give where the sessions' store is as a string"),
        ("progress_every", progress_every, (int, float), "give seconds"),
        ("batches", batches, (bool,), "write batches=True or leave it out"),
        ("telemetry", telemetry, (Telemetry, type(None)), "write telemetry=Telemetry()"),
        ("keys", keys, (AccountKeys, type(None)), "write AccountKeys(...)"),
    ):
        if not isinstance(given, kinds) or (isinstance(given, bool) and bool not in kinds):
            raise UsageError(f"{name} is of type {type(given).__name__}; {write}.")
    source = session_for if isinstance(session_for, GrantSessions) else SharedSessions(session_for, keys)
    handlers = _Handlers(source, store, progress_every, batches=batches)
    server = NotifyingServer(
        "ashby",
        version=importlib.metadata.version("ashby-mcp"),
        title="Ashby",
        instructions=lambda: source.toolset(grant_now()).instructions(),
        lifespan=handlers.connected,
        get_tool_input_schema=lambda name: handlers.schema(source.toolset(grant_now()), name),
        cache_hints=_FRESH,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_completion=handlers.complete,
        on_subscriptions_listen=handlers.listen,
    )

    replace_tracing(server, TracingMiddleware(server, handlers.offers, telemetry))
    server.middleware.insert(0, FailureMiddleware(server))  # outside of the span, which knows what it was
    server.active, server.changes = handlers.active, handlers.changes
    server.tools_change = source.keys is not None

    async def discover(ctx: Context, _: types.RequestParams | None) -> types.DiscoverResult:
        async with handlers.session(ctx) as session:
            return types.DiscoverResult(
                supported_versions=list(MODERN_PROTOCOL_VERSIONS),
                capabilities=server.get_capabilities(protocol_version=ctx.protocol_version),
                instructions=session.toolset.instructions(),
            )

    # What a model is told of ids differs between a connection and stateless HTTP, so the answer is made per request.
    server.add_request_handler("server/discover", types.RequestParams, discover)
    return server


class _Handlers:
    """What the server does with each request, and what it remembers of its conversations beside their store."""

    def __init__(self, source: SessionSource, store: str | None, progress_every: float, *, batches: bool) -> None:
        self._source, self._every, self._batches = source, progress_every, batches
        self._approvals, self._new_conversations = Approvals(store), NewConversations()
        self._recent, self._completions = resources.RecentResults(), NameCompleter()
        self.changes, self.active = ChangeNotices(), ActiveCalls()

    @contextlib.asynccontextmanager
    async def connected(self, server: Server[str]) -> AsyncIterator[str]:
        """Entered once per stdio connection, and once for all of HTTP; as long, the keys are watched."""
        async with named(server) as name, anyio.create_task_group() as tasks:
            if self._source.keys is not None:
                tasks.start_soon(self._source.keys.watch, self.changes.tools_changed)
            yield name
            tasks.cancel_scope.cancel()

    async def listen(
        self, ctx: Context, params: types.SubscriptionsListenRequestParams
    ) -> types.SubscriptionsListenResult:
        return await self.changes.listen(ctx, params, caller_of(ctx).account)

    @contextlib.asynccontextmanager
    async def session(self, ctx: Context) -> AsyncIterator[Session]:
        """The session of a request's conversation, as its grant says; all that it does is on behalf of its person."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                found = self._source.session(caller_of(ctx), conversation_of(ctx))
                session = await stack.enter_async_context(found)
            except UsageError as error:  # an account without its key, say: not the client's to know
                _log.error("A request cannot be served: %s", error)
                raise MCPError(types.INTERNAL_ERROR, _CANNOT) from None
            with session.on_behalf_of(person_of(ctx)):
                yield session

    async def list_tools(self, ctx: Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        if self._source.keys is not None:
            account = caller_of(ctx).account
            await self._source.keys.known(account)
            self.changes.met(ctx, account)
        async with self.session(ctx) as session:
            listed = await anyio.to_thread.run_sync(_listed, session.toolset)
        return types.ListToolsResult(tools=[*listed, batch_tool()] if self._batches else listed)

    def schema(self, toolset: Toolset, name: str) -> Mapping[str, Any] | None:
        """What a tool takes."""
        return batch_tool().input_schema if self._batches and name == BATCH else _schema(toolset, name)

    def offers(self, method: str, name: str) -> bool:
        """Whether this is the name of a tool or prompt, and not what a client made up."""
        if method == "tools/call":
            return self.schema(self._source.toolset(grant_now()), name) is not None
        return name in prompts.NAMES

    async def call_tool(
        self, ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        async with self.session(ctx) as session:
            if self._batches and params.name == BATCH:
                return await self._call_batch(session, ctx, params)
            return await self._call_one(session, ctx, params)

    async def _call_one(
        self, session: Session, ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        name = conversation_of(ctx)
        _must_exist(session.toolset, params.name)
        try:
            async with reporting(ctx, self.active, self._every) as progress:
                result = await self._approvals.call(session, ctx, params, progress)
            if isinstance(result, types.InputRequiredResult):
                return result
            text = result.text  # made by now, in a thread
        except UnknownShortId as error:
            advice = self._new_conversations.advice(name) if session.conversation == name else ""
            return _said(f"{error}{advice}", is_error=True)
        except ToolError as error:
            self._doubt(ctx, error)
            return _said(str(error), is_error=True)
        self._new_conversations.meet(name)
        if not is_stateless(name) and self._recent.add(name, result):
            await self.changes.resources_changed(ctx, name)
        return _said(text, result.structured() if _is_structured(session.toolset, params.name) else None)

    async def _call_batch(
        self, session: Session, ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        try:
            async with reporting(ctx, self.active, self._every) as progress:
                made = await call_batch(session, ctx, params, progress)
        except ToolError as error:
            return _said(str(error), is_error=True)
        if isinstance(made, types.InputRequiredResult):
            return made
        self._doubt(ctx, *(line.error for line in made.lines))
        waits = any(line.state == "waiting" for line in made.lines)
        return _said(
            f"{made.text}\n{WAITS}" if waits else made.text, is_error=all(it.state != "done" for it in made.lines)
        )

    def _doubt(self, ctx: Context, *errors: ToolError | None) -> None:
        """A call met a missing permission: the key is looked at again."""
        if self._source.keys is not None and any(isinstance(error, PermissionMissing) for error in errors):
            self._source.keys.suspect(caller_of(ctx).account)

    async def list_prompts(self, ctx: Context, _: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
        async with self.session(ctx) as session:
            return types.ListPromptsResult(prompts=prompts.listed(session.toolset))

    async def get_prompt(self, ctx: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        async with self.session(ctx) as session:
            return prompts.filled(session.toolset, params.name, params.arguments)

    async def list_resources(self, ctx: Context, _: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=resources.listed(self._recent.of(conversation_of(ctx))))

    async def list_templates(
        self, ctx: Context, _: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        async with self.session(ctx) as session:
            families = resources.templates(session.toolset)
        return types.ListResourceTemplatesResult(resource_templates=families)

    async def read_resource(self, ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        async with self.session(ctx) as session, reporting(ctx, self.active, self._every):
            return await resources.read(session, params.uri, ctx.protocol_version)

    async def complete(self, ctx: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        name = conversation_of(ctx)
        async with self.session(ctx) as session:
            whose = (name, caller_of(ctx).grant)  # which may be a narrower one by now
            return await self._completions.completed(session, whose, self._recent.of(name), params)


def _listed(offered: Toolset) -> list[types.Tool]:
    return [_shown(tool, offered.budget) for tool in offered.tools]


def _shown(tool: Tool, budget: Budget) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        output_schema=tool.output_schema if _answers_with_objects(tool) else None,
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


def _answers_with_objects(tool: Tool) -> bool:
    """Whether results come as objects besides, for what clients draw and compute: those of tasks and of queries."""
    return tool.operation.spec.served_by == "task" or tool.operation.spec.endpoint == "query"


def _is_structured(toolset: Toolset, name: str) -> bool:
    return _answers_with_objects(toolset[name])


def _said(text: str, structured: Any = None, *, is_error: bool = False) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(text=text)], structured_content=structured, is_error=is_error
    )
