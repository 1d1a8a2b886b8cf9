"""Moving applications: change of stage with archive and email, transfer to another job, and the history of both."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from ashby_agent_tools.operations.application_edits import ApplicationTransfer, ApplicationUpdateHistory, HistoryEvent
from ashby_agent_tools.operations.applications import ApplicationChangeStage, ArchiveEmail
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal, iso
from ashby_agent_tools.simulator.rules import ApiKey, Ask, _seats, rule
from ashby_agent_tools.simulator.rules._application_shape import history_of, present_application, present_with_history
from ashby_agent_tools.simulator.rules._application_steps import (
    address_of,
    enter_stage,
    place,
    seat_taker,
    start_automatic_activities,
    tell_moved,
)
from ashby_agent_tools.simulator.rules._plans import job_plan, plan_stage
from ashby_agent_tools.simulator.rules._times import normal_time
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["change_stage", "transfer", "update_history"]

_MAIL_TIME = time(9, 32, tzinfo=UTC)  # the organization's default time zone is UTC here


@rule(
    "application.changeStage",
    source="[S] [D]",
    guesses=(
        *_seats.GUESSES,
        "a stage of another interview plan is invalid_input",
        "a missing archive reason is invalid_input",
        "a move to the current stage changes nothing, except for the archive reason",
        "a template that is switched off is communication_template_not_found",
        "the default time zone is UTC",
    ),
)
def change_stage(org: Organization, ask: Ask[ApplicationChangeStage]) -> Json:
    """Everything is checked first: if the email cannot be sent, the stage stays."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    stage = plan_stage(org, ask.op.interviewStageId, application["interviewPlanId"])
    _check_archive(org, stage, ask.op)
    was_archived = application["status"] == "Archived"
    mail = ask.op.archiveEmail
    letter = _letter(org, application, mail) if mail is not None and not was_archived else None
    take_seat = seat_taker(org, application, stage, application["jobId"])
    if stage["id"] == application["currentInterviewStageId"]:
        if ask.op.archiveReasonId not in (None, application["archiveReasonId"]):
            application["archiveReasonId"] = ask.op.archiveReasonId
            org.touch("application", application)
            fire_all(org, "applicationUpdate", {"application": present_application(org, application, ask.key)})
        return present_application(org, application, ask.key)
    place(org, application, stage, reason_id=ask.op.archiveReasonId)
    take_seat()
    org.touch("application", application)
    enter_stage(org, application, stage, ask.key, archiveReasonId=ask.op.archiveReasonId)
    if letter is not None:
        org.deliver("mail", *letter)
    start_automatic_activities(org, application, stage)
    tell_moved(org, application, ask.key)
    return present_application(org, application, ask.key)


def _check_archive(org: Organization, stage: JsonObject, op: ApplicationChangeStage) -> None:
    if stage["type"] == "Archived":
        if op.archiveReasonId is None:
            raise Refusal("invalid_input", "archiveReasonId is required when moving to a stage of type Archived.")
        org.get("archiveReason", op.archiveReasonId)
    elif op.archiveReasonId is not None or op.archiveEmail is not None:
        raise Refusal(
            "invalid_input", "archiveReasonId and archiveEmail may only be given for a stage of type Archived."
        )
    if op.archiveEmail is not None:
        template = org.get("communicationTemplate", op.archiveEmail.communicationTemplateId)
        if not template.get("isEnabled", True):
            raise org.missing("communicationTemplate", template["id"])
        if "email" not in template["intendedTypes"]:
            raise Refusal("communication_template_not_allowed", "The template's intendedTypes must include email.")


def _letter(org: Organization, application: JsonObject, mail: ArchiveEmail) -> tuple[str, JsonObject]:
    address = address_of(org, application)
    if address is None:
        raise Refusal("invalid_input", "archiveEmail: the candidate has no email address; the stage was not changed.")
    if mail.sendAt is None:
        send_at = iso(datetime.combine(org.now.date() + timedelta(days=1), _MAIL_TIME))
    else:
        send_at = max(normal_time(mail.sendAt), org.stamp())
    about = {"applicationId": application["id"], "communicationTemplateId": mail.communicationTemplateId}
    return address, {**about, "sendAt": send_at}


@rule(
    "application.transfer",
    source="[S]",
    guesses=(
        "into a stage of type Hired it fills an opening as application.changeStage does",
        "a stage of type Archived is invalid_input, because no reason can be given",
        "hiring team, source, openings and feedback stay as they are",
        "a plan that the job does not use is interview_plan_not_found",
    ),
)
def transfer(org: Organization, ask: Ask[ApplicationTransfer]) -> Json:
    """Ashby starts automatic activities unless it is told not to."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    job = org.visible_job(ask.op.jobId, ask.key)
    plan = job_plan(org, job, ask.op.interviewPlanId)
    stage = plan_stage(org, ask.op.interviewStageId, plan["id"])
    if stage["type"] == "Archived":
        raise Refusal("invalid_input", "A transfer cannot archive: choose a stage of another type.")
    take_seat = seat_taker(org, application, stage, job["id"])
    application["jobId"] = job["id"]
    application["interviewPlanId"] = plan["id"]
    place(org, application, stage)
    take_seat()
    org.touch("application", application)
    enter_stage(org, application, stage, ask.key)
    if ask.body.get("startAutomaticActivities") is None or ask.op.startAutomaticActivities:
        start_automatic_activities(org, application, stage)
    tell_moved(org, application, ask.key)
    return present_application(org, application, ask.key)


@rule(
    "application.updateHistory",
    source="[S]",
    guesses=(
        "a key without the switch gets 403 missing_endpoint_permission",
        "the last event must be the current stage, and the first cannot be left out",
        "an unknown event is application_history_not_found",
        "no webhook event is fired",
    ),
)
def update_history(org: Organization, ask: Ask[ApplicationUpdateHistory]) -> Json:
    """The array is the whole new history: what it leaves out is deleted."""
    if not ask.key.update_history:
        raise Refusal(
            "missing_endpoint_permission", "This API key does not allow updating application history.", status=403
        )
    application = org.visible_application(ask.op.applicationId, ask.key)
    old = {row["id"]: row for row in history_of(org, application)}
    events = sorted(ask.op.applicationHistory, key=lambda event: event.stageNumber)
    stages = _checked_history(org, application, events, old)
    for row_id in old.keys() - {event.applicationHistoryId for event in events}:
        org.remove("applicationHistory", row_id)
    _write_events(org, application, events, stages, old, ask.key)
    org.touch("application", application)
    return present_with_history(org, application, ask.key)


def _write_events(
    org: Organization,
    application: JsonObject,
    events: list[HistoryEvent],
    stages: list[JsonObject],
    old: dict[str, JsonObject],
    key: ApiKey,
) -> None:
    left = [normal_time(event.enteredStageAt) for event in events[1:]] + [None]
    for number, (event, stage, until) in enumerate(zip(events, stages, left, strict=True)):
        fields: JsonObject = {"applicationId": application["id"], "stageId": stage["id"], "title": stage["title"]}
        fields |= {"enteredStageAt": normal_time(event.enteredStageAt), "leftStageAt": until, "stageNumber": number}
        if event.archiveReasonId is not None:
            fields["archiveReasonId"] = event.archiveReasonId
        if event.applicationHistoryId is None:
            org.add("applicationHistory", {**fields, "actorId": key.acting_user}, stamped=False)
        else:
            old[event.applicationHistoryId].update(fields)
            org.touch("applicationHistory", old[event.applicationHistoryId])


def _checked_history(
    org: Organization, application: JsonObject, events: list[HistoryEvent], old: dict[str, JsonObject]
) -> list[JsonObject]:
    if len({event.stageNumber for event in events}) != len(events):
        raise Refusal("invalid_input", "Two events have the same stageNumber.")
    stages = []
    for event in events:
        if event.applicationHistoryId is not None and event.applicationHistoryId not in old:
            raise Refusal(
                "application_history_not_found", f"The application has no event {event.applicationHistoryId}."
            )
        if event.archiveReasonId is not None:
            org.get("archiveReason", event.archiveReasonId)
        known = old.get(event.applicationHistoryId or "")
        if known is not None and known["stageId"] == event.stageId:
            stages.append(org.get("interviewStage", event.stageId))  # may lie in the plan of an earlier job
        else:
            stages.append(plan_stage(org, event.stageId, application["interviewPlanId"]))
    kept = {event.applicationHistoryId for event in events}
    if any(row["stageNumber"] == 0 and row_id not in kept for row_id, row in old.items()):
        raise Refusal("invalid_input", "The first event cannot be deleted: listHistory allows set_entered_at only.")
    if not stages or stages[-1]["id"] != application["currentInterviewStageId"]:
        raise Refusal("invalid_input", "The event with the highest stageNumber must be the current stage.")
    return stages
