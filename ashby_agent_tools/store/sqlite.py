"""SqliteDatabase: a SQLite file, or memory, behind a store; the standard library's sqlite3 and nothing else."""

from __future__ import annotations

import contextlib
import os
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MethodDescriptorType
from typing import TYPE_CHECKING

from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.sqlite_files import PATIENCE, write_ahead
from ashby_agent_tools.store.database import Connection, Row, Value, storable

if TYPE_CHECKING:
    import sqlite3

__all__ = ["IN_MEMORY", "SqliteDatabase"]

IN_MEMORY = ":memory:"
_OLDEST = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'asked'"


class SqliteDatabase:
    """One connection to a file, or to memory, for one thread at a time; SQLite has one writer at a time anyway."""

    serial = "INTEGER PRIMARY KEY AUTOINCREMENT"
    binary = "BLOB"

    def __init__(self, path: str | Path) -> None:
        import sqlite3  # noqa: PLC0415  (loaded when a store is opened)

        self.name = str(path)
        self._lock, self._process = threading.RLock(), os.getpid()
        if self.name != IN_MEMORY:
            _made_for_the_owner(Path(path))
        try:
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=PATIENCE)
            # a conversation that is gone leaves no connection open
            weakref.finalize(self, _close, self._connection, self._process)
            if self.name == IN_MEMORY:
                self._connection.execute("PRAGMA page_size=1024")  # each table and index takes one at least
            else:
                write_ahead(self._connection)
                self._connection.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            raise UsageError(f"The store {path} cannot be opened ({error}). Name another file.") from error

    @property
    def at_once(self) -> bool:
        """Whether statements may be run in an event loop: memory waits for no disk, and no thread uses it now.

        Not where somebody watches event loops for calls that may block, as `langgraph dev` does with blockbuster, which
        puts functions of its own in the place of sqlite3's: all that SQLite does is such a call to it.
        """
        import sqlite3  # noqa: PLC0415  (loaded by now)

        if self.name != IN_MEMORY or not isinstance(sqlite3.Connection.execute, MethodDescriptorType):
            return False
        free = self._lock.acquire(blocking=False)
        if free:
            self._lock.release()
        return free

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection, for one thread at a time."""
        import sqlite3  # noqa: PLC0415  (loaded by now)

        with self._lock:
            try:
                yield _SqliteConnection(self._connection)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError | sqlite3.DataError):
                    raise  # a mistake in here, or a store that was closed
                raise StoreUnavailable(reason=str(error)) from error

    @contextlib.contextmanager
    def writing(self, lock: str) -> Iterator[Connection]:  # noqa: ARG002  (one writer at a time, whatever it is called)
        """A transaction; there is one at a time."""
        with self.reading() as db:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield db
                self._connection.execute("COMMIT")
            except BaseException:  # also when interrupted, wherever: all of a transaction or nothing
                if self._connection.in_transaction:  # some failures end it by themselves
                    self._connection.execute("ROLLBACK")
                raise

    def copied(self) -> SqliteDatabase:
        """What it holds, in memory."""
        other = SqliteDatabase(IN_MEMORY)
        with self._lock:
            self._connection.backup(other._connection)
        return other

    def close(self) -> None:
        """Close the connection. In a process that was forked since nothing is done: the file is not this process's."""
        if os.getpid() == self._process:
            with self._lock:
                self._connection.close()


class _SqliteConnection:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: Value) -> list[Row]:
        return self._run(statement, values).fetchall()

    def change(self, statement: str, **values: Value) -> int:
        return self._run(statement, values).rowcount

    def change_many(self, statement: str, values: Sequence[Mapping[str, Value]]) -> None:
        self._connection.executemany(statement, [_storable(row) for row in values])

    def insert(self, statement: str, **values: Value) -> int:
        number = self._run(statement, values).lastrowid
        assert number is not None  # noqa: S101  (a row was inserted)
        return number

    def lock(self, name: str) -> None:
        """A transaction is the only one anyway."""

    def version(self) -> int:
        (version,) = self._run("PRAGMA user_version", {}).fetchone()
        (made,) = self._run(_OLDEST, {}).fetchone()
        return int(version or made)  # the first tables had no version

    def set_version(self, version: int) -> None:
        self._run(f"PRAGMA user_version = {version:d}", {})

    def _run(self, statement: str, values: dict[str, Value]) -> sqlite3.Cursor:
        return self._connection.execute(statement, _storable(values))


def _storable(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: storable(value) for name, value in values.items()}


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
