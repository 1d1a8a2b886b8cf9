"""The words of the word lists as Ashby shows them: reasons, tags and sources."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["present_archive_reason", "present_candidate_tag", "present_close_reason", "present_source"]


def present_archive_reason(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """An archive reason as archiveReason.list shows it; inside an application `customFields` come on top."""
    return {name: row[name] for name in ("id", "text", "reasonType", "isArchived")}


def present_candidate_tag(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A tag as Ashby shows it, alone and on candidates."""
    return {name: row[name] for name in ("id", "title", "isArchived")}


def present_close_reason(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A close reason of jobs and openings."""
    return {name: row[name] for name in ("id", "reasonText", "isArchived")}


def present_source(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A source with its type, where it has one."""
    shown = {name: row[name] for name in ("id", "title", "isArchived")}
    kind = org.table("sourceType").get(row.get("sourceTypeId") or "")
    if kind is not None:
        shown["sourceType"] = {name: kind[name] for name in ("id", "title", "isArchived")}
    return shown
