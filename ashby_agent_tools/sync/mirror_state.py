"""MirrorState: the records that a mirror keeps, their comparison with a list, and the events that it took."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.sync.lists import ChosenList
from ashby_agent_tools.sync.state import OWN, SyncState

__all__ = ["MirrorState"]

_CHUNK = 200
_MONTH = 30 * 86400.0  # Ashby repeats a delivery for hours [D]
_SAME = "(id = action || ' ' || :id OR id = :id)"  # the second as older versions wrote it
_JOINED = "FROM ashby_sync_record r JOIN ashby_sync_list l ON r.conversation = l.conversation WHERE l.scope = :scope"


class MirrorState(SyncState):
    """The state of a sync with the records themselves."""

    # ---- records

    def record(self, kind: str, record_id: str) -> JsonObject | None:
        """One record that is kept."""
        statement = f"SELECT r.record {_JOINED} AND l.kind = :kind AND r.id = :id AND r.record <> '' LIMIT 1"
        with self._reading() as db:
            rows = db.rows(statement, scope=self._scope, kind=kind, id=record_id)
        return self._opened(rows[0][0]) if rows else None

    def records(self, kind: str) -> Iterator[JsonObject]:
        """All records of a kind that are kept, each once, in the order of their ids; some at a time."""
        last = ""
        statement = (
            f"SELECT r.id, min(r.record) {_JOINED} AND l.kind = :kind AND r.id > :last AND r.record <> '' "
            f"GROUP BY r.id ORDER BY r.id LIMIT {_CHUNK:d}"
        )
        while True:
            with self._reading() as db:
                rows = db.rows(statement, scope=self._scope, kind=kind, last=last)
            yield from (self._opened(row[1]) for row in rows)
            if len(rows) < _CHUNK:
                return
            last = rows[-1][0]

    def counts(self) -> dict[str, int]:
        """How many records of each kind are kept."""
        statement = f"SELECT l.kind, count(DISTINCT r.id) {_JOINED} AND r.record <> '' GROUP BY l.kind ORDER BY l.kind"
        with self._reading() as db:
            return {row[0]: int(row[1]) for row in db.rows(statement, scope=self._scope)}

    def _opened(self, stored: str) -> JsonObject:
        record: JsonObject = json.loads(self._store._cipher.open(stored))
        return record

    # ---- comparison

    def mark(self, listed: ChosenList, ids: Sequence[str], run: int) -> dict[str, tuple[str, JsonObject]]:
        """Note that Ashby has these records; digest and content of those that are kept."""
        found: dict[str, tuple[str, JsonObject]] = {}
        for identity, content, record in self._of_list(listed, ids, "r.id, r.hash, r.record", OWN):
            found[identity] = (content, self._opened(record) if record else {})
        with self._writing(self.conversation(listed)) as db:
            db.change_many(
                "UPDATE ashby_sync_record SET checked = :run WHERE conversation = :conversation AND id = :id",
                [{"run": run, "conversation": self.conversation(listed), "id": it} for it in found],
            )
        return found

    def unmarked(self, listed: ChosenList, run: int, most: int) -> tuple[int, list[str]]:
        """How many kept records of a list Ashby does not have, and the first ids of them."""
        where = "FROM ashby_sync_record WHERE conversation = :conversation AND checked <> :run"
        values: Mapping[str, str | float] = {"conversation": self.conversation(listed), "run": run}
        with self._reading() as db:
            (count,) = db.rows(f"SELECT count(*) {where}", **values)[0]
            ids = [row[0] for row in db.rows(f"SELECT id {where} ORDER BY id LIMIT {most:d}", **values)]
        return int(count), ids

    # ---- events

    def claim(self, identity: str, action: str, now: float) -> bool:
        """Take an event: whether it is the first time; it stays taken, whatever becomes of its handler.

        Ashby's id names an action, which can fire events of several types (a hire is a change of stage, too), and
        nothing says that each has its own: so an event is taken by both.
        """
        event = {"scope": self._scope, "id": identity, "action": action}
        with self._writing(f"{self._scope} events") as db:
            db.change(
                "DELETE FROM ashby_sync_event WHERE scope = :scope AND state = 'done' AND at < :before",
                scope=self._scope, before=now - _MONTH,
            )  # fmt: skip
            if db.rows(
                f"SELECT 1 FROM ashby_sync_event WHERE scope = :scope AND {_SAME} AND action = :action", **event
            ):
                return False
            inserted = db.change(
                "INSERT INTO ashby_sync_event VALUES (:scope, :key, :action, 'started', :at) ON CONFLICT DO NOTHING",
                scope=self._scope, key=f"{action} {identity}", action=action, at=now,
            )  # fmt: skip
            return inserted == 1

    def settle_event(self, identity: str, action: str, state: str) -> None:
        """Note what became of an event's handler: done or failed."""
        with self._writing(f"{self._scope} events") as db:
            db.change(
                f"UPDATE ashby_sync_event SET state = :state WHERE scope = :scope AND {_SAME} AND action = :action",
                state=state, scope=self._scope, id=identity, action=action,
            )  # fmt: skip

    def open_events(self) -> list[tuple[str, str, str, float]]:
        """Id, action, state and time of the events whose handler did not end well, oldest first."""
        where = "scope = :scope AND state <> 'done'"
        statement = f"SELECT id, action, state, at FROM ashby_sync_event WHERE {where} ORDER BY at, id"
        with self._reading() as db:
            rows = db.rows(statement, scope=self._scope)
        return [(key.removeprefix(f"{action} "), action, state, float(at)) for key, action, state, at in rows]

    def release(self, identity: str) -> bool:
        """Let an event whose handler did not end well be taken again; whether there was one."""
        with self._writing(f"{self._scope} events") as db:
            released = db.change(
                f"DELETE FROM ashby_sync_event WHERE scope = :scope AND {_SAME} AND state <> 'done'",
                scope=self._scope, id=identity,
            )  # fmt: skip
        return released > 0
