"""Questions and the calls that leave on their answers, in a store's database; each claim is one transaction."""

from __future__ import annotations

import dataclasses
import json

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import StoreUnavailable
from ashby_agent_tools.store.database import Connection
from ashby_agent_tools.store.given_answers import approved_by, with_answer
from ashby_agent_tools.store.guards import since_of
from ashby_agent_tools.store.protocol import (
    Admission,
    ApprovalRequest,
    ConversationKey,
    Counts,
    GivenAnswer,
    Guard,
    JournalNote,
    WriteRecord,
)
from ashby_agent_tools.store.request_pages import RequestPages
from ashby_agent_tools.store.tables import OPEN

__all__ = ["Approvals"]


class Approvals(RequestPages):
    """The half of a store that serves approvals: what was asked, what was answered, and what left on it."""

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
        edited: str = "",
        counts: Counts | None = None,
        journal: JournalNote | None = None,
    ) -> Admission:
        """Let a call out, in one transaction: use up its approval if it needs one, ask `guard`, and record it."""
        with self._writing(key.text) as db:
            yes = None
            if asked is not None:
                yes, why_not = self._yes(db, key, asked, by, content, edited, counts)
                if why_not:
                    return Admission(None, why_not, yes)
            waiting = () if yes is not None else self._open(db, key, call.fingerprint)  # an approval has its place
            objection = guard((*self._sent(db, key, since_of(guard)), *waiting))
            if objection:
                return Admission(None, objection, yes)
            if yes is not None and not self._use_up(db, yes):
                return Admission(None, "expired", yes)  # another process saw it run out, just now
            ref = None if journal is None else f"u{self._next_number(db, 'journal')}"
            return Admission(self._record(db, key, call, touched, yes, ref, journal), asked=yes, ref=ref)

    def _yes(
        self, db: Connection, key: ConversationKey, call: Call, by: str | None, content: str | None, edited: str,
        counts: Counts | None,
    ) -> tuple[ApprovalRequest | None, str]:  # fmt: skip
        """The question this call may use the approval of, or why there is none."""
        under = self._under(db, key, call.call_id or call.fingerprint)
        same = [asked for asked in under if asked.fingerprint == call.fingerprint]
        if not same:
            return None, "was never asked"
        asked = same[-1]
        if asked.state != "approved" and (asked.state != "pending" or by is None):
            return asked, "waits for an answer" if asked.state == "pending" else asked.state
        if content is None or (by is None and asked.edited != edited):
            return asked, "waits for an answer"  # the approval came after it was looked for
        if content and content != asked.content:
            db.change("UPDATE ashby_asked SET state = 'changed' WHERE id = :id", id=asked.id)
            return asked, "changed"
        return self._counted(db, asked, by, edited, counts)

    def _counted(
        self, db: Connection, asked: ApprovalRequest, by: str | None, edited: str, counts: Counts | None
    ) -> tuple[ApprovalRequest, str]:
        """The question with the yes of `by`, where it waits for one, and why it is not approved all the same."""
        after, why_not = approved_by(asked, by, edited, self._clock(), counts)
        if why_not and after != asked:
            self._write_down(db, after)
        return after, why_not

    def _use_up(self, db: Connection, yes: ApprovalRequest) -> bool:
        """Whether the approval was there to be used, and is used now."""
        return self._write_down(db, dataclasses.replace(yes, state="used"), only=OPEN)

    def _record(
        self,
        db: Connection,
        key: ConversationKey,
        call: Call,
        touched: tuple[str, ...],
        yes: ApprovalRequest | None,
        ref: str | None,
        journal: JournalNote | None,
    ) -> int:
        noted = journal or JournalNote()
        return db.insert(
            "INSERT INTO ashby_sent (conversation, endpoint, fingerprint, effect, outreach, touched, asked_id, at, "
            "ref, undoes, part_of, journal) VALUES (:conversation, :endpoint, :fingerprint, :effect, :outreach, "
            ":touched, :asked_id, :now, :ref, :undoes, :part_of, :journal)",
            conversation=key.text,
            endpoint=call.endpoint,
            fingerprint=call.fingerprint,
            effect=int(call.risk.effect),
            outreach=int(not call.risk.stays_inside),
            touched=json.dumps(touched),
            asked_id=yes.id if yes else None,
            now=self._clock(),
            ref=None if ref is None else int(ref[1:]),
            undoes=noted.undoes,
            part_of=noted.part_of,
            journal=self._cipher.seal(noted.payload),
        )

    def deny(self, key: ConversationKey, call: Call, *, by: str, message: str = "") -> None:
        """Record a denial that was given inside the conversation, so that the question cannot be used later."""
        with self._writing(key.text) as db:
            for asked in self._under(db, key, call.call_id or call.fingerprint):
                if asked.fingerprint == call.fingerprint and asked.state in ("pending", "approved"):
                    denial = GivenAnswer(by, self._clock(), approved=False, message=message)
                    self._write_down(db, with_answer(asked, denial))

    def finish(self, number: int, outcome: str, summary: str = "", *, journal: str | None = None) -> None:
        """Record what came of an admitted call: done, failed (nothing happened), or unknown."""
        try:
            self._finish(number, outcome, summary, journal)
        except StoreUnavailable:  # the same again: on another connection it may work
            self._finish(number, outcome, summary, journal)

    def _finish(self, number: int, outcome: str, summary: str, journal: str | None) -> None:
        with self._writing(f"call {number}") as db:
            for (conversation,) in db.rows("SELECT conversation FROM ashby_sent WHERE number = :number", number=number):
                db.lock(conversation)  # whoever encrypts its texts again has read them, and would write them back
            if journal is not None:
                db.change(
                    "UPDATE ashby_sent SET journal = :journal WHERE number = :number",
                    journal=self._cipher.seal(journal), number=number,
                )  # fmt: skip
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

    def recent_writes(self, key: ConversationKey, since: float) -> tuple[WriteRecord, ...]:
        """Those that were recorded after a time, oldest first."""
        with self._reading() as db:
            return self._sent(db, key, since)

    def open_writes(self, key: ConversationKey, *, but: str) -> tuple[WriteRecord, ...]:
        """What waits for an answer or for being sent, each call once, without the one of the fingerprint `but`."""
        with self._reading() as db:
            return self._open(db, key, but)
