"""Unified records as the unified tools show them: what is empty left out, people's data marked as what it is."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from ashby_agent_tools.ats.hidden_fields import FIELDS
from ashby_agent_tools.ats.mapping import Table
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.readers import ResourceReader
from ashby_agent_tools.ats.reading import OptionalRecord, Reply, Script, WholeList, as_documented
from ashby_agent_tools.ats.reading import Wanted as WantedParts
from ashby_agent_tools.ats.resources import RESOURCES
from ashby_agent_tools.errors import InvalidArguments, NotFound, UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.scripts import End, advanced
from ashby_agent_tools.tasks.base import OnePage, Pages, Rows, Wanted

__all__ = ["TABLES", "UNIFIED", "carried", "mapped", "reader_of", "shown"]

T = TypeVar("T")
_PAGES = 20
TABLES: Mapping[str, Table[Any]] = MappingProxyType({name: kind.table for name, kind in RESOURCES.items()})
_OURS = (
    "status", "outcome", "visibility", "activity_type", "attachment_type", "type", "answer_visibility",
    "overall_recommendation", "access_role", "employment_type",
)  # fmt: skip


def _paths(fields: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Where such fields stand in an answer: in the records, and in those that are included."""
    for name, kind in RESOURCES.items():
        yield from (f"{name}.{_shown_as(field)}" for field in fields.get(name, ()))
        for include, target in kind.includes.items():
            yield from (f"{name}.included.{include}.{_shown_as(field)}" for field in fields.get(target, ()))


def _shown_as(field: str) -> str:
    return "from" if field == "sender" else field


UNIFIED = Entity(
    "unified",
    contact=tuple(_paths(FIELDS["contact"])),
    pay=tuple(_paths(FIELDS["pay"])),
    stated=tuple(_paths(dict.fromkeys(RESOURCES, _OURS))),
)


def reader_of(resource: str) -> ResourceReader[Any]:
    """The questions about a resource, with the tables as they are."""
    return ResourceReader(resource, TABLES)


def shown(record: Resource) -> JsonObject:
    """A record without what is empty; an organization's own fields stand as in every result, under their titles."""
    made = record.model_dump(mode="json", by_alias=True, exclude={"remote_data", "included", "custom_fields"})
    kept = {name: value for name, value in made.items() if value not in (None, [], {})}
    if record.custom_fields:
        kept["customFields"] = [
            {"id": it.id, "title": it.name, "value": it.value, "valueLabel": it.label} for it in record.custom_fields
        ]
    if record.included:
        kept["included"] = {name: _included(value) for name, value in record.included.items()}
    return kept


def _included(value: Any) -> Any:
    if isinstance(value, tuple):
        return [shown(it) for it in value]
    return None if value is None else shown(value)


def mapped(resource: str, answer: Any) -> JsonObject:
    """The unified record of what Ashby answered to a write, as it is shown."""
    return shown(reader_of(resource).made(answer))


def carried(script: Script[T]) -> Generator[Wanted, Any, T]:
    """A script of the unified models as a part of a task's. What it says of a question, a model reads."""
    made: list[Any] | None = None
    script = as_documented(script)
    while True:
        try:
            at = advanced(script, made)
        except UsageError as error:
            raise InvalidArguments(f"{error} Nothing was sent.") from error
        if isinstance(at, End):
            return at.value
        made = []
        for one in at:
            made.append((yield from _read(one)))


def _read(wanted: WantedParts) -> Generator[Wanted, Any, Any]:
    match wanted:
        case WholeList(operation) if "cursor" in type(operation).model_fields:
            listed: Rows = yield Pages(operation, _PAGES)
            return listed.records
        case WholeList(operation):
            return (yield operation)
        case OptionalRecord(operation):
            try:
                return (yield operation)
            except NotFound:
                return None
        case operation if "cursor" in type(operation).model_fields:
            page: Rows = yield OnePage(operation)
            return Reply(page.records, page.next_cursor)
        case operation:
            return Reply((yield operation))
