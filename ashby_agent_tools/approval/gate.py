"""The gate of one conversation: nothing that needs approval leaves without one, and each approval counts once."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from ashby_agent_tools.approval.audit import Audit
from ashby_agent_tools.approval.caps import Caps, objection, touched_by
from ashby_agent_tools.approval.journal import JournalContext
from ashby_agent_tools.approval.people import ApproverRules, as_edited
from ashby_agent_tools.approval.questions import AskedQuestions
from ashby_agent_tools.approval.refusals import (
    declined,
    name_question,
    others_required,
    still_needed,
    surely_failed,
    why_not,
)
from ashby_agent_tools.approval.request_facts import facts_of
from ashby_agent_tools.approval.undo.state import undone_by
from ashby_agent_tools.call import Call, Decision, Verdict, because, recorded
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import (
    AnswerRefused,
    ApprovalRequired,
    Declined,
    PartlyDone,
    StoreUnavailable,
    ToolError,
)
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.risk import READ, Effect
from ashby_agent_tools.store.protocol import (
    OPEN,
    Admission,
    ApprovalRequest,
    RequestFacts,
    WriteRecord,
    edit_text,
    iso_time,
)

if TYPE_CHECKING:
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.approval.undo.snapshots import StateSnapshot
    from ashby_agent_tools.telemetry import Telemetry

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
class Gate(AskedQuestions):
    """Admits the calls of one conversation. The store does the deciding steps in one transaction each."""

    caps: Caps
    audit: Audit
    rules: ApproverRules = dataclasses.field(default_factory=ApproverRules)
    asked_by: str = ""
    telemetry: Telemetry | None = None

    def ask(self, call: Call, built: BuiltQuestion, *, instead_of: Call | None = None) -> tuple[ApprovalRequest, bool]:
        """Record the question before it leaves, with its card, and the digest of what it shows from elsewhere.

        Gives it, and whether it is new: of several processes that ask at once, one is told so.
        """
        new: list[bool] = []

        def guard(sent: tuple[WriteRecord, ...]) -> None:
            self.refuse_at_once(call, sent, instead_of=instead_of)
            new.append(True)

        asked = self.store.add_request(
            self.key,
            call,
            built.question,
            content=built.content,
            card=self.card_text(built),
            guard=guard,
            facts=self.facts(call, built.jobs),
        )
        self.note_asked(call, new=bool(new))
        return asked, bool(new)

    def note_asked(self, call: Call, *, new: bool) -> None:
        """Note a question; a new one is counted."""
        self.audit.note("asked", call)
        if new and self.telemetry is not None:
            self.telemetry.asked(_measured(call))

    def measure_answer(self, call: Call, asked: ApprovalRequest | None, answer: str) -> None:
        """Count an answer and how long it took, once."""
        if self.telemetry is not None and asked is not None:
            seconds = (asked.decided_at or self.store.now()) - asked.asked_at
            self.telemetry.answered(asked.id, answer, seconds, _measured(call))

    def facts(self, call: Call, jobs: tuple[str, ...] | None) -> RequestFacts:
        """What is recorded with a question about this call, which is about these jobs, for those who answer it."""
        return facts_of(self.key, call, self.rules, self.asked_by, jobs)

    @staticmethod
    def card_text(built: BuiltQuestion) -> str:
        """A question's card as the store keeps it."""
        return json.dumps(built.card, ensure_ascii=False) if built.card else ""

    def check(self, call: Call, *, instead_of: Call | None = None) -> None:
        """Raise Declined for a call that a cap or a double will refuse, so that nobody is asked about it.

        One that was asked already is not refused here: it has its place among the counted. So has `instead_of`, which
        it replaces.
        """
        if self.words(call) is None:
            opened = self.store.open_writes(self.key, but=call.fingerprint)
            self.refuse_at_once(call, (*self.store.writes(self.key), *opened), instead_of=instead_of)

    def refuse_at_once(self, call: Call, sent: tuple[WriteRecord, ...], *, instead_of: Call | None = None) -> None:
        """Raise Declined for a call that a cap or a double refuses after what was sent and what is open."""
        if instead_of is not None:
            sent = tuple(it for it in sent if (it.outcome, it.fingerprint) != (OPEN, instead_of.fingerprint))
        if reason := objection(call, sent, self.caps, self.store.now()):
            self.audit.note("refused", call, error="Declined")
            raise Declined(f"{call.tool}: {reason}. Nothing was sent.", fingerprint=call.fingerprint)

    def sent(self) -> tuple[WriteRecord, ...]:
        """What this conversation sent within the caps' window, oldest first."""
        since = self.store.now() - self.caps.window
        return tuple(it for it in self.store.writes(self.key) if it.at > since)

    def waiting(self) -> tuple[JsonObject, ...]:
        """The questions of this conversation that wait for an answer: which operation, since when, and until when."""
        return tuple(
            {"operation": it.operation, "askedAt": iso_time(it.asked_at), "expiresAt": iso_time(it.expires_at)}
            for it in self.store.requests(self.key.account)
            if it.key == self.key and it.state == "pending"
        )

    def check_all(self, parts: Sequence[Call]) -> None:
        """Raise Declined where a cap or a double will refuse one of these calls, sent one after another."""
        sent = list(self.store.writes(self.key))
        for part in parts:
            self.refuse_at_once(part, tuple(sent))
            sent.append(
                WriteRecord(
                    id=0,
                    endpoint=part.endpoint,
                    fingerprint=part.fingerprint,
                    effect=part.risk.effect,
                    outreach=not part.risk.stays_inside,
                    touched=touched_by(part.arguments),
                    outcome="done",
                    summary=_SUMMARY["done"],
                    at=self.store.now(),
                )
            )

    def give_up(self, call: Call, error: ApprovalRequired | Declined) -> None:
        """Close the question about a call whose approver failed, so that it does not count as waiting.

        Where the answer comes by another way the question stays open, and the error names it.
        """
        if isinstance(error, ApprovalRequired):
            name_question(error, self._latest(call))
        else:
            self.store.deny(self.key, call, by="nobody", message="the approver failed")

    def answer(self, call: Call, decision: Decision) -> None:
        """Record the answer to the newest question about this call. The first counts; a denial ends an approval too.

        Raises OthersRequired where it is not this person's to answer, or where one more person has to.
        """
        latest = self._latest(call)
        if latest is None or decision.kind == "edit":
            raise ApprovalRequired(
                f"{call.tool}: an answer counts only for the exact call that was asked about, and this one was "
                "not. Nothing was sent.",
                fingerprint=call.fingerprint,
            )
        self.must_be_allowed(call, decision)
        if decision.kind == "deny" and latest.state in ("pending", "approved") and decision.spend():
            self.store.deny(self.key, call, by=decision.by, message=decision.message)
            self.audit.note("answered", call, by=decision.by, outcome="deny", dropped=_dropped(decision))
            self.measure_answer(call, latest, "deny")
        elif decision.kind == "approve" and latest.state == "pending" and decision.spend():
            # of the call as it was asked about: what somebody else made of it since was not shown here
            asked = json.loads(latest.stored)["arguments"] if latest.edited else None
            with contextlib.suppress(AnswerRefused):  # answered meanwhile, by somebody else; or before, by this person
                self.store.answer(latest.id, approved=True, by=decision.by, arguments=asked, seen=latest.seen)
            self.must_be_enough(call)

    def must_not_be_denied(self, call: Call, heard: set[str]) -> None:
        """Raise Declined, once, where somebody said no to it through the store; `heard` takes the question's id."""
        denied = self.denied(call)
        if denied is not None and denied.id not in heard:
            heard.add(denied.id)
            self.audit.note("refused", call, error="Declined")
            self.measure_answer(call, denied, "deny")
            raise declined(call, "denied", denied)

    def must_be_enough(self, call: Call) -> None:
        """Raise OthersRequired where the question still waits, because one more person has to approve."""
        latest = self._latest(call)
        if latest is not None and latest.state == "pending":
            raise others_required(call, still_needed(latest), latest)

    def refuse(self, call: Call, decision: Decision) -> None:
        """Record a denial, and raise it as Declined."""
        self.must_be_allowed(call, decision)
        if self.telemetry is not None:
            self.measure_answer(call, self._latest(call), "deny")
        self.store.deny(self.key, call, by=decision.by, message=decision.message)
        self.audit.note("answered", call, by=decision.by, outcome="deny", dropped=_dropped(decision))
        said = because(decision.message)
        raise Declined(
            f"{call.tool}: a person declined{said}. Nothing was sent. Do not try it another way.",
            fingerprint=call.fingerprint,
        )

    def must_be_allowed(self, call: Call, decision: Decision | None) -> None:
        """Raise OthersRequired where the rules do not let this person answer: the question waits on."""
        latest = None if decision is None else self._latest(call)
        if decision is None or latest is None:
            return
        if latest.state == "pending" or (latest.state == "approved" and decision.kind != "approve"):
            said = self.rules.objection(self.rules.person(decision.by), latest)
            if said:
                raise others_required(call, f"this answer does not count: {said}", latest)

    def _uncounted(self, asked: ApprovalRequest) -> str:
        """Why an approval of this question does not count; empty where all do."""
        meant = asked if asked.edit is None else as_edited(asked, asked.edit)
        if (
            needed := self.rules.needed(meant)
        ) > asked.needed:  # by an edit, or by rules that are newer than the question
            return f"{needed} different people have to approve this, and only {asked.needed} were asked for"
        people = (self.rules.person(it.by, frozenset(it.groups)) for it in asked.approvals)
        return next(filter(None, (self.rules.objection(person, meant) for person in people)), "")

    def void(self, call: Call, why: str) -> None:
        """End an approval that cannot be used, so that the call can be asked about again."""
        self.store.deny(self.key, call, by="nobody", message=why)

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
                self.audit.note("answered", call, by=by, outcome=outcome, dropped=_dropped(decision))
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
                guard=guard,
                content=content,
                edited=edited,
                counts=self._uncounted,
                journal=undoing.note(call),
            )
        except StoreUnavailable as error:
            raise StoreUnavailable(f"{call.tool}: {error} Nothing was sent.", reason=error.reason) from error

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


def _measured(call: Call) -> dict[str, str]:
    """By what questions are counted."""
    return {"ashby.operation": call.endpoint, "ashby.risk.effect": str(call.risk.effect)}


_SUMMARY = {"done": "it was done", "failed": "it failed"}


def _dropped(decision: Decision | None) -> str | None:
    """What a client claimed against what its server knows, as claims are recorded."""
    return recorded(decision.dropped, claimed=True) if decision is not None and decision.dropped else None
