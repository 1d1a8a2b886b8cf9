"""Scripts: generators that yield what they want done and are sent what came of it, so one serves sync and async.

    def told(session, question):                                  # a script of an adapter
        shown = yield MethodStep(session.ask, question)           # session.ask, or session.aask awaited
        return shown.text

    run(told(session, question))        await arun(told(session, question))

`drive` and `adrive` are the same for steps of another kind, which `do` carries out. Whatever a step raises is raised in
the script, where it was yielded.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Awaitable, Callable, Generator, Mapping
from types import MethodType
from typing import Any, Generic, ParamSpec, TypeVar, cast

from ashby_agent_tools.time_limits import to_its_end

__all__ = ["End", "MethodStep", "StepCancelled", "adrive", "advanced", "arun", "drive", "run"]

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


class StepCancelled(BaseException):
    """The step that was asked for is not carried out: its task was cancelled before."""


@dataclasses.dataclass(frozen=True, slots=True)
class End(Generic[T]):
    """What a script came to."""

    value: T


class MethodStep:
    """A step that a method carries out, or its twin, which is awaited: `aask` beside `ask`."""

    __slots__ = ("_given", "_method", "_named")

    def __init__(self, method: Callable[P, object], *given: P.args, **named: P.kwargs) -> None:
        self._method: Callable[..., object] = method
        self._given: tuple[object, ...] = given
        self._named: Mapping[str, object] = named

    def do(self) -> object:
        """Carry it out."""
        return self._method(*self._given, **self._named)

    async def ado(self) -> object:
        """As do, awaited."""
        method = cast("MethodType", self._method)
        return await getattr(method.__self__, f"a{method.__name__}")(*self._given, **self._named)


def run(script: Generator[MethodStep, Any, T]) -> T:
    """Run a script of methods to its end."""
    return drive(script, MethodStep.do)


async def arun(script: Generator[MethodStep, Any, T]) -> T:
    """As run, awaited; what lies between its steps is done in threads."""
    return await adrive(script, MethodStep.ado)


def drive(script: Generator[S, Any, T], do: Callable[[S], object]) -> T:
    """Run a script to its end; `do` carries out its steps."""
    at = advanced(script)
    while not isinstance(at, End):
        made, failure = None, None
        try:
            made = do(at)
        except BaseException as error:  # noqa: BLE001  (the script cleans up, and lets it through or knows it)
            failure = error
        at = advanced(script, made, failure)
    return at.value


async def adrive(
    script: Generator[S, Any, T],
    do: Callable[[S], Awaitable[object]],
    finish: Callable[[T], T] = lambda it: it,
    *,
    begins_here: bool = False,
    goes_on_here: Callable[[object], bool] = lambda _: False,
) -> T:
    """As drive, awaited. Between its steps a script works in a thread, to its end, whenever the task is cancelled.

    `finish`: done to what it gives, in the same thread, where there is one. `begins_here`: it has a first step, and
    nothing before that can block the event loop, so it needs no thread. `goes_on_here`: whether this is so of what
    follows a step that gave this.
    """
    at = advanced(script) if begins_here else await _aadvanced(script, None, None, finish)
    while not isinstance(at, End):
        made, failure = None, None
        try:
            made = await do(at)
        except BaseException as error:  # noqa: BLE001  (as above)
            failure = error
        if failure is None and goes_on_here(made):
            at = advanced(script, made)
        else:
            at = await _aadvanced(script, made, failure, finish)
    return at.value


def advanced(script: Generator[S, Any, T], made: object = None, failure: BaseException | None = None) -> S | End[T]:
    """The next step, once the last one was done or has failed; or what the script came to."""
    try:
        return script.send(made) if failure is None else script.throw(failure)
    except StopIteration as end:  # cannot be raised through a future
        return End(end.value)


async def _aadvanced(
    script: Generator[S, Any, T], made: object, failure: BaseException | None, finish: Callable[[T], T]
) -> S | End[T]:
    reached: list[S | End[T]] = []

    def advance() -> None:
        at = advanced(script, made, failure)
        reached.append(End(finish(at.value)) if isinstance(at, End) else at)

    try:
        await to_its_end(advance)
    except BaseException:  # also when cancelled: what was admitted and not begun is withdrawn, then raised
        if reached and not isinstance(reached[0], End):  # cancelled before the step was begun
            await to_its_end(_withdrawn, script)
        raise
    return reached[0]


def _withdrawn(script: Generator[S, Any, T]) -> None:
    with contextlib.suppress(StepCancelled):
        script.throw(StepCancelled())
