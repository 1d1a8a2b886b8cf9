"""Paging through a list to its end: each record once, and an error if the list gives no way to go on."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable, Sequence

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import IncompleteList, UsageError
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.custom import must_be_operation

__all__ = ["Cursor", "OnPage", "OnReport", "Progress", "ReportProgress", "is_paged", "rows", "side_by_side"]


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How far a list has been read: pages and records so far (each record once), and whether Ashby says more."""

    endpoint: str
    pages: int
    records: int
    more: bool


OnPage = Callable[[Progress], None]


@dataclasses.dataclass(frozen=True, slots=True)
class ReportProgress:
    """A report that still runs: its request, how often it was looked for, and the seconds since it was asked for."""

    request_id: str
    looks: int
    seconds: float


OnReport = Callable[[ReportProgress], None]


class Cursor:
    """The place in a paged list. A record that came before is left out.

    Records move between pages while a list is read, so an id that comes again is not a second record.
    """

    def __init__(self, operation: Operation, on_page: OnPage | None = None) -> None:
        if not is_paged(operation):
            raise UsageError(f"{operation.spec.endpoint} is not paged; use execute.")
        self._operation: Operation | None = operation
        self._sent: set[str | None] = {getattr(operation, "cursor", None)}
        self._known: set[str] = set()
        self._on_page = on_page
        self._pages, self._records = 0, 0

    @property
    def operation(self) -> Operation | None:
        """The next page's operation; None after the last page."""
        return self._operation

    def fresh(self, result: Result) -> Result:
        """A page without the records that came before; it is told to `on_page`, whose errors end the walk."""
        kept = result
        if isinstance(result.data, list):
            new = [row for row in result.data if self._is_new(_id(row))]
            kept = result if len(new) == len(result.data) else dataclasses.replace(result, data=new)
            self._records += len(new)
        self._pages += 1
        if self._on_page is not None:
            self._on_page(Progress(result.call.endpoint, self._pages, self._records, result.more))
        return kept

    def _is_new(self, identity: str | None) -> bool:
        if identity is None:
            return True
        known = identity in self._known
        self._known.add(identity)
        return not known

    def move(self, result: Result) -> None:
        """Go on to the page after `result`.

        Raises IncompleteList if Ashby says that there are more and gives no cursor, or one that was sent before:
        [D, pagination] only `moreDataAvailable: false` is an end.
        """
        operation, following = self._operation, result.next_cursor
        self._operation = None
        if operation is None or not result.more:
            return
        if following is None or following in self._sent:
            raise _no_way_on(result)
        self._sent.add(following)
        self._operation = operation.model_copy(update={"cursor": following})


async def side_by_side(
    walk: Callable[[Operation], AsyncIterator[Result]], operations: Sequence[Operation], at_once: int
) -> AsyncIterator[Result]:
    """The pages of several lists as they come, read by `walk`, at most `at_once` lists at a time."""
    import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

    given: object = at_once
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise UsageError(f"at_once is {at_once!r:.60}; give a whole number of lists, 1 or more.")
    for operation in operations:
        Cursor(operation)  # raises for what is no list, before anything is sent
    waiting, pages = iter(operations), asyncio.Queue[Result](at_once)

    async def read() -> None:
        for operation in waiting:
            async for page in walk(operation):
                await pages.put(page)

    readers = [asyncio.ensure_future(read()) for _ in range(min(at_once, len(operations)))]
    everything = asyncio.gather(*readers)
    coming = asyncio.ensure_future(pages.get())
    try:
        while readers:
            await asyncio.wait((coming, everything), return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                await everything  # raises the first error, after all pages that came
                break
            yield coming.result()
            coming = asyncio.ensure_future(pages.get())
    finally:
        for task in (coming, *readers):
            task.cancel()
        await asyncio.gather(coming, *readers, return_exceptions=True)


def is_paged(operation: Operation) -> bool:
    """Whether a list has pages. Raises UsageError for what is not an operation."""
    must_be_operation(operation)
    return "cursor" in type(operation).model_fields


def rows(result: Result) -> list[JsonObject]:
    """The records of a list. Raises UsageError if the answer is none."""
    if not isinstance(result.data, list):
        raise UsageError(f"{result.call.endpoint} does not answer with a list; use execute.")
    return result.data


def _id(row: Json) -> str | None:
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str) and found else None


def _no_way_on(result: Result) -> IncompleteList:
    lacks = "no cursor" if result.next_cursor is None else "a cursor that was used before"
    return IncompleteList(
        f"{result.call.tool}: Ashby says that there are more records but returned {lacks}, so this list is "
        "incomplete. What was read is correct, but more records may exist. Start again from the first page.",
        request_id=result.request_id,
    )
