"""Applications made, changed and deleted, and their hiring teams."""

from __future__ import annotations

from ashby_agent_tools.operations.application_edits import (
    ApplicationAddHiringTeamMember,
    ApplicationChangeSource,
    ApplicationDelete,
    ApplicationRemoveHiringTeamMember,
    ApplicationUpdate,
)
from ashby_agent_tools.operations.applications import ApplicationCreate, StageEvent
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, rule
from ashby_agent_tools.simulator.rules._application_shape import history_of, present_application
from ashby_agent_tools.simulator.rules._application_steps import (
    consider,
    enter_stage,
    place,
    start_automatic_activities,
)
from ashby_agent_tools.simulator.rules._hiring_team import join, leave
from ashby_agent_tools.simulator.rules._plans import first_stage, job_plan, plan_stage, stages_of
from ashby_agent_tools.simulator.rules._times import normal_time
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["add_member", "change_source", "create", "delete", "remove_application", "remove_member", "update"]

_DEPENDENT = (
    "applicationHistory",
    "applicationFeedback",
    "criteriaEvaluation",
    "formInstance",
    "surveyRequest",
    "surveySubmission",
    "takeHomeAssignment",
    "offer",
    "offerProcess",
)


@rule(
    "application.create",
    source="[S]",
    guesses=(
        "a second application of the candidate for the same job is taken",
        "the hiring team starts as the job's",
        "interviewStageId together with applicationHistory: the history decides",
        "a stage of type Archived without a history is invalid_input",
        "an application that starts as hired fills no opening",
    ),
)
def create(org: Organization, ask: Ask[ApplicationCreate]) -> Json:
    """Starts in the first Lead stage unless told otherwise."""
    op = ask.op
    candidate = org.visible_candidate(op.candidateId, ask.key)
    job = org.visible_job(op.jobId, ask.key)
    plan = job_plan(org, job, op.interviewPlanId)
    stage = _asked_stage(org, plan["id"], op.interviewStageId)
    for kind, row_id in (("source", op.sourceId), ("user", op.creditedToUserId)):
        if row_id is not None:
            org.get(kind, row_id)
    events = sorted(op.applicationHistory or [], key=lambda event: event.stageNumber)
    stages = _checked_events(org, plan["id"], events)
    if not events and stage["type"] == "Archived":
        raise Refusal("invalid_input", "An application cannot start archived: give applicationHistory with a reason.")
    created = normal_time(op.createdAt) if op.createdAt else org.stamp()
    row = consider(
        org, candidate, job, stage, ask.key, sourceId=op.sourceId, creditedToUserId=op.creditedToUserId,
        createdAt=created, updatedAt=org.stamp(),
    )  # fmt: skip
    if events:
        _write_history(org, row, events, stages, ask.key)
    if stage["id"] == row["currentInterviewStageId"] and op.interviewStageId is not None:
        start_automatic_activities(org, row, stage)
    fire_all(org, "applicationSubmit", {"application": present_application(org, row, ask.key)})
    return present_application(org, row, ask.key)


def _asked_stage(org: Organization, plan_id: str, asked: str | None) -> JsonObject:
    if asked == "FirstPreInterviewScreen":
        return first_stage(org, plan_id, "PreInterviewScreen")
    if asked is not None:
        return plan_stage(org, asked, plan_id)
    stages = stages_of(org, plan_id)
    return next((stage for stage in stages if stage["type"] == "Lead"), stages[0])


def _checked_events(org: Organization, plan_id: str, events: list[StageEvent]) -> list[JsonObject]:
    if len({event.stageNumber for event in events}) != len(events):
        raise Refusal("invalid_input", "Two events of applicationHistory have the same stageNumber.")
    stages = [plan_stage(org, event.stageId, plan_id) for event in events]
    for event, stage in zip(events, stages, strict=True):
        if event.archiveReasonId is not None:
            org.get("archiveReason", event.archiveReasonId)
        elif stage["type"] == "Archived":
            raise Refusal("invalid_input", "archiveReasonId is required for an event in a stage of type Archived.")
    return stages


def _write_history(
    org: Organization, row: JsonObject, events: list[StageEvent], stages: list[JsonObject], key: ApiKey
) -> None:
    for first in history_of(org, row):
        org.remove("applicationHistory", first["id"])
    for event, stage in zip(events, stages, strict=True):
        at = normal_time(event.enteredStageAt)
        enter_stage(org, row, stage, key, at=at, archiveReasonId=event.archiveReasonId)
    place(org, row, stages[-1], reason_id=events[-1].archiveReasonId)
    if row["status"] == "Archived":
        row["archivedAt"] = normal_time(events[-1].enteredStageAt)
    org.touch("application", row)


def _changed(org: Organization, application: JsonObject, key: ApiKey, **fields: Json) -> Json:
    application.update(fields)
    org.touch("application", application)
    shown = present_application(org, application, key)
    fire_all(org, "applicationUpdate", {"application": shown})
    return shown


@rule("application.update", source="[S]", guesses=("notifications go to the members of the hiring team",))
def update(org: Organization, ask: Ask[ApplicationUpdate]) -> Json:
    """Sets what was given; Ashby tells the people who follow the application unless it is told not to."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    fields: JsonObject = {}
    if ask.op.sourceId is not None:
        fields["sourceId"] = org.get("source", ask.op.sourceId)["id"]
    if ask.op.creditedToUserId is not None:
        fields["creditedToUserId"] = org.get("user", ask.op.creditedToUserId)["id"]
    if ask.op.createdAt is not None:
        fields["createdAt"] = normal_time(ask.op.createdAt)
    shown = _changed(org, application, ask.key, **fields)
    if ask.body.get("sendNotifications") is None or ask.op.sendNotifications:
        for member in {member["userId"] for member in application["hiringTeam"]}:
            email = org.get("user", member)["email"]
            org.deliver("notification", email, {"applicationId": application["id"], "about": "application updated"})
    return shown


@rule("application.changeSource", source="[S]")
def change_source(org: Organization, ask: Ask[ApplicationChangeSource]) -> Json:
    """Null clears the source."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    source = org.get("source", ask.op.sourceId)["id"] if ask.op.sourceId is not None else None
    return _changed(org, application, ask.key, sourceId=source)


@rule(
    "application.delete",
    source="[L] [C]",
    guesses=(
        "results is an object with applicationId",
        "history, feedback, surveys, schedules and offers of the application go with it",
        "no webhook event is fired",
    ),
)
def delete(org: Organization, ask: Ask[ApplicationDelete]) -> Json:
    """Gone for good, with everything that hangs on it."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    remove_application(org, application)
    org.touch("candidate", org.get("candidate", application["candidateId"]))
    return {"applicationId": application["id"]}


def remove_application(org: Organization, application: JsonObject) -> None:
    """Take an application away with everything that hangs on it."""
    for schedule in org.related("interviewSchedule", "applicationId", application["id"]):
        for event in org.related("interviewEvent", "interviewScheduleId", schedule["id"]):
            org.remove("interviewEvent", event["id"])
        org.remove("interviewSchedule", schedule["id"])
    for kind in _DEPENDENT:
        for row in org.related(kind, "applicationId", application["id"]):
            org.remove(kind, row["id"])
    org.remove("application", application["id"])


@rule("application.addHiringTeamMember", source="[S]", guesses=("a role that the user has already is given once",))
def add_member(org: Organization, ask: Ask[ApplicationAddHiringTeamMember]) -> Json:
    """Answers with the member."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    return join(org, "application", application, ask.op.teamMemberId, ask.op.roleId, ask.key)


@rule(
    "application.removeHiringTeamMember",
    source="[S]",
    guesses=("a role that the user does not have is hiring_team_member_not_found",),
)
def remove_member(org: Organization, ask: Ask[ApplicationRemoveHiringTeamMember]) -> Json:
    """Answers with the member who was removed."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    return leave(org, "application", application, ask.op.teamMemberId, ask.op.roleId, ask.key)
