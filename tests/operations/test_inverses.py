"""What is called reversible is: after a call and its inverse the simulator's state is what it was.

Apart from times of change, the history of stages, and what was sent meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest
from valid_arguments import SIMULATED, World, cases

from ashby_agent_tools import Toolset
from ashby_agent_tools.operations import catalogue

Json = Any
Build = Callable[["Undo"], Json]

HISTORY = {"applicationHistory", "auditLog"}
TIMES = {"updatedAt"}
EXCUSED = {
    ("webhook", "wanted"): "no answer shows it: whether a setting whose ping failed was meant to be on",
    ("jobPosting", "publishedDate"): "the day of the first publication is history",
}
NOT_EMPTIED = "cannot be emptied again"


class Undo:
    """What an inverse's arguments are built from: the call, its answer, and the rows before.

    `emptied`: what was empty before and cannot be made so again: (kind, id, key).
    """

    def __init__(self, arguments: Json, results: Json, before: dict[str, Json]) -> None:
        self.arguments, self.results, self.before = arguments, results, before
        self.emptied: set[tuple[str, str, str]] = set()

    def row(self, kind: str, name: str) -> Json:
        """The row that a parameter named, as it was."""
        return self.before[kind][self.arguments[name]]

    def keep(self, kind: str, row: Json, given: dict[str, str]) -> Json:
        """The old values of what was given (parameter: key of the row); empty ones are noted and left out."""
        self.emptied |= {(kind, row["id"], key) for key in given.values() if row.get(key) is None}
        return {name: row[key] for name, key in given.items() if row.get(key) is not None}


def same(undo: Undo) -> Json:
    return undo.arguments


def only(*names: str) -> Build:
    return lambda undo: {name: undo.arguments[name] for name in names}


def made(name: str) -> Build:
    return lambda undo: {name: undo.results["id"]}


def setter(kind: str, name: str, *fixed: str, nullable: bool = False, **keys: str) -> Build:
    """The inverse of a setter: itself with the old values. `keys`: parameters that rows keep under another name."""

    def build(undo: Undo) -> Json:
        row = undo.row(kind, name)
        given = {key: keys.get(key, key) for key in undo.arguments if key not in (name, *fixed)}
        old = {key: row[stored] for key, stored in given.items()} if nullable else undo.keep(kind, row, given)
        kept = {key: undo.arguments[key] for key in (name, *fixed) if key in undo.arguments}
        return kept | old if old or not given else None

    return build


def _stage_before(undo: Undo) -> Json:
    row = undo.row("application", "applicationId")
    return {"applicationId": row["id"], "interviewStageId": row["currentInterviewStageId"]}


def _value(row: Json, field: str) -> Json:
    """What the field had before: null where it had nothing, which clears it."""
    return next((one["value"] for one in row.get("customFields") or () if one["id"] == field), None)


def value_setter(name: str, kind: Callable[[Json], str]) -> Build:
    """Of one custom field of the record that `name` names."""

    def build(undo: Undo) -> Json:
        of_kind = kind(undo.arguments)
        return undo.arguments | {"fieldValue": _value(undo.row(of_kind, name), undo.arguments["fieldId"])}

    return build


def values_setter(name: str, kind: Callable[[Json], str]) -> Build:
    """Of several custom fields of the record that `name` names."""

    def build(undo: Undo) -> Json:
        of_kind = kind(undo.arguments)
        row = undo.row(of_kind, name)
        fields = [one["fieldId"] for one in undo.arguments["values"]]
        return undo.arguments | {"values": [{"fieldId": one, "fieldValue": _value(row, one)} for one in fields]}

    return build


def _object_kind(arguments: Json) -> str:
    return str(arguments["objectType"]).lower()


def _tiers(kind: str, name: str) -> Build:
    def build(undo: Undo) -> Json:
        tiers = undo.row(kind, name)["compensationTiers"]
        plain = [
            {key: value for key, value in tier.items() if key != "id"}
            | {
                "components": [
                    {key: value for key, value in part.items() if key != "id"} for part in tier["components"]
                ]
            }
            for tier in tiers or ()
        ]
        return undo.arguments | {"compensationTiers": None if tiers is None else plain}

    return build


def _facts(undo: Undo) -> Json:
    row = undo.row("assessment", "assessment_id")
    return {"assessment_id": row["id"], "timestamp": row["timestamp"], "assessment_status": row["assessment_status"]}


def _candidate(undo: Undo) -> Json:
    row = undo.row("candidate", "candidateId")
    return {"candidateId": row["id"], **undo.keep("candidate", row, {"name": "name"}), "sendNotifications": False}


def _event(undo: Undo) -> Json:
    row = undo.before["interviewEvent"][undo.arguments["interviewEvent"]["interviewEventId"]]
    emails = [undo.before["user"][user]["email"] for user in row["interviewerUserIds"]]
    event = {key: row[key] for key in ("startTime", "endTime", "interviewId")} | {"interviewEventId": row["id"]}
    return undo.arguments | {"interviewEvent": event | {"interviewers": [{"email": email} for email in emails]}}


def _limits(undo: Undo) -> Json:
    row = undo.before["interviewerSettings"].get(undo.arguments["userId"], {})
    return {"userId": undo.arguments["userId"]} | {key: row.get(key) for key in ("dailyLimit", "weeklyLimit")}


def _mail(undo: Undo) -> Json:
    row = undo.row("sequence", "sequenceId")
    stage = next(one for one in row["stages"] if one["id"] == undo.arguments["stageId"])
    return undo.arguments | {"subject": stage["subject"], "body": {"type": "text/html", "value": stage["bodyHtml"]}}


def _pool(undo: Undo) -> Json:
    row = undo.row("interviewerPool", "interviewerPoolId")
    old = {"title": row["title"], "requiresTraining": bool((row["trainingPath"] or {}).get("enabled"))}
    return only("interviewerPoolId")(undo) | {key: value for key, value in old.items() if key in undo.arguments}


def _posting(undo: Undo) -> Json:
    row = undo.row("jobPosting", "jobPostingId")
    given = {
        key: key
        for key in undo.arguments
        if key not in ("jobPostingId", "description", "includeUnpublishedJobPostings")
    }
    return only("jobPostingId")(undo) | undo.keep("jobPosting", row, given)


UNDO: MappingProxyType[str, Build] = MappingProxyType(
    {
        "application.addHiringTeamMember": same,
        "application.changeSource": setter("application", "applicationId", nullable=True),
        "application.changeStage": _stage_before,
        "application.removeHiringTeamMember": same,
        "application.update": setter("application", "applicationId", "sendNotifications"),
        "assessment.update": _facts,
        "candidate.addProject": same,
        "candidate.addTag": same,
        "candidate.removeProject": same,
        "candidate.removeTag": same,
        "candidate.update": _candidate,
        "customField.setValue": value_setter("objectId", _object_kind),
        "customField.setValues": values_setter("objectId", _object_kind),
        "department.archive": same,
        "department.move": setter("department", "departmentId", nullable=True),
        "department.restore": same,
        "department.update": setter("department", "departmentId"),
        "hiringTeam.addMember": same,
        "hiringTeam.removeMember": same,
        "interviewSchedule.update": _event,
        "interviewerPool.addUser": only("interviewerPoolId", "userId"),
        "interviewerPool.archive": same,
        "interviewerPool.restore": same,
        "interviewerPool.update": _pool,
        "job.update": setter("job", "jobId", teamId="departmentId"),
        "job.updateCompensation": _tiers("job", "jobId"),
        "jobPosting.setCustomFieldValue": value_setter("jobPostingId", lambda arguments: "jobPosting"),
        "jobPosting.setCustomFieldValues": values_setter("jobPostingId", lambda arguments: "jobPosting"),
        "jobPosting.setStatus": setter("jobPosting", "jobPostingId"),
        "jobPosting.update": _posting,
        "jobPosting.updateCompensation": _tiers("jobPosting", "jobPostingId"),
        "location.archive": same,
        "location.move": setter("location", "locationId", nullable=True, parentLocationHierarchyId="parentLocationId"),
        "location.restore": same,
        "location.updateAddress": setter("location", "locationId"),
        "location.updateExternalName": setter("location", "locationId", nullable=True),
        "location.updateName": setter("location", "locationId"),
        "location.updateWorkplaceType": setter("location", "locationId"),
        "offer.setDecidedAt": setter("offer", "offerId", "excludeFormDefinition"),
        "opening.addJob": same,
        "opening.addLocation": same,
        "opening.removeJob": same,
        "opening.removeLocation": same,
        "opening.setArchived": setter("opening", "openingId", archive="isArchived"),
        "opening.update": setter("opening", "openingId"),
        "project.archive": same,
        "project.restore": same,
        "project.setCustomFieldValue": value_setter("projectId", lambda arguments: "project"),
        "project.setCustomFieldValues": values_setter("projectId", lambda arguments: "project"),
        "project.update": setter("project", "projectId"),
        "sequence.add": made("sequenceId"),
        "sequence.updateStage": _mail,
        "user.createInterviewerPause": made("interviewerPauseId"),
        "user.setCustomFieldValue": value_setter("userId", lambda arguments: "user"),
        "user.setCustomFieldValues": values_setter("userId", lambda arguments: "user"),
        "user.updateInterviewerSettings": _limits,
        "webhook.create": made("webhookId"),
        "webhook.update": setter("webhook", "webhookId"),
    }
)


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def _named(endpoint: str) -> bool:
    spec = catalogue()[endpoint].spec
    return bool(spec.risk.inverse or spec.worst.inverse)


# interviewSchedule.update names its inverse for some arguments only
REVERSIBLE = [name for name in SIMULATED if _named(name) or name == "interviewSchedule.update"]


def test_the_table_has_every_operation_that_names_an_inverse():
    assert sorted(UNDO) == REVERSIBLE


@pytest.mark.parametrize("endpoint", REVERSIBLE)
@pytest.mark.exhaustive(6)
def test_a_call_and_its_inverse_leave_every_record_as_it_was(endpoint, world):
    toolset, undone = Toolset.all(), 0
    for number in range(len(cases(world.reset(), endpoint))):
        arguments = cases(world.reset(), endpoint)[number]
        call = toolset.prepare(endpoint, arguments)
        if call.risk.inverse is None:
            continue
        before = world.snapshot()
        answer = world.post(endpoint, call.operation.body()).json()
        undo = Undo(arguments, answer.get("results"), before)
        inverse = UNDO[endpoint](undo)
        if inverse is not None:
            assert world.post(call.risk.inverse, inverse).json()["success"], inverse
        assert not undo.emptied or any(NOT_EMPTIED in reason for reason in call.risk.reasons), undo.emptied
        assert differences(before, world.snapshot(), undo.emptied) == []
        undone += 1
    assert undone


def differences(before: Json, after: Json, emptied: set[tuple[str, str, str]]) -> list[str]:
    """What is different, but for times, history, and what could not be emptied."""
    excused = {".".join(item) for item in emptied}
    return [
        f"{kind}.{row}.{key}: {old!r} -> {new!r}"
        for kind in sorted({*before, *after} - HISTORY)
        for row in {*before.get(kind, {}), *after.get(kind, {})}
        for key, old, new in _changed(before.get(kind, {}).get(row, {}), after.get(kind, {}).get(row, {}))
        if f"{kind}.{row}.{key}" not in excused and (kind, key) not in EXCUSED
    ]


def _changed(old: Json, new: Json) -> Json:
    for key in {*old, *new} - TIMES - {"customFields"}:
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)
    mine, other = ({one["id"]: one["value"] for one in row.get("customFields", ())} for row in (old, new))
    for field in {*mine, *other}:
        if mine.get(field) != other.get(field):
            yield f"customFields:{field}", mine.get(field), other.get(field)
