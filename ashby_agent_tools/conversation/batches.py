"""SessionBatches: a session's doors for several calls at once: asked about as one question, answered line by line."""

from __future__ import annotations

import abc
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ashby_agent_tools.approval.flow import Flow, Script, Step
from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.call_result import Result, with_text
from ashby_agent_tools.errors import InvalidArguments, ToolError
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread

if TYPE_CHECKING:
    from ashby_agent_tools.answers import Question
    from ashby_agent_tools.approval.batches import BatchFlow
    from ashby_agent_tools.batch import Batch, BatchResult, LineDecisions

__all__ = ["BatchCalls", "SessionBatches"]

BatchCalls: TypeAlias = Sequence["tuple[str, Mapping[str, Json] | str] | Operation | Call"]
"""Calls as a session takes them: a tool's name with its arguments, an operation, or a call that it prepared."""
_MOST_GROUPS = 100
T = TypeVar("T")


class SessionBatches(abc.ABC):
    """What a session does with batches. `_groups`: the calls that joined one, by what they have in common."""

    _flow: Flow
    dry_run: bool

    def __init__(self) -> None:
        self._groups: OrderedDict[str, list[Call]] = OrderedDict()
        self._joining = Lock()

    def batch(self, calls: BatchCalls) -> Batch:
        """Prepare several calls and ask about them as one question with a line each, recorded in one step.

        What needs no approval is not asked about, and neither is what will be refused: by the policy, by a cap that the
        lines before fill, as a double, or as the same call as an earlier line. The same calls again give the same
        batch, with the answers that came meanwhile; a line whose content has changed is then asked about again.
        Raises InvalidArguments, with every faulty line, and then nothing is asked.
        """
        return self._driven(self._batch_flow.question(self._numbered(calls)))

    async def abatch(self, calls: BatchCalls) -> Batch:
        """As batch, awaited."""
        numbered = await in_thread(self._numbered, calls)
        return await self._adriven(lambda: self._batch_flow.question(numbered))

    def execute_batch(self, batch: Batch, decisions: LineDecisions | None = None) -> BatchResult:
        """Record the answers to lines, in one step, and send the lines that may leave; what came of each, in order.

        `decisions`: by the numbers of the lines; without one, a line leaves on an answer that the store has. What
        cannot be undone is sent last. The first line that fails, or may have been sent, stops the rest, whose approvals
        stay; a line that is refused, waits, or has to be asked again stops nothing. Raises UsageError for an answer
        to a line that was not asked about, Declined for one that is about another call or was used.
        """
        return self._driven(self._batch_flow.executed(batch, decisions or {}))

    async def aexecute_batch(self, batch: Batch, decisions: LineDecisions | None = None) -> BatchResult:
        """As execute_batch, awaited."""
        return await self._adriven(lambda: self._batch_flow.executed(batch, decisions or {}))

    def run_batch(self, calls: BatchCalls) -> BatchResult:
        """Ask the approver about several calls as one, and send exactly the lines that were approved.

        The approver is asked once for all lines if it is the session's `batch_approver`, or `ask_terminal`; any other
        one is asked line by line. A line whose content was changed meanwhile is asked about again, alone, at most three
        times in all. Raises Declined where a line needs approval and there is no approver; nothing is sent then.
        """
        return self._driven(self._batch_flow.run(self._numbered(calls), self._must_ask_line, dry=self.dry_run))

    async def arun_batch(self, calls: BatchCalls) -> BatchResult:
        """As run_batch, awaited."""
        numbered = await in_thread(self._numbered, calls)
        return await self._adriven(lambda: self._batch_flow.run(numbered, self._must_ask_line, dry=self.dry_run))

    def join(self, call: Call, *, group: str = "") -> Batch | None:
        """Have a call that was asked about alone stand in one batch with those that joined the same group and wait.

        For a framework that asks about each call of a message by itself: whoever looks into the store sees one
        question with a line each. The newest batch of the group has them all; None while it is the only one.
        """
        with self._joining:
            known = self._groups.get(group, [])
            if (call.call_id, call.fingerprint) not in [(it.call_id, it.fingerprint) for it in known]:
                known = [*known, call]
            calls = list(filter(self._waits, known))
            self._groups[group] = calls
            self._groups.move_to_end(group)
            while len(self._groups) > _MOST_GROUPS:
                self._groups.popitem(last=False)
            return self.batch(calls) if len(calls) > 1 else None

    def _waits(self, call: Call) -> bool:
        asked = self._flow.gate.standing(call)
        return asked is not None and asked.state == "pending"

    async def ajoin(self, call: Call, *, group: str = "") -> Batch | None:
        """As join, awaited."""
        return await in_thread(lambda: self.join(call, group=group))

    @property
    def _batch_flow(self) -> BatchFlow:
        from ashby_agent_tools.approval.batches import BatchFlow  # noqa: PLC0415  (loaded with the first batch)

        return BatchFlow(self._flow, self._settling)

    def _numbered(self, calls: BatchCalls) -> list[tuple[int, Call]]:
        """The calls, prepared, with their numbers; every fault of every line is named."""
        made: list[tuple[int, Call]] = []
        faults: list[str] = []
        for number, given in enumerate(calls, 1):
            try:
                if isinstance(given, Call):
                    made.append((number, given))
                else:
                    name, arguments = (given, None) if isinstance(given, Operation) else given
                    made.append((number, self._prepared(name, arguments)))
            except InvalidArguments as error:
                faults.append(f"Line {number}: {error}")
        if faults:
            raise InvalidArguments("\n".join(faults))
        return made

    def _driven(self, script: Script[T]) -> T:
        return self._batch_shown(drive(script, self._do))

    async def _adriven(self, script: Callable[[], Script[T]]) -> T:
        if self._is_sync:
            return await in_thread(lambda: self._driven(script()))
        return await adrive(script(), self._ado, self._batch_shown)

    def _batch_shown(self, made: T) -> T:
        """What a batch came to, without what the toolset hides, and with its texts made."""
        from ashby_agent_tools.batch import BatchResult  # noqa: PLC0415  (loaded with the first batch)

        if isinstance(made, BatchResult):
            for line in made.lines:
                if line.error is not None:
                    self._hide(line.error)
                with_text(line.result)
        return made

    # what the session has

    @property
    @abc.abstractmethod
    def _is_sync(self) -> bool: ...

    @abc.abstractmethod
    def _prepared(
        self, name: str | Operation, arguments: Mapping[str, Json] | str | None, call_id: str | None = None
    ) -> Call: ...

    @abc.abstractmethod
    def _settling(self, call: Call, decision: Decision | None) -> Script[Result | Question]: ...

    @abc.abstractmethod
    def _must_ask_line(self, call: Call) -> bool: ...

    @abc.abstractmethod
    def _hide(self, error: ToolError) -> None: ...

    @abc.abstractmethod
    def _do(self, step: Step) -> object: ...

    @abc.abstractmethod
    async def _ado(self, step: Step) -> object: ...
