"""SQLite files that several processes use: their mode, and for how long one process waits for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

__all__ = ["PATIENCE", "write_ahead"]

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""


def write_ahead(connection: sqlite3.Connection) -> None:
    """Bring the file of this connection into SQLite's mode with a write-ahead log, and leave it there.

    SQLite waits for a writer by itself, but not here: whoever changes the mode holds a lock for reading, and two that
    waited so would wait for each other. So it is tried again. Raises sqlite3.OperationalError where the file stays
    locked for `PATIENCE` seconds.
    """
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    import tenacity  # noqa: PLC0415  (slow to import, and needed for new files only)

    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_busy),
        wait=tenacity.wait_random(0.005, 0.05),
        stop=tenacity.stop_after_delay(PATIENCE),
        reraise=True,
    ):
        with attempt:
            connection.execute("PRAGMA journal_mode=WAL")


def _is_busy(error: BaseException) -> bool:
    import sqlite3  # noqa: PLC0415  (loaded by now)

    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_BUSY
