"""Events: word of what changed, as server-sent events, so that a page can say so. It never changes a page by itself."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from ashby_agent_tools.errors import StoreUnavailable
from ashby_agent_tools.inbox.identity import Identity, Refused, Visitor
from ashby_agent_tools.time_limits import in_thread

__all__ = ["EventPages"]

_LOOK, _SAY, _MOST_SECONDS = 2.0, 15.0, 600.0
_MOST_STREAMS, _MOST_OF_ONE = 200, 20
Look = Callable[[str], dict[str, object]]
"""What a page would be told now: of one question by its id, or of all that waits for an empty one."""


class EventPages:
    """Streams of one inbox. The store is looked at every two seconds at most for each thing that is watched."""

    def __init__(self, identity: Identity, look: Look) -> None:
        self._identity, self._look = identity, look
        self._open: collections.Counter[str] = collections.Counter()
        self._seen: dict[str, tuple[float, dict[str, object]]] = {}
        self._endings: set[asyncio.Event] = set()
        self._over = False

    def end(self) -> None:
        """End all streams: the server stops. To be called in the event loop."""
        self._over = True
        for ending in self._endings:
            ending.set()

    async def stream(self, request: Request) -> Response:
        """The stream of a page; `id` names the question that it is about."""
        visitor = await self._visitor(request)
        if visitor is None:
            return PlainTextResponse("Sign in first.", 401)
        if self._open.total() >= _MOST_STREAMS or self._open[visitor.name] >= _MOST_OF_ONE:
            return PlainTextResponse("Too many pages are open; this one is not kept up to date.", 503)
        about = request.query_params.get("id", "")[:40]
        return StreamingResponse(self._told(request, visitor, about), media_type="text/event-stream")

    async def _visitor(self, request: Request) -> Visitor | None:
        try:
            return await in_thread(self._identity.visitor, request)
        except (Refused, StoreUnavailable):
            return None

    async def _told(self, request: Request, visitor: Visitor, about: str) -> AsyncIterator[str]:
        self._open[visitor.name] += 1
        ending = asyncio.Event()
        self._endings.add(ending)
        try:
            began = said = time.monotonic()
            last = None
            yield "retry: 5000\n\n"
            while time.monotonic() - began < _MOST_SECONDS and not self._over:
                found = await self._looked(about)
                if found != last:
                    last, said = found, time.monotonic()
                    yield f"data: {json.dumps(found)}\n\n"
                elif time.monotonic() - said > _SAY:
                    if await self._visitor(request) is None:  # signed out, or the secret was replaced
                        return
                    said = time.monotonic()
                    yield ": still here\n\n"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ending.wait(), _LOOK)
        finally:
            self._endings.discard(ending)
            self._open[visitor.name] -= 1
            self._open += collections.Counter()  # names without a stream go

    async def _looked(self, about: str) -> dict[str, object] | None:
        """What is there to tell, for all who watch the same; None while the store cannot be used."""
        when, found = self._seen.get(about, (float("-inf"), {}))
        if time.monotonic() - when < _LOOK / 2:
            return found
        try:
            found = await in_thread(self._look, about)
        except StoreUnavailable:
            return None
        if len(self._seen) > _MOST_STREAMS:
            self._seen.clear()
        self._seen[about] = (time.monotonic(), found)
        return found
