"""Retention: how long each kind of data is kept in a store, and the deletion of what is older."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.database import Database
from ashby_agent_tools.store.tables import OPEN

__all__ = ["HOUR", "Retention", "purge", "purging"]

HOUR = 3600.0
_SETTLED = f"asked_at <= :before AND (expires_at <= :now OR NOT {OPEN})"
_KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "questions": (("ashby_asked", _SETTLED), ("ashby_notification", "at <= :before")),
    "writes": (("ashby_sent", "at <= :before"),),
    "results": (("ashby_result", "kept_at <= :before"), ("ashby_made", "at <= :before")),
    "short_ids": (("ashby_short_id", "at <= :before"), ("ashby_title", "at <= :before")),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Retention:
    """Seconds after which each kind of data is deleted; None keeps it for ever.

    `questions`: since they were asked, with their answers; those that can still be answered stay. `writes`: what was
    sent and what came of it; caps, and the refusal of doubles, count only what is kept. `journal`: what undoing a write
    takes, the state before it; what is older cannot be undone by itself. `results`: the calls that
    made them; their payloads go earlier (`keep_for`). `short_ids`: since they were made, with the titles; a model that
    uses one later is told to list again, and its number is not given to another record. Raises UsageError for what
    is not a positive number.
    """

    questions: float | None = None
    writes: float | None = None
    results: float | None = None
    short_ids: float | None = None
    journal: float | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            seconds: object = getattr(self, field.name)
            if seconds is None:
                continue
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
                raise UsageError(f"Retention({field.name}={seconds!r}): give seconds, more than 0; a day is 86400.")


def purge(db: Database, retention: Retention, keep_for: float, now: float) -> dict[str, int]:
    """Empty payloads older than `keep_for`, and delete what is older than it is kept; how many rows of each kind."""
    purged: dict[str, int] = {}
    for kind, rows in purging(db, retention, keep_for, now):
        purged[kind] = purged.get(kind, 0) + rows
    return purged


def purging(db: Database, retention: Retention, keep_for: float, now: float) -> Iterator[tuple[str, int]]:
    """The steps of a purge, so that it can go on later: the kind, and how many rows of one conversation went."""
    emptied = "UPDATE ashby_result SET payload = '', size = 0"
    yield from _steps(db, "payloads", emptied, "ashby_result", "size > 0 AND kept_at <= :before", now, keep_for)
    if retention.journal is not None:
        emptied, old = "UPDATE ashby_sent SET journal = ''", "journal <> '' AND at <= :before"
        yield from _steps(db, "journal", emptied, "ashby_sent", old, now, retention.journal)
    for kind, tables in _KINDS.items():
        seconds = getattr(retention, kind)
        for table, condition in tables if seconds is not None else ():
            yield from _steps(db, kind, f"DELETE FROM {table}", table, condition, now, seconds)


def _steps(
    db: Database, kind: str, statement: str, table: str, condition: str, now: float, seconds: float
) -> Iterator[tuple[str, int]]:
    """One conversation after another, each under its lock: nobody waits for all of it."""
    times = {"before": now - seconds, **({"now": now} if ":now" in condition else {})}
    with db.reading() as reading:
        found = reading.rows(f"SELECT DISTINCT conversation FROM {table} WHERE {condition}", **times)
    yield kind, 0
    for (conversation,) in found:
        with db.writing(conversation) as writing:
            rows = writing.change(
                f"{statement} WHERE conversation = :conversation AND {condition}", conversation=conversation, **times
            )
        yield kind, rows
