"""Database: the SQLite file or memory behind a store, one transaction at a time."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ashby_agent_tools._unseen import SURROGATE
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.store.expiry import Expiry

if TYPE_CHECKING:
    import sqlite3

EIGHT_HOURS = 8 * 3600.0
IN_MEMORY = ":memory:"
_VERSION = 4  # of the tables; a file with others is refused, never misread
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS asked (
    id TEXT PRIMARY KEY, conversation TEXT, call_id TEXT, attempt INTEGER, fingerprint TEXT,
    operation TEXT, question TEXT, stored TEXT, state TEXT, asked_at REAL, expires_at REAL,
    decided_by TEXT, decided_at REAL, message TEXT DEFAULT '', outcome TEXT, content TEXT NOT NULL DEFAULT '',
    effect INTEGER, outreach INTEGER,
    UNIQUE (conversation, call_id, attempt));
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT, endpoint TEXT, fingerprint TEXT,
    effect INTEGER, outreach INTEGER, touched TEXT, asked_id TEXT, outcome TEXT, summary TEXT DEFAULT '',
    at REAL);
CREATE TABLE IF NOT EXISTS short_id (
    prefix TEXT, number INTEGER, conversation TEXT, kind TEXT, uuid TEXT,
    PRIMARY KEY (prefix, number), UNIQUE (conversation, kind, uuid));
CREATE TABLE IF NOT EXISTS title (
    conversation TEXT, kind TEXT, uuid TEXT, since INTEGER, title TEXT, PRIMARY KEY (conversation, kind, uuid, since));
CREATE TABLE IF NOT EXISTS result (
    number INTEGER PRIMARY KEY, conversation TEXT, tool TEXT, endpoint TEXT, arguments TEXT,
    payload TEXT, size INTEGER, kept_at REAL);
CREATE INDEX IF NOT EXISTS result_held ON result (conversation, number, size) WHERE size > 0;
CREATE INDEX IF NOT EXISTS result_age ON result (kept_at) WHERE size > 0;
CREATE TABLE IF NOT EXISTS made (
    conversation TEXT, name TEXT, ref TEXT, refusal TEXT, PRIMARY KEY (conversation, name));
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value INTEGER);
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_MADE = "SELECT user_version, EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'asked') FROM pragma_user_version"


class Database:
    """An open database with its settings; every use takes the lock, every change is one transaction."""

    def __init__(
        self,
        path: str | Path,
        *,
        expires: float = EIGHT_HOURS,
        keep_for: float = EIGHT_HOURS,
        keep_bytes: int = 64 * 1024 * 1024,
        first_short_id: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        import secrets  # noqa: PLC0415  (loaded when a store is opened)
        import sqlite3  # noqa: PLC0415

        self._lock = threading.RLock()
        self._expires, self._keep_for, self._keep_bytes, self._clock = expires, keep_for, keep_bytes, clock
        self._expiry = Expiry(clock)
        if str(path) != IN_MEMORY:
            _made_for_the_owner(Path(path))
        try:
            self._connection = sqlite3.connect(
                path, check_same_thread=False, isolation_level=None, timeout=30.0, factory=_whole_texts()
            )
            self._process = os.getpid()
            # a conversation that is gone leaves no connection open
            weakref.finalize(self, _close, self._connection, self._process)
            self._connection.row_factory = sqlite3.Row
            if str(path) != IN_MEMORY:
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=FULL")
            self._make_tables(path)
        except sqlite3.Error as error:
            raise UsageError(f"The store {path} cannot be opened ({error}). Name another file.") from error
        first = secrets.choice(range(100, 900)) if first_short_id is None else first_short_id
        self._connection.execute("INSERT OR IGNORE INTO setting VALUES ('first', ?)", (first,))
        self._first: int = self._connection.execute("SELECT value FROM setting WHERE name = 'first'").fetchone()[0]

    def _make_tables(self, path: str | Path) -> None:
        """Make the tables where there are none; refuse a file whose tables are another version's."""
        version, made = self._connection.execute(_MADE).fetchone()
        if not made:
            self._connection.executescript(_SCHEMA)
        elif version != _VERSION:
            raise UsageError(
                f"The store {path} was made by another version of this package. Name another file, or delete "
                "this one, with the questions and results in it."
            )

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; what ran out meanwhile is written down afterwards.

        Raises UsageError in a process that was forked since: SQLite's locks do not go with a fork, and a lock of ours
        that another thread held would stay held for ever. So this is said before the lock is asked for.
        """
        if os.getpid() != self._process:
            raise UsageError(
                "This store was opened before the process was forked, and cannot be shared like that. Make the store, "
                "and what uses it, in each worker. Nothing was sent."
            )
        with self._lock:
            try:
                yield self._connection
            finally:
                self._write_down_expired()

    def _write_down_expired(self) -> None:
        if self._connection.in_transaction:  # the outer one of two nested uses does it
            return
        if identities := self._expiry.unwritten:
            self._connection.executemany(
                "UPDATE asked SET state = 'expired' WHERE id = ? AND state IN ('pending', 'approved')",
                [(identity,) for identity in identities],
            )
            self._expiry.written(identities)

    def now(self) -> float:
        """The store's clock, in seconds since the epoch."""
        return self._clock()

    def close(self) -> None:
        """Close the database. In a process that was forked since nothing is done: the file is not this process's."""
        if os.getpid() == self._process:
            with self._lock:
                self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._using() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:  # also when interrupted: all of a transaction or nothing
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")


@functools.cache
def _whole_texts() -> type[sqlite3.Connection]:
    """Connections for which half of a character, which UTF-8 cannot have, is written as an escape."""
    import sqlite3  # noqa: PLC0415  (loaded when a store is opened)

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            return super().execute(sql, tuple(map(_whole, parameters)))

        def executemany(self, sql: str, parameters: Iterable[Any]) -> sqlite3.Cursor:
            return super().executemany(sql, [tuple(map(_whole, row)) for row in parameters])

    return Connection


def _whole(value: object) -> object:
    halved = isinstance(value, str) and not value.isascii() and SURROGATE.search(value)
    return str(value).encode("utf-8", "backslashreplace").decode() if halved else value


def _close(connection: sqlite3.Connection, process: int) -> None:
    """Close a connection in the process that opened it: closing it in a forked one could drop the other's locks."""
    if os.getpid() == process:
        connection.close()


_making = Lock()


def _made_for_the_owner(path: Path) -> None:
    """Make the file, readable for its owner only, if there is none.

    A file that exists is never opened here: closing a file descriptor drops every lock this process holds on it,
    and another process would then delete the log under the connections that are open
    (sqlite.org/howtocorrupt.html, section 2.2).
    """
    with _making:  # no other thread connects to a file whose first descriptor is still open
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            return
        except OSError as error:
            raise UsageError(f"The store {path} cannot be opened ({error.strerror}). Name another file.") from error
