"""Short ids and whole results, per conversation, in a store's database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ashby_agent_tools.store.database import Database
from ashby_agent_tools.store.protocol import ConversationKey, StoredResult

if TYPE_CHECKING:
    import sqlite3

_NONE = -1  # the number of nothing
_NUMBER = re.compile(r"[0-9]{1,18}")  # more digits than SQLite's integers hold are the number of nothing


class Names(Database):
    """The half of a store that serves results: short ids that are never reused, and whole results for reading on."""

    def short_id(self, key: ConversationKey, prefix: str, kind: str, uuid: str) -> str:
        """The short id of a record in this conversation, made when first asked for; never reused."""
        where = (key.text, kind, uuid)
        query = "SELECT prefix, number FROM short_id WHERE conversation = ? AND kind = ? AND uuid = ?"
        with self._using() as db:
            row = db.execute(query, where).fetchone()
            if row is None:
                with self._transaction():
                    db.execute(
                        "INSERT OR IGNORE INTO short_id SELECT ?, coalesce(max(number) + 1, ?), ?, ?, ? "
                        "FROM short_id WHERE prefix = ?",
                        (prefix, self._first, *where, prefix),
                    )
                row = db.execute(query, where).fetchone()
        return f"{row[0]}_{row[1]}"

    def resolve(self, key: ConversationKey, short_id: str) -> tuple[str, str] | None:
        """Kind and UUID behind a short id; None where this conversation does not know it."""
        prefix, _, number = short_id.rpartition("_")
        with self._using() as db:
            row = db.execute(
                "SELECT kind, uuid FROM short_id WHERE prefix = ? AND number = ? AND conversation = ?",
                (prefix, _number(number), key.text),
            ).fetchone()
        return None if row is None else (row["kind"], row["uuid"])

    def short_ids(self, key: ConversationKey, kind: str | None = None) -> tuple[tuple[str, str, str], ...]:
        """All (short id, kind, UUID) of a conversation, of one kind or of all."""
        with self._using() as db:
            rows = db.execute(
                "SELECT prefix || '_' || number, kind, uuid FROM short_id WHERE conversation = ? "
                "AND (? IS NULL OR kind = ?) ORDER BY prefix, number",
                (key.text, kind, kind),
            ).fetchall()
        return tuple((short_id, its_kind, uuid) for short_id, its_kind, uuid in rows)

    def add_titles(self, key: ConversationKey, titles: Mapping[tuple[str, str], str]) -> None:
        """Note what a text of this conversation called records, by kind and UUID; it counts for later results only."""
        with self._using() as db:
            (last,) = db.execute("SELECT coalesce(max(number), 0) FROM result").fetchone()
            known = self._titles(db, key, last + 1)
            news = [(key.text, *record, title) for record, title in titles.items() if known.get(record) != title]
            if news:
                with self._transaction():
                    db.executemany(
                        "INSERT OR REPLACE INTO title SELECT ?, ?, ?, coalesce(max(number), 0), ? FROM result", news
                    )

    def titles(self, key: ConversationKey, ref: str) -> dict[tuple[str, str], str]:
        """What this conversation had been shown of records, by kind and UUID, when a result was kept.

        A text of that result says the same whenever it is made, whatever was learned since.
        """
        with self._using() as db:
            return self._titles(db, key, _number(ref.removeprefix("r")))

    @staticmethod
    def _titles(db: sqlite3.Connection, key: ConversationKey, before: int) -> dict[tuple[str, str], str]:
        rows = db.execute(
            "SELECT kind, uuid, title FROM title WHERE conversation = ? AND since < ? ORDER BY since",
            (key.text, before),
        )
        return {(kind, uuid): title for kind, uuid, title in rows}

    def save_result(self, key: ConversationKey, kept: StoredResult) -> str:
        """Keep a whole result; gives its reference. What is too old or too much goes, the oldest first."""
        size = len(kept.payload)
        with self._transaction() as db:
            self._forget(db, key, size)
            cursor = db.execute(
                "INSERT INTO result SELECT coalesce(max(number) + 1, ?), ?, ?, ?, ?, ?, ?, ? FROM result",
                (self._first, key.text, kept.tool, kept.endpoint, kept.arguments,
                 kept.payload, size, self._clock()),
            )  # fmt: skip
            return f"r{cursor.lastrowid}"

    def load_result(self, key: ConversationKey, ref: str) -> StoredResult | None:
        """A kept result, its payload empty once it expired or was pushed out; None where there is no such result."""
        with self._using() as db:
            row = db.execute(
                "SELECT tool, endpoint, arguments, CASE WHEN kept_at > ? THEN payload ELSE '' END FROM result "
                "WHERE number = ? AND conversation = ?",
                (
                    self._clock() - self._keep_for,
                    _number(ref.removeprefix("r")) if ref.startswith("r") else _NONE,
                    key.text,
                ),
            ).fetchone()
        return None if row is None else StoredResult(*row)

    def results_containing(self, key: ConversationKey, text: str, *, most: int) -> tuple[tuple[str, StoredResult], ...]:
        """The results kept for a conversation whose payload contains a text, with their references, newest first."""
        with self._using() as db:
            rows = db.execute(
                "SELECT number, tool, endpoint, arguments, payload FROM result WHERE conversation = ? "
                "AND kept_at > ? AND instr(payload, ?) > 0 ORDER BY number DESC LIMIT ?",
                (key.text, self._clock() - self._keep_for, text, most),
            ).fetchall()
        return tuple((f"r{number}", StoredResult(*rest)) for number, *rest in rows)

    def save_outcome(self, key: ConversationKey, name: str, ref: str | None, refusal: str) -> None:
        """Note what the call of this name came to: a kept result, or the text of a refusal; the first one stays."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO made VALUES (?, ?, ?, ?)", (key.text, name, ref, refusal))

    def load_outcome(self, key: ConversationKey, name: str) -> tuple[str | None, str] | None:
        """What the call of this name came to: the reference of its result, or a refusal; None where it is not known."""
        with self._using() as db:
            row = db.execute(
                "SELECT ref, refusal FROM made WHERE conversation = ? AND name = ?", (key.text, name)
            ).fetchone()
        return None if row is None else (row["ref"], row["refusal"])

    def _forget(self, db: sqlite3.Connection, key: ConversationKey, incoming: int) -> None:
        db.execute(
            "UPDATE result SET payload = '', size = 0, kept_at = 0 WHERE size > 0 AND kept_at <= ?",
            (self._clock() - self._keep_for,),
        )
        here = "FROM result WHERE conversation = ? AND size > 0"
        where = (key.text,)
        held = db.execute(f"SELECT coalesce(sum(size), 0) {here}", where).fetchone()[0] + incoming
        while held > self._keep_bytes:
            oldest = db.execute(f"SELECT number, size {here} ORDER BY number LIMIT 1", where).fetchone()
            if oldest is None:
                return
            db.execute("UPDATE result SET payload = '', size = 0, kept_at = 0 WHERE number = ?", (oldest["number"],))
            held -= oldest["size"]


def _number(digits: str) -> int:
    """The number in a short id or a reference that somebody wrote."""
    return int(digits) if _NUMBER.fullmatch(digits) else _NONE
