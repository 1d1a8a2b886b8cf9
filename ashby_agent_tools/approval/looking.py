"""Wording a question with what can be looked up: two rounds of reads, side by side, with one limit on both."""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
from collections.abc import Awaitable, Callable, Mapping

from ashby_agent_tools.approval.question import more, needs, sentence
from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import AshbyError, UsageError
from ashby_agent_tools.operation import Json, Operation

__all__ = ["aworded", "worded"]

_MOST = 8
_SECONDS = 10.0
_TOO_LATE = 0.01  # with less time left no read is begun


def worded(call: Call, read: Callable[[Operation], Json], *, seconds: float = _SECONDS, most: int = _MOST) -> str:
    """The question about a call, with the names that `read` finds; a read that fails or takes too long is None.

    `seconds` and `most` bound both rounds together, so that a person is asked soon whatever Ashby does.
    """
    left = _Left(seconds, most)
    answers = _look(read, needs(call), left)
    answers |= _look(read, more(call, answers), left)
    return sentence(call, answers)


async def aworded(
    call: Call, read: Callable[[Operation], Awaitable[Json]], *, seconds: float = _SECONDS, most: int = _MOST
) -> str:
    """As worded, awaited."""
    left = _Left(seconds, most)
    answers = await _alook(read, needs(call), left)
    answers |= await _alook(read, more(call, answers), left)
    return sentence(call, answers)


class _Left:
    """What a question may still spend on reads."""

    def __init__(self, seconds: float, most: int) -> None:
        self._deadline, self._reads = time.monotonic() + seconds, most

    @property
    def seconds(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def take(self, wanted: Mapping[str, Operation]) -> dict[str, Operation]:
        """As many as are left, and reads only: a question changes nothing."""
        for operation in wanted.values():
            if not operation.spec.reads:
                raise UsageError(f"{operation.spec.endpoint} is no read, so a question may not use it.")
        taken = dict(list(wanted.items())[: self._reads]) if self.seconds > _TOO_LATE else {}
        self._reads -= len(taken)
        return taken


def _look(read: Callable[[Operation], Json], wanted: Mapping[str, Operation], left: _Left) -> dict[str, Json]:
    reads = left.take(wanted)
    if not reads:
        return {}
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=len(reads))
    futures = {name: pool.submit(read, operation) for name, operation in reads.items()}
    concurrent.futures.wait(futures.values(), timeout=left.seconds)
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


async def _alook(
    read: Callable[[Operation], Awaitable[Json]], wanted: Mapping[str, Operation], left: _Left
) -> dict[str, Json]:
    async def one(operation: Operation) -> Json:
        try:
            return await asyncio.wait_for(read(operation), left.seconds)
        except (AshbyError, TimeoutError):
            return None

    reads = left.take(wanted)
    return dict(zip(reads, await asyncio.gather(*map(one, reads.values())), strict=True))
