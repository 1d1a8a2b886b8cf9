"""What came of each line: calls sent in order until one stops the rest, and how each end is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.flow import Script
from ashby_agent_tools.approval.gate import surely_failed
from ashby_agent_tools.batch import Line, LineResult, LineState
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import ApprovalRequired, Declined, InvalidArguments, PartlyDone, ToolError

__all__ = ["in_order", "line_result", "refused", "stops"]

T = TypeVar("T")


def in_order(
    items: Sequence[T], leave: Callable[[T], Script[Result | Question]], *, stops: Callable[[ToolError], bool]
) -> Script[list[Result | Question | ToolError | None]]:
    """Send one after another; what came of each: None for those after one that stopped the rest."""
    ends: list[Result | Question | ToolError | None] = []
    for item in items:
        try:
            ends.append((yield from leave(item)))
        except ToolError as error:
            ends.append(error)
            if stops(error):
                break
    return [*ends, *[None] * (len(items) - len(ends))]


def stops(error: ToolError) -> bool:
    """Whether a line that ended so stops the rest: not if a person or a rule refused it."""
    return not isinstance(error, ApprovalRequired | Declined | InvalidArguments)


def refused(line: Line) -> LineResult:
    """What came of a line that was refused before it was asked about."""
    return LineResult(line.number, line.call, "refused", error=line.refusal)


def line_result(line: Line, made: Result | Question | ToolError | None) -> LineResult:
    """What came of a line, told by how it ended; None is a line whose turn did not come."""
    if isinstance(made, Result):
        return LineResult(line.number, line.call, "done", result=made)
    if isinstance(made, Question):
        return LineResult(line.number, line.call, "asked again", error=made.error, question=made)
    return LineResult(line.number, line.call, "not sent" if made is None else _state(made), error=made)


def _state(error: ToolError) -> LineState:
    if isinstance(error, ApprovalRequired):
        return "waiting"
    if isinstance(error, Declined | InvalidArguments):
        return "refused"
    surely = error.ended_surely if isinstance(error, PartlyDone) else surely_failed(error)
    return "failed" if surely else "unknown"
