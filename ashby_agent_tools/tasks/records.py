"""How records stand in the answers of tasks: a name with its id, which results show as `Name (cand_7)`."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.entity import Entity

__all__ = ["CHANGES", "called", "titled"]

CHANGES = Entity(
    "changes", withheld=("answers",), stated=("done.what", "done.operation", "doneBefore", "already", "answers")
)
"""What a task that writes answers with: what was done, and for the application what Ashby answered."""


def titled(record: JsonObject) -> JsonObject:
    """A record with a title."""
    return {"id": record.get("id"), "title": record.get("title")}


def called(record: JsonObject) -> JsonObject:
    """A record with a name: a candidate, or a colleague with a first and a last one."""
    name = record.get("name") or f"{record.get('firstName') or ''} {record.get('lastName') or ''}".strip()
    return {"id": record.get("id"), "name": name}
