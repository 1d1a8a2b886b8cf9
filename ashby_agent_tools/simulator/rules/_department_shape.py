"""Departments as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["present_department"]

_SHOWN = ("id", "name", "externalName", "isArchived", "parentId", "createdAt", "updatedAt", "extraData")


def present_department(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A department as Ashby shows it; a field without a value is left out, as the schema allows no null."""
    return {name: row[name] for name in _SHOWN if row.get(name) is not None}
