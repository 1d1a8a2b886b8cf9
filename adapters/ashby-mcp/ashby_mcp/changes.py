"""Changes: tells clients that a list is another one by now, in both protocol eras: of tools, of their results."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import anyio
from mcp import types
from mcp.server import Server
from mcp.server.lowlevel.server import NotificationOptions
from mcp.server.models import InitializationOptions
from mcp.server.session import ServerSession
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourcesListChanged, ToolsListChanged

from ashby_mcp.conversation import Context, conversation_of
from ashby_mcp.messages import MessageFacts
from ashby_mcp.shutdown import ActiveCalls
from ashby_mcp.tracing import TracingMiddleware

__all__ = ["ChangeNotices", "NotifyingServer", "active_calls", "forget_session", "observe"]

_MOST_MET = 1_000
_PATIENCE = 5.0


class NotifyingServer(Server[str]):
    """A server that says in the handshake which of its lists change: resources, and tools where they follow a key.

    `instructions`: asked for at each handshake, since they depend on who comes. `active`: the calls that are under way
    in it. `changes`: whom it tells of them.
    """

    active: ActiveCalls
    changes: ChangeNotices
    tools_change = False

    def __init__(self, name: str, *, instructions: Callable[[], str], **options: Any) -> None:
        super().__init__(name, **options)
        self._instructions_now = instructions

    def create_initialization_options(
        self,
        notification_options: NotificationOptions | None = None,
        experimental_capabilities: dict[str, dict[str, Any]] | None = None,
        extensions: dict[str, dict[str, Any]] | None = None,
    ) -> InitializationOptions:
        """As the SDK's, where nothing else is asked for."""
        options = notification_options or NotificationOptions(resources_changed=True, tools_changed=self.tools_change)
        made = super().create_initialization_options(options, experimental_capabilities, extensions)
        return made.model_copy(update={"instructions": self._instructions_now()})


def active_calls(server: Server[str]) -> ActiveCalls:
    """The calls that are under way in a server; of one that was not built here none are known."""
    return server.active if isinstance(server, NotifyingServer) else ActiveCalls()


def forget_session(server: Server[str]) -> Callable[[bytes], None]:
    """What is told of MCP sessions that have ended."""
    return server.changes.forget if isinstance(server, NotifyingServer) else lambda _: None


def observe(server: Server[str], observer: Callable[[MessageFacts], None]) -> None:
    """Have a function told of each message that the server has handled."""
    for middleware in server.middleware:
        if isinstance(middleware, TracingMiddleware):
            middleware.observers.append(observer)


class ChangeNotices:
    """Before 2026-07-28 every client is told; since then those that listen. No conversation hears of another one.

    Tools are an account's: all its clients are told of a change that have asked for them.
    """

    def __init__(self) -> None:
        self._met: OrderedDict[str, tuple[str, ServerSession]] = OrderedDict()
        self._accounts: dict[str, str] = {}
        self._buses: dict[str, tuple[InMemorySubscriptionBus, ListenHandler]] = {}
        self._listening: dict[str, int] = {}

    async def listen(
        self, ctx: Context, params: types.SubscriptionsListenRequestParams, account: str = ""
    ) -> types.SubscriptionsListenResult:
        """Serve one client that listens, until it goes."""
        name = conversation_of(ctx)
        if name not in self._buses:
            bus = InMemorySubscriptionBus()
            self._buses[name] = (bus, ListenHandler(bus))
        self._listening[name], self._accounts[name] = self._listening.get(name, 0) + 1, account
        try:
            return await self._buses[name][1](ctx, params)
        finally:
            self._listening[name] -= 1
            if not self._listening[name]:
                del self._listening[name], self._buses[name], self._accounts[name]

    async def resources_changed(self, ctx: Context, conversation: str) -> None:
        """Tell the clients of a conversation."""
        await ctx.session.send_resource_list_changed()  # the SDK drops it where clients have to listen for it
        if conversation in self._buses:
            await self._buses[conversation][0].publish(ResourcesListChanged())

    def met(self, ctx: Context, account: str) -> None:
        """A client has the list of the account's tools: remember where to tell it of another one, if it can be told."""
        if not ctx.session.can_send_request:
            return
        name = ctx.lifespan_context if ctx.request is None else ctx.request.headers.get("mcp-session-id", "")
        self._met[name] = (account, ctx.session)
        self._met.move_to_end(name)
        if len(self._met) > _MOST_MET:
            self._met.popitem(last=False)

    def forget(self, session: bytes) -> None:
        """An MCP session over HTTP has ended: what is remembered of it would keep all of it in memory."""
        self._met.pop(session.decode("latin-1"), None)

    async def tools_changed(self, account: str) -> None:
        """Tell all clients of an account; one that does not read holds nobody up."""
        for bus in [self._buses[name][0] for name, of in self._accounts.items() if of == account]:
            await bus.publish(ToolsListChanged())  # others come and go meanwhile
        async with anyio.create_task_group() as tasks:
            for of, session in self._met.values():
                if of == account:
                    tasks.start_soon(_tell, session)


async def _tell(session: ServerSession) -> None:
    with anyio.move_on_after(_PATIENCE):
        await session.send_tool_list_changed()  # the SDK drops it for clients that are gone, or have to listen for it
