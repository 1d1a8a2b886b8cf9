"""Shutdown: a server that is told to stop lets what is at Ashby end and be recorded, and lets nothing new in.

What waits for a person is not waited for: its question is in the store, and can be answered after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable, Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ashby_mcp.health import HealthRoutes, Readiness
from ashby_mcp.request_gate import refusal

__all__ = ["ActiveCalls", "HttpApplication"]

_log = logging.getLogger("ashby_mcp")
_STOPPING = "This server is stopping. Nothing was done; send the request again in a few seconds."
_LOOK_EVERY = 0.05


@dataclasses.dataclass(slots=True)
class ActiveCalls:
    """How many calls of a server are under way, and how many of those wait for a person."""

    under_way: int = 0
    deciding: int = 0

    @property
    def at_work(self) -> int:
        """Those that may have something at Ashby."""
        return self.under_way - self.deciding

    @contextlib.contextmanager
    def call(self) -> Iterator[None]:
        """A call is under way meanwhile."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1

    @contextlib.contextmanager
    def decision(self) -> Iterator[None]:
        """A call that is under way waits for a person meanwhile."""
        self.deciding += 1
        try:
            yield
        finally:
            self.deciding -= 1


class HttpApplication:
    """The ASGI application of a server, which can be stopped. `readiness`: answers /healthz and /readyz.

    `responded`: told the status of every response but those two's.
    """

    def __init__(
        self,
        app: ASGIApp,
        active: ActiveCalls,
        readiness: Readiness | None,
        responded: Callable[[int], None] | None = None,
    ) -> None:
        self._app, self._active, self._readiness, self._responded = app, active, readiness, responded
        self._routes = None if readiness is None else HealthRoutes(self._gated, readiness)
        self._stopping = False
        self._at_the_end = contextlib.AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, unless the server stops."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._closing(send))
            return
        await (self._routes or self._gated)(scope, receive, send)

    def _closing(self, send: Send) -> Send:
        """Send, which closes before it says that the application has ended: nothing may be awaited after that."""

        async def closing(message: Message) -> None:
            if message["type"] in ("lifespan.shutdown.complete", "lifespan.shutdown.failed"):
                await self._at_the_end.aclose()
            await send(message)

        return closing

    def close_with_it(self, close: Callable[[], Awaitable[None]]) -> None:
        """Call this once the last request is served: for what the server alone uses, such as clients."""
        self._at_the_end.push_async_callback(close)

    async def _gated(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._responded is None:
            await self._served(scope, receive, send)
            return
        responded = self._responded

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                responded(message["status"])
            await send(message)

        await self._served(scope, receive, noting)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._stopping and scope["type"] == "http":
            answer = refusal(503, _STOPPING, retry_after=5, headers={"Connection": "close"})
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def stop(self, seconds: float) -> None:
        """Let nothing new in, and wait at most these seconds for the calls that are at work."""
        self._stopping = True
        if self._readiness is not None:
            self._readiness.stopping = True
        end = time.monotonic() + seconds
        if self._active.under_way:
            _log.info(
                "stopping: %d calls are at work, %d wait for a person", self._active.at_work, self._active.deciding
            )
        while self._active.at_work and time.monotonic() < end:  # noqa: ASYNC110  (it goes up and down)
            await asyncio.sleep(_LOOK_EVERY)
        if self._active.at_work:
            _log.warning("stopping: %d calls are cut off; what became of their writes is unknown", self._active.at_work)
