"""Shapes that several tables share: references, names, custom fields, places, words of a closed list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ashby_agent_tools.ats.mapping import Line, Record, derived, each, filled, never, part

__all__ = [
    "CREATED",
    "CUSTOM_FIELDS",
    "ID",
    "NO_CREATED",
    "NO_CUSTOM_FIELDS",
    "NO_UPDATED",
    "NO_URL",
    "STATUS",
    "UPDATED",
    "first_name",
    "last_name",
    "looked_up",
    "mapped",
    "named",
    "people",
    "person",
    "place",
    "reference",
    "references",
]


def reference(identity: Any, name: Any = None) -> dict[str, Any] | None:
    """A reference to a record by its id."""
    return {"id": identity, "name": name} if identity else None


def people(users: Iterable[Mapping[str, Any] | None]) -> list[dict[str, Any]]:
    """References to users inside a list, with their names."""
    return [made for it in users if it and (made := reference(it.get("id"), full_name(it)))]


def references(identities: Iterable[Any] | None) -> list[dict[str, Any]]:
    """References to records whose ids stand in a list."""
    return [{"id": identity} for identity in identities if identity] if identities else []


def named(field: str, name: str = "title") -> Line:
    """A record inside another one, as a reference with its name."""
    return part(field, id="id", name=name)


def looked_up(field: str, joined: str, name: str = "name") -> Callable[[Record], dict[str, Any] | None]:
    """The record of an id, with its name from what was joined."""

    def read(record: Record) -> dict[str, Any] | None:
        identity = record.get(field)
        return reference(identity, record.get(joined, {}).get(identity, {}).get(name))

    return read


def person(user: Mapping[str, Any]) -> dict[str, Any] | None:
    """A user, as another record names them."""
    mail = user.get("email")
    if not user.get("id"):
        return None
    return {
        "id": user["id"],
        "first_name": user.get("firstName"),
        "last_name": user.get("lastName"),
        "emails": [mail] if mail else [],
    }


def full_name(user: Mapping[str, Any]) -> str | None:
    """Both names of a user, as one."""
    return " ".join(filter(None, (user.get("firstName"), user.get("lastName")))) or None


def first_name(record: Record) -> str | None:
    """The first word of a name."""
    words = (record.get("name") or "").split(None, 1)
    return words[0] if words else None


def last_name(record: Record) -> str | None:
    """What follows the first word of a name; None where nothing does."""
    return " ".join((record.get("name") or "").split()[1:]) or None


def place(address: Mapping[str, Any] | None, name: Any = None) -> dict[str, Any] | None:
    """A postal address as a place."""
    postal = (address or {}).get("postalAddress") or {}
    made = {
        "name": name,
        "city": postal.get("addressLocality"),
        "region": postal.get("addressRegion"),
        "country": postal.get("addressCountry"),
    }
    return made if any(made.values()) else None


def mapped(words: Mapping[str, str]) -> Callable[[Any], Any]:
    """A word of a closed list in the unified list's words; one that is not known stays as it is."""
    return lambda word: words.get(word, word)


ID = filled("id")
CREATED, UPDATED = filled("createdAt"), filled("updatedAt")
NO_CREATED = never("Ashby does not say when it was made")
NO_UPDATED = never("Ashby does not say when it was changed")
CUSTOM_FIELDS = each("customFields", id="id", name="title", type="value.type", value="value", label="valueLabel")
NO_CUSTOM_FIELDS = never("Ashby has no custom fields for it")
NO_URL = never("Ashby gives no link to it")
STATUS = derived(
    "inactive where Ashby's isArchived is true", lambda it: "inactive" if it.get("isArchived") else "active"
)
