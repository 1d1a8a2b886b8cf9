"""Candidates and their notes as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._metadata_shape import present_candidate_tag, present_source
from ashby_agent_tools.simulator.rules._user_shape import present_user

__all__ = ["present_candidate", "present_note"]

_PLAIN = ("createdAt", "updatedAt", "name", "position", "company", "school", "profileUrl", "timezone")


def present_candidate(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A candidate as Ashby shows them; fields without a value are left out, as the schema allows no null there."""
    shown: JsonObject = {"id": row["id"], **{name: row[name] for name in _PLAIN if row.get(name) is not None}}
    emails, phones = row.get("emails", []), row.get("phones", [])
    shown |= {"emailAddresses": emails, "phoneNumbers": phones, "socialLinks": row.get("socialLinks", [])}
    for name, values in (("primaryEmailAddress", emails), ("primaryPhoneNumber", phones)):
        first = next((item for item in values if item["isPrimary"]), None)
        if first is not None:
            shown[name] = first
    tags = org.table("candidateTag")
    shown["tags"] = [present_candidate_tag(org, tags[item], key) for item in row.get("tagIds", ()) if item in tags]
    applications = org.related("application", "candidateId", row["id"])
    shown["applicationIds"] = [item["id"] for item in applications if org.sees_application(item, key)]
    if row.get("resumeFileHandle"):
        shown["resumeFileHandle"] = row["resumeFileHandle"]
    shown["fileHandles"] = row.get("fileHandles", [])
    shown["customFields"] = present_values(org, row, key)
    source = org.table("source").get(row.get("sourceId") or "")
    if source is not None:
        shown["source"] = present_source(org, source, key)
    credited = org.table("user").get(row.get("creditedToUserId") or "")
    if credited is not None:
        shown["creditedToUser"] = present_user(org, credited, key)
    if row.get("location"):
        shown["location"] = row["location"]
    shown["fraudStatus"] = row.get("fraudStatus")
    return shown


def present_note(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A note with its author: a colleague, or the API key that wrote it."""
    shown = {name: row[name] for name in ("id", "createdAt", "isPrivate", "content")}
    user = org.table("user").get(row.get("authorUserId") or "")
    if user is not None:
        names = ("id", "firstName", "lastName", "email")
        return {**shown, "author": {name: user[name] for name in names}}
    writer = row.get("authorKey") or {"id": key.id, "name": key.name}
    return {**shown, "author": {"id": writer["id"], "firstName": writer["name"], "lastName": "(API key)"}}
