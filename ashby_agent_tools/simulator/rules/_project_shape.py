"""Projects as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values

__all__ = ["present_project"]


def present_project(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A project as Ashby shows it; a field without a value is left out, as the schema allows no null."""
    names = ("id", "title", "description", "isArchived", "confidential", "authorId", "createdAt")
    shown = {name: row[name] for name in names if row.get(name) is not None}
    return {**shown, "customFieldEntries": present_values(org, row, key)}
