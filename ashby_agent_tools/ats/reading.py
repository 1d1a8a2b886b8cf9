"""Scripts that read raw records, without I/O: they yield what they want read, and are sent what came of it.

A script yields what may be read side by side, and is sent the replies in the same order.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from ashby_agent_tools.errors import ServerFailure
from ashby_agent_tools.operations.base import Operation

__all__ = [
    "OF_SHAPE",
    "OptionalRecord",
    "Query",
    "Raw",
    "RawPage",
    "Reply",
    "Script",
    "Wanted",
    "WholeList",
    "as_documented",
]

OF_SHAPE = (AttributeError, IndexError, KeyError, TypeError)
"""What reading a record raises where something else stands than Ashby documents."""
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
        """The records of a page; a null is none."""
        return [it for it in self.data if it is not None] if isinstance(self.data, list) else [self.data]


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


def as_documented(script: Script[T]) -> Script[T]:
    """A script that ends in ServerFailure where what it reads is not as Ashby documents it.

    The message names the calls that were answered so, and none of the values. What a call itself raises stays as it is.
    """
    replies: list[Any] | None = None
    failure: BaseException | None = None
    names: dict[str, None] = {}
    while True:
        try:
            asked = script.send(replies) if failure is None else script.throw(failure)  # type: ignore[arg-type]
        except StopIteration as end:
            made: T = end.value
            return made
        except (*OF_SHAPE, ValueError) as error:
            if error is failure:
                raise
            raise _unreadable(names) from error
        names |= dict.fromkeys((it if isinstance(it, Operation) else it.operation).spec.endpoint for it in asked)
        replies = failure = None
        try:
            replies = yield asked
        except BaseException as error:  # noqa: BLE001  (the script lets it through, or knows it)
            failure = error


def _unreadable(names: Iterable[str]) -> ServerFailure:
    return ServerFailure(
        f"What Ashby answered to {', '.join(names)} cannot be read: something else stands there than is documented. "
        "Ashby's own records are there through the client."
    )
