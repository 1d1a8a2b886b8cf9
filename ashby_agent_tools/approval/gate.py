"""The gate of one conversation: nothing that needs a yes leaves without one, and each yes counts once."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

from ashby_agent_tools.approval.guard import Caps, objection, touched_by
from ashby_agent_tools.approval.store import Admission, Asked, Room, Store
from ashby_agent_tools.call import Call, Decision, Verdict
from ashby_agent_tools.errors import ApiError, ApprovalRequired, Declined, ServerFailure, TransportError
from ashby_agent_tools.risk import Effect

__all__ = ["Gate", "Ticket"]


@dataclasses.dataclass(frozen=True, slots=True)
class Ticket:
    """A call that may leave now; `number` is its place in the store, None for a read nobody asked about."""

    call: Call
    number: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Gate:
    """Admits calls of one room. The store does the deciding steps in one transaction each."""

    store: Store
    room: Room
    caps: Caps

    def ask(self, call: Call, question: str) -> Asked:
        """Record the question before it leaves."""
        return self.store.ask(self.room, call, question)

    def asked(self, call: Call) -> tuple[Asked, ...]:
        """The questions asked so far under this call's id, oldest first."""
        return self.store.asked(self.room, call.call_id or call.fingerprint)

    def refuse(self, call: Call, decision: Decision) -> None:
        """Record a no, and raise it as Declined."""
        self.store.deny(self.room, call, by=decision.by, message=decision.message)
        said = f": {decision.message}" if decision.message else ""
        raise Declined(
            f"{call.tool}: a person said no{said}. Nothing was sent. Do not try it another way.",
            fingerprint=call.fingerprint,
        )

    def admit(self, call: Call, decision: Decision | None, *, asked: Call) -> Ticket:
        """Let `call` out on the answer to `asked` (the same call unless a person edited it), or raise why not."""
        if call.verdict is Verdict.REFUSE:
            raise Declined(
                f"{call.tool}: the policy refuses this call. Nothing was sent.", fingerprint=call.fingerprint
            )
        if decision is not None and not decision.spend():
            raise Declined(
                f"{call.tool}: this decision was used before. Nothing was sent.", fingerprint=call.fingerprint
            )
        needs_yes = call.needs_approval or asked.needs_approval
        if not needs_yes and call.risk.effect is Effect.READ and call.risk.stays_inside:
            return Ticket(call, None)
        admission = self.store.admit(
            self.room,
            call,
            asked=asked if needs_yes else None,
            by=None if decision is None else decision.by,
            touched=touched_by(call.arguments),
            guard=lambda sent: objection(call, sent, self.caps),
        )
        if admission.number is None:
            raise _why_not(call, admission)
        return Ticket(call, admission.number)

    @contextlib.contextmanager
    def settling(self, ticket: Ticket) -> Iterator[None]:
        """Record what comes of an admitted call; whatever is not known to have failed is unknown."""
        if ticket.number is None:
            yield
            return
        outcome, summary = "unknown", ""
        try:
            yield
            outcome, summary = "done", "it was done"
        except (ApiError, TransportError) as error:
            if not isinstance(error, ServerFailure):
                outcome, summary = "failed", "it failed"
            raise
        finally:
            self.store.finish(ticket.number, outcome, summary)


def _why_not(call: Call, admission: Admission) -> ApprovalRequired | Declined:
    reason, asked = admission.why_not, admission.asked
    unsent = "Nothing was sent."
    if reason in ("used", "unknown") and asked is not None:
        came = asked.outcome or "unknown: look before you try again"
        return Declined(
            f"{call.tool}: this call was let out before with the same yes; outcome: {came}. It is not sent twice.",
            fingerprint=call.fingerprint,
        )
    if reason == "denied" and asked is not None:
        said = f": {asked.message}" if asked.message else ""
        return Declined(f"{call.tool}: a person said no{said}. {unsent}", fingerprint=call.fingerprint)
    texts = {
        "was never asked": "it needs a person's yes to exactly this call, and that was never asked",
        "waits for an answer": "it waits for a person's yes",
        "expired": "the question has expired, so a yes counts no more; make the call again to ask anew",
    }
    if reason in texts:
        return ApprovalRequired(f"{call.tool}: {texts[reason]}. {unsent}", fingerprint=call.fingerprint)
    return Declined(f"{call.tool}: {reason}. {unsent}", fingerprint=call.fingerprint)
