"""BaseStore: the settings of a store, its database, and the two ways in which its methods use it."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Self, TypedDict

from ashby_agent_tools._given import must_be, must_be_function
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.store.database import Connection, Database, listed
from ashby_agent_tools.store.encryption import Cipher, must_fit, seal_again
from ashby_agent_tools.store.expiry import Expiry
from ashby_agent_tools.store.retention import HOUR, Retention, purge, purging
from ashby_agent_tools.store.sqlite import IN_MEMORY, SqliteDatabase
from ashby_agent_tools.store.tables import OPEN, make_tables

__all__ = ["EIGHT_HOURS", "BaseStore", "StoreOptions", "opened"]

EIGHT_HOURS = 8 * 3600.0
_SQLITE = "sqlite://"
_FIRST = "SELECT value FROM ashby_setting WHERE name = 'first'"
_STEPS = 20  # of a purge, with a transaction each, that whoever records something waits for


class StoreOptions(TypedDict, total=False):
    """What every store may be given beside its place; SqlStore says what each means."""

    expires: float
    keep_for: float
    keep_bytes: int
    retention: Retention | None
    keys: Sequence[str | bytes]
    first_short_id: int | None
    clock: Callable[[], float]


class BaseStore:
    """An open database with its settings. What changes something is one transaction, under a conversation's lock."""

    def __init__(
        self,
        url: str,
        *,
        expires: float = EIGHT_HOURS,
        keep_for: float = EIGHT_HOURS,
        keep_bytes: int = 64 * 1024 * 1024,
        retention: Retention | None = None,
        keys: Sequence[str | bytes] = (),
        first_short_id: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        for name, seconds in (("expires", expires), ("keep_for", keep_for), ("keep_bytes", keep_bytes)):
            must_be(name, seconds, int, float, write="give a number")
        must_be("retention", retention, Retention, type(None), write="write Retention(questions=90 * 86_400)")
        must_be("first_short_id", first_short_id, int, type(None), write="give a whole number")
        must_be_function("clock", clock, write="give a function that returns seconds, as time.time")
        self._expires, self._keep_for, self._keep_bytes, self._clock = expires, keep_for, keep_bytes, clock
        self._retention, self._cipher = retention or Retention(), Cipher(keys)
        self._expiry, self._process = Expiry(clock), os.getpid()
        self._db = opened(url)
        self._purged_at = clock() if self._db.name == IN_MEMORY else float("-inf")  # a new one has nothing to purge
        self._purging: Iterator[object] | None = None
        self._purge_lock = Lock()
        try:
            make_tables(self._db)
            must_fit(self._db, self._cipher)
            self._first = self._first_number(first_short_id)
        except StoreUnavailable as error:
            said = f"The store {self._db.name} cannot be opened ({error.reason})."
            raise StoreUnavailable(said, reason=error.reason) from error

    def _first_number(self, given: int | None) -> int:
        """The first number of short ids and references: the one that is noted, or a new one."""
        with self._reading() as db:
            if noted := db.rows(_FIRST):
                return int(noted[0][0])  # nothing to write: whoever writes now is not waited for
        first = secrets.choice(range(100, 900)) if given is None else given
        with self._writing("first") as db:
            db.change(
                "INSERT INTO ashby_setting (name, value) VALUES ('first', :first) ON CONFLICT DO NOTHING", first=first
            )
            return int(db.rows(_FIRST)[0][0])

    @property
    def name(self) -> str:
        """The file, or the database's address without its password."""
        return self._db.name

    @property
    def at_once(self) -> bool:
        """Whether its steps take microseconds and may be done in an event loop: nothing is due to be purged, either."""
        return isinstance(self._db, SqliteDatabase) and self._db.at_once and not self._purge_is_due

    def now(self) -> float:
        """The store's clock, in seconds since the epoch."""
        return self._clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def purge(self, retention: Retention | None = None) -> dict[str, int]:
        """Delete what is older than it is kept; how many rows of each kind, and of how many results the payload.

        `retention`: in place of the store's own. By that this is done without being called, too: before something is
        recorded, it begins at most once an hour, and goes on with a few conversations each time.
        """
        self._must_be_of_this_process()
        self._purged_at = self._clock()
        return purge(self._db, retention or self._retention, self._keep_for, self._purged_at)

    @property
    def _purge_is_due(self) -> bool:
        return self._purging is not None or abs(self._clock() - self._purged_at) >= HOUR

    def _purge_if_due(self) -> None:
        self._must_be_of_this_process()
        with self._purge_lock:
            if abs(self._clock() - self._purged_at) >= HOUR:
                self._purged_at = self._clock()
                self._purging = purging(self._db, self._retention, self._keep_for, self._purged_at)
            steps, self._purging = self._purging, None  # so that one thread goes on with it
        if steps is not None and sum(1 for _ in itertools.islice(steps, _STEPS)) == _STEPS:
            self._purging = steps

    def rotate_keys(self) -> None:
        """Encrypt all texts with the first key, so that the others can be dropped. Other processes wait meanwhile."""
        self._must_be_of_this_process()
        if not self._cipher.on:
            raise UsageError("This store was given no keys.")
        seal_again(self._db, self._cipher, self._cipher)

    def close(self) -> None:
        """Close the database. In a process that was forked since nothing is done: it is not this process's."""
        self._db.close()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection for queries; what ran out meanwhile is written down afterwards."""
        self._must_be_of_this_process()
        try:
            with self._db.reading() as db:
                yield db
        finally:
            self._write_down_expired()

    @contextlib.contextmanager
    def _writing(self, lock: str) -> Iterator[Connection]:
        """A transaction under a lock: that of the conversation whose rows are changed; and what ran out, as above."""
        self._must_be_of_this_process()
        try:
            with self._db.writing(lock) as db:
                yield db
        finally:
            self._write_down_expired()

    def _must_be_of_this_process(self) -> None:
        """Raise UsageError in a process that was forked since.

        A database's locks and connections do not go with a fork, and a lock of ours that another thread held would
        stay held for ever. So this is said before any lock is asked for.
        """
        if os.getpid() != self._process:
            raise UsageError(
                "This store was opened before the process was forked, and cannot be shared like that. Make the store, "
                "and what uses it, in each worker. Nothing was sent."
            )

    def _write_down_expired(self) -> None:
        """Write down what ran out. Where that fails it is known here, and what was read or done before is not lost."""
        if not (identities := self._expiry.unwritten):
            return
        with contextlib.suppress(StoreUnavailable):  # the next step tries it again
            with self._db.writing("expired") as db:
                for identity in identities:
                    db.change(f"UPDATE ashby_asked SET state = 'expired' WHERE id = :id AND {OPEN}", id=identity)
            self._expiry.written(identities)

    def _next_number(self, db: Connection, name: str) -> int:
        """The next number under a name; none is given twice."""
        return self._next_numbers(db, {name: 1})[name]

    def _next_numbers(self, db: Connection, counts: Mapping[str, int]) -> dict[str, int]:
        """As many numbers under each name as are wanted: the first of them."""
        db.change_many(
            "INSERT INTO ashby_counter VALUES (:name, :last) "
            "ON CONFLICT (name) DO UPDATE SET value = ashby_counter.value + :count",
            [{"name": it, "last": self._first + counts[it] - 1, "count": counts[it]} for it in sorted(counts)],
        )
        names, values = listed("name", sorted(counts))
        rows = db.rows(f"SELECT name, value FROM ashby_counter WHERE name IN ({names})", **values)
        return {name: int(value) - counts[name] + 1 for name, value in rows}


def opened(url: str) -> Database:
    """The database of an address: `sqlite:///file.db`, `sqlite://` (in memory), or `postgresql://...`."""
    given: object = url
    if not isinstance(given, str):
        raise UsageError(
            f"url is of type {type(given).__name__}; give a database's URL: SqlStore('sqlite:///ashby.db')."
        )
    if url.startswith(_SQLITE):
        path = url.removeprefix(_SQLITE).removeprefix("/")
        return SqliteDatabase(path) if path and path != IN_MEMORY else _empty_in_memory(os.getpid()).copied()
    from ashby_agent_tools.store.postgres import PostgresDatabase  # noqa: PLC0415  (needs an extra)

    return PostgresDatabase(url)


@functools.lru_cache(maxsize=1)
def _empty_in_memory(_process: int) -> SqliteDatabase:
    """The tables, made once in a process: to copy them takes a hundredth of the time of making them."""
    database = SqliteDatabase(IN_MEMORY)
    make_tables(database)
    return database
