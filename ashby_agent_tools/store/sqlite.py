"""SqliteStore and MemoryStore: what conversations remember, in one SQLite database, in a file or in memory."""

from __future__ import annotations

import dataclasses
import json
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.database import EIGHT_HOURS, IN_MEMORY
from ashby_agent_tools.store.identities import Identities
from ashby_agent_tools.store.protocol import (
    OPEN,
    Admission,
    ApprovalRequest,
    ConversationKey,
    Guard,
    State,
    WriteRecord,
    pending_call,
    still_asked,
)
from ashby_agent_tools.store.short_ids import Names

if TYPE_CHECKING:
    import sqlite3

__all__ = ["MemoryStore", "SqliteStore"]


class SqliteStore(Names, Identities):
    """What conversations remember, in a SQLite file that several processes may share, each with its own store.

    A store that was opened before its process was forked raises UsageError in the new one: open it in each worker.
    A question that was once seen expired stays expired, whatever the clock says later; so does one that was asked more
    than a minute in the future, because then the clock was set back and nobody knows how old it is.

    `path`: the file, made readable for its owner only. `expires`: seconds after which a question counts no more.
    `keep_for`: seconds for which a whole result is kept for reading on; `keep_bytes`: how much of them one
    conversation may hold, the oldest go first. `first_short_id`: the first number of short ids; by default a random
    one from 100 to 899, so that a name from a store that is gone is unknown rather than somebody else.
    The file holds personal data: keep it where only your application can read it.
    """

    # questions

    def add_request(
        self, key: ConversationKey, call: Call, question: str, *, content: str = "", guard: Guard | None = None
    ) -> ApprovalRequest:
        """Record a question before it leaves. The same call under the same call id is recorded once.

        A call without a call id goes by its fingerprint, and may be asked again once its last question is settled. So
        may any call when what its question showed has changed.
        """
        call_id = call.call_id or call.fingerprint
        with self._transaction() as db:
            before = self._under(db, key, call_id)
            same = [asked for asked in before if asked.fingerprint == call.fingerprint]
            if same and still_asked(call, same[-1]):
                return same[-1]
            if guard is not None:
                guard((*self._sent(db, key), *self._open(db, key, call.fingerprint)))
            now = self._clock()
            identity = uuid.uuid4().hex[:12]
            db.execute(
                "INSERT INTO asked (id, conversation, call_id, attempt, fingerprint, operation, question, "
                "stored, state, asked_at, expires_at, content, effect, outreach) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?)",
                (identity, key.text, call_id, len(before) + 1, call.fingerprint,
                 call.endpoint, question, pending_call(call, key, now, now + self._expires), now, now + self._expires,
                 content, int(call.risk.effect), int(not call.risk.stays_inside)),
            )  # fmt: skip
            return self._under(db, key, call_id)[-1]

    def requests_for(self, key: ConversationKey, call_id: str) -> tuple[ApprovalRequest, ...]:
        """Every question under this call id, oldest first."""
        with self._using() as db:
            return tuple(self._under(db, key, call_id))

    def answer(self, identity: str, *, approved: bool, by: str, message: str = "") -> ApprovalRequest:
        """Record an answer from outside the conversation; the first one wins. Raises UsageError for a later one."""
        with self._transaction() as db:
            row = db.execute("SELECT * FROM asked WHERE id = ?", (identity,)).fetchone()
            if row is None:
                raise UsageError(f"There is no question {identity!r}; `ashby-agent-tools approvals list` shows them.")
            asked = self._asked(row)
            if asked.state != "pending":
                raise UsageError(f"Question {identity} is {asked.state} already" + _decided(asked) + ".")
            state = "approved" if approved else "denied"
            db.execute(
                "UPDATE asked SET state = ?, decided_by = ?, decided_at = ?, message = ? WHERE id = ?",
                (state, by, self._clock(), message, identity),
            )
            return self._asked(db.execute("SELECT * FROM asked WHERE id = ?", (identity,)).fetchone())

    def requests(self, account: str | None = None) -> tuple[ApprovalRequest, ...]:
        """Every question, newest first."""
        with self._using() as db:
            every = [self._asked(row) for row in db.execute("SELECT * FROM asked ORDER BY asked_at DESC, rowid DESC")]
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
        with self._transaction() as db:
            yes = None
            if asked is not None:
                yes, why_not = self._yes(db, key, asked, by)
                if yes is not None and not why_not and content and content != yes.content:
                    db.execute("UPDATE asked SET state = 'changed' WHERE id = ?", (yes.id,))
                    why_not = "changed"
                elif yes is not None and not why_not and content is None:
                    why_not = "waits for an answer"  # the approval came after it was looked for, and nothing was read
                if why_not:
                    return Admission(None, why_not, yes)
            waiting = (
                () if yes is not None else self._open(db, key, call.fingerprint)
            )  # an approval has its place already
            objection = guard((*self._sent(db, key), *waiting))
            if objection:
                return Admission(None, objection, yes)
            if yes is not None:
                db.execute(
                    "UPDATE asked SET state = 'used', decided_by = coalesce(decided_by, ?), "
                    "decided_at = coalesce(decided_at, ?) WHERE id = ?",
                    (by, self._clock(), yes.id),
                )
            cursor = db.execute(
                "INSERT INTO sent (conversation, endpoint, fingerprint, effect, outreach, touched, asked_id, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (key.text, call.endpoint, call.fingerprint, int(call.risk.effect),
                 int(not call.risk.stays_inside), json.dumps(touched), yes.id if yes else None, self._clock()),
            )  # fmt: skip
            return Admission(cursor.lastrowid, asked=yes)

    def _yes(
        self, db: sqlite3.Connection, key: ConversationKey, call: Call, by: str | None
    ) -> tuple[ApprovalRequest | None, str]:
        """The question this call may use the approval of, or why there is none."""
        same = [
            asked
            for asked in self._under(db, key, call.call_id or call.fingerprint)
            if asked.fingerprint == call.fingerprint
        ]
        if not same:
            return None, "was never asked"
        asked = same[-1]
        if asked.state == "approved" or (asked.state == "pending" and by is not None):
            return asked, ""
        return asked, "waits for an answer" if asked.state == "pending" else asked.state

    def deny(self, key: ConversationKey, call: Call, *, by: str, message: str = "") -> None:
        """Record a denial that was given inside the conversation, so that the question cannot be used later."""
        with self._transaction() as db:
            db.execute(
                "UPDATE asked SET state = 'denied', decided_by = ?, decided_at = ?, message = ? WHERE conversation = ? "
                "AND call_id = ? AND fingerprint = ? AND state IN ('pending', 'approved')",
                (by, self._clock(), message, key.text,
                 call.call_id or call.fingerprint, call.fingerprint),
            )  # fmt: skip

    def finish(self, number: int, outcome: str, summary: str = "") -> None:
        """Record what came of an admitted call: done, failed (nothing happened), or unknown."""
        with self._transaction() as db:
            db.execute("UPDATE sent SET outcome = ?, summary = ? WHERE id = ?", (outcome, summary, number))
            db.execute(
                "UPDATE asked SET outcome = ? WHERE id = (SELECT asked_id FROM sent WHERE id = ?)", (outcome, number)
            )

    def writes(self, key: ConversationKey) -> tuple[WriteRecord, ...]:
        """Every recorded call of a conversation, oldest first."""
        with self._using() as db:
            return self._sent(db, key)

    def open_writes(self, key: ConversationKey, *, but: str) -> tuple[WriteRecord, ...]:
        """What waits for an answer or for being sent, each call once, without the one of the fingerprint `but`."""
        with self._using() as db:
            return self._open(db, key, but)

    # rows

    def _open(self, db: sqlite3.Connection, key: ConversationKey, but: str) -> tuple[WriteRecord, ...]:
        now = self._clock()
        rows = db.execute(
            "SELECT operation, fingerprint, max(effect), max(outreach) FROM asked "
            "WHERE conversation = ? AND fingerprint != ? AND state IN ('pending', 'approved') AND expires_at > ? "
            "GROUP BY fingerprint",
            (key.text, but, now),
        ).fetchall()
        return tuple(
            WriteRecord(0, operation, fingerprint, Effect(effect), bool(outreach), (), OPEN, "", now)
            for operation, fingerprint, effect, outreach in rows
        )

    def _under(self, db: sqlite3.Connection, key: ConversationKey, call_id: str) -> list[ApprovalRequest]:
        rows = db.execute(
            "SELECT * FROM asked WHERE conversation = ? AND call_id = ? ORDER BY attempt",
            (key.text, call_id),
        ).fetchall()
        return [self._asked(row) for row in rows]

    def _asked(self, row: sqlite3.Row) -> ApprovalRequest:
        facts = {name: value for name, value in dict(row).items() if name not in ("effect", "outreach")}
        facts["key"] = ConversationKey.parse(facts.pop("conversation"))
        asked = ApprovalRequest(**facts)
        return dataclasses.replace(asked, state=self._state(asked))

    def _state(self, asked: ApprovalRequest) -> State:
        """A used approval without a known outcome is `unknown`: the process may have died before or after."""
        open_still = asked.state in ("pending", "approved")
        if open_still and self._expiry.over(asked.id, asked.asked_at, asked.expires_at):
            return "expired"
        return "unknown" if asked.state == "used" and asked.outcome in (None, "unknown") else asked.state

    def _sent(self, db: sqlite3.Connection, key: ConversationKey) -> tuple[WriteRecord, ...]:
        rows = db.execute(
            "SELECT id, endpoint, fingerprint, effect, outreach, touched, outcome, summary, at FROM sent "
            "WHERE conversation = ? ORDER BY id",
            (key.text,),
        ).fetchall()
        return tuple(
            WriteRecord(
                number,
                endpoint,
                fingerprint,
                Effect(effect),
                bool(outreach),
                tuple(json.loads(touched)),
                outcome,
                summary,
                at,
            )
            for number, endpoint, fingerprint, effect, outreach, touched, outcome, summary, at in rows
        )


class MemoryStore(SqliteStore):
    """The same in memory: gone with the process."""

    def __init__(
        self,
        *,
        expires: float = EIGHT_HOURS,
        keep_for: float = EIGHT_HOURS,
        keep_bytes: int = 64 * 1024 * 1024,
        first_short_id: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(
            IN_MEMORY,
            expires=expires,
            keep_for=keep_for,
            keep_bytes=keep_bytes,
            first_short_id=first_short_id,
            clock=clock,
        )


def _decided(asked: ApprovalRequest) -> str:
    return f" (by {asked.decided_by})" if asked.decided_by else ""
