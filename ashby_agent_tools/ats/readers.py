"""Reading records of one resource: questions are checked, and pages made of raw ones, however they are read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ashby_agent_tools.ats import cursors
from ashby_agent_tools.ats.filters import checked, must_be_known, names_of, passes, served
from ashby_agent_tools.ats.joins import Tables, with_included
from ashby_agent_tools.ats.mapping import Table, Truth
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.plans import Plan, planned
from ashby_agent_tools.ats.reading import Query, Raw, Script
from ashby_agent_tools.ats.resources import MOST, RESOURCES, Page, ResourceKind
from ashby_agent_tools.errors import IncompleteList, OutcomeUnknown, ServerFailure, UsageError

__all__ = ["NOTHING", "NoSuchRecord", "ResourceReader", "must_be_new", "parameters"]

ModelT = TypeVar("ModelT", bound=Resource)
NOTHING: Mapping[str, Any] = MappingProxyType({})


class NoSuchRecord(UsageError):
    """A list does not have the record that `get` was asked for."""


class ResourceReader(Generic[ModelT]):
    """The questions about one resource. `tables`: how every resource is read, with an organization's own lines."""

    def __init__(self, name: str, tables: Tables) -> None:
        self.kind: ResourceKind[ModelT] = RESOURCES[name]
        self._tables = tables

    @property
    def table(self) -> Table[ModelT]:
        """How it is read."""
        return self._tables[self.kind.name]

    @property
    def truth(self) -> dict[str, Truth]:
        """For each field whether Ashby fills it, how it is derived, or why it is never there."""
        return self.table.truth

    def plan(
        self, *, limit: int = 50, include: tuple[str, ...] = (), remote: Mapping[str, Any] = NOTHING, **filters: Any
    ) -> Plan:
        """How many calls one page with this limit, these records included and these filters takes; nothing is sent.

        Raises UsageError as `list` does.
        """
        include = names_of(include, "include")
        given = self._checked(filters, include, remote)
        here = frozenset(given) & self.kind.here
        return planned(self.kind, Query(served(given, self.kind), None, _within(limit), include, here=here))

    def page(
        self,
        filters: Mapping[str, Any],
        *,
        cursor: str | None = None,
        limit: int = 50,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        remote: Mapping[str, Any] = NOTHING,
        raw: bool = True,
        back: bool = True,
    ) -> Script[Page[ModelT]]:
        """One page. `back`: whether cursors lead back, too; without, they are shorter.

        Raises UsageError for what is not this list's.
        """
        include, exclude = names_of(include, "include"), names_of(exclude, "exclude")
        given, left_out = self._checked(filters, include, remote), self._left_out(exclude)
        _within(limit)
        asked = {**given, **({"remote": sorted(remote.items())} if remote else {})}
        position = cursors.read(self.kind.name, asked, cursor)
        if not back:
            position = dataclasses.replace(position, before=())
        size = position.size or limit
        page = yield from self.kind.page(Query(served(given, self.kind), position.at, size, include, remote or NOTHING))
        mapped = [
            (self.table.record({**record, **joined}, raw=record if raw else None), joined)
            for record, joined in page.records
        ]
        kept = [it for it in mapped if passes(it[0], given, self.kind)]
        here = kept[position.skip : position.skip + limit]
        records = yield from with_included(
            self.kind.name, [it for it, _ in here], [it for _, it in here], include, self._tables, raw=raw
        )
        shown = [record.model_copy(update=left_out) if left_out else record for record in records]
        following = None if page.after is None else position.then(page.after)
        if position.skip + limit < len(kept):
            following = position.then(position.at, position.skip + limit, size)
        if following is not None and not back:
            following = dataclasses.replace(following, before=())
        return Page(tuple(shown), self._cursor(asked, following), self._cursor(asked, position.previous))

    def one(
        self, identity: str, include: tuple[str, ...], filters: Mapping[str, Any] = NOTHING, *, raw: bool = True
    ) -> Script[ModelT]:
        """The record of an id: from Ashby's endpoint for one, or from the list, which filters narrow.

        Raises UsageError for filters where there is such an endpoint, and NoSuchRecord where the list has it not.
        """
        include = names_of(include, "include")
        if self.kind.many is None:
            return (yield from self._found(identity, include, filters, raw=raw))
        if filters:
            raise UsageError(f"{self.kind.name}.get takes no filters: Ashby gives one of them by its id.")
        self._checked({}, include, {})
        (found,) = yield from self.kind.many([identity], include)
        if found is None:
            raise _missing(self.kind, identity)
        return (yield from self._whole(*found, include, raw=raw))

    def _found(
        self, identity: str, include: tuple[str, ...], filters: Mapping[str, Any], *, raw: bool
    ) -> Script[ModelT]:
        """The record of an id, looked for in the list; what it names is read once it is found."""
        given = self._checked(filters, include, {})
        id_of = self.table.lines["id"].read
        assert id_of is not None  # noqa: S101  (every record has an id)
        at: str | None = None
        sent: set[str] = set()
        while True:
            page = yield from self.kind.page(Query(served(given, self.kind), at, MOST))
            for record, joined in page.records:
                if id_of({**record, **joined}) == identity:
                    found = yield from self._complete(record, joined, include, raw=raw)
                    if passes(found, given, self.kind):
                        return found
            if (at := page.after) is None:
                raise _missing(self.kind, identity)
            must_be_new(self.kind.name, at, sent)

    def _complete(self, record: Raw, joined: Raw, include: tuple[str, ...], *, raw: bool) -> Script[ModelT]:
        """A record that was found in a list, with what is included."""
        if include and self.kind.join is not None:
            (beside,) = yield from self.kind.join([record], Query({}, include=include))
            joined = {**joined, **beside}
        return (yield from self._whole(record, joined, include, raw=raw))

    def _whole(self, record: Raw, joined: Raw, include: tuple[str, ...], *, raw: bool) -> Script[ModelT]:
        mapped = self.table.record({**record, **joined}, raw=record if raw else None)
        (made,) = yield from with_included(self.kind.name, [mapped], [joined], include, self._tables, raw=raw)
        return made

    def made(self, record: Any) -> ModelT:
        """The unified record of what a write answered. Raises OutcomeUnknown where that cannot be read."""
        try:
            return self.table.record(record, raw=record)
        except ServerFailure as error:
            raise OutcomeUnknown(
                f"Ashby says that it is done, and not as it documents: look before you send it again. {error}"
            ) from error

    def _cursor(self, given: Mapping[str, Any], position: cursors.Position | None) -> str | None:
        return None if position is None else cursors.written(self.kind.name, given, position)

    def _left_out(self, exclude: tuple[str, ...]) -> dict[str, Any]:
        """What stands in the place of fields that are left out: the value of one that is empty."""
        fields = self.table.model.model_fields
        optional = frozenset(name for name, field in fields.items() if not field.is_required())
        for name in exclude:
            must_be_known(name, optional, f"{self.kind.name} cannot do without")
        return {name: fields[name].get_default(call_default_factory=True) for name in exclude}

    def _checked(
        self, filters: Mapping[str, Any], include: tuple[str, ...], remote: Mapping[str, Any]
    ) -> dict[str, Any]:
        for name in include:
            must_be_known(name, self.kind.includable, f"{self.kind.name} include no")
        self._must_take(remote)
        own_words = (
            self.table.lines["status"] != self.kind.table.lines["status"] if "status" in self.kind.here else False
        )
        return checked(self.kind, filters, own_words=own_words)

    def _must_take(self, remote: Mapping[str, Any]) -> None:
        """Raise UsageError for parameters that Ashby's list does not take, or that a filter of this list stands for."""
        if not parameters(remote):
            return
        if self.kind.source is None:
            raise UsageError(f"{self.kind.name} are read from several of Ashby's lists, so they take no remote=.")
        taken = {"createdAfter": "created_after", "cursor": "cursor", "limit": "limit", "syncToken": "updated_after"}
        taken |= {"jobId": "job", "applicationId": "application", "interviewStageId": "stage", "status": "status"}
        for name in remote:
            if name in taken:
                raise UsageError(f"remote={{{name!r}: ...}} is what {taken[name]}= is for.")
            must_be_known(
                name,
                frozenset(self.kind.source.model_fields) - taken.keys(),
                f"{self.kind.source.spec.endpoint} takes no",
            )


def parameters(remote: Any) -> Mapping[str, Any]:
    """Further parameters by Ashby's names; None is none. Raises UsageError for what has no names."""
    given = {} if remote is None else remote
    if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
        return given
    raise UsageError(f"remote takes parameters by name, as {{'expand': [...]}}, not {remote!r:.40}.")


def must_be_new(resource: str, cursor: str, sent: set[str]) -> None:
    """Note where a list goes on. Raises IncompleteList for a place that was read before: it would go on for ever."""
    if cursor in sent:
        raise IncompleteList(
            f"Ashby says that there are more {resource} but returned a cursor that was used before, so this list is "
            "incomplete. What was read is correct, but more records may exist. Start again from the first page."
        )
    sent.add(cursor)


def _within(limit: Any) -> int:
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST:
        raise UsageError(f"A page has 1 to {MOST} records, not {limit!r:.20}; next_cursor leads to more.")
    return limit


def _missing(kind: ResourceKind[Any], identity: str) -> NoSuchRecord:
    """What is said where a list does not have a record."""
    return NoSuchRecord(f"There is no record {identity!r:.60} among the {kind.name}.")
