"""The form for operations without words of their own: what the operation does, and each argument by name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection
from types import MappingProxyType

from ashby_agent_tools.approval.words._phrases import (
    clean,
    listing,
    moment,
    person,
    quoted,
    shown,
    title,
    whole_name,
)
from ashby_agent_tools.approval.words._things import filled, labelled, read
from ashby_agent_tools.approval.words._wording import Reads, Row, Said, Seen, Wording, at, known_id, objects
from ashby_agent_tools.operation import Json, JsonObject, Operation

__all__ = ["argument_name", "argument_reads", "argument_rows", "generic", "record_name"]

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,60}\Z")
_SECRET = re.compile(r"secret|password|api_?key", re.IGNORECASE)
_HIDDEN = "(not shown)"
_LONGEST = 300
_MOST_READS = 6

_READS = MappingProxyType(
    {
        "applicationId": ("application.info", "applicationId"),
        "candidateId": ("candidate.info", "id"),
        "customFieldId": ("customField.info", "customFieldId"),
        "departmentId": ("department.info", "departmentId"),
        "fieldId": ("customField.info", "customFieldId"),
        "formDefinitionId": ("feedbackFormDefinition.info", "feedbackFormDefinitionId"),
        "interviewerPoolId": ("interviewerPool.info", "interviewerPoolId"),
        "interviewStageId": ("interviewStage.info", "interviewStageId"),
        "jobId": ("job.info", "id"),
        "jobPostingId": ("jobPosting.info", "jobPostingId"),
        "locationId": ("location.info", "locationId"),
        "offerId": ("offer.info", "offerId"),
        "openingId": ("opening.info", "openingId"),
        "parentId": ("department.info", "departmentId"),
        "parentLocationHierarchyId": ("location.info", "locationId"),
        "parentLocationId": ("location.info", "locationId"),
        "projectId": ("project.info", "projectId"),
        "sequenceId": ("sequence.info", "sequenceId"),
        "surveyFormDefinitionId": ("surveyFormDefinition.info", "surveyFormDefinitionId"),
        "teamId": ("department.info", "departmentId"),
        "teamMemberId": ("user.info", "userId"),
        "creditedToUserId": ("user.info", "userId"),
        "userId": ("user.info", "userId"),
    }
)
_LISTS: MappingProxyType[str, tuple[str, JsonObject]] = MappingProxyType(
    {
        "brandId": ("brand.list", {}),
        "closeReasonId": ("closeReason.list", {"includeArchived": True}),
        "defaultInterviewPlanId": ("interviewPlan.list", {"includeArchived": True}),
        "interviewPlanId": ("interviewPlan.list", {"includeArchived": True}),
        "jobIds": ("job.list", {}),
        "jobTemplateId": ("jobTemplate.list", {}),
        "locationIds": ("location.list", {"includeArchived": True, "includeLocationHierarchy": True}),
        "roleId": ("hiringTeamRole.list", {"namesOnly": False}),
        "sourceId": ("source.list", {"includeArchived": True}),
        "tagId": ("candidateTag.list", {"includeArchived": True}),
        "values": ("customField.list", {"includeArchived": True}),
    }
)
_OBJECTS = MappingProxyType(
    {"Application": "applicationId", "Candidate": "candidateId", "Job": "jobId", "Opening": "openingId"}
)


def generic(operation: Operation) -> Wording[Operation]:
    """Words for any operation, a user's own included. For a plain read nothing is looked up."""
    looks = not operation.spec.reads and operation.spec.served_by == "ashby"
    return Wording(type(operation), _say, needs=argument_reads) if looks else Wording(type(operation), _say)


def argument_reads(operation: Operation) -> Reads:
    """The reads that tell what the ids among the arguments mean."""
    found: dict[str, Operation] = {}
    for key, value in operation.body().items():
        kind = _OBJECTS.get(str(getattr(operation, "objectType", "")), "") if key == "objectId" else key
        if kind in _READS and known_id(value):
            endpoint, parameter = _READS[kind]
            found |= read(argument_name(key), endpoint, **{parameter: value})
        elif kind in _LISTS and (known_id(value) or isinstance(value, list)):
            endpoint, arguments = _LISTS[kind]
            found |= read(argument_name(key), endpoint, **arguments)
    return dict(list(found.items())[:_MOST_READS])


def argument_name(key: str) -> str:
    """The words under which what an argument means is looked up."""
    return f"the {_words(key)}"


def _words(key: str) -> str:
    """`customFieldId` as `custom field`; a key that is no plain word is data like any other."""
    if not _PLAIN_KEY.match(key):
        return quoted(key, most=40)
    return _CAPITAL.sub(" ", key.removesuffix("Id")).lower()


def _say(operation: Operation, seen: Seen) -> Said:
    rows = argument_rows(operation, seen)
    head, _, further = _what(operation).partition(". ")
    return Said(
        f"{operation.spec.endpoint}: {head}{'.' if further else ''}", more=further, rows=tuple(rows), moot=filled(rows)
    )


def argument_rows(operation: Operation, seen: Seen, *, leave_out: Collection[str] = ()) -> list[Row]:
    """One line per argument: names for ids, the value now where the record that was read tells it, no secrets."""
    body = operation.body()
    before = next((seen.record(name) for name in argument_reads(operation) if seen.record(name)), {})
    hidden = {field.alias or name for name, field in type(operation).model_fields.items() if not field.repr}
    rows: list[Row] = []
    for key, value in body.items():
        if key in leave_out:
            continue
        if key in hidden or _SECRET.search(key):
            rows.append((_words(key), None, _HIDDEN))
        elif key == "values" and all(isinstance(one, dict) and "fieldId" in one for one in value or [None]):
            rows += [_own_field(one["fieldId"], one.get("fieldValue"), key, before, seen) for one in value]
        elif key == "fieldValue" and "fieldId" in body:
            rows.append(_own_field(body["fieldId"], value, "fieldId", before, seen))
        else:
            rows.append((_words(key), *_value(key, value, seen, before)))
    return rows


def _own_field(field: Json, value: Json, key: str, before: JsonObject, seen: Seen) -> Row:
    """A custom field by its title: what the record that was read has in it, and what it will have."""
    name = argument_name(key)
    definition = seen.record(name) or seen.row(name, known_id(field))
    now = next((one.get("value") for one in objects(before.get("customFields")) if one.get("id") == field), None)
    known = labelled(definition, now) if before.get("id") != field and before else None
    return _one(field, key, seen), known, labelled(definition, value)


def _what(operation: Operation) -> str:
    """The first paragraph of the operation's own description."""
    told = clean(inspect.cleandoc(type(operation).__doc__ or "").split("\n\n")[0])
    return told[:_LONGEST] if told else "an operation without a description."


def _value(key: str, value: Json, seen: Seen, before: JsonObject) -> tuple[str | None, str]:
    """The value now where it is known and another one, and the value then."""
    if known_id(value):
        return None, _one(value, key, seen)
    if isinstance(value, list) and value and all(known_id(one) for one in value):
        return None, listing([_one(one, key, seen) for one in value])
    then = moment(value) if key.endswith("At") and value is not None else shown(value, most=_LONGEST)
    now = before.get(key)
    changed = now is not None and not isinstance(now, dict | list) and now != value and not known_id(now)
    return shown(now) if changed else None, then


def _one(identity: Json, key: str, seen: Seen) -> str:
    """The name behind an id, from the read of it or from a list; else the id."""
    name = argument_name(key)
    known = record_name(seen.record(name)) or record_name(seen.row(name, known_id(identity)))
    return known or known_id(identity) or quoted(identity)


def record_name(record: JsonObject) -> str | None:
    """What a record is called, whatever kind it is."""
    if "candidate" in record:
        return whole_name(at(record, "candidate", "name"))
    if "emailAddresses" in record:
        return whole_name(record.get("name"))
    named = title(record.get("title")) or title(record.get("name")) or title(record.get("reasonText"))
    return named or person(record) or title(at(record, "latestVersion", "identifier"))
