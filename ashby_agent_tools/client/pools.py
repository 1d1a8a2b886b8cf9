"""SpreadConnections: the connections of an async client in several small pools, because a large one is slow.

httpcore's pool looks at every connection that it has, and asks the system about each idle one, whenever a request
begins or ends. With a hundred requests under way that costs more than all else about them; with two next to nothing.

A connection belongs to the event loop in which it was opened: each loop has its own, so that a client can be used in
one `asyncio.run` after another, and in the loops of several threads.
"""

from __future__ import annotations

import ssl
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING

import httpx

from ashby_agent_tools.locks import Lock

if TYPE_CHECKING:
    import asyncio

__all__ = ["SpreadConnections"]

_POOLS, _EACH = 50, 2  # 100 connections at most, as httpx has it
_KEPT = 20  # of one pool, as httpx has it


class SpreadConnections(httpx.AsyncBaseTransport):
    """The connections of one client, in pools of each event loop that it is used in.

    `proxy`: by which all of them go. `http2`: in one pool, since a connection of HTTP/2 takes many requests by itself.
    """

    def __init__(self, certificates: ssl.SSLContext, *, proxy: httpx.Proxy | None = None, http2: bool = False) -> None:
        self._most = _POOLS if proxy is None and not http2 else 1
        limits = httpx.Limits(max_connections=_POOLS * _EACH // self._most, max_keepalive_connections=_KEPT)
        self._make = partial(httpx.AsyncHTTPTransport, verify=certificates, http2=http2, proxy=proxy, limits=limits)
        self._lock = Lock()
        self._of_loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Pools] = weakref.WeakKeyDictionary()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; it is under way until the response is closed."""
        return await (await self._here()).send(request)

    async def _here(self) -> _Pools:
        import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

        loop = asyncio.get_running_loop()
        found = self._of_loops.get(loop)
        if found is None:
            with self._lock:
                for over in [old for old in self._of_loops if old.is_closed()]:
                    del self._of_loops[over]  # its connections refer to it, so it would stay
                found = self._of_loops[loop] = _Pools(self._make, self._most)
            await found.open()
        return found

    async def aclose(self) -> None:
        """Close all connections of this loop; other loops close theirs, as nobody holds them any more."""
        here = await self._here()
        with self._lock:
            self._of_loops.clear()
        await here.aclose()


class _Pools:
    """A request goes to the pool with the fewest under way: calls one after another share a connection.

    Where more are under way than there may be connections, each waits in its pool for the next one to end, as in httpx.
    """

    def __init__(self, make: Callable[[], httpx.AsyncHTTPTransport], most: int) -> None:
        self._make, self._most = make, most
        self._lifetime = self._until_closed()
        self._pools: list[httpx.AsyncHTTPTransport] = []
        self._under_way: list[int] = []  # in each pool

    async def send(self, request: httpx.Request) -> httpx.Response:
        number = self._least_busy()
        self._under_way[number] += 1
        try:
            response = await self._pools[number].handle_async_request(request)
        except BaseException:  # also when cancelled: it has no response that could be closed
            self._under_way[number] -= 1
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101  (which the pool gives)
        response.stream = _Body(response.stream, self._under_way, number)
        return response

    def _least_busy(self) -> int:
        least = min(self._under_way, default=1)
        if least and len(self._pools) < self._most:
            self._pools.append(self._make())
            self._under_way.append(0)
            return len(self._pools) - 1
        return self._under_way.index(least)

    async def open(self) -> None:
        """From now on the event loop closes them where nobody else does: as it ends it closes every generator."""
        await anext(self._lifetime)

    async def aclose(self) -> None:
        await self._lifetime.aclose()

    async def _until_closed(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            for pool in self._pools:
                await pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of a response; closing it ends its request."""

    def __init__(self, body: httpx.AsyncByteStream, under_way: list[int], number: int) -> None:
        self._body, self._under_way, self._number = body, under_way, number
        self._open = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._body.__aiter__()

    async def aclose(self) -> None:
        if self._open:
            self._open = False
            self._under_way[self._number] -= 1
        await self._body.aclose()
