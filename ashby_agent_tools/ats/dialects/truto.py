"""Truto's shape: the unified models as they are, in its envelope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.ats.dialects.base import Cell, Dialect
from ashby_agent_tools.ats.resources import RESOURCES, Page

__all__ = ["TRUTO"]


def _field(name: str) -> Cell:
    def read(record: Any, _: datetime) -> Any:
        return record.model_dump(mode="json", include={name})[name]

    return read


def _fields(model: Any) -> Mapping[str, Cell]:
    return {field.serialization_alias or name: _field(name) for name, field in model.model_fields.items()}


def _page(records: list[dict[str, Any]], page: Page[Any]) -> dict[str, Any]:
    return {"result": records, "next_cursor": page.next_cursor, "prev_cursor": page.prev_cursor}


TRUTO = Dialect(
    "truto",
    {name: (name, _fields(kind.table.model)) for name, kind in RESOURCES.items()},
    _page,
    parameters=MappingProxyType({"next_cursor": "cursor", "prev_cursor": "cursor"}),
)
