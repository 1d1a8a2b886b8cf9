"""Carrying out tasks: their reads, the one question about their writes, and each write through the gate.

A plan is made for the question, and again before anything leaves. Its digest covers the fingerprints of all its writes
and what they send that is stored elsewhere; an approval counts for a plan of the same digest and for no other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.caps import sent_before
from ashby_agent_tools.approval.flow import BuildQuestions, ReadContent, ReadState, Script, SendCall, sending
from ashby_agent_tools.approval.journal import JournalContext
from ashby_agent_tools.approval.line_results import in_order
from ashby_agent_tools.call import Call, Result, Verdict
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.plan_texts import (
    PreparedPlan,
    cards_of,
    digest_of,
    jobs_of,
    question_of,
    stopped,
    with_notes,
)
from ashby_agent_tools.conversation.reconcile import reconciling_entry
from ashby_agent_tools.conversation.undo import UndoRunner, is_undo
from ashby_agent_tools.errors import (
    ContentChanged,
    Declined,
    IncompleteList,
    InvalidArguments,
    ServerFailure,
    ToolError,
    UsageError,
)
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.tasks import Answer, OnePage, Pages, Plan, PlanStep, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.base import Ambiguous, Wanted

if TYPE_CHECKING:
    from ashby_agent_tools.approval.gate import AdmittedCall, Gate
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.approval.undo.snapshots import ReversibleWrite

__all__ = ["TaskRunner", "is_task"]

_MOST_KEPT = 32


def is_task(call: Call) -> bool:
    """Whether the call is a task, made of other calls."""
    return call.operation.spec.served_by == "task"


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
        done: list[JsonObject] = [{"what": step.says, "operation": part.tool} for step, part, _ in made]
        ref = whole.ref if any(it.undo for _, _, it in made) else None
        for (step, _), error in zip(prepared.calls, ends, strict=True):
            if isinstance(error, ToolError):
                if not done:
                    raise error
                raise stopped(call, prepared, done, step, error, ref) from error
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
        limits = _Limits(call, _task_of(call).most_calls)
        answer = yield from self._run(call, limits)
        if not isinstance(answer, Answer):
            raise UsageError(f"{call.endpoint} only reads, so it ends with an Answer.")
        if not limits.partly_read:
            return answer
        return dataclasses.replace(answer, data={**answer.data, "partlyRead": limits.partly_read})

    def _prepared(self, call: Call) -> Script[PreparedPlan]:
        if is_undo(call):
            yield from self._look_for_unknown(call)
        plan = yield from self._run(call, _Limits(call, _task_of(call).most_calls))
        if not isinstance(plan, Plan):
            raise UsageError(f"{call.endpoint} can write, so it ends with a Plan.")
        sent = self.gate.sent()
        calls: list[tuple[PlanStep, Call]] = []
        done: list[str] = []
        for step in plan.writes:
            part = self.outward.part(step.operation, call)
            _must_be_declared(call, part)
            if any(part.fingerprint == other.fingerprint for _, other in calls):
                continue  # one person under two names, say
            if step.undoes is None and sent_before(part, sent) == "done":
                done.append(step.says)
            else:
                calls.append((step, part))
        calls.sort(key=lambda it: it[1].risk.inverse is None)  # what cannot be undone is sent last
        self.gate.check_all([part for _, part in calls])
        return PreparedPlan(plan, tuple(calls), tuple(done))

    def _run(self, call: Call, limits: _Limits) -> Script[Answer | Plan]:
        """Carry out the reads of a task's script; the same read is made once."""
        now = datetime.fromtimestamp(self.gate.store.now(), UTC)
        steps = _task_of(call).steps(Setting(now, self.gate.waiting, self._undo))
        known: dict[str, Any] = {}
        at = self._advanced(call, steps, None, None)
        while not isinstance(at, Answer | Plan):
            reply, failure = None, None
            try:
                reply = yield from self._read(call, at, limits, known)
            except ToolError as error:
                failure = error
            at = self._advanced(call, steps, reply, failure)
        return at

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

    def _advanced(self, call: Call, steps: Steps, reply: object, failure: ToolError | None) -> Wanted | Answer | Plan:
        """What a script wants next, or what it ended with."""
        try:
            return steps.send(reply) if failure is None else steps.throw(failure)
        except StopIteration as end:
            if not isinstance(end.value, Answer | Plan):
                raise UsageError(f"{call.endpoint} ends with an Answer or a Plan, not {end.value!r:.60}.") from None
            return end.value
        except Ambiguous as error:
            raise self._explained(call, error) from None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise _unreadable(call, "what Ashby answered") from error

    def _read(self, call: Call, wanted: Wanted, limits: _Limits, known: dict[str, Any]) -> Script[Any]:
        if isinstance(wanted, Pages):
            return (yield from self._pages(call, wanted, limits))
        if isinstance(wanted, OnePage):
            return (yield from self._page(call, wanted.operation, limits))
        part = self._read_call(call, wanted)
        if part.fingerprint not in known:
            limits.count()
            result: Result = yield SendCall(part)
            known[part.fingerprint] = _readable(call, wanted, result.data)
        return known[part.fingerprint]

    def _read_call(self, call: Call, operation: Operation) -> Call:
        """A read of a task. A task that can write reads for its question, before anybody said yes to anything."""
        part = self.outward.part(operation, call, unasked=not call.operation.spec.reads)
        _must_be_declared(call, part)
        return part

    def _page(self, call: Call, operation: Operation, limits: _Limits) -> Script[Rows]:
        limits.count()
        result: Result = yield SendCall(self._read_call(call, operation))
        _must_be_rows(call, operation, result.data)
        cursor = Cursor(operation)
        cursor.move(result)
        following = None if cursor.operation is None else result.next_cursor
        return Rows(rows(result), whole=following is None, next_cursor=following)

    def _pages(self, call: Call, wanted: Pages, limits: _Limits) -> Script[Rows]:
        cursor, count = Cursor(wanted.operation), 0
        records: list[JsonObject] = []
        while (operation := cursor.operation) is not None:
            if count >= wanted.pages or not limits.left:
                return limits.partly(wanted.operation, records)
            limits.count()
            result: Result = yield SendCall(self._read_call(call, operation))
            _must_be_rows(call, operation, result.data)
            records += rows(cursor.fresh(result))
            count += 1
            try:
                cursor.move(result)
            except IncompleteList:
                return limits.partly(wanted.operation, records)
        return Rows(records, whole=True)

    def _explained(self, call: Call, error: Ambiguous) -> InvalidArguments:
        """What a name may mean, with the short ids by which to call again."""
        if not error.choices:
            return InvalidArguments(f"{call.tool}: {error.problem}. Nothing was sent.")
        contact = "contact" not in self.hidden
        named = "; ".join(
            f"{self.named(it.kind, it.id)} = {it.says}" + (f", {it.email}" if contact and it.email else "")
            for it in error.choices
        )
        left = error.more - len(error.choices)
        more = f"; and {left} more" if left > 0 else ""
        return InvalidArguments(
            f"{call.tool}: {error.problem}. Nothing was sent. Make the call again with {error.argument} set to one of "
            f"these ids, and ask the person who wants it if it is not clear which: {named}{more}."
        )

    def _must_do_something(self, call: Call, prepared: PreparedPlan) -> None:
        if prepared.calls:
            return
        before = f"done before in this conversation: {'; '.join(prepared.done)}" if prepared.done else ""
        why = "; ".join(filter(None, (prepared.plan.nothing, before))) or "there is nothing to do"
        raise Declined(f"{call.tool}: {why}. Nothing was sent.", fingerprint=call.fingerprint)


@dataclasses.dataclass(slots=True)
class _Limits:
    """How many calls a task may still make, and of which lists it read only the first records."""

    call: Call
    left: int
    partly_read: JsonObject = dataclasses.field(default_factory=dict)

    def count(self) -> None:
        """One call more."""
        if not self.left:
            raise ToolError(f"{self.call.tool}: it would take more calls than it may make; name fewer at once.")
        self.left -= 1

    def partly(self, operation: Operation, records: list[JsonObject]) -> Rows:
        """The first records of a list that goes on."""
        self.partly_read[operation.spec.tool] = len(records)
        return Rows(records, whole=False)


def _readable(call: Call, operation: Operation, data: Any) -> Any:
    """What Ashby answered, if it is what such an operation answers with: records, or one record."""
    lists = operation.spec.lists
    if isinstance(data, dict) and not lists:
        return data
    if isinstance(data, list) and lists and all(isinstance(record, dict) for record in data):
        return data
    raise _unreadable(call, f"the answer of {operation.spec.endpoint}")


def _must_be_rows(call: Call, operation: Operation, data: Any) -> None:
    if not (isinstance(data, list) and all(isinstance(record, dict) for record in data)):
        raise _unreadable(call, f"the answer of {operation.spec.endpoint}")


def _unreadable(call: Call, what: str) -> ServerFailure:
    return ServerFailure(
        f"{call.tool}: {what} is not what Ashby documents, so this task cannot read it. Nothing was changed. Single "
        "operations may still read what is there."
    )


def _task_of(call: Call) -> Task:
    task = call.operation
    if not isinstance(task, Task):
        raise UsageError(f"{call.endpoint} is served as a task but is not one: subclass Task.")
    return task


def _must_be_declared(whole: Call, part: Call) -> None:
    """Raise UsageError for a call that a task does not name, or is not rated for: toolsets are narrowed by that."""
    task = _task_of(whole)
    if is_undo(whole):  # what it reads and sends is in the rules of `approval.undo`
        return
    if part.endpoint not in ((*task.reads, *task.tries) if part.operation.spec.reads else task.sends):
        raise UsageError(f"{whole.endpoint} makes a call that it does not declare: {part.endpoint}.")
    if not part.risk <= whole.risk:
        raise UsageError(f"{whole.endpoint} is rated below {part.endpoint}, which it sends.")
