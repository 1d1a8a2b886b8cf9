"""The reads of a task: its script is run, each read made once, no more of them than the task may make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from ashby_agent_tools.approval.flow import Script, SendCall
from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.undo import is_undo
from ashby_agent_tools.errors import IncompleteList, InvalidArguments, ServerFailure, ToolError, UsageError
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.scripts import End, advanced
from ashby_agent_tools.tasks import Answer, OnePage, Pages, Plan, Rows, Steps, Task
from ashby_agent_tools.tasks.base import Ambiguous, Wanted

__all__ = ["TaskReads", "must_be_declared", "task_of"]


@dataclasses.dataclass(slots=True)
class TaskReads:
    """Carries out the reads of one call of a task. `named`: the text that stands for an id of a kind."""

    call: Call
    outward: Outward
    named: Callable[[str, str], str]
    hidden: frozenset[str]
    partly_read: JsonObject = dataclasses.field(default_factory=dict, init=False)
    """The lists of which only the first records were read, and how many."""
    _left: int = dataclasses.field(init=False)
    _known: dict[str, Any] = dataclasses.field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._left = task_of(self.call).most_calls

    def run(self, steps: Steps) -> Script[Answer | Plan]:
        """What the script ends with."""
        at = self._advanced(steps, None, None)
        while not isinstance(at, Answer | Plan):
            reply, failure = None, None
            try:
                reply = yield from self._read(at)
            except ToolError as error:
                failure = error
            at = self._advanced(steps, reply, failure)
        return at

    def _advanced(self, steps: Steps, reply: object, failure: ToolError | None) -> Wanted | Answer | Plan:
        """What a script wants next, or what it ended with."""
        try:
            at = advanced(steps, reply, failure)
        except Ambiguous as error:
            raise self._explained(error) from None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise _unreadable(self.call, "what Ashby answered") from error
        if not isinstance(at, End):
            return at
        if not isinstance(at.value, Answer | Plan):
            raise UsageError(f"{self.call.endpoint} ends with an Answer or a Plan, not {at.value!r:.60}.")
        return at.value

    def _read(self, wanted: Wanted) -> Script[Any]:
        if isinstance(wanted, Pages):
            return (yield from self._pages(wanted))
        if isinstance(wanted, OnePage):
            return (yield from self._page(wanted.operation))
        part = self._read_call(wanted)
        if part.fingerprint not in self._known:
            self._count()
            result: Result = yield SendCall(part)
            self._known[part.fingerprint] = _readable(self.call, wanted, result.data)
        return self._known[part.fingerprint]

    def _read_call(self, operation: Operation) -> Call:
        """A read of a task. A task that can write reads for its question, before anybody said yes to anything."""
        part = self.outward.part(operation, self.call, unasked=not self.call.operation.spec.reads)
        must_be_declared(self.call, part)
        return part

    def _page(self, operation: Operation) -> Script[Rows]:
        self._count()
        result: Result = yield SendCall(self._read_call(operation))
        _must_be_rows(self.call, operation, result.data)
        cursor = Cursor(operation)
        cursor.move(result)
        following = None if cursor.operation is None else result.next_cursor
        return Rows(rows(result), whole=following is None, next_cursor=following)

    def _pages(self, wanted: Pages) -> Script[Rows]:
        cursor, count = Cursor(wanted.operation), 0
        records: list[JsonObject] = []
        while (operation := cursor.operation) is not None:
            if count >= wanted.pages or not self._left:
                return self._partly(wanted.operation, records)
            self._count()
            result: Result = yield SendCall(self._read_call(operation))
            _must_be_rows(self.call, operation, result.data)
            records += rows(cursor.fresh(result))
            count += 1
            try:
                cursor.move(result)
            except IncompleteList:
                return self._partly(wanted.operation, records)
        return Rows(records, whole=True)

    def _explained(self, error: Ambiguous) -> InvalidArguments:
        """What a name may mean, with the short ids by which to call again."""
        if not error.choices:
            return InvalidArguments(f"{self.call.tool}: {error.problem}. Nothing was sent.")
        contact = "contact" not in self.hidden
        named = "; ".join(
            f"{self.named(it.kind, it.id)} = {it.says}" + (f", {it.email}" if contact and it.email else "")
            for it in error.choices
        )
        left = error.more - len(error.choices)
        more = f"; and {left} more" if left > 0 else ""
        given = self.call.arguments.get(error.argument)
        several = isinstance(given, list) and len(given) > 1
        instead = (
            f"one of these ids in place of that name in {error.argument}"
            if several
            else f"{error.argument} set to one of these ids"
        )
        return InvalidArguments(
            f"{self.call.tool}: {error.problem}. Nothing was sent. Make the call again with {instead}, and ask the "
            f"person who wants it if it is not clear which: {named}{more}."
        )

    def _count(self) -> None:
        """One call more."""
        if not self._left:
            raise ToolError(f"{self.call.tool}: it would take more calls than it may make; name fewer at once.")
        self._left -= 1

    def _partly(self, operation: Operation, records: list[JsonObject]) -> Rows:
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


def task_of(call: Call) -> Task:
    """The task that a call is a call of. Raises UsageError for what is none."""
    task = call.operation
    if not isinstance(task, Task):
        raise UsageError(f"{call.endpoint} is served as a task but is not one: subclass Task.")
    return task


def must_be_declared(whole: Call, part: Call) -> None:
    """Raise UsageError for a call that a task does not name, or is not rated for: toolsets are narrowed by that."""
    task = task_of(whole)
    if is_undo(whole):  # what it reads and sends is in the rules of `approval.undo`
        return
    if part.endpoint not in ((*task.reads, *task.tries) if part.operation.spec.reads else task.sends):
        raise UsageError(f"{whole.endpoint} makes a call that it does not declare: {part.endpoint}.")
    if not part.risk <= whole.risk:
        raise UsageError(f"{whole.endpoint} is rated below {part.endpoint}, which it sends.")
