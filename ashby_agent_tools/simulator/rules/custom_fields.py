"""Rules of custom fields: definitions, options, and the values that records hold (`customFields`: [{id, value}])."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from types import MappingProxyType

from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations.custom_fields import (
    CustomFieldCreate,
    CustomFieldInfo,
    CustomFieldList,
    CustomFieldSetValue,
    CustomFieldSetValues,
    CustomFieldUpdateSelectableValues,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule

__all__ = ["present_custom_field", "present_custom_fields", "present_values", "set_values"]

_SELECTS = ("ValueSelect", "MultiValueSelect")
_SHOWN_OBJECT = MappingProxyType({"Opening_Version": "Opening", "Offer_Version": "Offer"})
_KIND = MappingProxyType({"Application": "application", "Candidate": "candidate", "Job": "job", "Opening": "opening"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def present_custom_field(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A definition as Ashby shows it; options only where the type has some."""
    shown: JsonObject = {
        "id": row["id"],
        "title": row["title"],
        "isPrivate": row.get("isPrivate", False),
        "objectType": _SHOWN_OBJECT.get(row["objectType"], row["objectType"]),
        "isArchived": row.get("isArchived", False),
        "fieldType": row["fieldType"],
        "isRequired": row.get("isRequired", False),
    }
    if row["fieldType"] in _SELECTS:
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
        shown.append(_present_value(definition, entry["value"]))
    return shown


present_custom_fields = present_values


def _present_value(definition: JsonObject, value: Json) -> JsonObject:
    shown: JsonObject = {
        "id": definition["id"],
        "title": definition["title"],
        "isPrivate": definition.get("isPrivate", False),
        "value": value,
    }
    if definition["fieldType"] in _SELECTS:
        labels = {option["value"]: option["label"] for option in definition.get("selectableValues") or ()}
        many = isinstance(value, list)
        shown["valueLabel"] = [labels.get(item, item) for item in value] if many else labels.get(value, value)
    return shown


def set_values(
    org: Organization, row: JsonObject, object_type: str, changes: Iterable[tuple[str, Json]]
) -> list[JsonObject]:
    """Put values into a record, all or none, and answer them in Ashby's shape. The caller touches the record."""
    checked: list[tuple[JsonObject, Json]] = []
    for field_id, value in changes:
        definition = org.get("customField", field_id)
        belongs = _SHOWN_OBJECT.get(definition["objectType"], definition["objectType"])
        if belongs != object_type:
            raise Refusal("invalid_input", f"{definition['title']} is a custom field of {belongs}, not {object_type}.")
        _check_value(definition, value)
        checked.append((definition, value))
    entries = row.setdefault("customFields", [])
    for definition, value in checked:
        for entry in entries:
            if entry["id"] == definition["id"]:
                entry["value"] = value
                break
        else:
            entries.append({"id": definition["id"], "value": value})
    return [_present_value(definition, value) for definition, value in checked]


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _date(value: Json) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _range(value: Json, kind: str) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == kind
        and _number(value.get("minValue"))
        and _number(value.get("maxValue"))
    )


_FITS: MappingProxyType[str, Callable[[Json], bool]] = MappingProxyType(
    {
        "Boolean": lambda value: isinstance(value, bool),
        "CompensationRange": lambda value: _range(value, "compensation-range") and "interval" in value,
        "Currency": lambda value: isinstance(value, dict) and _number(value.get("value")) and "currencyCode" in value,
        "Date": _date,
        "Location": lambda value: isinstance(value, dict) and {"country", "region", "city"} >= set(value),
        "MultiValueSelect": lambda value: isinstance(value, list),
        "Number": _number,
        "NumberRange": lambda value: _range(value, "number-range"),
        "UUID": lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None,
        "Url": lambda value: isinstance(value, str) and value.startswith(("http://", "https://")),
    }
)


def _check_value(definition: JsonObject, value: Json) -> None:
    """Refuse a value that does not fit the field's type, or an option that the field does not have."""
    kind = definition["fieldType"]
    fits = _FITS.get(kind, lambda given: isinstance(given, str))
    if not fits(value):
        raise Refusal("invalid_input", f"fieldValue does not fit {definition['title']}, a field of type {kind}.")
    if kind in _SELECTS:
        options = {
            option["value"] for option in definition.get("selectableValues") or () if not option.get("isArchived")
        }
        for chosen in value if isinstance(value, list) else [value]:
            if chosen not in options:
                raise Refusal("invalid_input", f"{definition['title']} has no option {chosen!r}.")


@rule(
    "customField.list", source="[S]", guesses=("it pages and syncs, as its description says and its schema does not",)
)
def listing(org: Organization, ask: Ask[CustomFieldList]) -> Page:
    """Definitions, archived ones on request."""
    rows = [row for row in org.table("customField").values() if ask.op.includeArchived or not row.get("isArchived")]
    return Page(rows, lambda row: present_custom_field(org, row, ask.key), sync_kind="customField")


@rule("customField.info", source="[S]", guesses=("an unknown id answers custom_field_not_found",))
def info(org: Organization, ask: Ask[CustomFieldInfo]) -> Json:
    """One definition."""
    return present_custom_field(org, org.get("customField", ask.op.customFieldId), ask.key)


@rule("customField.create", source="[S]", guesses=("two fields may have the same title",))
def create(org: Organization, ask: Ask[CustomFieldCreate]) -> Json:
    """A new definition; there is no way to delete it."""
    op = ask.op
    row: JsonObject = {
        "title": op.title,
        "description": op.description,
        "objectType": _SHOWN_OBJECT.get(op.objectType, op.objectType),
        "fieldType": op.fieldType,
        "isPrivate": bool(op.isPrivate),
        "isArchived": False,
        "isRequired": False,
        "isDateOnlyField": bool(op.isDateOnlyField),
        "isExposableToCandidate": bool(op.isExposableToCandidate),
    }
    if op.fieldType in _SELECTS:
        options = op.selectableValues or []
        if len({option.value for option in options}) < len(options):
            raise Refusal("invalid_input", "selectableValues holds the same value twice.")
        row["selectableValues"] = [
            {"label": option.label, "value": option.value, "isArchived": False} for option in options
        ]
    return present_custom_field(org, org.add("customField", row), ask.key)


@rule(
    "customField.updateSelectableValues",
    source="[S]",
    guesses=("a field that is no select answers invalid_input", "an unknown id answers custom_field_not_found"),
)
def update_selectable_values(org: Organization, ask: Ask[CustomFieldUpdateSelectableValues]) -> Json:
    """Merge the options by value: new ones are added, known ones get label and isArchived, the others are archived."""
    row = org.get("customField", ask.op.customFieldId)
    if row["fieldType"] not in _SELECTS:
        raise Refusal("invalid_input", f"{row['title']} is a field of type {row['fieldType']}, which has no options.")
    wanted = {option.value: option for option in ask.op.selectableValues}
    kept = [dict(option) for option in row.get("selectableValues") or ()]
    for option in kept:
        chosen = wanted.pop(option["value"], None)
        option["isArchived"] = True if chosen is None else bool(chosen.isArchived)
        option["label"] = option["label"] if chosen is None else chosen.label
    kept += [
        {"label": option.label, "value": option.value, "isArchived": bool(option.isArchived)}
        for option in wanted.values()
    ]
    row["selectableValues"] = kept
    org.touch("customField", row)
    return present_custom_field(org, row, ask.key)


def _owner(org: Organization, object_type: str, object_id: str, key: ApiKey) -> JsonObject:
    if object_type == "Application":
        return org.visible_application(object_id, key)
    if object_type == "Candidate":
        return org.visible_candidate(object_id, key)
    if object_type == "Job":
        return org.visible_job(object_id, key)
    return org.get("opening", object_id)


def _set(
    org: Organization, key: ApiKey, object_type: str, object_id: str, changes: list[tuple[str, Json]]
) -> list[JsonObject]:
    row = _owner(org, object_type, object_id, key)
    done = set_values(org, row, object_type, changes)
    org.touch(_KIND[object_type], row)
    if object_type == "Application":
        from ashby_agent_tools.simulator.rules.applications import present_application  # noqa: PLC0415 (a circle)

        org.fire("applicationUpdate", {"application": present_application(org, row, key)})
    elif object_type == "Job":
        from ashby_agent_tools.simulator.rules.jobs import present_job  # noqa: PLC0415

        org.fire("jobUpdate", {"job": present_job(org, row, key)})
    return done


@rule(
    "customField.setValue",
    source="[S]",
    guesses=(
        "a field of another kind of object answers invalid_input",
        "an unknown field answers custom_field_not_found, an unknown object <object>_not_found",
        "jobUpdate is fired for a job",
    ),
)
def set_value(org: Organization, ask: Ask[CustomFieldSetValue]) -> Json:
    """One value on one object; null does not clear it."""
    op = ask.op
    return _set(org, ask.key, op.objectType, op.objectId, [(op.fieldId, op.fieldValue)])[0]


@rule("customField.setValues", source="[S]", guesses=("all values are set or none", "the answer holds what was set"))
def set_several(org: Organization, ask: Ask[CustomFieldSetValues]) -> Json:
    """Several values on one object, all or none."""
    op = ask.op
    changes = [(change.fieldId, change.fieldValue) for change in op.values]
    return _set(org, ask.key, op.objectType, op.objectId, changes)
