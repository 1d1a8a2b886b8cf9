"""One function call on its way to an output: made, asked about if need be, settled once.

`begin` and `decide` are scripts (`ashby_agent_tools.scripts`), so that the sync and the async door share every line.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Generator
from typing import Any

from ashby_agent_tools import Call, Decision, Question, Result, Session, ShownQuestion
from ashby_agent_tools.errors import ApprovalRequired, ToolError
from ashby_agent_tools.scripts import MethodStep
from ashby_openai._reading import FunctionCall


@dataclasses.dataclass(frozen=True, slots=True)
class CallState:
    """A call and how far it is: `output` when it is settled, else `call` and `question`, which wait for a person.

    `key`: the response and the place in it, which questions are filed under. `label`: what an answer names the call
    by. `attempt` counts how often it was asked again; `note` says why.
    """

    asked: FunctionCall
    key: str
    label: str
    output: str | None = None
    call: Call | None = None
    question: str = ""
    note: str = ""
    attempt: int = 0

    def settled(self, text: str) -> CallState:
        """The same, with its output."""
        return dataclasses.replace(self, output=text, call=None, question="", note="")


Work = Generator[MethodStep, Any, CallState]


def begin(session: Session, step: CallState) -> Work:
    """Make the call; stop where a person has to be asked."""
    asked = step.asked
    if not asked.name:
        return step.settled("This call names no tool. Make it again, with the name of a tool. Nothing was sent.")
    try:
        if asked.by_a_program and session.toolset[asked.name].direct_only:
            return step.settled(
                f"{asked.name} can change something, so no program may call it. Call it yourself, outside of the "
                "program; where a person has to approve, they are asked. Nothing was sent."
            )
        made = yield MethodStep(session.start, asked.name, asked.arguments, call_id=step.key)
        return (yield from _told(session, step, made))
    except ToolError as error:
        return step.settled(str(error))


def decide(session: Session, step: CallState, decision: Decision | None) -> Work:
    """Settle a waiting call by a person's answer; without one, by what the store knows meanwhile."""
    call = step.call
    assert call is not None  # noqa: S101  (only waiting steps come here)
    try:
        made = yield MethodStep(session.settle, call, decision)
        return (yield from _told(session, step, made))
    except ApprovalRequired as error:
        return step if decision is None else (yield from _ask_again(session, step, Question(call, str(error))))
    except ToolError as error:
        return step.settled(str(error))


def _told(session: Session, step: CallState, made: Result | Question) -> Work:
    if isinstance(made, Result):
        return step.settled(_output(step.asked, made))
    if step.call is None and (made.stays or made.error is None):  # the first question about it
        return (yield from _pose(session, step, made))
    if made.stays or not isinstance(made.error, ApprovalRequired):  # for others, or an edit that cannot be used
        return dataclasses.replace(step, note=made.note)
    return (yield from _ask_again(session, step, made))


def _output(asked: FunctionCall, result: Result) -> str:
    """The text for a model; for a program the objects that its tool's output schema describes."""
    return json.dumps(result.structured(whole=True), ensure_ascii=False) if asked.by_a_program else result.text


def _ask_again(session: Session, step: CallState, asking: Question) -> Work:
    """Ask under its own call id: a question that expired or was answered is not asked twice."""
    step = dataclasses.replace(step, attempt=step.attempt + 1, note=asking.note)
    try:
        return (yield from _pose(session, step, asking.named(f"{step.key}#{step.attempt}")))
    except ToolError as error:
        return step.settled(str(error))


def _pose(session: Session, step: CallState, asking: Question) -> Work:
    shown: ShownQuestion = yield MethodStep(session.ask, asking)
    return dataclasses.replace(step, call=shown.call, question=shown.words)
