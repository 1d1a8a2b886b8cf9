"""Wording a question with what can be looked up: two rounds of a few reads, side by side, for a bounded time."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Awaitable, Callable, Mapping

from ashby_agent_tools.approval.question import more, needs, sentence
from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import AshbyError, UsageError
from ashby_agent_tools.operation import Json, Operation

__all__ = ["aworded", "worded"]

_MOST = 8
_SECONDS = 10.0


def worded(call: Call, read: Callable[[Operation], Json]) -> str:
    """The question about a call, with the names that `read` finds; a read that fails or takes too long is None."""
    answers = _look(read, needs(call))
    answers |= _look(read, more(call, answers))
    return sentence(call, answers)


async def aworded(call: Call, read: Callable[[Operation], Awaitable[Json]]) -> str:
    """As worded, awaited."""
    answers = await _alook(read, needs(call))
    answers |= await _alook(read, more(call, answers))
    return sentence(call, answers)


def _look(read: Callable[[Operation], Json], wanted: Mapping[str, Operation]) -> dict[str, Json]:
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


async def _alook(read: Callable[[Operation], Awaitable[Json]], wanted: Mapping[str, Operation]) -> dict[str, Json]:
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
