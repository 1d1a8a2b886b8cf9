"""The gate of one conversation: nothing that needs approval leaves without one, and each approval counts once."""

from __future__ import annotations

import dataclasses
import logging
from typing import TYPE_CHECKING, Literal

from ashby_agent_tools.approval.caps import objection, touched_by
from ashby_agent_tools.approval.gate_questions import GateQuestions, dropped
from ashby_agent_tools.approval.journal import JournalContext
from ashby_agent_tools.approval.people import as_edited
from ashby_agent_tools.approval.refusals import surely_failed, why_not
from ashby_agent_tools.approval.undo.state import undone_by
from ashby_agent_tools.call import Call, Decision, Verdict
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import Declined, PartlyDone, StoreUnavailable, ToolError
from ashby_agent_tools.risk import READ, Effect
from ashby_agent_tools.store.protocol import Admission, ApprovalRequest, WriteRecord, edit_text

if TYPE_CHECKING:
    from ashby_agent_tools.approval.undo.snapshots import StateSnapshot

__all__ = ["AdmittedCall", "Gate", "surely_failed"]

_log = logging.getLogger("ashby_agent_tools")


@dataclasses.dataclass(frozen=True, slots=True)
class AdmittedCall:
    """A call that may leave now; `number` is its place in the store, None for a read nobody asked about.

    `content`: the digest of what was shown of it, where it was asked about. `ref`: its reference in the journal.
    `captured`: the state before it, where it can be undone.
    """

    call: Call
    number: int | None
    content: str = ""
    ref: str | None = None
    captured: StateSnapshot | None = None

    def with_reference(self, result: Result) -> Result:
        """The result of this call, with what it says of undoing it."""
        if self.captured is None:
            return result
        captured = self.captured.settled(result.data)
        if captured.inverse is not None and self.ref is not None:
            return dataclasses.replace(result, undo=self.ref)
        return dataclasses.replace(result, undo_why_not=captured.why_not)


_PLAIN = JournalContext()


@dataclasses.dataclass(frozen=True, slots=True)
class Gate(GateQuestions):
    """Admits the calls of one conversation. The store does the deciding steps in one transaction each."""

    def sent(self) -> tuple[WriteRecord, ...]:
        """What this conversation sent within the caps' window, oldest first."""
        since = self.store.now() - self.caps.window
        return tuple(it for it in self.recent_writes() if it.at > since)

    def admit(
        self,
        call: Call,
        decision: Decision | None,
        *,
        asked: Call,
        content: str | None = "",
        edited: str | None = None,
        undoing: JournalContext = _PLAIN,
    ) -> AdmittedCall:
        """Let `call` out on the answer to `asked` (the same call unless a person edited it), or raise why not.

        `content`: the digest of what `call` would send now that is stored elsewhere; None if it was not read.
        `edited`: the edit that was approved from outside, where `call` was made of it. `undoing`: what the journal
        notes of it, in the same step.
        """
        by = decision.by if decision is not None and edited is None else None
        if edited is None:
            edited = "" if call.fingerprint == asked.fingerprint else edit_text(call.masked)
        try:
            self._allowed(call, decision)
            needs_yes = call.needs_approval or asked.needs_approval
            if not needs_yes and call.risk.effect is Effect.READ and call.risk.stays_inside:
                return AdmittedCall(call, None)
            admission = self._claim(call, by, asked if needs_yes else None, content, edited, undoing)
            if admission.number is None:
                if admission.why_not == "denied":  # elsewhere
                    self.measure_answer(call, admission.asked, "deny")
                raise why_not(call, admission)
        except ToolError as error:
            self.audit.note("refused", call, error=type(error).__name__)
            raise
        if needs_yes:
            by = admission.asked.decided_by if admission.asked else None
            outcome = decision.kind if decision else "approve"
            try:
                self.audit.note("answered", call, by=by, outcome=outcome, dropped=dropped(decision))
            except StoreUnavailable:
                self.store.finish(admission.number, "failed", _SUMMARY["failed"])  # it does not leave
                raise
            self.measure_answer(call, admission.asked, "edit" if call.fingerprint != asked.fingerprint else "approve")
        return AdmittedCall(call, admission.number, content or "", admission.ref, undoing.captured)

    def _claim(
        self, call: Call, by: str | None, asked: Call | None, content: str | None, edited: str, undoing: JournalContext
    ) -> Admission:
        def guard(sent: tuple[WriteRecord, ...]) -> str | None:
            before = None if undoing.undoes is None else undone_by(undoing.undoes, sent)
            if before is not None:
                return f"{undoing.undoes} was undone already, or may have been, by {before.ref}"
            return objection(call, sent, self.caps, self.store.now())

        try:
            return self.store.admit(
                self.key,
                _recorded(call),
                asked=asked,
                by=by,
                touched=touched_by(call.arguments),
                guard=guard if undoing.undoes is not None else self.within_window(guard),
                content=content,
                edited=edited,
                counts=self._uncounted,
                journal=undoing.note(call),
            )
        except StoreUnavailable as error:
            raise StoreUnavailable(f"{call.tool}: {error} Nothing was sent.", reason=error.reason) from error

    def _uncounted(self, asked: ApprovalRequest) -> str:
        """Why an approval of this question does not count; empty where all do."""
        meant = asked if asked.edit is None else as_edited(asked, asked.edit)
        if (
            needed := self.rules.needed(meant)
        ) > asked.needed:  # by an edit, or by rules that are newer than the question
            return f"{needed} different people have to approve this, and only {asked.needed} were asked for"
        people = (self.rules.person(it.by, frozenset(it.groups)) for it in asked.approvals)
        return next(filter(None, (self.rules.objection(person, meant) for person in people)), "")

    def _allowed(self, call: Call, decision: Decision | None) -> None:
        if call.verdict is Verdict.REFUSE:
            raise Declined(
                f"{call.tool}: the policy refuses this call. Nothing was sent.", fingerprint=call.fingerprint
            )
        if decision is not None and not decision.spend():
            raise Declined(
                f"{call.tool}: this decision was already used. Nothing was sent.", fingerprint=call.fingerprint
            )

    def leaving(self, admitted: AdmittedCall) -> None:
        """Note that an admitted call leaves. Raises StoreUnavailable where that cannot be noted: then it does not."""
        try:
            self.audit.note("sent", admitted.call)
        except StoreUnavailable:
            self._finish(admitted, "failed", error="StoreUnavailable")
            raise

    def settle(self, admitted: AdmittedCall, outcome: Result | BaseException | None) -> None:
        """Record what came of an admitted call. Whatever is not known to have failed is unknown."""
        step: Literal["done", "failed", "unknown"] = "unknown"
        request_id, name = getattr(outcome, "request_id", None), None
        if isinstance(outcome, Result):
            step = "done"
        elif isinstance(outcome, PartlyDone) and outcome.ended_surely:
            step, name = "done", type(outcome).__name__  # each change has a record of its own
        elif isinstance(outcome, ToolError):
            step = "failed" if surely_failed(outcome) or admitted.call.operation.spec.reads else "unknown"
            name = type(outcome).__name__
        captured = admitted.captured.settled(outcome.data) if admitted.captured and step == "done" else None  # type: ignore[union-attr]  # a Result
        self._finish(admitted, step, captured, request_id=request_id, error=name)

    def sent_at_all(self) -> tuple[WriteRecord, ...]:
        """What this conversation sent, whenever, oldest first."""
        return self.store.writes(self.key)

    def last_sent(self, call: Call) -> WriteRecord | None:
        """The record of the newest write of exactly this call in this conversation."""
        return next((it for it in reversed(self.store.writes(self.key)) if it.fingerprint == call.fingerprint), None)

    def conclude(self, call: Call, sent: WriteRecord, step: Literal["done", "failed"]) -> None:
        """Record what came of a write whose outcome was unknown, as it was found out later."""
        self.store.finish(sent.id, step, _SUMMARY[step])
        self.audit.note(step, call)

    def withdraw(self, admitted: AdmittedCall) -> None:
        """Record that an admitted call was cancelled before it left: the approval is used up, and nothing was sent."""
        self._finish(admitted, "failed", error="Cancelled")

    def _finish(
        self,
        admitted: AdmittedCall,
        step: Literal["done", "failed", "unknown"],
        captured: StateSnapshot | None = None,
        **facts: str | None,
    ) -> None:
        try:
            self.audit.note(step, admitted.call, **facts)
        except StoreUnavailable as error:  # it is over by now: what came of it is told and recorded all the same
            _log.warning("%s: %s, and the audit file lacks this (%s).", admitted.call.tool, step, error.reason)
        if admitted.number is None:
            return
        journal = None if captured is None else captured.payload
        try:
            self.store.finish(admitted.number, step, _SUMMARY.get(step, ""), journal=journal)
        except StoreUnavailable as error:  # what came of the call is told all the same; the store has it as unknown
            _log.warning("%s: %s, and this was not recorded (%s).", admitted.call.tool, step, error.reason)


def _recorded(call: Call) -> Call:
    """What is counted of a call: of a task nothing, for each of its writes is recorded when it leaves."""
    return dataclasses.replace(call, risk=READ) if call.operation.spec.served_by == "task" else call


_SUMMARY = {"done": "it was done", "failed": "it failed"}
