"""Scripts that read raw records, without I/O: they yield what they want read, and are sent what came of it.

A script yields what may be read side by side, and is sent the replies in the same order.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from ashby_agent_tools.operations.base import Operation

__all__ = ["OptionalRecord", "Query", "Raw", "RawPage", "Reply", "Script", "Wanted", "WholeList"]

T = TypeVar("T")
Raw: TypeAlias = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class WholeList:
    """All records of a list, page after page. What comes of it is a list of raw records."""

    operation: Operation


@dataclasses.dataclass(frozen=True, slots=True)
class OptionalRecord:
    """One record that may be gone. What comes of it is the raw record, or None where Ashby does not have it."""

    operation: Operation


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What came of an operation: Ashby's results, and where its list goes on; None at the end."""

    data: Any
    next_cursor: str | None = None

    @property
    def records(self) -> list[Raw]:
        """The records of a page."""
        return self.data if isinstance(self.data, list) else [self.data]


Wanted: TypeAlias = Operation | WholeList | OptionalRecord
Script: TypeAlias = Generator[Sequence[Wanted], list[Any], T]


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: filters by name, the position in Ashby's list, at most how many, and what is joined.

    `remote`: further parameters of Ashby's own list, by Ashby's names. `here`: filters that are worked out on the page.
    """

    filters: Mapping[str, Any]
    at: str | None = None
    limit: int = 50
    include: tuple[str, ...] = ()
    remote: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    here: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class RawPage:
    """Raw records, each with what was joined to it, and where Ashby's list goes on; None at its end."""

    records: Sequence[tuple[Raw, Raw]]
    after: str | None = None
