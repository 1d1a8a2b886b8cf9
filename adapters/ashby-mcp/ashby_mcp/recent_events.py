"""Recent events: a client of the handshake's era whose stream broke gets what it missed, by Last-Event-ID.

They are kept in memory, for the session that they belong to and as long as it lives, and not in the store: an MCP
session of that era is in the memory of one process, and the SDK answers its id with 404 in every other before it asks
for events.
"""

from __future__ import annotations

import secrets
import weakref
from collections import OrderedDict, deque
from contextvars import ContextVar

from mcp.server.streamable_http import EventCallback, EventMessage, EventStore
from mcp.types import JSONRPCMessage
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ashby_mcp.open_sessions import SESSION, session_of

__all__ = ["RecentEventStore", "ResumableSessions"]

_MOST, _MOST_BYTES = 64, 256 * 1024  # of one session


class _Events:
    """What one session was sent lately: by event id the stream, the message and its size."""

    def __init__(self) -> None:
        self.kept: OrderedDict[str, tuple[str, JSONRPCMessage | None, int]] = OrderedDict()
        self.size = 0

    def drop_oldest(self) -> int:
        """Forget one; gives its size."""
        size = self.kept.popitem(last=False)[1][2] if self.kept else 0
        self.size -= size
        return size


_session: ContextVar[_Events | None] = ContextVar("ashby_mcp_events", default=None)


class RecentEventStore(EventStore):
    """The SDK's interface to them. `most_bytes`: of all sessions together; beyond it the oldest are forgotten."""

    def __init__(self, most_bytes: int = 32 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._alive: weakref.WeakSet[_Events] = weakref.WeakSet()
        self._order: deque[weakref.ref[_Events]] = deque()
        self._since_counted = 0

    @property
    def size(self) -> int:
        """Bytes that are kept of all sessions that are open."""
        return sum(it.size for it in self._alive)

    async def store_event(self, stream_id: str, message: JSONRPCMessage | None) -> str:
        """Keep an event of the session in whose course this is called."""
        name, mine = secrets.token_urlsafe(12), _session.get()
        if mine is None:
            return name
        size = 0 if message is None else len(message.model_dump_json())
        if size > _MOST_BYTES:
            return name
        mine.kept[name] = (stream_id, message, size)
        mine.size += size
        while len(mine.kept) > _MOST or mine.size > _MOST_BYTES:
            mine.drop_oldest()
        self._alive.add(mine)
        self._order.append(weakref.ref(mine))
        self._since_counted += size
        if self._since_counted > self._most_bytes // 8:
            self._shrink()
        return name

    def _shrink(self) -> None:
        """Forget the oldest events, whosever they are, until the rest is within the limit again."""
        self._since_counted, size = 0, self.size
        while size > self._most_bytes and self._order:
            oldest = self._order.popleft()()
            size -= 0 if oldest is None else oldest.drop_oldest()
        while self._order and self._order[0]() is None:
            self._order.popleft()

    async def replay_events_after(self, last_event_id: str, send_callback: EventCallback) -> str | None:
        """Send what came after an event on its stream, if it is one of the session that asks."""
        mine = _session.get()
        if mine is None or last_event_id not in mine.kept:
            return None
        stream = mine.kept[last_event_id][0]
        names = list(mine.kept)
        for name in names[names.index(last_event_id) + 1 :]:
            of, message, _ = mine.kept.get(name, ("", None, 0))
            if of == stream and message is not None:
                await send_callback(EventMessage(message, name))
        return stream


class ResumableSessions:
    """Tells which session a request belongs to, so that events stay with theirs. They are kept while it lives.

    A session's tasks are begun in the course of the request that opens it, and have its context as long as they run.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._known: weakref.WeakValueDictionary[bytes, _Events] = weakref.WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request in the course of its session."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        session = session_of(scope)
        mine = _Events() if session is None else self._known.get(session)

        async def noting(message: Message) -> None:
            for header, value in message.get("headers", ()) if session is None else ():
                if header.lower() == SESSION and mine is not None:
                    self._known[bytes(value)] = mine
            await send(message)

        before = _session.set(mine)
        try:
            await self._app(scope, receive, noting)
        finally:
            _session.reset(before)
