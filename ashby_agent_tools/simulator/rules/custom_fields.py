"""Rules of custom fields: definitions, options, and the values that records hold (`customFields`: [{id, value}])."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.operations.base import Json, JsonObject
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
from ashby_agent_tools.simulator.rules._application_shape import present_application
from ashby_agent_tools.simulator.rules._custom_field_shape import SELECTS, SHOWN_OBJECT, present_custom_field
from ashby_agent_tools.simulator.rules._custom_values import set_values
from ashby_agent_tools.simulator.rules._job_shape import present_job

_KIND = MappingProxyType({"Application": "application", "Candidate": "candidate", "Job": "job", "Opening": "opening"})


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
        "objectType": SHOWN_OBJECT.get(op.objectType, op.objectType),
        "fieldType": op.fieldType,
        "isPrivate": bool(op.isPrivate),
        "isArchived": False,
        "isRequired": False,
        "isDateOnlyField": bool(op.isDateOnlyField),
        "isExposableToCandidate": bool(op.isExposableToCandidate),
    }
    if op.fieldType in SELECTS:
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
    guesses=("a field that is not a select answers invalid_input", "an unknown id answers custom_field_not_found"),
)
def update_selectable_values(org: Organization, ask: Ask[CustomFieldUpdateSelectableValues]) -> Json:
    """Merge the options by value: new ones are added, known ones get label and isArchived, the others are archived."""
    row = org.get("customField", ask.op.customFieldId)
    if row["fieldType"] not in SELECTS:
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
        org.fire("applicationUpdate", {"application": present_application(org, row, key)})
    elif object_type == "Job":
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
    """One value on one object; null clears it. [U]"""
    op = ask.op
    return _set(org, ask.key, op.objectType, op.objectId, [(op.fieldId, op.fieldValue)])[0]


@rule("customField.setValues", source="[S]", guesses=("all values are set or none", "the answer holds what was set"))
def set_several(org: Organization, ask: Ask[CustomFieldSetValues]) -> Json:
    """Several values on one object, all or none."""
    op = ask.op
    changes = [(change.fieldId, change.fieldValue) for change in op.values]
    return _set(org, ask.key, op.objectType, op.objectId, changes)
