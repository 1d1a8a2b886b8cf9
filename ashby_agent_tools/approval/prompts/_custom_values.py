"""Questions about custom fields: setting and clearing them on candidates, applications, jobs, openings and so on."""

from __future__ import annotations

from collections.abc import Callable

from ashby_agent_tools.approval.prompts._common_records import (
    application_of,
    candidate_of,
    field_of,
    job_of,
    labelled,
    opening_of,
    project_of,
    read,
    thing_of,
    user_of,
)
from ashby_agent_tools.approval.prompts._phrases import count
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, Row, Statement, known_id, objects
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.custom_fields import CustomFieldSetValue, CustomFieldSetValues
from ashby_agent_tools.operations.projects import ProjectSetCustomFieldValue, ProjectSetCustomFieldValues
from ashby_agent_tools.operations.users import UserSetCustomFieldValue, UserSetCustomFieldValues

__all__ = ["SETTER_SHOWS", "setter_needs", "setter_words"]

SETTER_SHOWS = ("fieldId", "fieldValue", "objectId", "objectType", "projectId", "userId", "values")
"""The arguments that the words tell."""

Setter = (
    CustomFieldSetValue
    | CustomFieldSetValues
    | ProjectSetCustomFieldValue
    | ProjectSetCustomFieldValues
    | UserSetCustomFieldValue
    | UserSetCustomFieldValues
)
_MOST_FIELDS = 6
_OWNERS: dict[str, tuple[str, str, str, Callable[..., str]]] = {
    "Application": ("the application", "application.info", "applicationId", application_of),
    "Candidate": ("the candidate", "candidate.info", "id", candidate_of),
    "Job": ("the job", "job.info", "id", job_of),
    "Opening": ("the opening", "opening.info", "openingId", opening_of),
    "Project": ("the project", "project.info", "projectId", project_of),
    "User": ("the user", "user.info", "userId", user_of),
}


def _owner(change: Setter) -> tuple[str, str]:
    """Kind and id of the record whose field is set."""
    if isinstance(change, ProjectSetCustomFieldValue | ProjectSetCustomFieldValues):
        return "Project", change.projectId
    if isinstance(change, UserSetCustomFieldValue | UserSetCustomFieldValues):
        return "User", change.userId
    return change.objectType, change.objectId


def _values(change: Setter) -> list[tuple[str, Json]]:
    if isinstance(change, CustomFieldSetValue | ProjectSetCustomFieldValue | UserSetCustomFieldValue):
        return [(change.fieldId, change.fieldValue)]
    return [(one.fieldId, one.fieldValue) for one in change.values]


def _names(change: Setter) -> dict[str, str]:
    """The names under which the fields are looked up, by id."""
    fields = list(dict.fromkeys(field for field, _ in _values(change)))[:_MOST_FIELDS]
    return {one: "the field" if len(fields) == 1 else f"the field {number}" for number, one in enumerate(fields, 1)}


def setter_needs(change: Setter) -> Reads:
    """The record, and the fields that are set."""
    kind, identity = _owner(change)
    name, endpoint, parameter, _ = _OWNERS[kind]
    found = read(name, endpoint, **{parameter: identity})
    for field, called in _names(change).items():
        found = {**found, **read(called, "customField.info", customFieldId=field)}
    return found


def setter_words(change: Setter, seen: Lookups) -> Statement:
    """`Clear the custom field Desk of Mara Lindqvist.`, with what it holds now."""
    kind, identity = _owner(change)
    name, _, _, of = _OWNERS[kind]
    values, names = _values(change), _names(change)
    record = seen.record(name)
    version = record.get("latestVersion")
    held = version if isinstance(version, dict) else record
    entries = [*objects(held.get("customFields")), *objects(held.get("customFieldEntries"))]
    now = {known_id(one.get("id")): one.get("value") for one in entries}
    rows: list[Row] = []
    for field, value in values:
        called = names.get(field, "")
        before = labelled(seen.record(called), now.get(field)) if seen.found(name) else None
        rows.append((field_of(seen, field, name=called), before, labelled(seen.record(called), value)))
    cleared = all(value is None for _, value in values)
    verb = "Clear" if cleared else "Set"
    one = values[0][0]
    only = f"the custom field {thing_of(seen, one, name=names.get(one, ''), area='customField')}"
    what = only if len(values) == 1 else count(len(values), "custom field")
    return Statement(f"{verb} {what} of {of(seen, identity, name=name)}.", rows=tuple(rows))
