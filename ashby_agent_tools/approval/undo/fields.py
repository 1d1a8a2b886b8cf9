"""How values of custom fields are undone, of whatever record."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ashby_agent_tools.approval.record_reads import OBJECTS, record_read
from ashby_agent_tools.approval.undo._residue import SHOWN
from ashby_agent_tools.approval.undo._rule import RECORD, Answers, State, UndoRule, at, nothing_stays, record
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["RULES"]


def _values(sent: JsonObject) -> dict[str, Json]:
    """The fields that are set, with their new values."""
    if "values" in sent:
        return {it["fieldId"]: it["fieldValue"] for it in sent["values"]}
    return {sent["fieldId"]: sent["fieldValue"]}


def _state(sent: JsonObject, answers: Answers) -> State:
    found = record(answers)
    entries = found.get("customFields") or found.get("customFieldEntries") or at(found, "latestVersion.customFields")
    shown = {at(it, "id"): at(it, "value") for it in entries or ()}
    return {field: shown.get(field) for field in _values(sent)}


def _left(sent: JsonObject, before: State, answer: Json) -> State:  # noqa: ARG001
    shown = {at(it, "id"): at(it, "value") for it in (answer if isinstance(answer, list) else [answer])}
    return {field: value if shown.get(field) is None else shown[field] for field, value in _values(sent).items()}


def _back(sent: JsonObject, before: State, answer: Json) -> JsonObject:  # noqa: ARG001
    """Null where a field had no value, which clears it."""
    if "values" in sent:
        return sent | {"values": [{"fieldId": field, "fieldValue": before[field]} for field in _values(sent)]}
    return sent | {"fieldValue": before[sent["fieldId"]]}


def _object(sent: JsonObject) -> Mapping[str, Operation]:
    return {RECORD: record_read(OBJECTS[sent["objectType"]], sent["objectId"])}


def _of(argument: str, **more: Json) -> Callable[[JsonObject], Mapping[str, Operation]]:
    return lambda sent: {RECORD: record_read(argument, sent[argument], **more)}


def _rules(
    prefix: str, reads: Callable[[JsonObject], Mapping[str, Operation]], *, public: bool = False
) -> list[tuple[str, UndoRule]]:
    stays = (lambda sent, before: (SHOWN,)) if public else nothing_stays  # noqa: ARG005
    rule = UndoRule(reads, _state, _left, _back, stays)
    return [(f"{prefix}Value", rule), (f"{prefix}Values", rule)]


RULES: Mapping[str, UndoRule] = dict(
    [
        *_rules("customField.set", _object),
        *_rules("jobPosting.setCustomField", _of("jobPostingId", includeUnpublishedJobPostings=True), public=True),
        *_rules("project.setCustomField", _of("projectId")),
        *_rules("user.setCustomField", _of("userId")),
    ]
)
