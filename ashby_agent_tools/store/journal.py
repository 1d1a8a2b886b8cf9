"""The journal of a store: which writes can be undone, with the state before and the way back, as they were noted."""

from __future__ import annotations

import re

from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Row
from ashby_agent_tools.store.protocol import ConversationKey, JournalEntry

__all__ = ["Journal"]

_REF = re.compile(r"u([0-9]{1,18})\Z")
_ENTRY = (
    "SELECT ref, conversation, number, endpoint, fingerprint, outcome, at, journal, undoes, part_of FROM ashby_sent "
    "WHERE ref IS NOT NULL"
)


class Journal(BaseStore):
    """The part of a store that tells what was noted with a write. It is noted with the claim of the write."""

    def journal(self, account: str | None = None) -> tuple[JournalEntry, ...]:
        """Every write that something was noted of, newest first."""
        with self._reading() as db:
            every = [self._entry(row) for row in db.rows(f"{_ENTRY} ORDER BY number DESC")]
        return tuple(entry for entry in every if account in (None, entry.key.account))

    def journal_entry(self, key: ConversationKey, ref: str) -> JournalEntry | None:
        """The entry of this reference; None where this conversation has none."""
        named = _REF.match(ref)
        if named is None:
            return None
        with self._reading() as db:
            where = f"{_ENTRY} AND ref = :ref AND conversation = :conversation"
            rows = db.rows(where, ref=int(named[1]), conversation=key.text)
        return self._entry(rows[0]) if rows else None

    def _entry(self, row: Row) -> JournalEntry:
        ref, conversation, number, endpoint, fingerprint, outcome, at, payload, undoes, part_of = row
        return JournalEntry(
            f"u{ref}", ConversationKey.parse(conversation), number, endpoint, fingerprint, outcome, at,
            self._cipher.open(payload), undoes, part_of,
        )  # fmt: skip
