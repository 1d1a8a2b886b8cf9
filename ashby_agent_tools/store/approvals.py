"""Questions and the calls that leave on their answers, in a store's database; each claim is one transaction."""

from __future__ import annotations

import dataclasses
import json
import uuid

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Connection, Row, Value
from ashby_agent_tools.store.protocol import OPEN as WAITING
from ashby_agent_tools.store.protocol import (
    Admission,
    ApprovalRequest,
    ConversationKey,
    Guard,
    State,
    WriteRecord,
    pending_call,
    still_asked,
)
from ashby_agent_tools.store.tables import OPEN

__all__ = ["SELECT", "Approvals"]

SELECT = (
    "SELECT id, conversation, call_id, attempt, fingerprint, operation, question, stored, state, asked_at, "
    "expires_at, decided_by, decided_at, message, outcome, content, card, batch, line FROM ashby_asked "
)


class Approvals(BaseStore):
    """The half of a store that serves approvals: what was asked, what was answered, and what left on it."""

    def add_request(
        self,
        key: ConversationKey,
        call: Call,
        question: str,
        *,
        content: str = "",
        card: str = "",
        guard: Guard | None = None,
    ) -> ApprovalRequest:
        """Record a question before it leaves. The same call under the same call id is recorded once.

        A call without a call id goes by its fingerprint, and may be asked again once its last question is settled. So
        may any call when what its question showed has changed.
        """
        self._purge_if_due()
        with self._writing(key.text) as db:
            return self._ask(db, key, call, question, content=content, card=card, guard=guard)

    def _ask(
        self,
        db: Connection,
        key: ConversationKey,
        call: Call,
        question: str,
        *,
        content: str,
        card: str,
        guard: Guard | None,
    ) -> ApprovalRequest:
        """The question about a call: the one that stands, or a new one, within a transaction."""
        call_id = call.call_id or call.fingerprint
        before = self._under(db, key, call_id)
        same = [asked for asked in before if asked.fingerprint == call.fingerprint]
        if same and still_asked(call, same[-1]):
            return same[-1]
        if guard is not None:
            guard((*self._sent(db, key), *self._open(db, key, call.fingerprint)))
        now = self._clock()
        db.insert(
            "INSERT INTO ashby_asked (id, conversation, call_id, attempt, fingerprint, operation, question, "
            "stored, state, asked_at, expires_at, content, card, effect, outreach) VALUES (:id, :conversation, "
            ":call_id, :attempt, :fingerprint, :operation, :question, :stored, 'pending', :now, :ends, :content, "
            ":card, :effect, :outreach)",
            id=uuid.uuid4().hex[:12],
            conversation=key.text,
            call_id=call_id,
            attempt=len(before) + 1,
            fingerprint=call.fingerprint,
            operation=call.endpoint,
            question=self._cipher.seal(question),
            stored=self._cipher.seal(pending_call(call, key, now, now + self._expires)),
            now=now,
            ends=now + self._expires,
            content=content,
            card=self._cipher.seal(card),
            effect=int(call.risk.effect),
            outreach=int(not call.risk.stays_inside),
        )
        return self._under(db, key, call_id)[-1]

    def requests_for(self, key: ConversationKey, call_id: str) -> tuple[ApprovalRequest, ...]:
        """Every question under this call id, oldest first."""
        with self._reading() as db:
            return tuple(self._under(db, key, call_id))

    def answer(self, identity: str, *, approved: bool, by: str, message: str = "") -> ApprovalRequest:
        """Record an answer from outside the conversation; the first one wins. Raises UsageError for a later one."""
        with self._reading() as db:
            found = db.rows("SELECT conversation FROM ashby_asked WHERE id = :id", id=identity)
        if not found:
            raise UsageError(f"There is no question {identity!r}; `ashby-agent-tools approvals list` shows them.")
        with self._writing(found[0][0]) as db:
            asked = self._one(db, identity)
            if asked.state != "pending":
                raise UsageError(f"Question {identity} is {asked.state} already" + _decided(asked) + ".")
            return self._decide(db, identity, approved=approved, by=by, message=message)

    def _decide(self, db: Connection, identity: str, *, approved: bool, by: str, message: str) -> ApprovalRequest:
        """Write down the answer to a question that waits for one."""
        db.change(
            "UPDATE ashby_asked SET state = :state, decided_by = :by, decided_at = :now, message = :message "
            "WHERE id = :id",
            state="approved" if approved else "denied",
            by=by,
            now=self._clock(),
            message=self._cipher.seal(message),
            id=identity,
        )
        return self._one(db, identity)

    def requests(self, account: str | None = None) -> tuple[ApprovalRequest, ...]:
        """Every question, newest first."""
        with self._reading() as db:
            every = [self._asked(row) for row in db.rows(SELECT + "ORDER BY asked_at DESC, number DESC")]
        return tuple(asked for asked in every if account in (None, asked.key.account))

    # calls on their way out

    def admit(
        self,
        key: ConversationKey,
        call: Call,
        *,
        asked: Call | None,
        by: str | None,
        touched: tuple[str, ...],
        guard: Guard,
        content: str | None = "",
    ) -> Admission:
        """Let a call out, in one transaction: use up its approval if it needs one, ask `guard`, and record it."""
        with self._writing(key.text) as db:
            yes = None
            if asked is not None:
                yes, why_not = self._yes(db, key, asked, by, content)
                if why_not:
                    return Admission(None, why_not, yes)
            waiting = () if yes is not None else self._open(db, key, call.fingerprint)  # an approval has its place
            objection = guard((*self._sent(db, key), *waiting))
            if objection:
                return Admission(None, objection, yes)
            if yes is not None and not self._use_up(db, yes, by):
                return Admission(None, "expired", yes)  # another process saw it run out, just now
            return Admission(self._record(db, key, call, touched, yes), asked=yes)

    def _yes(
        self, db: Connection, key: ConversationKey, call: Call, by: str | None, content: str | None
    ) -> tuple[ApprovalRequest | None, str]:
        """The question this call may use the approval of, or why there is none."""
        under = self._under(db, key, call.call_id or call.fingerprint)
        same = [asked for asked in under if asked.fingerprint == call.fingerprint]
        if not same:
            return None, "was never asked"
        asked = same[-1]
        if asked.state != "approved" and (asked.state != "pending" or by is None):
            return asked, "waits for an answer" if asked.state == "pending" else asked.state
        if content is None:
            return asked, "waits for an answer"  # the approval came after it was looked for, and nothing was read
        if content and content != asked.content:
            db.change("UPDATE ashby_asked SET state = 'changed' WHERE id = :id", id=asked.id)
            return asked, "changed"
        return asked, ""

    def _use_up(self, db: Connection, yes: ApprovalRequest, by: str | None) -> bool:
        """Whether the approval was there to be used, and is used now."""
        used = db.change(
            "UPDATE ashby_asked SET state = 'used', decided_by = coalesce(decided_by, :by), "
            f"decided_at = coalesce(decided_at, :now) WHERE id = :id AND {OPEN}",
            by=by, now=self._clock(), id=yes.id,
        )  # fmt: skip
        return used == 1

    def _record(
        self, db: Connection, key: ConversationKey, call: Call, touched: tuple[str, ...], yes: ApprovalRequest | None
    ) -> int:
        return db.insert(
            "INSERT INTO ashby_sent (conversation, endpoint, fingerprint, effect, outreach, touched, asked_id, at) "
            "VALUES (:conversation, :endpoint, :fingerprint, :effect, :outreach, :touched, :asked_id, :now)",
            conversation=key.text,
            endpoint=call.endpoint,
            fingerprint=call.fingerprint,
            effect=int(call.risk.effect),
            outreach=int(not call.risk.stays_inside),
            touched=json.dumps(touched),
            asked_id=yes.id if yes else None,
            now=self._clock(),
        )

    def deny(self, key: ConversationKey, call: Call, *, by: str, message: str = "") -> None:
        """Record a denial that was given inside the conversation, so that the question cannot be used later."""
        with self._writing(key.text) as db:
            db.change(
                "UPDATE ashby_asked SET state = 'denied', decided_by = :by, decided_at = :now, message = :message "
                f"WHERE conversation = :conversation AND call_id = :call_id AND fingerprint = :fingerprint AND {OPEN}",
                by=by,
                now=self._clock(),
                message=self._cipher.seal(message),
                conversation=key.text,
                call_id=call.call_id or call.fingerprint,
                fingerprint=call.fingerprint,
            )

    def finish(self, number: int, outcome: str, summary: str = "") -> None:
        """Record what came of an admitted call: done, failed (nothing happened), or unknown."""
        try:
            self._finish(number, outcome, summary)
        except StoreUnavailable:  # the same again: on another connection it may work
            self._finish(number, outcome, summary)

    def _finish(self, number: int, outcome: str, summary: str) -> None:
        with self._writing(f"call {number}") as db:
            db.change(
                "UPDATE ashby_sent SET outcome = :outcome, summary = :summary WHERE number = :number",
                outcome=outcome, summary=summary, number=number,
            )  # fmt: skip
            db.change(
                "UPDATE ashby_asked SET outcome = :outcome "
                "WHERE id = (SELECT asked_id FROM ashby_sent WHERE number = :number)",
                outcome=outcome, number=number,
            )  # fmt: skip

    def writes(self, key: ConversationKey) -> tuple[WriteRecord, ...]:
        """Every recorded call of a conversation, oldest first."""
        with self._reading() as db:
            return self._sent(db, key)

    def open_writes(self, key: ConversationKey, *, but: str) -> tuple[WriteRecord, ...]:
        """What waits for an answer or for being sent, each call once, without the one of the fingerprint `but`."""
        with self._reading() as db:
            return self._open(db, key, but)

    # rows

    def _open(self, db: Connection, key: ConversationKey, but: str) -> tuple[WriteRecord, ...]:
        now = self._clock()
        rows = db.rows(
            "SELECT max(operation), fingerprint, max(effect), max(outreach) FROM ashby_asked "
            f"WHERE conversation = :conversation AND fingerprint <> :but AND {OPEN} AND expires_at > :now "
            "GROUP BY fingerprint",
            conversation=key.text, but=but, now=now,
        )  # fmt: skip
        return tuple(
            WriteRecord(0, operation, fingerprint, Effect(effect), bool(outreach), (), WAITING, "", now)
            for operation, fingerprint, effect, outreach in rows
        )

    def _under(self, db: Connection, key: ConversationKey, call_id: str) -> list[ApprovalRequest]:
        where = "WHERE conversation = :conversation AND call_id = :call_id ORDER BY attempt"
        values: dict[str, Value] = {"conversation": key.text, "call_id": call_id}
        return [self._asked(row) for row in db.rows(SELECT + where, **values)]

    def _one(self, db: Connection, identity: str) -> ApprovalRequest:
        return self._asked(db.rows(SELECT + "WHERE id = :id", id=identity)[0])

    def _asked(self, row: Row) -> ApprovalRequest:
        identity, conversation, *facts = row
        asked, opened = ApprovalRequest(identity, ConversationKey.parse(conversation), *facts), self._cipher.open
        return dataclasses.replace(
            asked,
            state=self._state(asked),
            question=opened(asked.question),
            stored=opened(asked.stored),
            message=opened(asked.message),
            card=opened(asked.card),
        )

    def _state(self, asked: ApprovalRequest) -> State:
        """A used approval without a known outcome is `unknown`: the process may have died before or after."""
        open_still = asked.state in ("pending", "approved")
        if open_still and self._expiry.over(asked.id, asked.asked_at, asked.expires_at):
            return "expired"
        return "unknown" if asked.state == "used" and asked.outcome in (None, "unknown") else asked.state

    def _sent(self, db: Connection, key: ConversationKey) -> tuple[WriteRecord, ...]:
        rows = db.rows(
            "SELECT number, endpoint, fingerprint, effect, outreach, touched, outcome, summary, at FROM ashby_sent "
            "WHERE conversation = :conversation ORDER BY number",
            conversation=key.text,
        )
        return tuple(
            WriteRecord(
                number, endpoint, fingerprint, Effect(effect), bool(outreach), tuple(json.loads(touched)), *rest
            )
            for number, endpoint, fingerprint, effect, outreach, touched, *rest in rows
        )


def _decided(asked: ApprovalRequest) -> str:
    return f" (by {asked.decided_by})" if asked.decided_by else ""
