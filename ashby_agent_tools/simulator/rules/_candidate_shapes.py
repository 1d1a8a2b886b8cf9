"""What candidates and their notes look like in answers, and the fields that several rules write."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ashby_agent_tools.operation import JsonObject
from ashby_agent_tools.operations.candidates import Place
from ashby_agent_tools.simulator.organization import Organization, iso
from ashby_agent_tools.simulator.rules import ApiKey, Refusal
from ashby_agent_tools.simulator.rules.custom_fields import present_values
from ashby_agent_tools.simulator.rules.metadata import present_candidate_tag, present_source
from ashby_agent_tools.simulator.rules.users import present_user

__all__ = [
    "added_ms",
    "in_title_order",
    "normal_time",
    "place",
    "place_id",
    "present_candidate",
    "present_note",
    "set_link",
    "set_primary",
    "web_address",
]

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


def added_ms(row: JsonObject) -> int:
    """When a record was added to Ashby, in epoch milliseconds; a back-dated createdAt does not count. [D]"""
    moment = datetime.fromisoformat(row.get("addedAt") or row["createdAt"])
    return int(moment.timestamp() * 1000)


def normal_time(text: str) -> str:
    """An ISO 8601 time as Ashby writes it; without a zone it is read as UTC."""
    moment = datetime.fromisoformat(text)
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def in_title_order(org: Organization, kind: str, ids: list[str]) -> list[str]:
    """Ids in the order of their records' titles, so that taking one away and putting it back changes nothing."""
    table = org.table(kind)
    return sorted(dict.fromkeys(ids), key=lambda one: (table[one]["title"] if one in table else "", one))


def place(given: Place) -> JsonObject | None:
    """A person's place as Ashby keeps it: a summary and its components. The same place has the same id."""
    parts = (("City", given.city), ("Region", given.region), ("Country", given.country))
    components = [{"type": kind, "name": name} for kind, name in parts if name]
    if not components:
        return None
    summary = ", ".join(item["name"] for item in components)
    return {
        "id": place_id(summary),
        "locationSummary": summary,
        "locationComponents": components,
    }


def place_id(summary: str) -> str:
    """The id of a place: setting a place again changes nothing."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"place {summary}"))


def set_primary(values: list[JsonObject], value: str) -> list[JsonObject]:
    """The same addresses with another primary one; an address is not kept twice."""
    kept = [item for item in values if not item["isPrimary"] and item["value"].casefold() != value.casefold()]
    kind = next((item["type"] for item in values if item["isPrimary"]), "Personal")
    return [{"value": value, "type": kind, "isPrimary": True}, *kept]


def set_link(links: list[JsonObject], kind: str, url: str) -> list[JsonObject]:
    """The same links with another one of this kind, in the place of the old one."""
    link = {"type": kind, "url": url}
    if any(item["type"] == kind for item in links):
        return [link if item["type"] == kind else item for item in links]
    return [*links, link]


def web_address(name: str, url: str) -> str:
    """The address, or invalid_input where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refusal("invalid_input", f"{name}: {url!r} is no web address.")
    return url
