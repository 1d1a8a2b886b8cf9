"""Custom fields as Ashby shows them: their definitions, and the values that records hold."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["SELECTS", "SHOWN_OBJECT", "present_custom_field", "present_value", "present_values"]

SELECTS = ("ValueSelect", "MultiValueSelect")
SHOWN_OBJECT = MappingProxyType({"Opening_Version": "Opening", "Offer_Version": "Offer"})


def present_custom_field(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A definition as Ashby shows it; options only where the type has some."""
    shown: JsonObject = {
        "id": row["id"],
        "title": row["title"],
        "isPrivate": row.get("isPrivate", False),
        "objectType": SHOWN_OBJECT.get(row["objectType"], row["objectType"]),
        "isArchived": row.get("isArchived", False),
        "fieldType": row["fieldType"],
        "isRequired": row.get("isRequired", False),
    }
    if row["fieldType"] in SELECTS:
        shown["selectableValues"] = [
            {"label": option["label"], "value": option["value"], "isArchived": option.get("isArchived", False)}
            for option in row.get("selectableValues") or ()
        ]
    return shown


def present_values(org: Organization, row: JsonObject, key: ApiKey) -> list[JsonObject]:
    """The custom field values of a record; private ones only for a key with that switch."""
    shown = []
    for entry in row.get("customFields") or ():
        definition = org.table("customField").get(entry["id"])
        if definition is None or (definition.get("isPrivate") and not key.private_fields):
            continue
        shown.append(present_value(definition, entry["value"]))
    return shown


def present_value(definition: JsonObject, value: Json) -> JsonObject:
    """One value with the title of its field, and the labels where it was chosen from options."""
    shown: JsonObject = {
        "id": definition["id"],
        "title": definition["title"],
        "isPrivate": definition.get("isPrivate", False),
        "value": value,
    }
    if definition["fieldType"] in SELECTS:
        labels = {option["value"]: option["label"] for option in definition.get("selectableValues") or ()}
        many = isinstance(value, list)
        shown["valueLabel"] = [labels.get(item, item) for item in value] if many else labels.get(value, value)
    return shown
