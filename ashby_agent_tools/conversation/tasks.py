"""Carrying out tasks: what their scripts come to, the one question about their writes, each write through the gate.

A plan is made for the question, and again before anything leaves. Its digest covers the fingerprints of all its writes
and what they send that is stored elsewhere; an approval counts for a plan of the same digest and for no other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.caps import sent_before
from ashby_agent_tools.approval.flow import BuildQuestions, ReadContent, ReadState, Script, sending
from ashby_agent_tools.approval.journal import JournalContext
from ashby_agent_tools.approval.line_results import in_order
from ashby_agent_tools.call import Call, Verdict
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.plan_texts import (
    PreparedPlan,
    cards_of,
    digest_of,
    jobs_of,
    question_of,
    stopped,
    stopped_at_first,
    with_notes,
)
from ashby_agent_tools.conversation.reconcile import reconciling_entry
from ashby_agent_tools.conversation.task_reads import TaskReads, must_be_declared, task_of
from ashby_agent_tools.conversation.undo import UndoRunner, is_undo
from ashby_agent_tools.errors import ContentChanged, Declined, ToolError, UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.tasks import Answer, Plan, PlanStep, Setting, Steps

if TYPE_CHECKING:
    from ashby_agent_tools.approval.gate import AdmittedCall, Gate
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.approval.undo.snapshots import ReversibleWrite

__all__ = ["TaskRunner"]

_MOST_KEPT = 32


@dataclasses.dataclass(slots=True)
class TaskRunner:
    """Carries out the tasks of one conversation. `named`: the text that stands for an id of a kind."""

    outward: Outward
    gate: Gate
    named: Callable[[str, str], str]
    hidden: frozenset[str]
    _kept: dict[tuple[str, str], PreparedPlan] = dataclasses.field(default_factory=dict)

    # before an approval

    def question(self, call: Call) -> Script[BuiltQuestion]:
        """The question about all writes of a task. Raises what hinders them, so that nobody is asked in vain."""
        from ashby_agent_tools.approval.prompts.card import card_of_parts  # noqa: PLC0415  (loaded with a question)
        from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion  # noqa: PLC0415  (as above)

        prepared = yield from self._prepared(call)
        self._must_do_something(call, prepared)
        calls = tuple(part for _, part in prepared.calls)
        parts: list[BuiltQuestion] = []
        for built in (yield BuildQuestions(calls)):
            if isinstance(built, ToolError):
                raise built
            parts.append(built)
        for_model = [part.for_model for part in parts]
        hidden = any(text is None for text in for_model)
        return BuiltQuestion(
            question_of(prepared, [(part.question, part.card) for part in parts]),
            digest_of(prepared, [part.content for part in parts]),
            None if hidden else question_of(prepared, [(text or "", {}) for text in for_model]),
            with_notes(card_of_parts(call, prepared.plan.about, cards_of(prepared, parts)), prepared.plan.notes),
            jobs_of(parts),
        )

    def digest(self, call: Call) -> Script[str]:
        """The digest of what the task would send by now; the plan is kept for the call that leaves on it."""
        prepared = yield from self._prepared(call)
        self._must_do_something(call, prepared)
        contents: list[str] = []
        for _, part in prepared.calls:
            contents.append((yield ReadContent(part)))
        digest = digest_of(prepared, contents)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[call.fingerprint, digest] = prepared
        return digest

    # after it

    def carried_out(self, admitted: AdmittedCall) -> Script[Result]:
        """The result of a task that was admitted; each of its writes is admitted, recorded and settled by itself."""
        call = admitted.call
        self.gate.leaving(admitted)
        try:
            result = yield from self._made(admitted)
        except BaseException as error:
            self.gate.settle(admitted, error)
            raise
        self.gate.settle(admitted, result)
        return dataclasses.replace(result, call=call)

    def _made(self, admitted: AdmittedCall) -> Script[Result]:
        call = admitted.call
        if call.operation.spec.reads:
            answer = yield from self._answer(call)
            return Result(
                call=call, data=answer.data, next_cursor=answer.next_cursor, more=answer.next_cursor is not None
            )
        prepared = self._kept.pop((call.fingerprint, admitted.content), None)
        if prepared is None:
            if call.needs_approval:
                raise ContentChanged(
                    f"{call.tool}: what was approved is no longer at hand. Nothing was sent. Make the call again.",
                    fingerprint=call.fingerprint,
                )
            prepared = yield from self._prepared(call)
            self._must_do_something(call, prepared)
        return (yield from self._written(admitted, prepared))

    def _written(self, whole: AdmittedCall, prepared: PreparedPlan) -> Script[Result]:
        call = whole.call

        def leave(planned: tuple[PlanStep, Call]) -> Script[Result | Question]:
            step, part = planned
            covered = dataclasses.replace(part, verdict=Verdict.RUN) if call.needs_approval else part
            undoing = JournalContext((yield ReadState(covered)), step.undoes, whole.ref)
            return (yield from sending(self.gate, self.gate.admit(covered, None, asked=covered, undoing=undoing)))

        ends = yield from in_order(prepared.calls, leave, stops=lambda _: True)
        made = [
            (step, part, it) for (step, part), it in zip(prepared.calls, ends, strict=True) if isinstance(it, Result)
        ]
        ref = whole.ref if any(it.undo for _, _, it in made) else None
        for error in ends:
            if isinstance(error, ToolError):
                if not made:
                    raise stopped_at_first(call, prepared, error)
                raise stopped(call, prepared, [(step.says, it) for step, _, it in made], error, ref) from error
        done: list[JsonObject] = [{"what": step.says, "operation": part.tool} for step, part, _ in made]
        data: JsonObject = {"done": done, **prepared.plan.beside}
        if ref is not None:
            data["undo"] = ref
        if prepared.done:
            data["doneBefore"] = list(prepared.done)
        data["answers"] = answers = [it.data for _, _, it in made]
        if prepared.plan.answered is not None:
            data |= prepared.plan.answered(answers)
        return Result(call=call, data=data, undo=ref)

    # the script of a task

    def _answer(self, call: Call) -> Script[Answer]:
        """What a reading task found; of lists that were not read to their end it says how much was."""
        reads = self._reads(call)
        answer = yield from reads.run(self._steps(call))
        if not isinstance(answer, Answer):
            raise UsageError(f"{call.endpoint} only reads, so it ends with an Answer.")
        if not reads.partly_read:
            return answer
        return dataclasses.replace(answer, data={**answer.data, "partlyRead": reads.partly_read})

    def _prepared(self, call: Call) -> Script[PreparedPlan]:
        if is_undo(call):
            yield from self._look_for_unknown(call)
        plan = yield from self._reads(call).run(self._steps(call))
        if not isinstance(plan, Plan):
            raise UsageError(f"{call.endpoint} can write, so it ends with a Plan.")
        sent = self.gate.sent()
        calls: list[tuple[PlanStep, Call]] = []
        done: list[str] = []
        for step in plan.writes:
            part = self.outward.part(step.operation, call)
            must_be_declared(call, part)
            if any(part.fingerprint == other.fingerprint for _, other in calls):
                continue  # one person under two names, say
            if step.undoes is None and sent_before(part, sent) == "done":
                done.append(step.says)
            else:
                calls.append((step, part))
        calls.sort(key=lambda it: it[1].risk.inverse is None)  # what cannot be undone is sent last
        self.gate.check_all(call, [(step.says, part) for step, part in calls])
        return PreparedPlan(plan, tuple(calls), tuple(done))

    def _reads(self, call: Call) -> TaskReads:
        return TaskReads(call, self.outward, self.named, self.hidden)

    def _steps(self, call: Call) -> Steps:
        now = datetime.fromtimestamp(self.gate.store.now(), UTC)
        return task_of(call).steps(Setting(now, self.gate.waiting, self._undo))

    def _undo(self, refs: Sequence[str]) -> Steps:
        return self._journal.steps(refs, self._visible)

    @property
    def _journal(self) -> UndoRunner:
        return UndoRunner(self.gate.store, self.gate.key, self.outward.toolset)

    def _visible(self, write: ReversibleWrite, values: JsonObject) -> JsonObject:
        """Values of a record as a model may read them."""
        from ashby_agent_tools.results import without_hidden  # noqa: PLC0415  (loaded when the first text is read)

        shown = without_hidden(values, write.operation.spec.entity, self.hidden)
        return shown if isinstance(shown, dict) else {}

    def _look_for_unknown(self, call: Call) -> Script[None]:
        """Before a write of unknown outcome is undone, read whether it landed."""
        for it in self._journal.unknown(call.arguments["ref"]):
            yield from reconciling_entry(it, self.gate, self.outward)

    def _must_do_something(self, call: Call, prepared: PreparedPlan) -> None:
        if prepared.calls:
            return
        before = f"done before in this conversation: {'; '.join(prepared.done)}" if prepared.done else ""
        why = "; ".join(filter(None, (prepared.plan.nothing, before))) or "there is nothing to do"
        error = Declined(f"{call.tool}: {why}. Nothing was sent.", fingerprint=call.fingerprint)
        error.done_before = bool(prepared.done)
        raise error
