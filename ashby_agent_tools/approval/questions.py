"""What a conversation asked before: the questions about a call as the store has them, and how each stands."""

from __future__ import annotations

import dataclasses
import hashlib

from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.store.protocol import ApprovalRequest, ConversationKey, Store, still_asked

__all__ = ["AskedQuestions"]


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
