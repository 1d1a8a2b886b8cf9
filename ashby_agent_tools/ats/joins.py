"""Including: the whole records that others name, each read once, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from ashby_agent_tools.ats.mapping import Table
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.reading import Raw, Script
from ashby_agent_tools.ats.resources import RESOURCES

__all__ = ["Tables", "with_included"]

ModelT = TypeVar("ModelT", bound=Resource)
Tables: TypeAlias = Mapping[str, Table[Any]]


def with_included(
    resource: str,
    records: Sequence[ModelT],
    joined: Sequence[Raw],
    include: tuple[str, ...],
    tables: Tables,
    *,
    raw: bool,
) -> Script[list[ModelT]]:
    """The records with what `include` names: `tables` map what is read, `joined` is what was read beside each."""
    includes = RESOURCES[resource].includes
    wanted = {name: includes[name] for name in include if name in includes}
    if not wanted:
        return list(records)
    known: dict[str, dict[str, Any]] = {name: {} for name in wanted.values()}
    for application in filter(None, (it.get("@application") for it in joined)):
        if "applications" in known:
            known["applications"][application["id"]] = _mapped(tables["applications"], (application, {}), raw=raw)
    for target, there in known.items():
        names = [name for name, of in wanted.items() if of == target]
        ids = dict.fromkeys(it for record in records for name in names for it in _ids(getattr(record, name)))
        missing = [identity for identity in ids if identity not in there]
        if missing:
            many = RESOURCES[target].many
            assert many is not None  # noqa: S101  (a resource with an endpoint for one of them)
            found = yield from many(missing, (), lenient=True)
            there |= {
                identity: None if it is None else _mapped(tables[target], it, raw=raw)
                for identity, it in zip(missing, found, strict=True)
            }
    return [
        record.model_copy(
            update={"included": {name: _found(getattr(record, name), known[of]) for name, of in wanted.items()}}
        )
        for record in records
    ]


def _mapped(table: Table[Any], found: tuple[Raw, Raw], *, raw: bool) -> Resource:
    record, joined = found
    mapped: Resource = table.record({**record, **joined}, raw=record if raw else None)
    return mapped


def _ids(field: Any) -> list[str]:
    every = field if isinstance(field, tuple) else (field,)
    return [it.id for it in every if it is not None]


def _found(field: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(field, tuple):
        return tuple(found for it in field if (found := known.get(it.id)) is not None)
    return None if field is None else known.get(field.id)
