"""One function call on its way to an output: made, asked about if need be, settled once.

`begin` and `decide` are generators that yield what a session has to do next and get its result, so that the sync
and the async door share every line but the waiting.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Generator
from typing import Any, Literal

from ashby_agent_tools import Call, Decision, Question, Result, Session
from ashby_agent_tools.errors import ApprovalRequired, ToolError
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


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """What the session does next: `session.question(call)`, awaited as `session.aquestion(call)`."""

    door: Literal["run", "question", "settle"]
    given: tuple[Any, ...]


Work = Generator[Step, Any, CallState]


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
        if session.approver is not None:
            result: Result = yield Step("run", (asked.name, asked.arguments))
            return step.settled(_output(asked, result))
        call = session.prepare(asked.name, asked.arguments, call_id=step.key)
        if not call.needs_approval or session.asked(call):
            # asked before: an approval or a denial may have been said through the store since
            try:
                made = yield Step("settle", (call, None))
                return (yield from _settled(step, made))
            except ApprovalRequired:
                pass
        return (yield from _pose(step, Question(call)))
    except ToolError as error:
        return step.settled(str(error))


def decide(step: CallState, decision: Decision | None) -> Work:
    """Settle a waiting call by a person's answer; without one, by what the store knows meanwhile."""
    call = step.call
    assert call is not None  # noqa: S101  (only waiting steps come here)
    try:
        made = yield Step("settle", (call, decision))
        return (yield from _settled(step, made))
    except ApprovalRequired as error:
        if decision is None:
            return step
        return (yield from _ask_again(step, Question(call, str(error))))
    except ToolError as error:
        return step.settled(str(error))


def _settled(step: CallState, made: Result | Question) -> Work:
    if isinstance(made, Result):
        return step.settled(_output(step.asked, made))
    if made.stays or not isinstance(made.error, ApprovalRequired):  # for others, or an edit that cannot be used
        return dataclasses.replace(step, note=made.note)
    return (yield from _ask_again(step, made))


def _output(asked: FunctionCall, result: Result) -> str:
    """The text for a model; for a program the objects that its tool's output schema describes."""
    return json.dumps(result.structured(whole=True), ensure_ascii=False) if asked.by_a_program else result.text


def _ask_again(step: CallState, asking: Question) -> Work:
    """Ask under its own call id: a question that expired or was answered is not asked twice."""
    step = dataclasses.replace(step, attempt=step.attempt + 1, note=asking.note)
    try:
        return (yield from _pose(step, asking.named(f"{step.key}#{step.attempt}")))
    except ToolError as error:
        return step.settled(str(error))


def _pose(step: CallState, asking: Question) -> Work:
    question = yield Step("question", (asking.call,))
    return dataclasses.replace(step, call=asking.call, question=question)


def drive(session: Session, work: Work) -> CallState:
    """Do the work, waiting for each part."""
    todo = _advance(work, None, None)
    while isinstance(todo, Step):
        made, error = None, None
        try:
            made = getattr(session, todo.door)(*todo.given)
        except ToolError as failure:
            error = failure
        todo = _advance(work, made, error)
    return todo


async def adrive(session: Session, work: Work) -> CallState:
    """As drive, awaited; what lies between the parts reads the store, so it is done in threads."""
    todo = await asyncio.to_thread(_advance, work, None, None)
    while isinstance(todo, Step):
        made, error = None, None
        try:
            made = await getattr(session, f"a{todo.door}")(*todo.given)
        except ToolError as failure:
            error = failure
        todo = await asyncio.to_thread(_advance, work, made, error)
    return todo


def _advance(work: Work, made: object, error: ToolError | None) -> Step | CallState:
    """What is to be done next, once the last thing was done or has failed; or the step that all came to."""
    try:
        return work.send(made) if error is None else work.throw(error)
    except StopIteration as done:  # cannot be raised through a future
        step: CallState = done.value
        return step
