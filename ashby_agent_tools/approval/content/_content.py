"""Content: what one operation sends that is stored elsewhere, which reads find it, and how a person is shown it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, at
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["Content", "picked", "rows_picked"]

Op = TypeVar("Op", bound=Operation)


def _no_more(operation: Operation, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    return {}


def _nothing(operation: Operation, seen: Lookups) -> str:  # noqa: ARG001  (the form that every `show` has)
    return ""


@dataclasses.dataclass(frozen=True, slots=True)
class Content(Generic[Op]):
    """What one operation sends that is stored elsewhere. All parts are pure.

    `what`: its name for a person. `needs`: the reads; none where these arguments send nothing from elsewhere. `more`:
    further reads. `of`: the values that go out, and nothing that changes by itself (signed addresses). `show`: lines of
    the question, made of `_phrases`; left out where the words of the operation show it already.
    """

    operation: type[Op]
    what: str
    needs: Callable[[Op], Reads]
    of: Callable[[Op, Lookups], Json]
    more: Callable[[Op, Lookups], Reads] = _no_more
    show: Callable[[Op, Lookups], str] = _nothing


def picked(record: Json, *names: str) -> JsonObject:
    """These fields of a record; what it does not have is None."""
    return {name: at(record, name) for name in names}


def rows_picked(records: Iterable[JsonObject], *names: str) -> list[JsonObject]:
    """These fields of each record, in the order of the records."""
    return [picked(record, *names) for record in records]
