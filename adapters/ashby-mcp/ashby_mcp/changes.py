"""Changes: tells a client that the list of its conversation's results is another one, in both protocol eras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp import types
from mcp.server import Server
from mcp.server.lowlevel.server import NotificationOptions
from mcp.server.models import InitializationOptions
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourcesListChanged

from ashby_mcp.conversation import Context, conversation_of
from ashby_mcp.shutdown import ActiveCalls

__all__ = ["ChangeNotices", "NotifyingServer", "active_calls"]


class NotifyingServer(Server[str]):
    """A server that says in the handshake that its list of resources changes; its other lists do not.

    `instructions`: asked for at each handshake, since they depend on who comes. `active`: the calls that are under way
    in it.
    """

    active: ActiveCalls

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
        options = notification_options or NotificationOptions(resources_changed=True)
        made = super().create_initialization_options(options, experimental_capabilities, extensions)
        return made.model_copy(update={"instructions": self._instructions_now()})


def active_calls(server: Server[str]) -> ActiveCalls:
    """The calls that are under way in a server; of one that was not built here none are known."""
    return server.active if isinstance(server, NotifyingServer) else ActiveCalls()


class ChangeNotices:
    """Before 2026-07-28 every client is told; since then those that listen. No conversation hears of another one."""

    def __init__(self) -> None:
        self._buses: dict[str, tuple[InMemorySubscriptionBus, ListenHandler]] = {}
        self._listening: dict[str, int] = {}

    async def listen(
        self, ctx: Context, params: types.SubscriptionsListenRequestParams
    ) -> types.SubscriptionsListenResult:
        """Serve one client that listens, until it goes."""
        name = conversation_of(ctx)
        if name not in self._buses:
            bus = InMemorySubscriptionBus()
            self._buses[name] = (bus, ListenHandler(bus))
        self._listening[name] = self._listening.get(name, 0) + 1
        try:
            return await self._buses[name][1](ctx, params)
        finally:
            self._listening[name] -= 1
            if not self._listening[name]:
                del self._listening[name], self._buses[name]

    async def resources_changed(self, ctx: Context, conversation: str) -> None:
        """Tell the clients of a conversation."""
        await ctx.session.send_resource_list_changed()  # the SDK drops it where clients have to listen for it
        if conversation in self._buses:
            await self._buses[conversation][0].publish(ResourcesListChanged())
