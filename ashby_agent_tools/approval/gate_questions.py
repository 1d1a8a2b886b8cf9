"""Asking and answering: a conversation's questions on their way into the store, and what people say to them."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.approval.audit import Audit
from ashby_agent_tools.approval.caps import SENT_BEFORE, Caps, objection, over_cap, touched_by
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.approval.refusals import declined, name_question, others_required, still_needed
from ashby_agent_tools.approval.request_facts import facts_of
from ashby_agent_tools.call import Call, Decision, because, recorded
from ashby_agent_tools.errors import AnswerRefused, ApprovalRequired, Declined
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.store.guards import RecentGuard, RecentWrites
from ashby_agent_tools.store.protocol import (
    OPEN,
    ApprovalRequest,
    ConversationKey,
    RequestFacts,
    Store,
    WriteRecord,
    iso_time,
    still_asked,
)

if TYPE_CHECKING:
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.telemetry import Telemetry

__all__ = ["AskedQuestions", "GateQuestions", "dropped"]


@dataclasses.dataclass(frozen=True, slots=True)
class AskedQuestions:
    """The questions of one conversation; it only reads."""

    store: Store
    key: ConversationKey

    def asked(self, call: Call) -> tuple[ApprovalRequest, ...]:
        """The questions asked so far under this call's id, oldest first."""
        return self.store.requests_for(self.key, call.call_id or call.fingerprint)

    def words(self, call: Call) -> str | None:
        """The words of a question that is open or was answered for exactly this call already."""
        asked = self.standing(call)
        return None if asked is None else asked.question

    def standing(self, call: Call) -> ApprovalRequest | None:
        """The question that is open or was answered for exactly this call already."""
        latest = self._latest(call)
        return latest if latest and still_asked(call, latest) else None

    def waits(self, call_id: str) -> bool:
        """Whether a question under this call id is still open, or was answered and not acted upon."""
        return any(asked.state in ("pending", "approved") for asked in self.store.requests_for(self.key, call_id))

    def settled(self, call: Call) -> bool:
        """Whether the newest question about exactly this call has its answer."""
        latest = self._latest(call)
        return latest is not None and latest.state not in ("pending", "expired")

    def approved(self, call: Call) -> bool:
        """Whether the approval of exactly this call is there already, given through the store."""
        latest = self._latest(call)
        return latest is not None and latest.state == "approved"

    def denied(self, call: Call) -> ApprovalRequest | None:
        """The newest question about exactly this call, where somebody said no to it through the store.

        As long as the question would have waited; after that it may be asked again.
        """
        latest = self._latest(call)
        told = latest is not None and latest.state == "denied" and latest.answers
        return latest if latest is not None and told and latest.expires_at > self.store.now() else None

    def answered(self, call: Call, decision: Decision | None) -> bool:
        """Whether an approval of the question about this call is there, or comes with `decision`."""
        latest = self._latest(call)
        return latest is not None and (
            latest.state == "approved" or (latest.state == "pending" and decision is not None)
        )

    def shown(self, call: Call) -> str:
        """What an answer to the newest question about this call has to name: the call, and what was shown of it."""
        latest = self._latest(call)
        if latest is None or not latest.content:
            return call.fingerprint
        return hashlib.sha256(f"{call.fingerprint} {latest.content} {latest.attempt}".encode()).hexdigest()

    def seconds_left(self, call: Call) -> float:
        """How long the question about this call still lives."""
        latest = self._latest(call)
        return 0.0 if latest is None else latest.expires_at - self.store.now()

    def _latest(self, call: Call) -> ApprovalRequest | None:
        return next((it for it in reversed(self.asked(call)) if it.fingerprint == call.fingerprint), None)

    def needs_several(self, call: Call) -> bool:
        """Whether more than one person has to approve it."""
        latest = self._latest(call)
        return latest is not None and latest.needed > 1

    def edit_of(self, call: Call) -> tuple[str, Decision] | None:
        """The edit that was approved from outside in place of exactly this call, as it is kept, and as an answer."""
        latest = self._latest(call)
        if latest is None or latest.state != "approved" or latest.edit is None:
            return None
        return latest.edited, Decision.edit(latest.edit, by=latest.decided_by or "nobody")


@dataclasses.dataclass(frozen=True, slots=True)
class GateQuestions(AskedQuestions):
    """Records questions and answers; nothing leaves on one before the gate admits it."""

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
            guard=self.within_window(guard),
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
            self.refuse_at_once(call, (*self.recent_writes(), *opened), instead_of=instead_of)

    def within_window(self, look: Callable[..., Any]) -> RecentGuard:
        """A guard that goes by the caps alone: it needs to see what their window counts."""
        return RecentGuard(look, self.store.now() - self.caps.window)

    def recent_writes(self) -> tuple[WriteRecord, ...]:
        """What was sent within the caps' window; from a store that cannot tell, all that was sent."""
        if isinstance(self.store, RecentWrites):
            return self.store.recent_writes(self.key, self.store.now() - self.caps.window)
        return self.store.writes(self.key)

    def refuse_at_once(self, call: Call, sent: tuple[WriteRecord, ...], *, instead_of: Call | None = None) -> None:
        """Raise Declined for a call that a cap or a double refuses after what was sent and what is open."""
        if instead_of is not None:
            sent = tuple(it for it in sent if (it.outcome, it.fingerprint) != (OPEN, instead_of.fingerprint))
        if reason := objection(call, sent, self.caps, self.store.now()):
            self.audit.note("refused", call, error="Declined")
            raise declined(call, reason, None)

    def waiting(self) -> tuple[JsonObject, ...]:
        """The questions of this conversation that wait for an answer: which operation, since when, and until when."""
        found, before = list[ApprovalRequest](), None
        while True:
            page = self.store.requests_page(self.key.account, states=("pending",), before=before, limit=500)
            found += [it for it in page.requests if it.key == self.key]
            if (before := page.next) is None:
                break
        return tuple(
            {"operation": it.operation, "askedAt": iso_time(it.asked_at), "expiresAt": iso_time(it.expires_at)}
            for it in found
        )

    def check_all(self, whole: Call, parts: Sequence[tuple[str, Call]]) -> None:
        """Raise Declined where a cap or a double will refuse one of a task's calls, sent one after another.

        `parts`: what each does, in words, and the call.
        """
        sent, planned, now = self.recent_writes(), list[WriteRecord](), self.store.now()
        for says, part in parts:
            reason = over_cap(part, sent, self.caps, now, planned=planned)
            other = None if reason else objection(part, (*sent, *planned), self.caps, now)
            if reason or other:
                self.audit.note("refused", part, error="Declined")
                error = Declined(
                    f"{whole.tool}: {reason or f'{says}: {other}'}. Nothing was sent.", fingerprint=whole.fingerprint
                )
                error.done_before = (other or "").startswith(SENT_BEFORE)
                raise error
            planned.append(
                WriteRecord(
                    id=0,
                    endpoint=part.endpoint,
                    fingerprint=part.fingerprint,
                    effect=part.risk.effect,
                    outreach=not part.risk.stays_inside,
                    touched=touched_by(part.arguments),
                    outcome="done",
                    summary="it was done",
                    at=now,
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
            self.audit.note("answered", call, by=decision.by, outcome="deny", dropped=dropped(decision))
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
        self.audit.note("answered", call, by=decision.by, outcome="deny", dropped=dropped(decision))
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

    def void(self, call: Call, why: str) -> None:
        """End an approval that cannot be used, so that the call can be asked about again."""
        self.store.deny(self.key, call, by="nobody", message=why)


def _measured(call: Call) -> dict[str, str]:
    """By what questions are counted."""
    return {"ashby.operation": call.endpoint, "ashby.risk.effect": str(call.risk.effect)}


def dropped(decision: Decision | None) -> str | None:
    """What a client claimed against what its server knows, as claims are recorded."""
    return recorded(decision.dropped, claimed=True) if decision is not None and decision.dropped else None
