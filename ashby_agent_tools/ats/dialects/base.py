"""What a dialect is: for each resource a table from its field names to how they are read from a unified record."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias

from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.resources import Page
from ashby_agent_tools.errors import UsageError

__all__ = ["Cell", "Dialect", "day", "each", "ids", "key", "moment", "renamed", "upper"]

Cell: TypeAlias = Callable[[Any, datetime], Any]
"""Reads one field: takes the unified record and the time of reading."""


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """The shape of one hosted service. `kinds`: its name of each resource, and the fields with how each is read.

    `envelope`: a page as the service sends it. `optional`: fields that are left out, not null, where nothing is known.
    `parameters`: the service's words for those of a list, with the unified ones; these are taken, too.
    """

    name: str
    kinds: Mapping[str, tuple[str, Mapping[str, Cell]]]
    envelope: Callable[[list[dict[str, Any]], Page[Any]], dict[str, Any]]
    optional: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def record(self, resource: str, record: Resource, *, now: datetime | None = None) -> dict[str, Any]:
        """One record. `now`: the time of reading, which stands where a service says when it saw a change.

        Raises UsageError for a resource that the service does not have.
        """
        if resource not in self.kinds:
            told = ", ".join(sorted(self.kinds))
            raise UsageError(f"{self.name} has no {resource!r:.40}; it has {told}.")
        when = now or datetime.now(tz=UTC)
        made = {name: read(record, when) for name, read in self.kinds[resource][1].items()}
        return {name: value for name, value in made.items() if value is not None or name not in self.optional}

    def page(self, resource: str, page: Page[Any], *, now: datetime | None = None) -> dict[str, Any]:
        """A page in the service's envelope."""
        return self.envelope([self.record(resource, record, now=now) for record in page.result], page)


def renamed(field: str) -> Cell:
    """A field of the unified record under another name."""
    return lambda record, _: getattr(record, field)


def moment(field: str, *, or_now: bool = False) -> Cell:
    """A time in ISO 8601; `or_now`: the time of reading where the record has none."""

    def read(record: Any, now: datetime) -> str | None:
        when = getattr(record, field) or (now if or_now else None)
        return when.isoformat() if when else None

    return read


def day(field: str) -> Cell:
    """A day as the time at which it begins, in UTC."""

    def read(record: Any, _: datetime) -> str | None:
        when: date | None = getattr(record, field)
        return datetime.combine(when, time(), UTC).isoformat() if when else None

    return read


def key(field: str) -> Cell:
    """The id of a reference."""
    return lambda record, _: inner.id if (inner := getattr(record, field)) else None


def ids(field: str) -> Cell:
    """The ids of references."""
    return lambda record, _: [inner.id for inner in getattr(record, field)]


def each(field: str, read: Callable[[Any], dict[str, Any]]) -> Cell:
    """Every part of a field in the service's shape."""
    return lambda record, _: [read(part) for part in getattr(record, field)]


def upper(field: str, words: Mapping[str, str]) -> Cell:
    """A word of a closed list in the service's words; None for one that the service has not."""
    return lambda record, _: words.get(getattr(record, field) or "")
