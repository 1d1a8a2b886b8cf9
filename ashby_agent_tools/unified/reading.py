"""How raw records are read from Ashby, without I/O: scripts that yield operations and are sent their results.

A script yields the operations that may run side by side, and is sent their results in the same order.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from ashby_agent_tools import operations as op
from ashby_agent_tools.call import Result
from ashby_agent_tools.client.paging import Cursor, is_paged
from ashby_agent_tools.operations.base import Operation

__all__ = [
    "Query",
    "RawPage",
    "Script",
    "adrive",
    "applications_of",
    "by_id",
    "drive",
    "everything",
    "next_of",
    "records_of",
]

T = TypeVar("T")
Raw: TypeAlias = dict[str, Any]
Script: TypeAlias = Generator[Sequence[Operation], list[Result], T]
AT_ONCE = 5
"""How many requests the async side has on their way at once."""


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: filters by name, the position in Ashby's list, at most how many, and what is joined."""

    filters: Mapping[str, Any]
    at: str | None = None
    limit: int = 50
    include: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RawPage:
    """Raw records, each with what was joined to it, and where Ashby's list goes on; None at its end."""

    records: Sequence[tuple[Raw, Raw]]
    after: str | None = None


def drive(script: Script[T], do: Callable[[Operation], Result]) -> T:
    """Run a script, one request after the other."""
    made: list[Result] | None = None
    while True:
        try:
            wanted = next(script) if made is None else script.send(made)
        except StopIteration as end:
            value: T = end.value
            return value
        made = [do(operation) for operation in wanted]


async def adrive(script: Script[T], do: Callable[[Operation], Awaitable[Result]]) -> T:
    """Run a script; what it wants at once is read side by side, a few at a time."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(operation: Operation) -> Result:
        async with turns:
            return await do(operation)

    made: list[Result] | None = None
    while True:
        try:
            wanted = next(script) if made is None else script.send(made)
        except StopIteration as end:
            value: T = end.value
            return value
        made = list(await asyncio.gather(*(one(operation) for operation in wanted)))


def everything(operation: Operation) -> Script[list[Raw]]:
    """All records of a list, page by page."""
    if not is_paged(operation):
        (result,) = yield [operation]
        return records_of(result)
    found: list[Raw] = []
    cursor = Cursor(operation)
    while cursor.operation is not None:
        (result,) = yield [cursor.operation]
        found += records_of(cursor.fresh(result))
        cursor.move(result)
    return found


def by_id(operation: Operation) -> Script[dict[str, Raw]]:
    """All records of a list, by their ids."""
    found = yield from everything(operation)
    return {record["id"]: record for record in found}


def applications_of(records: Sequence[Raw]) -> Script[dict[str, Raw]]:
    """The applications that records name, each read once."""
    wanted = list(dict.fromkeys(record["applicationId"] for record in records if record.get("applicationId")))
    results = (yield [op.ApplicationInfo(applicationId=identity) for identity in wanted]) if wanted else []
    return {identity: dict(result.data) for identity, result in zip(wanted, results, strict=True)}


def records_of(result: Result) -> list[Raw]:
    """The records of a page."""
    data = result.data
    return data if isinstance(data, list) else [data]


def next_of(result: Result) -> str | None:
    """Where the list goes on; None at its end. Raises IncompleteList where there is more, and no way on."""
    cursor = Cursor(result.call.operation)
    cursor.move(result)
    return None if cursor.operation is None else result.next_cursor
