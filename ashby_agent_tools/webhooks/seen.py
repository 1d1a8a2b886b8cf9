"""Seen, Shared and SeenFile: where receivers remember what they handled, in memory or for several processes."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeGuard, runtime_checkable

from ashby_agent_tools._given import must_be, must_be_function, must_be_seconds
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.sqlite_files import PATIENCE, write_ahead

if TYPE_CHECKING:
    import sqlite3

__all__ = ["A_WEEK", "RecentDeliveries", "Seen", "SeenFile", "Shared", "remembers"]

_log = logging.getLogger("ashby_agent_tools")
A_WEEK = 7 * 24 * 3600.0  # seconds; Ashby does not say for how long it repeats a delivery


class Seen(Protocol):
    """Where a receiver remembers what it handled; a set will do, something on a disk outlives a restart."""

    def __contains__(self, key: str, /) -> bool:
        """Whether this key was added."""

    def add(self, key: str, /) -> None:
        """Remember this key."""


@runtime_checkable
class Shared(Seen, Protocol):
    """A memory that several processes share: it also knows what is being worked on, so that one process takes it."""

    def claim(self, key: str, /) -> Literal["event", "duplicate", "in_progress"]:
        """Take this key, in one step: event if it is ours now, else what it is elsewhere."""

    def release(self, key: str, /) -> None:
        """Give up a key that was claimed and not added: its work failed."""


def remembers(value: object) -> TypeGuard[Seen]:
    """Whether an object has what a receiver's memory needs; a class in place of one of its objects has not."""
    return not isinstance(value, type) and hasattr(value, "__contains__") and hasattr(value, "add")


class RecentDeliveries:
    """The keys of a length of time, in memory, as digests: so each takes the same little room."""

    _MOST = 200_000

    def __init__(self, keep_for: float) -> None:
        self._keep_for = keep_for
        self._keys: OrderedDict[bytes, float] = OrderedDict()  # until when, the oldest first

    def __contains__(self, key: str) -> bool:
        return self._keys.get(_digest(key), -math.inf) > time.monotonic()

    def add(self, key: str) -> None:
        """Remember a key, and forget what is too old."""
        now = time.monotonic()
        self._keys.pop(_digest(key), None)
        self._keys[_digest(key)] = now + self._keep_for
        while self._keys and (next(iter(self._keys.values())) <= now or len(self._keys) > self._MOST):
            self._keys.popitem(last=False)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()[:16]


class SeenFile:
    """What receivers handled, in a SQLite file that several processes share and that outlives them; a `Shared`.

    `keep_for`: seconds for which a delivery is remembered. `busy_for`: seconds after which a process that took one and
    did not finish counts as dead, and it may be taken again. The file holds digests, no data of people. Raises
    UsageError where the file cannot be opened, and StoreUnavailable while it cannot be used: a full disk, a lock.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        keep_for: float = A_WEEK,
        busy_for: float = 300.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        must_be("path", path, str, Path, write="give the file: SeenFile('seen.db')")
        must_be_seconds("keep_for", keep_for)
        must_be_seconds("busy_for", busy_for)
        must_be_function("clock", clock, write="give a function that returns seconds, as time.time")
        self._path, self._keep_for, self._busy_for, self._clock = path, keep_for, busy_for, clock
        self._until: dict[bytes, float] = {}  # of what is claimed here: only that is released here
        try:
            with self._connected() as db:
                _make(db)
        except StoreUnavailable as error:
            raise UsageError(f"The file {path} cannot be used ({error.reason}). Name another file.") from error

    def __contains__(self, key: str) -> bool:
        with self._open() as db:
            return self._held(db, key) == (1,)

    def add(self, key: str) -> None:
        """Remember this key as handled, and forget what is too old."""
        with self._open() as db:
            self._put(db, key, done=1, until=self._clock() + self._keep_for)
            db.execute("DELETE FROM delivery WHERE until <= ?", (self._clock(),))
        self._until.pop(_digest(key), None)

    def claim(self, key: str) -> Literal["event", "duplicate", "in_progress"]:
        """Take this key, in one transaction."""
        until = self._clock() + self._busy_for
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            held = self._held(db, key)
            if held is None:
                self._put(db, key, done=0, until=until)
            db.execute("COMMIT")
        if held is None:
            self._until[_digest(key)] = until
        return "event" if held is None else "duplicate" if held == (1,) else "in_progress"

    def release(self, key: str) -> None:
        """Give up a key that was claimed here and not added; one that another process has taken by now stays."""
        until = self._until.pop(_digest(key), None)
        with self._open() as db:
            db.execute("DELETE FROM delivery WHERE key = ? AND done = 0 AND until = ?", (_digest(key), until))

    def _held(self, db: sqlite3.Connection, key: str) -> tuple[int] | None:
        query = "SELECT done FROM delivery WHERE key = ? AND until > ?"
        found: tuple[int] | None = db.execute(query, (_digest(key), self._clock())).fetchone()
        return found

    def _put(self, db: sqlite3.Connection, key: str, *, done: int, until: float) -> None:
        db.execute("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?)", (_digest(key), done, until))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection to the file; where that is gone by now, to a new one, so that events go on to be taken."""
        with self._connected() as db:
            if db.execute("PRAGMA schema_version").fetchone() == (0,):
                _log.warning("The file %s is gone: an event that was handled may be handled once more.", self._path)
                _make(db)
            yield db

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection for one use: so no thread and no forked process shares one."""
        import sqlite3  # noqa: PLC0415  (loaded where it is used)

        try:
            db = sqlite3.connect(self._path, isolation_level=None, timeout=PATIENCE)
            try:
                yield db
            finally:
                db.close()
        except sqlite3.Error as error:
            raise StoreUnavailable(f"The file {self._path} cannot be used ({error}).", reason=str(error)) from error


def _make(db: sqlite3.Connection) -> None:
    write_ahead(db)
    db.execute("CREATE TABLE IF NOT EXISTS delivery (key BLOB PRIMARY KEY, done INTEGER, until REAL)")
    db.execute("CREATE INDEX IF NOT EXISTS delivery_age ON delivery (until)")
