"""MirrorState: the records that a mirror keeps, their comparison with a list, and the events that it took."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

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

    def record(self, kind: str, record_id: str, lists: Sequence[ChosenList] = ()) -> JsonObject | None:
        """One record that is kept. `lists`: of their kinds only what they have; the state may have read others once."""
        own, values = self._own(lists, kind)
        statement = f"SELECT r.record {_JOINED} AND l.kind = :kind AND r.id = :id AND r.record <> '' AND {own}"
        with self._reading() as db:
            rows = db.rows(statement, scope=self._scope, kind=kind, id=record_id, **values)
        return self._newest(row[0] for row in rows) if rows else None

    def records(self, kind: str, lists: Sequence[ChosenList] = ()) -> Iterator[JsonObject]:
        """All records of a kind that are kept, each once, in the order of their ids; some at a time."""
        last = ""
        own, values = self._own(lists, kind)
        joined = f"{_JOINED} AND l.kind = :kind AND r.id > :last AND r.record <> '' AND {own}"
        some = f"SELECT DISTINCT r.id {joined} ORDER BY r.id LIMIT {_CHUNK:d}"
        statement = f"SELECT r.id, r.record {joined} AND r.id <= :end ORDER BY r.id"
        while True:
            with self._reading() as db:
                given = {"scope": self._scope, "kind": kind, "last": last, **values}
                ids = db.rows(some, **given)
                rows = db.rows(statement, end=ids[-1][0], **given) if ids else []
            for _, same in itertools.groupby(rows, lambda row: row[0]):
                yield self._newest(row[1] for row in same)
            if len(ids) < _CHUNK:
                return
            last = ids[-1][0]

    def counts(self, lists: Sequence[ChosenList] = ()) -> dict[str, int]:
        """How many records of each kind are kept."""
        own, values = self._own(lists)
        statement = (
            f"SELECT l.kind, count(DISTINCT r.id) {_JOINED} AND r.record <> '' AND {own} "
            "GROUP BY l.kind ORDER BY l.kind"
        )
        with self._reading() as db:
            return {row[0]: int(row[1]) for row in db.rows(statement, scope=self._scope, **values)}

    def _own(self, lists: Sequence[ChosenList], kind: str = "") -> tuple[str, dict[str, str]]:
        """What only rows of these lists, and those of kinds that none of them has, fulfil; and its values."""
        its = [one for one in lists if kind in ("", one.kind)]
        kinds = dict.fromkeys(one.kind for one in its)
        values = {f"kind{number}": it for number, it in enumerate(kinds)}
        conditions = [f"l.kind NOT IN ({', '.join(f':{name}' for name in values)})" if values else "1 = 1"]
        for number, one in enumerate(its):
            if not one.parent:
                values[f"list{number}"] = self.conversation(one)
                conditions.append(f"l.conversation = :list{number}")
                continue
            # all parents' lists begin with the same arguments, the parent's own id stands at the end
            begin = json.dumps(one.of("").arguments).removesuffix('"}')
            values |= {f"list{number}": one.endpoint, f"begin{number}": begin}
            conditions.append(
                f"(l.endpoint = :list{number} AND l.parent <> '' "
                f"AND substr(l.arguments, 1, {len(begin):d}) = :begin{number})"
            )
        return f"({' OR '.join(conditions)})", values

    def _newest(self, stored: Iterable[str]) -> JsonObject:
        """Of one record, as several lists have it, what Ashby said last."""
        return max((self._opened(it) for it in stored), key=lambda it: str(it.get("updatedAt") or ""))

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
