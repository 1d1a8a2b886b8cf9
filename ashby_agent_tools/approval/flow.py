"""The approval conversation about one call, without I/O: ask, read the answer, ask again if need be, send, settle.

Each part is a generator that yields what it wants done and is sent what came of it, so one script serves the sync and
the async doors, and only `drive` and `adrive` of scripts.py know of waiting. Between two steps it reads and writes the
store. Nothing lives in a script for longer than one door: what has to survive a restart are the call, the store's
questions about it, and the note of a `Question`.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from ashby_agent_tools.answers import Edit, Question, allowed, changed, changed_by_one, unusable, waits_on
from ashby_agent_tools.approval.journal import JournalContext
from ashby_agent_tools.call import Call, Decision, Verdict, must_be_about
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import ApprovalRequired, ContentChanged, Declined, OthersRequired, ToolError
from ashby_agent_tools.scripts import StepCancelled

if TYPE_CHECKING:
    from ashby_agent_tools.approval.gate import AdmittedCall, Gate
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.batch import Batch
    from ashby_agent_tools.store.protocol import ApprovalRequest

__all__ = [
    "MOST_ASKED",
    "AskApprover",
    "AskBatch",
    "BuildQuestion",
    "BuildQuestions",
    "Flow",
    "Notify",
    "ReadContent",
    "ReadState",
    "RecordQuestion",
    "Script",
    "SendCall",
    "Settle",
    "Step",
    "running",
    "sending",
]

T = TypeVar("T")
MOST_ASKED = 3
"""How often an approver is asked about one call whose content changes meanwhile."""
REPLACED = "the call was changed, and the changed one is not known here; ask for the action again"
"""What a model reads where a person's edit got lost; else it reads what came of the edit."""


# What a script yields: named tuples, which are made in an eighth of the time of dataclasses when this is imported.


class BuildQuestion(NamedTuple):
    """Build the question about a call, with the names that can be looked up; gives `BuiltQuestion`."""

    call: Call


class BuildQuestions(NamedTuple):
    """Build the questions about several calls, side by side; gives for each a `BuiltQuestion`, or its ToolError."""

    calls: tuple[Call, ...]


class ReadContent(NamedTuple):
    """Read what the call would send by now that is stored elsewhere; gives its digest."""

    call: Call


class ReadState(NamedTuple):
    """Read what undoing the call will take; gives `StateSnapshot`, or None for a call that has no way back."""

    call: Call


class SendCall(NamedTuple):
    """Send an admitted call, or the part of one that is made of several reads; gives its Result."""

    call: Call


class RecordQuestion(NamedTuple):
    """Ask the question about a call, and record it; gives its words."""

    call: Call


class Notify(NamedTuple):
    """Tell whom the application names that the question was asked; what hinders that is recorded and not raised.

    `batch`: all questions that are asked as one, of which this is the first.
    """

    call: Call
    asked: ApprovalRequest
    batch: tuple[ApprovalRequest, ...] = ()


class AskApprover(NamedTuple):
    """Have the approver answer the question while it lives; gives a Decision."""

    call: Call
    question: str
    seconds: float


class AskBatch(NamedTuple):
    """Have the approver answer the lines of a batch while their questions live; gives `LineDecisions`."""

    batch: Batch
    seconds: float


class Settle(NamedTuple):
    """Send a call on an answer; gives the Result, or the Question that has to be asked next."""

    call: Call
    decision: Decision | None


Step: TypeAlias = (
    BuildQuestion
    | BuildQuestions
    | ReadState
    | ReadContent
    | SendCall
    | RecordQuestion
    | Notify
    | AskApprover
    | AskBatch
    | Settle
)
Script: TypeAlias = Generator[Step, Any, T]


class LookupCache:
    """What was looked up for a question before it is asked: for a moment, and few at once."""

    _SECONDS, _MOST = 10.0, 32

    def __init__(self) -> None:
        self._built: dict[str, tuple[float, BuiltQuestion]] = {}

    def keep(self, call: Call, built: BuiltQuestion) -> None:
        """Keep it for `take`."""
        if len(self._built) >= self._MOST:
            self._built.clear()
        self._built[call.fingerprint] = (time.monotonic(), built)

    def take(self, call: Call) -> BuiltQuestion | None:
        """What was looked up a moment ago."""
        when, built = self._built.pop(call.fingerprint, (0.0, None))
        return built if time.monotonic() - when < self._SECONDS else None


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """The approval conversations of one session.

    `fresh`: prepares a call again, so that neither a stale verdict nor a forged one counts. `edit`: the call that a
    person's arguments make of another. `deliver`: sends what was admitted, and keeps what came.
    """

    gate: Gate
    fresh: Callable[[Call], Call]
    edit: Edit
    deliver: Callable[[AdmittedCall], Script[Result]]
    ahead: LookupCache = dataclasses.field(default_factory=LookupCache)

    def check(self, call: Call) -> Script[None]:
        """Raise what `question` would raise; what was looked up is kept for it."""
        self.gate.check(call)
        if self.gate.words(call) is None:
            self.ahead.keep(call, (yield BuildQuestion(call)))

    def question(self, call: Call, *, instead_of: Call | None = None) -> Script[str]:
        """Word the question and record it; the same call under the same call id keeps its words.

        `instead_of`: a call whose open question this one replaces, so that the two are not counted as two.
        """
        self.gate.check(call, instead_of=instead_of)
        if words := self.gate.words(call):
            return words
        built: BuiltQuestion = self.ahead.take(call) or (yield BuildQuestion(call))
        asked, new = self.gate.ask(call, built, instead_of=instead_of)
        if new and instead_of is None:
            yield Notify(call, asked)
        return asked.question

    def settle(self, call: Call, decision: Decision | None) -> Script[Result | Question]:
        """Send the call if it may leave on this answer, or say what has to be asked next.

        Raises Declined for a denial, which is recorded, and whatever the gate refuses for.
        """
        shown = self.fresh(call)
        must_be_about(decision, shown)
        try:
            self.gate.must_be_allowed(shown, decision)
        except OthersRequired as error:
            return waits_on(shown, error)
        if decision is not None and decision.kind == "deny":
            self.gate.refuse(shown, decision)
        kept, decision = self.gate.edit_of(shown) or (None, decision)
        leaving = allowed(shown, decision, self.edit)
        if isinstance(leaving, Question):
            if kept is not None:
                self.gate.void(shown, leaving.note)
            return leaving
        if leaving is not shown and kept is None and self.gate.needs_several(shown):
            assert decision is not None  # noqa: S101  (it is an edit)
            return changed_by_one(leaving, decision.by)
        try:
            return (yield from self.leave(leaving, decision, shown=shown, edited=kept))
        except ContentChanged as error:
            return changed(leaving, error)
        except OthersRequired as error:
            return waits_on(shown, error)

    def leave(self, call: Call, decision: Decision | None, *, shown: Call, edited: str | None = None) -> Script[Result]:
        """Send a call that was prepared just now, on the answer to `shown`; `edited`: the edit from outside it is."""
        content = None
        if (shown.needs_approval or call.needs_approval) and self.gate.answered(shown, decision):
            content = yield ReadContent(call)
        undoing = yield from self._before(call, decision, shown)
        admitted = self.gate.admit(call, decision, asked=shown, content=content, edited=edited, undoing=undoing)
        return (yield from self.deliver(admitted))

    def _before(self, call: Call, decision: Decision | None, shown: Call) -> Script[JournalContext]:
        """The state before a call that can be undone, and will surely leave: what is refused reads nothing."""
        if call.risk.inverse is None or call.operation.spec.served_by != "ashby" or call.verdict is Verdict.REFUSE:
            return JournalContext()
        if not (shown.needs_approval or call.needs_approval):
            self.gate.check(call)
        elif not self.gate.answered(shown, decision):
            return JournalContext()
        return JournalContext((yield ReadState(call)))

    def answer(
        self, call: Call, decision: Decision, name: Callable[[Call], str] | None, instead_of: Call | None
    ) -> Script[Call | Question]:
        """Record an answer whose call is made later. Gives the call that it counts for, or what has to be asked next.

        An edit that may pass is asked about under the call id that `name` gives it, and answered in the same step by
        who made it: nobody is shown that question. The question about the first call is closed, so that an edit that
        gets lost does not let it out; so is the one about `instead_of`, once the edit that was made of it is answered.
        """
        shown = self.fresh(call)
        must_be_about(decision, shown)
        made: Call | Question = shown
        try:
            self.gate.must_be_allowed(shown, decision)
            if decision.kind == "edit" and name is not None:
                made = yield from self._edited(shown, decision, name)
            else:
                self.gate.answer(shown, decision)
        except OthersRequired as error:
            return waits_on(shown, error)
        if instead_of is not None and instead_of.call_id != shown.call_id:
            self._close(made, decision, shown=shown, instead_of=instead_of)
        return made

    def _close(self, made: Call | Question, decision: Decision, *, shown: Call, instead_of: Call) -> None:
        """End what waits no more: the first question once there is an answer, an edit where it is edited again."""
        said = decision.message if decision.kind == "deny" else REPLACED
        over = instead_of if isinstance(made, Call) else shown
        if not isinstance(made, Question) or made.call is not shown:
            self.gate.answer(over, Decision("deny", decision.by, said))

    def _edited(self, shown: Call, decision: Decision, name: Callable[[Call], str]) -> Script[Call | Question]:
        edited = allowed(shown, decision, self.edit)
        if isinstance(edited, Question):
            return edited if edited.call is shown else edited.named(name(edited.call))
        if edited.fingerprint == shown.fingerprint:
            self.gate.answer(shown, Decision("approve", decision.by))
            return shown
        edited = dataclasses.replace(edited, call_id=name(edited))
        if edited.needs_approval:
            try:
                yield from self.question(edited, instead_of=shown)
            except ToolError as error:  # about a record that does not exist, say
                return unusable(shown, error)
            try:
                self.gate.answer(edited, Decision("approve", decision.by))
            except OthersRequired as error:
                return waits_on(edited, error)
        self.gate.answer(shown, Decision("deny", decision.by, REPLACED))
        return edited


def running(gate: Gate, call: Call, asks: Callable[[Call], bool]) -> Script[Result]:
    """Ask the approver where `asks` says so, and send; again where what it would send was changed meanwhile."""
    for left in reversed(range(MOST_ASKED)):
        decision = None
        if asks(call):
            question = yield RecordQuestion(call)
            try:
                decision = yield AskApprover(call, question, gate.seconds_left(call))
            except (ApprovalRequired, Declined) as error:
                gate.give_up(call, error)
                raise
        made: Result | Question = yield Settle(call, decision)
        if isinstance(made, Result):
            return made
        if left and (isinstance(made.error, ContentChanged) or (decision is None and not made.stays)):
            call = made.call
        else:
            raise made.error or AssertionError("what is asked again says why")
    raise AssertionError("a call ends with a result or an error")


def sending(gate: Gate, admitted: AdmittedCall) -> Script[Result]:
    """Send an admitted call and record what comes of it, whatever it is."""
    gate.leaving(admitted)
    try:
        result: Result = yield SendCall(admitted.call)
    except StepCancelled:
        gate.withdraw(admitted)
        raise
    except BaseException as error:  # also when interrupted: what was sent is recorded, then raised
        gate.settle(admitted, error)
        raise
    gate.settle(admitted, result)
    return admitted.with_reference(result)
