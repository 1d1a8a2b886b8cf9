"""Who carries the steps of a script out, to its end: `drive`, and `adrive`, which awaits them."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from ashby_agent_tools.approval.flow import Script, Step, StepCancelled
from ashby_agent_tools.time_limits import to_its_end

__all__ = ["adrive", "drive"]

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    value: T


def drive(script: Script[T], do: Callable[[Step], object]) -> T:
    """Run a script to its end; `do` carries out its steps."""
    at = _advanced(script, None, None)
    while not isinstance(at, _Done):
        made, failure = None, None
        try:
            made = do(at)
        except BaseException as error:  # noqa: BLE001  (the script records it and lets it through)
            failure = error
        at = _advanced(script, made, failure)
    return at.value


async def adrive(
    script: Script[T], do: Callable[[Step], Awaitable[object]], finish: Callable[[T], T] = lambda it: it
) -> T:
    """As drive, awaited. Between its steps a script works in a thread, to its end, whenever the task is cancelled.

    `finish`: done to what it gives, in the same thread.
    """
    at = await _aadvanced(script, None, None, finish)
    while not isinstance(at, _Done):
        made, failure = None, None
        try:
            made = await do(at)
        except BaseException as error:  # noqa: BLE001  (as above)
            failure = error
        at = await _aadvanced(script, made, failure, finish)
    return at.value


def _advanced(
    script: Script[T], made: object, failure: BaseException | None, finish: Callable[[T], T] = lambda it: it
) -> Step | _Done[T]:
    """The next step, once the last one was done or has failed; or what the script came to."""
    try:
        return script.send(made) if failure is None else script.throw(failure)
    except StopIteration as end:  # cannot be raised through a future
        return _Done(finish(end.value))


async def _aadvanced(
    script: Script[T], made: object, failure: BaseException | None, finish: Callable[[T], T]
) -> Step | _Done[T]:
    reached: list[Step | _Done[T]] = []

    def advance() -> None:
        reached.append(_advanced(script, made, failure, finish))

    try:
        await to_its_end(advance)
    except BaseException:  # also when cancelled: what was admitted and not begun is withdrawn, then raised
        if reached and not isinstance(reached[0], _Done):  # cancelled before the step was begun
            await to_its_end(_withdrawn, script)
        raise
    return reached[0]


def _withdrawn(script: Script[Any]) -> None:
    with contextlib.suppress(StepCancelled):
        script.throw(StepCancelled())
