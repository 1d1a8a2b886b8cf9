"""Output schemas: what to expect in the objects that a result's text is turned into, from the view of its entity."""

from __future__ import annotations

from typing import Any

from ashby_agent_tools.operations.entity import Entity, view_of
from ashby_agent_tools.structured_output import MARK, Shape

__all__ = ["schema_for"]

_TIMES = ("At", "Date", "Time")


def schema_for(shape: Shape, entity: Entity | None) -> dict[str, Any]:
    """The JSON schema of what `structured` gives: which names to expect; each record has what Ashby knows of it."""
    view = view_of(entity)
    names = dict.fromkeys(("id", *view.overview) if view.overview else ())
    untrusted = tuple(entity.untrusted) if entity else ()
    theirs = [name for name in names if any(name == it or name.startswith(f"{it}.") for it in untrusted)]
    record: dict[str, Any] = {"type": "object"}
    if names:
        properties = {name: _type_of(name) for name in names if name not in theirs}
        marked = {MARK: {"type": "object", "properties": {name: {} for name in theirs}}} if theirs else {}
        record["properties"] = {**properties, **marked}
    holds = {"type": "array", "items": record} if shape == "rows" else record
    return {"type": "object", "properties": {"about": {"type": "object"}, shape: holds}, "required": ["about", shape]}


def _type_of(name: str) -> dict[str, Any]:
    """What a name says of its values: ids are texts, and so are times, one or several of them."""
    if name == "id":
        return {"type": "string"}
    return {"type": ["string", "array", "null"]} if name.endswith(_TIMES) else {}
