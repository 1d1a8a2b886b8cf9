"""Short ids and whole results, per conversation, in a store's database."""

from __future__ import annotations

import collections
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Connection, Value, storable
from ashby_agent_tools.store.protocol import ConversationKey, StoredResult

_NONE = -1  # the number of nothing
_EMPTIED = "UPDATE ashby_result SET payload = '', size = 0"
# What a conversation holds, and when the first of it was kept: few reads, however many results it has.
_HELD = """
SELECT coalesce(sum(size), 0), (
    SELECT kept_at FROM ashby_result WHERE conversation = :conversation AND size > 0 ORDER BY number LIMIT 1)
FROM ashby_result WHERE conversation = :conversation AND size > 0
"""
_AT_ONCE = 100  # records that are looked for: a statement with many values is slow to bind
_NUMBER = re.compile(r"[0-9]{1,18}")  # more digits than a database's integers hold are the number of nothing


class Names(BaseStore):
    """The half of a store that serves results: short ids that are never reused, and whole results for reading on."""

    def short_id(self, key: ConversationKey, prefix: str, kind: str, uuid: str) -> str:
        """The short id of a record in this conversation, made when first asked for; never reused."""
        return self.add_short_ids(key, [(prefix, kind, uuid)])[0]

    def add_short_ids(self, key: ConversationKey, records: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
        """The short ids of several records, (prefix, kind, UUID) each, in their order; new ones in one transaction."""
        wanted = [(prefix, str(storable(kind)), str(storable(uuid))) for prefix, kind, uuid in records]
        with self._reading() as db:
            known = self._known(db, key, wanted)
        if any((kind, uuid) not in known for _, kind, uuid in wanted):
            known = self._add_unknown(key, wanted)
        return tuple(known[kind, uuid] for _, kind, uuid in wanted)

    def _add_unknown(self, key: ConversationKey, wanted: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
        """The short ids of these records, made where there are none."""
        with self._writing(key.text) as db:
            known = self._known(db, key, wanted)
            news = {(kind, uuid): prefix for prefix, kind, uuid in wanted if (kind, uuid) not in known}
            if not news:  # made by another process meanwhile
                return known
            wanted_of = collections.Counter(f"short_id {prefix}" for prefix in news.values())
            numbers = {name: itertools.count(first) for name, first in self._next_numbers(db, wanted_of).items()}
            rows: list[dict[str, Value]] = []
            for (kind, uuid), prefix in news.items():
                number = next(numbers[f"short_id {prefix}"])
                known[kind, uuid] = f"{prefix}_{number}"
                rows.append({"prefix": prefix, "number": number, "kind": kind, "uuid": uuid})
            shared: dict[str, Value] = {"conversation": key.text, "now": self._clock()}
            db.change_many(
                "INSERT INTO ashby_short_id VALUES (:prefix, :number, :conversation, :kind, :uuid, :now)",
                [row | shared for row in rows],
            )
        return known

    @staticmethod
    def _known(
        db: Connection, key: ConversationKey, wanted: Sequence[tuple[str, str, str]]
    ) -> dict[tuple[str, str], str]:
        """The short ids of these records that there are. It looks for them alone: a conversation may have thousands."""
        known: dict[tuple[str, str], str] = {}
        for table, values in _each((kind, uuid) for _, kind, uuid in wanted):
            rows = db.rows(
                f"{table} SELECT prefix, number, known.kind, known.uuid FROM wanted CROSS JOIN ashby_short_id AS known "
                "WHERE conversation = :conversation AND known.kind = wanted.kind AND known.uuid = wanted.uuid",
                conversation=key.text, **values,
            )  # fmt: skip
            known |= {(kind, uuid): f"{prefix}_{number}" for prefix, number, kind, uuid in rows}
        return known

    def resolve(self, key: ConversationKey, short_id: str) -> tuple[str, str] | None:
        """Kind and UUID behind a short id; None where this conversation does not know it."""
        prefix, _, number = short_id.rpartition("_")
        with self._reading() as db:
            rows = db.rows(
                "SELECT kind, uuid FROM ashby_short_id "
                "WHERE prefix = :prefix AND number = :number AND conversation = :conversation",
                prefix=prefix, number=_number(number), conversation=key.text,
            )  # fmt: skip
        return (rows[0][0], rows[0][1]) if rows else None

    def short_ids(self, key: ConversationKey, kind: str | None = None) -> tuple[tuple[str, str, str], ...]:
        """All (short id, kind, UUID) of a conversation, of one kind or of all."""
        with self._reading() as db:
            return tuple(self._short_ids(db, key, kind))

    @staticmethod
    def _short_ids(db: Connection, key: ConversationKey, kind: str | None = None) -> list[tuple[str, str, str]]:
        rows = db.rows(
            "SELECT prefix, number, kind, uuid FROM ashby_short_id WHERE conversation = :conversation "
            "AND kind = coalesce(:kind, kind) ORDER BY prefix, number",
            conversation=key.text, kind=kind,
        )  # fmt: skip
        return [(f"{prefix}_{number}", its_kind, uuid) for prefix, number, its_kind, uuid in rows]

    def add_titles(self, key: ConversationKey, titles: Mapping[tuple[str, str], str]) -> None:
        """Note what a text of this conversation called records, by kind and UUID; it counts for later results only."""
        with self._reading() as db:
            known = self._known_titles(db, key, titles)
        news = {record: title for record, title in titles.items() if known.get(record) != title}
        if not news:
            return
        with self._writing(key.text) as db:
            since = self._last_result(db)
            shared: dict[str, Value] = {"conversation": key.text, "since": since, "now": self._clock()}
            db.change_many(
                "INSERT INTO ashby_title VALUES (:conversation, :kind, :uuid, :since, :title, :now) "
                "ON CONFLICT (conversation, kind, uuid, since) DO UPDATE SET title = :title",
                [
                    {"kind": kind, "uuid": uuid, "title": self._cipher.seal(title)} | shared
                    for (kind, uuid), title in news.items()
                ],
            )

    def _known_titles(
        self, db: Connection, key: ConversationKey, wanted: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """The newest titles of these records. It looks for them alone, as for short ids."""
        known: dict[tuple[str, str], str] = {}
        for table, values in _each(wanted):
            rows = db.rows(
                f"{table} SELECT known.kind, known.uuid, title FROM wanted CROSS JOIN ashby_title AS known "
                "WHERE conversation = :conversation AND known.kind = wanted.kind AND known.uuid = wanted.uuid "
                "ORDER BY since",
                conversation=key.text, **values,
            )  # fmt: skip
            known |= {(kind, uuid): self._cipher.open(title) for kind, uuid, title in rows}
        return known

    @staticmethod
    def _last_result(db: Connection) -> int:
        rows = db.rows("SELECT value FROM ashby_counter WHERE name = 'result'")
        return int(rows[0][0]) if rows else 0

    def titles(self, key: ConversationKey, ref: str) -> dict[tuple[str, str], str]:
        """What this conversation had been shown of records, by kind and UUID, when a result was kept.

        A text of that result says the same whenever it is made, whatever was learned since.
        """
        with self._reading() as db:
            return self._titles(db, key, _number(ref.removeprefix("r")))

    def _titles(self, db: Connection, key: ConversationKey, before: int) -> dict[tuple[str, str], str]:
        rows = db.rows(
            "SELECT kind, uuid, title FROM ashby_title WHERE conversation = :conversation AND since < :before "
            "ORDER BY since",
            conversation=key.text, before=before,
        )  # fmt: skip
        return {(kind, uuid): self._cipher.open(title) for kind, uuid, title in rows}

    def save_result(self, key: ConversationKey, kept: StoredResult) -> str:
        """Keep a whole result; gives its reference. What is too old or too much goes, the oldest first."""
        self._purge_if_due()
        size = len(kept.payload)
        with self._writing(key.text) as db:
            self._forget(db, key, size)
            number = self._next_number(db, "result")
            db.change(
                "INSERT INTO ashby_result VALUES (:number, :conversation, :tool, :endpoint, :arguments, :payload, "
                ":size, :now)",
                number=number,
                conversation=key.text,
                tool=kept.tool,
                endpoint=kept.endpoint,
                arguments=self._cipher.seal(kept.arguments),
                payload=self._cipher.seal(kept.payload),
                size=size,
                now=self._clock(),
            )
        return f"r{number}"

    def load_result(self, key: ConversationKey, ref: str) -> StoredResult | None:
        """A kept result, its payload empty once it expired or was pushed out; None where there is no such result."""
        with self._reading() as db:
            rows = db.rows(
                "SELECT tool, endpoint, arguments, CASE WHEN kept_at > :since THEN payload ELSE '' END "
                "FROM ashby_result WHERE number = :number AND conversation = :conversation",
                since=self._clock() - self._keep_for,
                number=_number(ref.removeprefix("r")) if ref.startswith("r") else _NONE,
                conversation=key.text,
            )
        return self._opened(*rows[0]) if rows else None

    def _opened(self, tool: str, endpoint: str, arguments: str, payload: str) -> StoredResult:
        return StoredResult(tool, endpoint, self._cipher.open(arguments), self._cipher.open(payload))

    def results_containing(self, key: ConversationKey, text: str, *, most: int) -> tuple[tuple[str, StoredResult], ...]:
        """The results kept for a conversation whose payload contains a text, with their references, newest first.

        Of an encrypted store each payload that is kept is decrypted for it.
        """
        query = "SELECT number, tool, endpoint, arguments, payload FROM ashby_result WHERE conversation = :conversation"
        values: dict[str, Value] = {"conversation": key.text, "since": self._clock() - self._keep_for}
        if self._cipher.on:
            query = f"{query} AND kept_at > :since AND size > 0 ORDER BY number DESC"
        else:
            values |= {"text": text, "most": most}
            query += " AND kept_at > :since AND replace(payload, :text, '') <> payload ORDER BY number DESC LIMIT :most"
        with self._reading() as db:
            rows = db.rows(query, **values)
        found = ((f"r{number}", self._opened(*rest)) for number, *rest in rows)
        return tuple(itertools.islice(((ref, kept) for ref, kept in found if text in kept.payload), most))

    def save_outcome(self, key: ConversationKey, name: str, ref: str | None, refusal: str) -> None:
        """Note what the call of this name came to: a kept result, or the text of a refusal; the first one stays."""
        with self._writing(key.text) as db:
            db.change(
                "INSERT INTO ashby_made VALUES (:conversation, :name, :ref, :refusal, :now) ON CONFLICT DO NOTHING",
                conversation=key.text, name=name, ref=ref, refusal=self._cipher.seal(refusal), now=self._clock(),
            )  # fmt: skip

    def load_outcome(self, key: ConversationKey, name: str) -> tuple[str | None, str] | None:
        """What the call of this name came to: the reference of its result, or a refusal; None where it is not known."""
        with self._reading() as db:
            rows = db.rows(
                "SELECT ref, refusal FROM ashby_made WHERE conversation = :conversation AND name = :name",
                conversation=key.text, name=name,
            )  # fmt: skip
        return (rows[0][0], self._cipher.open(rows[0][1])) if rows else None

    def _forget(self, db: Connection, key: ConversationKey, incoming: int) -> None:
        """Empty what is too old, and the oldest of what is too much; their calls stay known."""
        since = self._clock() - self._keep_for
        total, oldest = db.rows(_HELD, conversation=key.text)[0]
        if oldest is not None and oldest <= since:
            db.change(
                f"{_EMPTIED} WHERE conversation = :conversation AND size > 0 AND kept_at <= :since",
                conversation=key.text, since=since,
            )  # fmt: skip
            total, _ = db.rows(_HELD, conversation=key.text)[0]
        too_much = int(total) + incoming - self._keep_bytes
        if too_much <= 0:
            return
        held = db.rows(
            "SELECT number, size FROM ashby_result WHERE conversation = :conversation AND size > 0 ORDER BY number",
            conversation=key.text,
        )
        for number, size in held:
            if too_much <= 0:
                return
            db.change(f"{_EMPTIED} WHERE number = :number", number=number)
            too_much -= size


def _number(digits: str) -> int:
    """The number in a short id or a reference that somebody wrote."""
    return int(digits) if _NUMBER.fullmatch(digits) else _NONE


def _each(records: Iterable[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Value]]]:
    """Tables `wanted` of these records, by kind and UUID, a hundred in each; with their values.

    Joined with them: `kind IN (...) AND uuid IN (...)` looks for each UUID under each kind.
    """
    pairs = list(dict.fromkeys(records))
    for start in range(0, len(pairs), _AT_ONCE):
        named = list(enumerate(pairs[start : start + _AT_ONCE]))
        rows = ", ".join(f"(:kind_{number}, :uuid_{number})" for number, _ in named)
        values: dict[str, Value] = {f"kind_{number}": kind for number, (kind, _) in named}
        yield f"WITH wanted (kind, uuid) AS (VALUES {rows})", values | {f"uuid_{n}": uuid for n, (_, uuid) in named}
