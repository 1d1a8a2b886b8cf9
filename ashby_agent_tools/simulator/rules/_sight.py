"""What a key may see of projects and files, and the refusal where it may not."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["seen_project", "visible_file", "visible_project", "without_switch"]


def visible_project(org: Organization, project_id: str, key: ApiKey) -> JsonObject:
    """The project, or project_not_found where there is none or the key may not see it."""
    row = org.get("project", project_id)
    if not seen_project(row, key):
        raise org.missing("project", project_id)
    return row


def seen_project(row: JsonObject, key: ApiKey) -> bool:
    """Whether the key may see this project."""
    return key.confidential or not row.get("confidential")


def visible_file(org: Organization, handle: str, key: ApiKey) -> JsonObject:
    """The file, or file_not_found where there is none or its candidate is hidden from the key."""
    row = storage.file_of(org, handle)
    person = org.table("candidate").get(row.get("candidateId") or row.get("resumeOf") or "")
    if person is not None and not org.sees_candidate(person, key):
        raise Refusal("file_not_found", "There is no file with this handle, or it was never uploaded.")
    return row


def without_switch(thing: str) -> Refusal:
    """The refusal for a key that may not touch private fields."""
    return Refusal("missing_endpoint_permission", f"This API key may not use private {thing}.", status=403)
