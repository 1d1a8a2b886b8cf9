"""One function call on its way to an output: made, asked about if need be, settled once.

`begin` and `decide` are generators that yield what a session has to do next and get its result, so that the sync
and the async door share every line but the waiting.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Generator, Mapping
from typing import Any, Literal

from ashby_agent_tools import Call, Decision, Result, Session, Verdict
from ashby_agent_tools.errors import ApprovalRequired, ContentChanged, ToolError
from ashby_openai._reading import Asked


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A call and how far it is: `output` when it is settled, else `call` and `question`, which wait for a person.

    `key`: the response and the place in it, which questions are filed under. `label`: what an answer names the call
    by. `attempt` counts how often it was asked again; `note` says why.
    """

    asked: Asked
    key: str
    label: str
    output: str | None = None
    call: Call | None = None
    question: str = ""
    note: str = ""
    attempt: int = 0

    def settled(self, text: str) -> Step:
        """The same, with its output."""
        return dataclasses.replace(self, output=text, call=None, question="", note="")


@dataclasses.dataclass(frozen=True, slots=True)
class Todo:
    """What the session does next: `session.execute(call)`, awaited as `session.aexecute(call)`."""

    door: Literal["run", "question", "execute"]
    given: tuple[Any, ...]
    decision: Decision | None = None


Work = Generator[Todo, Any, Step]

_CHANGED = "What would be sent has changed since you were asked, so your answer does not count."


def begin(session: Session, step: Step) -> Work:
    """Make the call; stop where a person has to be asked."""
    asked = step.asked
    if not asked.name:
        return step.settled("This call names no tool. Make it again, with the name of a tool. Nothing was sent.")
    try:
        if session.approver is not None:
            result: Result = yield Todo("run", (asked.name, asked.arguments))
            return step.settled(result.text)
        call = _prepared(session, step, asked.name, asked.arguments)
        if not call.needs_approval or session.asked(call):
            # asked before: a yes or a no may have been said through the store since
            try:
                return step.settled((yield Todo("execute", (call,))).text)
            except ContentChanged:
                return (yield from _pose_anew(session, step, call, _CHANGED))
            except ApprovalRequired:
                pass
        return (yield from _pose(step, call))
    except ToolError as error:
        return step.settled(str(error))


def decide(session: Session, step: Step, decision: Decision | None) -> Work:
    """Settle a waiting call by a person's answer; without one, by what the store knows meanwhile."""
    call = step.call
    assert call is not None  # noqa: S101  (only waiting steps come here)
    try:
        if decision is not None and decision.kind == "edit":
            return (yield from _edit(session, step, call, decision))
        return step.settled((yield Todo("execute", (call,), decision)).text)
    except ContentChanged:
        if decision is not None and decision.kind == "edit":
            call = session.edited(call, decision.arguments or {})
        return (yield from _pose_anew(session, step, call, _CHANGED))
    except ApprovalRequired as error:
        if decision is None:
            return step
        return (yield from _pose_anew(session, step, call, str(error)))
    except ToolError as error:
        return step.settled(str(error))


def _edit(session: Session, step: Step, call: Call, decision: Decision) -> Work:
    try:
        edited = session.edited(call, decision.arguments or {})
    except ToolError as error:
        return dataclasses.replace(step, note=f"The edit cannot be used. {error}")
    if edited.risk <= call.risk or edited.verdict is Verdict.REFUSE:
        return step.settled((yield Todo("execute", (call,), decision)).text)
    why = "The edit is more dangerous than what was shown, so you are asked about it again."
    return (yield from _pose_anew(session, step, edited, why))


def _pose_anew(session: Session, step: Step, call: Call, why: str) -> Work:
    """Ask under a call id of its own: a question that expired or was answered is not asked twice."""
    step = dataclasses.replace(step, attempt=step.attempt + 1, note=why)
    try:
        return (yield from _pose(step, _prepared(session, step, call.tool, call.arguments)))
    except ToolError as error:
        return step.settled(str(error))


def _pose(step: Step, call: Call) -> Work:
    question = yield Todo("question", (call,))
    return dataclasses.replace(step, call=call, question=question)


def _prepared(session: Session, step: Step, name: str, arguments: Mapping[str, Any] | str) -> Call:
    call_id = f"{step.key}#{step.attempt}" if step.attempt else step.key
    return session.prepare(name, arguments, call_id=call_id)


def drive(session: Session, work: Work) -> Step:
    """Do the work, waiting for each part."""
    todo = _advance(work, None, None)
    while isinstance(todo, Todo):
        made, error = None, None
        try:
            made = getattr(session, todo.door)(*todo.given, **_how(todo))
        except ToolError as failure:
            error = failure
        todo = _advance(work, made, error)
    return todo


async def adrive(session: Session, work: Work) -> Step:
    """As drive, awaited; what lies between the parts reads the store, so it is done in threads."""
    todo = await asyncio.to_thread(_advance, work, None, None)
    while isinstance(todo, Todo):
        made, error = None, None
        try:
            made = await getattr(session, f"a{todo.door}")(*todo.given, **_how(todo))
        except ToolError as failure:
            error = failure
        todo = await asyncio.to_thread(_advance, work, made, error)
    return todo


def _advance(work: Work, made: object, error: ToolError | None) -> Todo | Step:
    """What is to be done next, once the last thing was done or has failed; or the step that all came to."""
    try:
        return work.send(made) if error is None else work.throw(error)
    except StopIteration as done:  # cannot be raised through a future
        step: Step = done.value
        return step


def _how(todo: Todo) -> dict[str, Any]:
    return {"decision": todo.decision} if todo.door == "execute" else {}
