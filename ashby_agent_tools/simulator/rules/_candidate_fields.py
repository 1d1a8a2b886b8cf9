"""Candidate rows: a new one, and the fields that several rules write."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.candidates import Place
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["in_title_order", "new_candidate", "place", "place_id", "set_link", "set_primary", "web_address"]


def new_candidate(org: Organization, name: str, **fields: object) -> JsonObject:
    """A new candidate row with every key that other rules rely on."""
    row: JsonObject = {
        "id": org.new_id(),
        "name": name,
        **{key: [] for key in ("emails", "phones", "socialLinks", "tagIds", "projectIds", "customFields")},
        **dict.fromkeys(("position", "company", "school", "location", "timezone", "sourceId", "creditedToUserId")),
        **dict.fromkeys(("resumeFileHandle", "fraudStatus", "anonymizedAt")),
        "fileHandles": [],
        "addedAt": org.stamp(),
    }
    row["profileUrl"] = f"https://app.example.com/candidates/{row['id']}"
    return org.add("candidate", {**row, **fields})


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
        raise Refusal("invalid_input", f"{name}: {url!r} is not a web address.")
    return url
