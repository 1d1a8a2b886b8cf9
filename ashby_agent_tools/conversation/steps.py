"""StepRunner: what the scripts of one session ask for and Ashby answers: calls sent, questions built, content read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.audit import Audit
from ashby_agent_tools.approval.flow import (
    BuildQuestion,
    BuildQuestions,
    ReadContent,
    ReadState,
    Script,
    SendCall,
    Step,
    sending,
)
from ashby_agent_tools.approval.gate import AdmittedCall, Gate
from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.recent_reads import RecentReads
from ashby_agent_tools.conversation.stored_results import ResultStore
from ashby_agent_tools.conversation.tracing import CallTracing
from ashby_agent_tools.errors import NotFound, ToolError
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import to_its_end

if TYPE_CHECKING:
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.approval.undo.snapshots import StateSnapshot
    from ashby_agent_tools.conversation.dry_run import DryRun
    from ashby_agent_tools.conversation.tasks import TaskRunner

__all__ = ["StepRunner"]

QUESTION_SECONDS = 10.0
"""How long the look-ups of one question may take."""


class StepRunner:
    """Carries out the steps of one session that reach Ashby, and keeps what came of them.

    `prepare`: a call by a tool's name and arguments, as the session prepares it. `dry`: what a dry run has written.
    """

    def __init__(
        self,
        outward: Outward,
        gate: Gate,
        results: ResultStore,
        audit: Audit,
        dry: DryRun | None,
        prepare: Callable[[str, Mapping[str, Json] | str], Call],
        tracing: CallTracing,
    ) -> None:
        self._outward, self._gate, self._results, self._audit = outward, gate, results, audit
        self._dry, self._prepare, self._tracing = dry, prepare, tracing
        self._tasks: TaskRunner | None = None
        self._recent = RecentReads()

    def deliver(self, admitted: AdmittedCall) -> Script[Result]:
        """Send what was admitted, and keep what came."""
        call = admitted.call
        if call.operation.spec.served_by == "task":
            return self._show((yield from self._task_runner().carried_out(admitted)))
        if call.operation.spec.served_by == "builtin" and call.endpoint == "find.tools":
            return self._results.found(call)
        if call.operation.spec.served_by == "builtin" and call.endpoint == "query":
            from ashby_agent_tools.conversation.queries import queried  # noqa: PLC0415  (loaded with the first query)

            return (yield from queried(call, self._results, self._outward.part, self._prepare))
        if not _reads_on(call):
            return self._show((yield from sending(self._gate, admitted)))
        pages = self._results.pages(call)
        while (operation := pages.operation) is not None:
            pages.take((yield SendCall(self._outward.part(operation, call))))
        return self._results.read(call, pages)

    def do(self, step: Step) -> object:
        """Carry out a step: send, build the question, or read what would be sent."""
        match step:
            case BuildQuestion(call) | ReadContent(call) if _plans(call):
                return drive(self._planning(step), self.do)
            case BuildQuestion(call):
                return self._build_question(call, self._outward.read)
            case BuildQuestions(calls):
                return self._build_questions(calls)
            case ReadContent(call):
                from ashby_agent_tools.approval.prompts.lookups import sent_now  # noqa: PLC0415  (loaded with a question)

                return sent_now(call, self._outward.read)
            case ReadState(call):
                return self._read_before(call)
            case SendCall(call):
                with self._recent.sending(call), self._tracing.sending(call):
                    return self._outward.send(call)
        raise AssertionError(f"{type(step).__name__} is a step of the session's own")

    async def ado(self, step: Step) -> object:
        """As do, awaited."""
        match step:
            case BuildQuestion(call) | ReadContent(call) if _plans(call):
                return await adrive(self._planning(step), self.ado)
            case BuildQuestion(call):
                return await self._abuild_question(call, self._outward.aread)
            case BuildQuestions(calls):
                return await self._abuild_questions(calls)
            case ReadContent(call):
                from ashby_agent_tools.approval.prompts.lookups import asent_now  # noqa: PLC0415  (loaded with a question)

                return await asent_now(call, self._outward.aread)
            case ReadState(call):
                return await self._aread_before(call)
            case SendCall(call):
                with self._recent.sending(call), self._tracing.sending(call):
                    return await self._outward.asend(call)
        raise AssertionError(f"{type(step).__name__} is a step of the session's own")

    def _read_before(self, call: Call) -> StateSnapshot | None:
        from ashby_agent_tools.approval.prompts.lookups import looked_up  # noqa: PLC0415  (loaded with a question)
        from ashby_agent_tools.approval.undo.snapshots import capturing, wanted_before  # noqa: PLC0415  (with the first write)

        wanted = wanted_before(call)
        return (
            None
            if wanted is None
            else capturing(call, looked_up(wanted, self._outward.read, self._recent.known(wanted)))
        )

    async def _aread_before(self, call: Call) -> StateSnapshot | None:
        from ashby_agent_tools.approval.prompts.lookups import alooked_up  # noqa: PLC0415  (as above)
        from ashby_agent_tools.approval.undo.snapshots import capturing, wanted_before  # noqa: PLC0415

        wanted = wanted_before(call)
        if wanted is None:
            return None
        return capturing(call, await alooked_up(wanted, self._outward.aread, self._recent.known(wanted)))

    def _task_runner(self) -> TaskRunner:
        if self._tasks is None:
            from ashby_agent_tools.conversation.tasks import TaskRunner  # noqa: PLC0415  (loaded with the first task)

            self._tasks = TaskRunner(
                self._outward, self._gate, self._results.renderer.named, self._outward.toolset.hidden
            )
        return self._tasks

    def _planning(self, step: BuildQuestion | ReadContent) -> Script[BuiltQuestion | str]:
        """The question about a task that writes, or the digest of what it would send by now."""
        runner = self._task_runner()
        if isinstance(step, BuildQuestion):
            return (yield from runner.question(step.call))
        return (yield from runner.digest(step.call))

    def _build_questions(self, calls: Sequence[Call]) -> list[BuiltQuestion | ToolError]:
        """Tasks one after another, because each plans; all others side by side."""
        from ashby_agent_tools.conversation.shared_reads import SharedLimit, SharedReads, for_each  # noqa: PLC0415  (batches)

        read, time = SharedReads(self._outward.read), SharedLimit()
        single = [call for call in calls if not _plans(call)]
        built = iter(for_each(lambda call: self._build_question(call, read, seconds=time.left), single))
        return [self._planned(call) if _plans(call) else next(built) for call in calls]

    def _planned(self, call: Call) -> BuiltQuestion | ToolError:
        try:
            return drive(self._task_runner().question(call), self.do)
        except ToolError as error:
            return error

    async def _abuild_questions(self, calls: Sequence[Call]) -> list[BuiltQuestion | ToolError]:
        from ashby_agent_tools.conversation.shared_reads import AsyncSharedReads, SharedLimit, afor_each  # noqa: PLC0415  (as above)

        read, time = AsyncSharedReads(self._outward.aread), SharedLimit()
        single = [call for call in calls if not _plans(call)]
        built = iter(await afor_each(lambda call: self._abuild_question(call, read, seconds=time.left), single))
        return [await self._aplanned(call) if _plans(call) else next(built) for call in calls]

    async def _aplanned(self, call: Call) -> BuiltQuestion | ToolError:
        try:
            return await adrive(self._task_runner().question(call), self.ado)
        except ToolError as error:
            return error

    def _build_question(
        self, call: Call, read: Callable[[Operation], Json], *, seconds: float = QUESTION_SECONDS
    ) -> BuiltQuestion:
        from ashby_agent_tools.approval.prompts.lookups import build_question  # noqa: PLC0415  (loaded with a question)

        try:
            return build_question(
                call, self._recent.reading(read), recall=self._results.told, hidden=self._hidden_from_text,
                seconds=seconds,
            )  # fmt: skip
        except NotFound:
            self._audit.note("refused", call, error="NotFound")
            raise

    async def _abuild_question(
        self, call: Call, read: Callable[[Operation], Awaitable[Json]], *, seconds: float = QUESTION_SECONDS
    ) -> BuiltQuestion:
        from ashby_agent_tools.approval.prompts.lookups import abuild_question  # noqa: PLC0415  (loaded with a question)

        try:
            return await abuild_question(
                call, self._recent.areading(read), recall=self._results.told, hidden=self._hidden_from_text,
                seconds=seconds,
            )  # fmt: skip
        except NotFound:
            await to_its_end(self._audit.note, "refused", call, error="NotFound")
            raise

    @property
    def _hidden_from_text(self) -> frozenset[str]:
        """What a question must lose before a model reads it, which it does in a dry run only."""
        return self._outward.toolset.hidden if self._dry is not None else frozenset()

    def _show(self, result: Result) -> Result:
        kept = self._results.keep(result)
        return kept if self._dry is None else self._dry.read(kept)


def _reads_on(call: Call) -> bool:
    """Whether the call reads on in a kept result."""
    if call.operation.spec.served_by != "builtin":
        return False
    from ashby_agent_tools.operations.builtin import ReadResult  # noqa: PLC0415  (loaded when a built-in tool is called)

    return isinstance(call.operation, ReadResult)


def _plans(call: Call) -> bool:
    """Whether the call is a task that writes: what it comes to is looked up."""
    return call.operation.spec.served_by == "task" and not call.operation.spec.reads
