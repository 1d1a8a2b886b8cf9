"""How changes of applications are undone."""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.approval.record_reads import reading, record_read
from ashby_agent_tools.approval.undo import _residue as stays
from ashby_agent_tools.approval.undo._rule import (
    RECORD,
    Answers,
    State,
    StateUnknown,
    UndoRule,
    at,
    member,
    reads_of,
    record,
    setter,
)
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["RULES", "of_team", "team_reads"]

_ROLES = "roles"


def _stage(sent: JsonObject, answers: Answers) -> State:  # noqa: ARG001  (the form of every `state`)
    found = record(answers)
    stage = at(found, "currentInterviewStage.id")
    if not isinstance(stage, str):
        raise StateUnknown(RECORD)
    kind = at(found, "currentInterviewStage.type")
    return {"interviewStageId": stage, "archiveReasonId": at(found, "archiveReason.id"), "_type": kind}


def _stage_left(sent: JsonObject, before: State, answer: Json) -> State:
    if at(answer, "id") == sent["applicationId"] and at(answer, "currentInterviewStage.id"):
        return _stage(sent, {RECORD: answer})
    there = sent["interviewStageId"] == before["interviewStageId"]
    reason = sent.get("archiveReasonId", before["archiveReasonId"] if there else None)
    return {"interviewStageId": sent["interviewStageId"], "archiveReasonId": reason}


def _stage_back(sent: JsonObject, before: State, answer: Json) -> JsonObject | None:  # noqa: ARG001
    back = {"applicationId": sent["applicationId"], "interviewStageId": before["interviewStageId"]}
    if before["_type"] != "Archived":
        return back
    reason = before["archiveReasonId"]  # Ashby demands one there
    return None if reason is None else back | {"archiveReasonId": reason}


def _stage_stays(sent: JsonObject, before: State) -> tuple[str, ...]:
    mail = (stays.MAIL,) if sent.get("archiveEmail") else ()
    acted = () if sent.get("archiveReasonId") else (stays.ACTIVITIES, stays.HIRE)
    archived = (stays.ARCHIVED_AT,) if before.get("_type") == "Archived" else ()
    return (*mail, *acted, stays.HISTORY, *archived)


def _told(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (stays.TOLD,) if sent.get("sendNotifications") else ()


def team_reads(sent: JsonObject) -> Mapping[str, Operation]:
    """The record that has the team, and the roles: a team names them by their titles."""
    of = next(name for name in ("applicationId", "jobId", "openingId") if name in sent)
    return {RECORD: record_read(of, sent[of]), _ROLES: reading("hiringTeamRole.list", namesOnly=False)}


def _in_team(sent: JsonObject, answers: Answers) -> bool:
    found = record(answers)
    team, roles = found.get("hiringTeam") or at(found, "latestVersion.hiringTeam"), answers.get(_ROLES)
    titles = {it.get("title") for it in roles if it.get("id") == sent["roleId"]} if isinstance(roles, list) else set()
    if not titles:
        raise StateUnknown(_ROLES)
    return any(it.get("userId") == sent["teamMemberId"] and it.get("role") in titles for it in team or ())


def of_team(*, to: bool) -> UndoRule:
    """A member of a hiring team, with their role."""
    return member(team_reads, "teamMemberId", _in_team, to=to, stays=lambda sent, before: (stays.SEEN,) if to else ())  # noqa: ARG005


RULES: Mapping[str, UndoRule] = {
    "application.addHiringTeamMember": of_team(to=True),
    "application.changeSource": setter("applicationId", {"sourceId": "source.id"}, empties=True),
    "application.changeStage": UndoRule(reads_of("applicationId"), _stage, _stage_left, _stage_back, _stage_stays),
    "application.removeHiringTeamMember": of_team(to=False),
    "application.update": setter(
        "applicationId",
        {"sourceId": "source.id", "creditedToUserId": "creditedToUser.id", "createdAt": "createdAt"},
        stays=_told,
    ),
}
