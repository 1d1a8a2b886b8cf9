"""Carries the scripts of limited calls out, for both clients."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.client.rows._step import Script, Step
from ashby_agent_tools.time_limits import to_its_end

__all__ = ["arun", "run", "within"]


def within(deadline: Deadline, script: Script[Result]) -> Script[Result]:
    """The same script, whose steps share one deadline."""
    answer: Result | None = None
    failure: BaseException | None = None
    while True:
        at = _next(script, answer, failure)
        if isinstance(at, _End):
            return at.value
        answer, failure = None, None
        try:
            answer = yield dataclasses.replace(at, deadline=deadline)
        except GeneratorExit:
            script.close()
            raise
        except BaseException as error:  # noqa: BLE001  (the script cleans up, and lets it through or knows it)
            failure = error


def run(script: Script[Result], send: Callable[[Step], Result]) -> Result:
    """What a script comes to; `send` sends one request and gives its answer."""
    at = _next(script, None, None)
    while not isinstance(at, _End):
        answer, failure = None, None
        try:
            answer = send(at)
        except BaseException as error:  # noqa: BLE001  (the script cleans up, and lets it through or knows it)
            failure = error
        at = _next(script, answer, failure)
    return at.value


async def arun(script: Script[Result], send: Callable[[Step], Awaitable[Result]]) -> Result:
    """As run, awaited; the script itself works in threads, for an answer may be large."""
    answer: Result | None = None
    failure: BaseException | None = None
    try:
        while True:
            at = await to_its_end(_next, script, answer, failure)
            if isinstance(at, _End):
                return at.value
            answer, failure = None, None
            try:
                answer = await send(at)
            except BaseException as error:  # noqa: BLE001  (as above)
                failure = error
    except BaseException:  # also when cancelled: the script cleans up, then it is raised
        await to_its_end(script.close)
        raise


@dataclasses.dataclass(frozen=True, slots=True)
class _End:
    """What a script came to."""

    value: Result


def _next(script: Script[Result], answer: Result | None, failure: BaseException | None) -> Step | _End:
    try:
        if failure is not None:
            return script.throw(failure)
        return next(script) if answer is None else script.send(answer)
    except StopIteration as end:
        return _End(end.value)
