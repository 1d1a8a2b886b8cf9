"""SyncState: how far each list was read, what was seen there, hints and events; in the tables of a store."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Connection, Row
from ashby_agent_tools.sync.list_state import ListState, Seen
from ashby_agent_tools.sync.lists import ChosenList

__all__ = ["OWN", "SyncState"]

OWN = "l.conversation = :conversation"
"""Of the rows of all lists those of one."""

_CHUNK = 200  # ids in one query
_COLUMNS = "stage, token, page_cursor, whole, pass, page, lowest, stored, whole_at"
_OWNED = "sync account"


class SyncState:
    """The state of one sync of one account. All steps are one transaction each; a crash leaves none half done."""

    def __init__(self, store: BaseStore, *, account: str, base_url: str, name: str, own_file: bool) -> None:
        self._store = store
        self._scope = json.dumps([account, base_url.rstrip("/"), name])
        if own_file:
            self._belong(json.dumps([account, base_url.rstrip("/")]))

    @property
    def name(self) -> str:
        """The file, or the database's address without its password."""
        return self._store.name

    def _belong(self, account: str) -> None:
        """Note whose file it is. Raises UsageError where it is another organization's."""
        with self._writing(_OWNED) as db:
            db.change(
                "INSERT INTO ashby_setting (name, value, token) VALUES (:name, 1, :account) ON CONFLICT DO NOTHING",
                name=_OWNED, account=account,
            )  # fmt: skip
            (found,) = db.rows("SELECT token FROM ashby_setting WHERE name = :name", name=_OWNED)[0]
        if found != account:
            theirs, ours = json.loads(found), json.loads(account)
            raise UsageError(
                f"The state {self.name} is of the account {theirs[0]} at {theirs[1]}, and this client's is {ours[0]} "
                f"at {ours[1]}. Name another file; after a change of the key give the client the account "
                f"{theirs[0]!r}."
            )

    def conversation(self, listed: ChosenList) -> str:
        """The short name of a list in the tables, which no other list of any account has."""
        whole = f"{self._scope} {listed.key}"
        return "sync " + hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    # ---- lists

    def load(self, listed: ChosenList) -> ListState:
        """How far a list was read; nothing was, where it is new."""
        statement = f"SELECT {_COLUMNS} FROM ashby_sync_list WHERE conversation = :conversation"
        with self._reading() as db:
            rows = db.rows(statement, conversation=self.conversation(listed))
        if not rows:
            return ListState()
        stage, token, cursor, whole, number, page, lowest, stored, whole_at = rows[0]
        return ListState(stage, token, cursor, bool(whole), number, page, lowest, bool(stored), whole_at)

    def start(self, listed: ChosenList, old: ListState, new: ListState) -> ListState:
        """Begin a pass. Raises UsageError if another process moved the list meanwhile."""
        with self._writing(self.conversation(listed)) as db:
            db.change(
                f"INSERT INTO ashby_sync_list (conversation, scope, endpoint, kind, arguments, parent, {_COLUMNS}) "
                "VALUES (:conversation, :scope, :endpoint, :kind, :arguments, :parent, 'idle', NULL, NULL, 1, 0, 0, 0, "
                "0, NULL) ON CONFLICT DO NOTHING",
                conversation=self.conversation(listed), scope=self._scope, endpoint=listed.endpoint, kind=listed.kind,
                arguments=json.dumps(listed.arguments), parent=listed.arguments.get(listed.parameter, ""),
            )  # fmt: skip
            self._move(db, listed, old, new)
        return new

    def take(
        self,
        listed: ChosenList,
        old: ListState,
        new: ListState,
        *,
        seen: Sequence[Seen] = (),
        gone: Sequence[str] = (),
        alive: Sequence[str] = (),
        hints: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Note a page as taken: what was seen and what is gone, and how far the list was read; all or nothing.

        `alive`: missing records that Ashby has all the same. `hints`: what hung on that which is gone.
        """
        conversation = self.conversation(listed)
        with self._writing(self.conversation(listed)) as db:
            self._move(db, listed, old, new)
            db.change_many(
                "INSERT INTO ashby_sync_record (conversation, id, hash, owner, seen, record) "
                "VALUES (:conversation, :id, :hash, :owner, :seen, :record) ON CONFLICT (conversation, id) "
                "DO UPDATE SET hash = :hash, owner = :owner, seen = :seen, record = :record",
                [
                    {
                        "conversation": conversation, "id": one.id, "hash": one.hash, "owner": one.owner,
                        "seen": new.number, "record": self._sealed(one.record) if new.stored else "",
                    }
                    for one in seen
                ],
            )  # fmt: skip
            db.change_many(
                "UPDATE ashby_sync_record SET seen = :seen WHERE conversation = :conversation AND id = :id",
                [{"seen": new.number, "conversation": conversation, "id": it} for it in alive],
            )
            self._remove(db, [conversation], gone)
            self._hint(db, hints)

    def _move(self, db: Connection, listed: ChosenList, old: ListState, new: ListState) -> None:
        changed = db.change(
            "UPDATE ashby_sync_list SET stage = :stage, token = :token, page_cursor = :cursor, whole = :whole, "
            "pass = :number, page = :page, lowest = :lowest, stored = :stored, whole_at = :whole_at "
            "WHERE conversation = :conversation AND pass = :old_number AND page = :old_page AND stage = :old_stage",
            conversation=self.conversation(listed), stage=new.stage, token=new.token, cursor=new.cursor,
            whole=int(new.whole), number=new.number, page=new.page, lowest=new.lowest, stored=int(new.stored),
            whole_at=new.whole_at, old_number=old.number, old_page=old.page, old_stage=old.stage,
        )  # fmt: skip
        if changed != 1:
            raise UsageError(
                f"Something else reads {listed.endpoint} with the state {self.name}: one sync at a time uses a state. "
                "Give this one another name or another file."
            )

    # ---- records

    def known(self, listed: ChosenList, ids: Sequence[str], *, stored: bool) -> dict[str, set[str]]:
        """The digests of these ids as they were last seen, also on other boards; with `stored`, of kept ones only."""
        found: dict[str, set[str]] = {}
        kept = " AND r.record <> ''" if stored else ""
        for row in self._of_list(listed, ids, "r.id, r.hash", f"{self._here(listed)}{kept}"):
            found.setdefault(row[0], set()).add(row[1])
        return found

    def elsewhere(self, listed: ChosenList, ids: Sequence[str], others: Sequence[ChosenList] = ()) -> set[str]:
        """Of these ids the ones that another parent's list shows: a posting on several boards, a note after a merge.

        Or one of the `others`, the lists of the same kind with other filters.
        """
        if listed.parameter:
            there = "l.endpoint = :endpoint AND l.parent <> '' AND l.conversation <> :conversation"
            return {row[0] for row in self._of_list(listed, ids, "r.id", there)}
        return {row[0] for other in others for row in self._of_list(other, ids, "r.id", OWN)}

    @staticmethod
    def _here(listed: ChosenList) -> str:
        return "l.endpoint = :endpoint AND l.parent <> ''" if listed.shared else OWN

    def _of_list(self, listed: ChosenList, ids: Sequence[str], wanted: str, where: str) -> list[Row]:
        values = {"scope": self._scope, "endpoint": listed.endpoint, "conversation": self.conversation(listed)}
        named = {name: it for name, it in values.items() if f":{name}" in where or name == "scope"}
        found: list[Row] = []
        with self._reading() as db:
            for begin in range(0, len(ids), _CHUNK):
                chunk = {f"i{number}": it for number, it in enumerate(ids[begin : begin + _CHUNK])}
                statement = (
                    f"SELECT {wanted} FROM ashby_sync_record r "
                    "JOIN ashby_sync_list l ON r.conversation = l.conversation "
                    f"WHERE l.scope = :scope AND {where} AND r.id IN ({', '.join(f':{name}' for name in chunk)})"
                )
                found += db.rows(statement, **named, **chunk)
        return found

    def missing(self, listed: ChosenList, lowest: int, most: int) -> list[str]:
        """The first ids of a list that were last seen before the pass `lowest`."""
        statement = (
            "SELECT id FROM ashby_sync_record WHERE conversation = :conversation AND seen < :lowest "
            f"ORDER BY id LIMIT {most:d}"
        )
        with self._reading() as db:
            return [row[0] for row in db.rows(statement, conversation=self.conversation(listed), lowest=lowest)]

    def count_missing(self, listed: ChosenList, lowest: int) -> int:
        """How many records of a list were last seen before the pass `lowest`."""
        statement = "SELECT count(*) FROM ashby_sync_record WHERE conversation = :conversation AND seen < :lowest"
        with self._reading() as db:
            return int(db.rows(statement, conversation=self.conversation(listed), lowest=lowest)[0][0])

    def ids(self, kind: str, *, owner: str | None = None) -> Iterator[str]:
        """All known ids of a kind, in their order, or of those that hang on `owner`; some at a time."""
        last = ""
        owned = "" if owner is None else "AND r.owner = :owner "
        statement = (
            "SELECT DISTINCT r.id FROM ashby_sync_record r JOIN ashby_sync_list l ON r.conversation = l.conversation "
            f"WHERE l.scope = :scope AND l.kind = :kind {owned}AND r.id > :last ORDER BY r.id LIMIT {_CHUNK:d}"
        )
        more = {} if owner is None else {"owner": owner}
        while True:
            with self._reading() as db:
                rows = db.rows(statement, scope=self._scope, kind=kind, last=last, **more)
            yield from (row[0] for row in rows)
            if len(rows) < _CHUNK:
                return
            last = rows[-1][0]

    def owned(self, owner: str) -> list[tuple[str, str]]:
        """Kind and id of all known records that hang on this one."""
        statement = (
            "SELECT DISTINCT l.kind, r.id FROM ashby_sync_record r JOIN ashby_sync_list l "
            "ON r.conversation = l.conversation WHERE l.scope = :scope AND r.owner = :owner AND r.owner <> ''"
        )
        with self._reading() as db:
            return [(row[0], row[1]) for row in db.rows(statement, scope=self._scope, owner=owner)]

    def holds(self, kind: str, record_id: str) -> bool:
        """Whether a record of this kind and id is known."""
        statement = (
            "SELECT 1 FROM ashby_sync_record r JOIN ashby_sync_list l ON r.conversation = l.conversation "
            "WHERE l.scope = :scope AND l.kind = :kind AND r.id = :id LIMIT 1"
        )
        with self._reading() as db:
            return bool(db.rows(statement, scope=self._scope, kind=kind, id=record_id))

    def orphans(self, listed: ChosenList) -> list[tuple[ChosenList, ListState]]:
        """The lists of parents that are not known any more."""
        statement = (
            "SELECT DISTINCT parent FROM ashby_sync_list WHERE scope = :scope AND endpoint = :endpoint "
            "AND parent <> '' AND parent NOT IN (SELECT r.id FROM ashby_sync_record r JOIN ashby_sync_list l "
            "ON r.conversation = l.conversation WHERE l.scope = :scope AND l.kind = :kind)"
        )
        with self._reading() as db:
            rows = db.rows(statement, scope=self._scope, endpoint=listed.endpoint, kind=listed.parent)
        lists = [listed.of(row[0]) for row in rows]
        return [(one, self.load(one)) for one in lists]

    def drop(self, listed: ChosenList) -> None:
        """Forget a list with what was seen in it."""
        with self._writing(self.conversation(listed)) as db:
            for table in ("ashby_sync_record", "ashby_sync_list"):
                db.change(
                    f"DELETE FROM {table} WHERE conversation = :conversation", conversation=self.conversation(listed)
                )

    # ---- hints

    def add_hints(self, hints: Iterable[tuple[str, str]]) -> None:
        """Note kind and id of records that may be gone."""
        with self._writing(self._scope) as db:
            self._hint(db, hints)

    def hints(self, most: int) -> list[tuple[str, str]]:
        """Some of the hints that wait."""
        statement = f"SELECT kind, id FROM ashby_sync_hint WHERE scope = :scope ORDER BY kind, id LIMIT {most:d}"
        with self._reading() as db:
            return [(row[0], row[1]) for row in db.rows(statement, scope=self._scope)]

    def is_owned(self, kind: str, record_id: str) -> bool:
        """Whether a record hangs, in one of its lists, on an application or a candidate that is known."""
        joined = "ashby_sync_record r JOIN ashby_sync_list l ON r.conversation = l.conversation WHERE l.scope = :scope"
        owner = f"SELECT r.owner FROM {joined} AND l.kind = :kind AND r.id = :id"
        known = f"SELECT 1 FROM {joined} AND l.kind IN ('application', 'candidate') AND r.id IN ({owner}) LIMIT 1"
        with self._reading() as db:
            return bool(db.rows(known, scope=self._scope, kind=kind, id=record_id))

    def settle_hint(self, kind: str, record_id: str, *, gone: bool) -> None:
        """A hint was looked into: take the record away, if it is gone, and hint at what hung on it; in one step."""
        owned = self.owned(record_id) if gone else []
        with self._writing(self._scope) as db:
            if gone:
                rows = db.rows(
                    "SELECT conversation FROM ashby_sync_list WHERE scope = :scope AND kind = :kind",
                    scope=self._scope, kind=kind,
                )  # fmt: skip
                self._remove(db, [row[0] for row in rows], [record_id])
            self._hint(db, owned)
            db.change(
                "DELETE FROM ashby_sync_hint WHERE scope = :scope AND kind = :kind AND id = :id",
                scope=self._scope, kind=kind, id=record_id,
            )  # fmt: skip

    def forget(self) -> None:
        """Delete everything that is known: lists, records, hints, events."""
        lists = "SELECT conversation FROM ashby_sync_list WHERE scope = :scope"
        with self._writing(self._scope) as db:
            db.change(f"DELETE FROM ashby_sync_record WHERE conversation IN ({lists})", scope=self._scope)
            for table in ("ashby_sync_list", "ashby_sync_hint", "ashby_sync_event"):
                db.change(f"DELETE FROM {table} WHERE scope = :scope", scope=self._scope)

    # ---- beneath

    def _hint(self, db: Connection, hints: Iterable[tuple[str, str]]) -> None:
        db.change_many(
            "INSERT INTO ashby_sync_hint VALUES (:scope, :kind, :id) ON CONFLICT DO NOTHING",
            [{"scope": self._scope, "kind": kind, "id": record_id} for kind, record_id in hints],
        )

    def _remove(self, db: Connection, conversations: Sequence[str], ids: Sequence[str]) -> None:
        db.change_many(
            "DELETE FROM ashby_sync_record WHERE conversation = :conversation AND id = :id",
            [{"conversation": one, "id": it} for one in conversations for it in ids],
        )

    def _sealed(self, record: JsonObject) -> str:
        return self._store._cipher.seal(json.dumps(record, ensure_ascii=False))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._usable(), self._store._reading() as db:
            yield db

    @contextlib.contextmanager
    def _writing(self, lock: str) -> Iterator[Connection]:
        with self._usable(), self._store._writing(lock) as db:
            yield db

    @contextlib.contextmanager
    def _usable(self) -> Iterator[None]:
        """Code reads this, and no model: so it is told which state, and what its database said."""
        try:
            yield
        except StoreUnavailable as error:
            said = f"The state {self.name} cannot be used ({error.reason}). What it does not have yet comes again."
            raise StoreUnavailable(said, reason=error.reason) from error
