"""What a session tells telemetry of its calls: facts of the catalogue, ratings, verdicts, sizes; no content."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.telemetry import BYTES_PER_TOKEN, Attributes, Telemetry, ToolTrace, current

__all__ = ["CallTracing"]

T = TypeVar("T")
_ASIDE: AbstractContextManager[None] = contextlib.nullcontext()


class _Noting(Protocol):
    """Notes what a call came to, and hands it on."""

    def __call__(self, made: T, /) -> T: ...


class CallTracing:
    """The spans of one session; without telemetry it does nothing, at next to no cost."""

    __slots__ = ("telemetry",)

    def __init__(self, telemetry: Telemetry | None) -> None:
        self.telemetry = telemetry

    def tool(self, call: Call | None = None) -> AbstractContextManager[_Noting]:
        """The span of a call that is made; gives what notes its result, and hands it on."""
        return _UNTRACED if self.telemetry is None else _made(self.telemetry, call)

    def about(self, call: Call) -> None:
        """The call that is under way is this one, as its preparation has shown."""
        trace = current() if self.telemetry is not None else None
        if trace is not None:
            trace.about(f"execute_tool {call.tool}", call.fingerprint, facts_of(call))

    def asking(self, call: Call) -> AbstractContextManager[None]:
        """The span of a question that is built: what it looks up stands below it."""
        return _ASIDE if self.telemetry is None else self.telemetry.part(f"ask {call.tool}", facts_of(call))

    def deciding(self, call: Call) -> AbstractContextManager[None]:
        """The span of a person's thinking."""
        if self.telemetry is None:
            return _ASIDE
        return self.telemetry.part(f"wait_for_approval {call.tool}", facts_of(call))

    def sending(self, call: Call) -> AbstractContextManager[object]:
        """Where a call is part of another, a task's or a batch's, it has a span of its own."""
        return _ASIDE if self.telemetry is None else self.tool(call)


@contextlib.contextmanager
def _made(telemetry: Telemetry, call: Call | None) -> Iterator[_Noting]:
    with telemetry.tool(None if call is None else call.fingerprint) as trace:
        if call is not None:
            trace.about(f"execute_tool {call.tool}", call.fingerprint, facts_of(call))

        def noted(made: T, /) -> T:
            _note(trace, made)
            return made

        yield noted


def _note(trace: ToolTrace, made: object) -> None:
    """The sizes of a result; of a question that has to be asked next that it is one."""
    if not isinstance(made, Result):
        trace.span.set_attribute("ashby.approval.needed", True)
        return
    if not trace.span.is_recording():
        return
    trace.span.set_attribute("ashby.result.tokens.raw", round(trace.raw / BYTES_PER_TOKEN))
    with contextlib.suppress(Exception):  # raised where the text is asked for: the call is made
        trace.span.set_attribute("ashby.result.tokens.fitted", made.rendered.tokens)


def facts_of(call: Call) -> Attributes:
    """What is known of a call without reading what it says."""
    risk = call.risk
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": call.tool,
        "gen_ai.tool.type": "function",
        "ashby.operation": call.endpoint,
        "ashby.risk.effect": str(risk.effect),
        "ashby.risk.notifies": risk.notifies,
        "ashby.risk.exports": risk.exports,
        "ashby.risk.reversible": risk.reversible,
        "ashby.verdict": call.verdict.name.lower(),
    }


def _as_it_is(made: T, /) -> T:
    return made


_UNTRACED: AbstractContextManager[_Noting] = contextlib.nullcontext(_as_it_is)
