"""The form for operations without words of their own: what the operation does, and each argument by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import MappingProxyType

from ashby_agent_tools.approval.words._phrases import clean, moment, person, shown, title, whole_name
from ashby_agent_tools.approval.words._things import read
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, at
from ashby_agent_tools.operation import Json, JsonObject, Operation

__all__ = ["generic"]

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
        "userId": ("user.info", "userId"),
    }
)
_OBJECTS = MappingProxyType(
    {"Application": "applicationId", "Candidate": "candidateId", "Job": "jobId", "Opening": "openingId"}
)


def generic(operation: Operation) -> Wording[Operation]:
    """Words for any operation, a user's own included; a plain read is not looked up."""
    looks = not operation.spec.reads and operation.spec.served_by == "ashby"
    return Wording(type(operation), _say, needs=_needs) if looks else Wording(type(operation), _say)


def _needs(operation: Operation) -> Reads:
    found: dict[str, Operation] = {}
    for key, value in operation.body().items():
        kind = _OBJECTS.get(str(getattr(operation, "objectType", "")), "") if key == "objectId" else key
        if isinstance(value, str) and kind in _READS and len(found) < _MOST_READS:
            endpoint, parameter = _READS[kind]
            found |= read(key, endpoint, **{parameter: value})
    return found


def _say(operation: Operation, seen: Seen) -> str:
    body = operation.body()
    before = _first_record(body, seen)
    hidden = {field.alias or name for name, field in type(operation).model_fields.items() if not field.repr}
    lines = [f"{_what(operation)} ({operation.spec.endpoint})"]
    for key, value in body.items():
        lines.append(f"- {clean(key)}: {_HIDDEN if key in hidden else _value(key, value, seen, before)}")
    return "\n".join(lines)


def _what(operation: Operation) -> str:
    """The first sentence of the operation's own description."""
    told = clean(inspect.cleandoc(type(operation).__doc__ or "").split("\n\n")[0])
    return told[:_LONGEST] if told else operation.spec.tool


def _first_record(body: JsonObject, seen: Seen) -> JsonObject:
    """What the call is about: the record of its first id, whose fields are the state before."""
    return next((seen.record(key) for key in body if key in _READS or key == "objectId"), {})


def _value(key: str, value: Json, seen: Seen, before: JsonObject) -> str:
    if isinstance(value, str) and (known := _name(seen.record(key))):
        return f"{known} ({value})" if key != "fieldId" else known
    then = moment(value) if key.endswith("At") and value is not None else shown(value, most=_LONGEST)
    if key in before and not isinstance(before[key], dict | list) and before[key] != value:
        return f"{shown(before[key])} -> {then}"
    return then


def _name(record: JsonObject) -> str | None:
    names: tuple[Callable[[], str | None], ...] = (
        lambda: whole_name(at(record, "candidate", "name")),
        lambda: person(record),
        lambda: title(record.get("title")),
        lambda: whole_name(record.get("name")) if "emailAddresses" in record else title(record.get("name")),
        lambda: title(at(record, "latestVersion", "identifier")),
    )
    return next((found for name in names if (found := name())), None)
