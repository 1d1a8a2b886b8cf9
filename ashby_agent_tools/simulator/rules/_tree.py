"""Trees of records, each of which names the one above it."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["is_below"]


def is_below(table: dict[str, JsonObject], row_id: str | None, above: str, *, parent: str) -> bool:
    """Whether a row is `above` or somewhere under it, by the field `parent`."""
    seen: set[str] = set()
    while row_id is not None and row_id not in seen:
        if row_id == above:
            return True
        seen.add(row_id)
        row_id = table.get(row_id, {}).get(parent)
    return False
