"""Looking things up for a question: a few reads, at once, for a bounded time; what fails is None."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Awaitable, Callable, Mapping

from ashby_agent_tools.errors import AshbyError, UsageError
from ashby_agent_tools.operation import Json, Operation

__all__ = ["alook", "look"]

_MOST = 8
_SECONDS = 10.0


def look(read: Callable[[Operation], Json], wanted: Mapping[str, Operation]) -> dict[str, Json]:
    """Do the reads side by side; a read that fails or takes too long is None."""
    reads = _bounded(wanted)
    if not reads:
        return {}
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=len(reads))
    futures = {name: pool.submit(read, operation) for name, operation in reads.items()}
    concurrent.futures.wait(futures.values(), timeout=_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    return {name: _found(future) for name, future in futures.items()}


def _found(future: concurrent.futures.Future[Json]) -> Json:
    if not future.done() or future.cancelled():
        return None
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, AshbyError):
        return None
    raise error


async def alook(read: Callable[[Operation], Awaitable[Json]], wanted: Mapping[str, Operation]) -> dict[str, Json]:
    """The same, awaited."""

    async def one(operation: Operation) -> Json:
        try:
            return await asyncio.wait_for(read(operation), _SECONDS)
        except (AshbyError, TimeoutError):
            return None

    reads = _bounded(wanted)
    return dict(zip(reads, await asyncio.gather(*map(one, reads.values())), strict=True))


def _bounded(wanted: Mapping[str, Operation]) -> dict[str, Operation]:
    """At most eight, and reads only: a question changes nothing."""
    for operation in wanted.values():
        if not operation.spec.reads:
            raise UsageError(f"{operation.spec.endpoint} is no read, so a question may not use it.")
    return dict(list(wanted.items())[:_MOST])
