"""Questions about several calls, built side by side: what several of them look up is read once."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextvars import copy_context
from typing import Any, TypeVar

from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations.base import Json, Operation

__all__ = ["AsyncSharedReads", "SharedLimit", "SharedReads", "afor_each", "for_each"]

AT_ONCE = 8
"""How many questions are built at the same time: each reads several things side by side."""
SECONDS = 30.0
"""How long the look-ups of all questions together may take, so that a person is asked soon whatever Ashby does."""
SECONDS_EACH = 10.0
A = TypeVar("A")
B = TypeVar("B")


class SharedLimit:
    """How long the next question may look things up; once the time of all is over its sentence shows ids."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + SECONDS

    @property
    def left(self) -> float:
        """Seconds for one more question."""
        return min(SECONDS_EACH, max(0.0, self._ends - time.monotonic()))


class SharedReads:
    """A read that asks Ashby once for equal operations, also from several threads; a failure counts for all of them."""

    def __init__(self, read: Callable[[Operation], Json]) -> None:
        self._read, self._lock = read, threading.Lock()
        self._found: dict[str, concurrent.futures.Future[Json]] = {}

    def __call__(self, operation: Operation) -> Json:
        """What it reads."""
        with self._lock:
            first = (key := _key(operation)) not in self._found
            found = self._found.setdefault(key, concurrent.futures.Future())
        if first:
            try:
                found.set_result(self._read(operation))
            except BaseException as error:  # noqa: BLE001  (raised below, for whoever waits)
                found.set_exception(error)
        return found.result()


class AsyncSharedReads:
    """As SharedReads, awaited. A reader that gives up waiting does not end the read of the others."""

    def __init__(self, read: Callable[[Operation], Awaitable[Json]]) -> None:
        self._read = read
        self._found: dict[str, asyncio.Future[Json]] = {}

    async def __call__(self, operation: Operation) -> Json:
        """What it reads."""
        key = _key(operation)
        if key not in self._found:
            self._found[key] = asyncio.ensure_future(self._read(operation))
            self._found[key].add_done_callback(_looked_at)  # also where everybody has given up waiting
        return await asyncio.shield(self._found[key])


def _looked_at(done: asyncio.Future[Json]) -> None:
    if not done.cancelled():
        done.exception()


def for_each(make: Callable[[A], B], items: Sequence[A]) -> list[B | ToolError]:
    """What `make` gives for each item, a few at a time, in their order; a ToolError in its place."""

    def one(item: A) -> B | ToolError:
        try:
            return make(item)
        except ToolError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(min(AT_ONCE, max(1, len(items)))) as pool:
        return [made.result() for made in [pool.submit(copy_context().run, one, item) for item in items]]


async def afor_each(make: Callable[[A], Coroutine[Any, Any, B]], items: Sequence[A]) -> list[B | ToolError]:
    """As for_each, awaited."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(item: A) -> B | ToolError:
        async with limit:
            try:
                return await make(item)
            except ToolError as error:
                return error

    return list(await asyncio.gather(*map(one, items)))


def _key(operation: Operation) -> str:
    return json.dumps([operation.spec.endpoint, operation.body()], sort_keys=True, default=str)
