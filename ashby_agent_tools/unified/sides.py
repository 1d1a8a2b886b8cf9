"""One resource with its client: pages, all records, one record; what sync and async share stands once."""

from __future__ import annotations

import difflib
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.unified import cursors
from ashby_agent_tools.unified.mapping import Table, Truth
from ashby_agent_tools.unified.models import Resource
from ashby_agent_tools.unified.plans import Plan, planned
from ashby_agent_tools.unified.reading import Query, Script, adrive, drive
from ashby_agent_tools.unified.resources import MOST, Page, ResourceKind

__all__ = ["AsyncUnifiedResource", "NoSuchRecord", "UnifiedResource", "must_be_known"]

ModelT = TypeVar("ModelT", bound=Resource)
_TIMES = ("created_after", "updated_after")


class NoSuchRecord(UsageError):
    """A list does not have the record that `get` was asked for."""


class _Resource(Generic[ModelT]):
    """What both sides share: a kind with its table, checked questions, and pages made of raw ones."""

    def __init__(self, kind: ResourceKind[ModelT], table: Table[ModelT]) -> None:
        self._kind, self._table = kind, table

    @property
    def truth(self) -> dict[str, Truth]:
        """For each field whether Ashby fills it, how it is derived, or why it is never there."""
        return self._table.truth

    def plan(self, *, limit: int = 50, include: tuple[str, ...] = (), **filters: Any) -> Plan:
        """How many calls one page with this limit, these joins and filters takes; nothing is sent.

        Raises UsageError as `list` does.
        """
        given = self._checked(filters, include)
        return planned(self._kind.name, Query(_served(given, self._kind), None, _within(limit), include))

    def _page(
        self,
        filters: Mapping[str, Any],
        cursor: str | None,
        limit: int,
        include: tuple[str, ...],
        exclude: tuple[str, ...] = (),
        *,
        raw: bool,
    ) -> Script[Page[ModelT]]:
        given, left_out = self._checked(filters, include), self._left_out(exclude)
        _within(limit)
        position = cursors.read(self._kind.name, given, cursor)
        size = position.size or limit
        page = yield from self._kind.page(Query(_served(given, self._kind), position.at, size, include))
        records = [
            self._table.record({**record, **joined}, raw=record if raw else None) for record, joined in page.records
        ]
        kept = [record for record in records if _passes(record, given, self._kind)]
        shown = [
            record.model_copy(update=left_out) if left_out else record
            for record in kept[position.skip : position.skip + limit]
        ]
        following = None if page.after is None else position.then(page.after)
        if position.skip + limit < len(kept):
            following = position.then(position.at, position.skip + limit, size)
        return Page(tuple(shown), self._cursor(given, following), self._cursor(given, position.previous))

    def _cursor(self, given: Mapping[str, Any], position: cursors.Position | None) -> str | None:
        return None if position is None else cursors.written(self._kind.name, given, position)

    def _left_out(self, exclude: tuple[str, ...]) -> dict[str, Any]:
        """What stands in the place of fields that are left out: the value of one that is empty."""
        fields = self._table.model.model_fields
        optional = frozenset(name for name, field in fields.items() if not field.is_required())
        for name in exclude:
            must_be_known(name, optional, f"{self._kind.name} cannot do without")
        return {name: fields[name].get_default() for name in exclude}

    def _checked(self, filters: Mapping[str, Any], include: tuple[str, ...]) -> dict[str, Any]:
        known = self._kind.served | self._kind.here
        given = {name: value for name, value in filters.items() if value is not None}
        for name in given:
            must_be_known(name, known, f"{self._kind.name} have no filter")
        for name in include:
            must_be_known(name, self._kind.joins, f"{self._kind.name} include no")
        if self._kind.name == "activities" and "candidate" not in given:
            raise UsageError(
                "Ashby lists notes and mails of one candidate at a time: pass candidate=ID. All would be 2 calls or "
                "more for each candidate, about 20,000 calls for 10,000 candidates."
            )
        for name in _TIMES:
            if name in given and not (isinstance(given[name], datetime) and given[name].tzinfo):
                raise UsageError(f"{name} takes a datetime with a time zone, not {given[name]!r:.40}.")
        return given

    def _made(self, record: Any) -> ModelT:
        """The unified record of what a write answered."""
        return self._table.record(record, raw=record)

    def _got(self, identity: str, include: tuple[str, ...], *, raw: bool) -> Script[ModelT | None]:
        self._checked({}, include)
        one = self._kind.one
        if one is None:
            raise AssertionError("found in the list")
        found = yield from one(identity, include)
        if found is None:
            return None
        record, joined = found
        return self._table.record({**record, **joined}, raw=record if raw else None)


class UnifiedResource(_Resource[ModelT]):
    """One resource, read with a Client."""

    def __init__(self, kind: ResourceKind[ModelT], table: Table[ModelT], client: Client) -> None:
        super().__init__(kind, table)
        self._client = client

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int = 50,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        raw: bool = True,
        **filters: Any,
    ) -> Page[ModelT]:
        """One page, without the fields in `exclude`.

        Raises UsageError for filters, joins, fields and cursors that are not this list's.
        """
        return drive(self._page(filters, cursor, limit, include, exclude, raw=raw), self._client.execute)

    def all(self, *, include: tuple[str, ...] = (), raw: bool = True, **filters: Any) -> Iterator[ModelT]:
        """Every record, page after page."""
        cursor: str | None = None
        while True:
            page = self.list(cursor=cursor, limit=MOST, include=include, raw=raw, **filters)
            yield from page.result
            if (cursor := page.next_cursor) is None:
                return

    def get(self, identity: str, *, include: tuple[str, ...] = (), raw: bool = True, **filters: Any) -> ModelT:
        """One record. Where Ashby has no endpoint for one, the list is read until it is found; `filters` narrow it.

        Raises NotFound as Ashby does, and UsageError where the list has it not.
        """
        if not self._kind.by_list:
            _unfiltered(self._kind, filters)
            found = drive(self._got(identity, include, raw=raw), self._client.execute)
        else:
            found = next((it for it in self.all(include=include, raw=raw, **filters) if it.id == identity), None)
        if found is None:
            raise _missing(self._kind, identity)
        return found


class AsyncUnifiedResource(_Resource[ModelT]):
    """One resource, read with an AsyncClient."""

    def __init__(self, kind: ResourceKind[ModelT], table: Table[ModelT], client: AsyncClient) -> None:
        super().__init__(kind, table)
        self._client = client

    async def list(
        self,
        *,
        cursor: str | None = None,
        limit: int = 50,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        raw: bool = True,
        **filters: Any,
    ) -> Page[ModelT]:
        """As UnifiedResource.list, awaited; what it needs is read side by side."""
        return await adrive(self._page(filters, cursor, limit, include, exclude, raw=raw), self._client.execute)

    async def all(self, *, include: tuple[str, ...] = (), raw: bool = True, **filters: Any) -> AsyncIterator[ModelT]:
        """As UnifiedResource.all, awaited."""
        cursor: str | None = None
        while True:
            page = await self.list(cursor=cursor, limit=MOST, include=include, raw=raw, **filters)
            for record in page.result:
                yield record
            if (cursor := page.next_cursor) is None:
                return

    async def get(self, identity: str, *, include: tuple[str, ...] = (), raw: bool = True, **filters: Any) -> ModelT:
        """As UnifiedResource.get, awaited."""
        if not self._kind.by_list:
            _unfiltered(self._kind, filters)
            found = await adrive(self._got(identity, include, raw=raw), self._client.execute)
            if found is not None:
                return found
        else:
            async for record in self.all(include=include, raw=raw, **filters):
                if record.id == identity:
                    return record
        raise _missing(self._kind, identity)


def _served(filters: Mapping[str, Any], kind: ResourceKind[Any]) -> dict[str, Any]:
    served = {name: value for name, value in filters.items() if name in kind.served}
    for name in _TIMES:
        if isinstance(served.get(name), datetime):
            served[name] = int(served[name].timestamp() * 1000)  # milliseconds, as Ashby takes them
    return served


def _passes(record: Resource, filters: Mapping[str, Any], kind: ResourceKind[Any]) -> bool:
    """Whether a record passes the filters that Ashby does not serve."""
    for name in kind.here & filters.keys():
        wanted = filters[name]
        if name == "updated_after":
            if record.updated_at is None or record.updated_at <= wanted:
                return False
            continue
        value = getattr(record, "current_stage" if name == "stage" else name)
        if (getattr(value, "id", value)) != wanted:
            return False
    return True


def must_be_known(name: str, known: frozenset[str], what: str) -> None:
    """Raise UsageError for a name that is none of those known, with the nearest one."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        choice = f"did you mean {near[0]!r}?" if near else f"they are: {', '.join(sorted(known)) or 'none'}."
        raise UsageError(f"{what[0].upper()}{what[1:]} {name!r}; {choice}")


def _within(limit: int) -> int:
    if not 1 <= limit <= MOST:
        raise UsageError(f"A page has 1 to {MOST} records, not {limit!r:.20}; all() reads every page.")
    return limit


def _unfiltered(kind: ResourceKind[Any], filters: Mapping[str, Any]) -> None:
    if filters:
        raise UsageError(f"{kind.name}.get takes no filters: Ashby gives one of them by its id.")


def _missing(kind: ResourceKind[Any], identity: str) -> NoSuchRecord:
    return NoSuchRecord(f"There is no record {identity!r:.60} among the {kind.name}.")
