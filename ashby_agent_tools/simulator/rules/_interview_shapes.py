"""What kinds of interview, stages, schedules and events look like in answers."""

from __future__ import annotations

from ashby_agent_tools.operation import JsonObject
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import ApiKey
from ashby_agent_tools.simulator.rules.interviewer_pools import present_pool
from ashby_agent_tools.simulator.rules.users import present_user

__all__ = [
    "events_of",
    "feedback_form_id",
    "feedback_of",
    "present_event",
    "present_interview",
    "present_schedule",
    "present_stage",
    "role_of",
]

_INTERVIEW = ("id", "title", "externalTitle")
_EVENT = ("id", "interviewId", "interviewScheduleId", "createdAt", "updatedAt", "startTime", "endTime")
_SCHEDULE = ("id", "status", "applicationId", "interviewStageId", "createdAt", "updatedAt")


def feedback_form_id(org: Organization, interview: JsonObject) -> str | None:
    """The feedback form of a kind of interview; the default form where it has none of its own."""
    if interview.get("feedbackFormDefinitionId"):
        return str(interview["feedbackFormDefinitionId"])
    forms = sorted(
        org.table("feedbackFormDefinition").values(),
        key=lambda form: (form.get("interviewId") != interview["id"], not form.get("isDefaultForm")),
    )
    return str(forms[0]["id"]) if forms else None


def present_interview(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A kind of interview as interview.info shows it."""
    shown: JsonObject = {name: row[name] for name in _INTERVIEW if row.get(name) is not None}
    for name, default in (
        ("isArchived", False),
        ("isDebrief", False),
        ("isFeedbackRequired", not row.get("isDebrief", False)),
        ("isFeedbackRequested", not row.get("isDebrief", False)),
    ):
        shown[name] = row.get(name, default)
    for name in ("instructionsHtml", "instructionsPlain", "jobId"):
        if row.get(name) is not None:
            shown[name] = row[name]
    shown["feedbackFormDefinitionId"] = feedback_form_id(org, row)
    return shown


def present_stage(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A stage of an interview plan."""
    shown = {name: row[name] for name in ("id", "title", "type", "orderInInterviewPlan", "interviewPlanId")}
    if row.get("interviewStageGroupId"):
        shown["interviewStageGroupId"] = row["interviewStageGroupId"]
    return shown


def feedback_of(org: Organization, event: JsonObject) -> list[JsonObject]:
    """The scorecards that were submitted for an event."""
    rows = org.related("applicationFeedback", "interviewEventId", event["id"])
    return [row for row in rows if row.get("submittedAt")]


def role_of(event: JsonObject, user_id: str) -> JsonObject:
    """What an event says of one interviewer: isFeedbackRequired, trainingRole, interviewerPoolId."""
    found: JsonObject = (event.get("interviewerRoles") or {}).get(user_id, {})
    return found


def present_event(org: Organization, row: JsonObject, key: ApiKey, *, interview: bool = False) -> JsonObject:
    """An event with its interviewers; `interview` adds what kind of interview it is."""
    shown: JsonObject = {name: row[name] for name in _EVENT}
    shown["interviewerUserIds"] = list(row["interviewerUserIds"])
    shown["interviewers"] = [_interviewer(org, row, user_id, key) for user_id in row["interviewerUserIds"]]
    shown["feedbackLink"] = row.get("feedbackLink") or f"https://app.example.com/interview-briefings/{row['id']}"
    for name in ("location", "meetingLink", "interviewerCalendarEventId"):
        shown[name] = row.get(name)
    shown["hasSubmittedFeedback"] = bool(feedback_of(org, row))
    if interview:
        shown["interview"] = present_interview(org, org.get("interview", row["interviewId"]), key)
    if row.get("notetakerTranscriptId"):
        shown["notetakerTranscriptId"] = row["notetakerTranscriptId"]
    if row.get("extraData"):
        shown["extraData"] = row["extraData"]
    return shown


def _interviewer(org: Organization, event: JsonObject, user_id: str, key: ApiKey) -> JsonObject:
    role = role_of(event, user_id)
    interview = org.table("interview").get(event["interviewId"], {})
    shown = present_user(org, org.get("user", user_id), key)
    shown["isFeedbackRequired"] = role.get("isFeedbackRequired", interview.get("isFeedbackRequired", True))
    shown["trainingRole"] = role.get("trainingRole")
    pool = org.table("interviewerPool").get(role.get("interviewerPoolId") or "")
    shown["interviewerPool"] = None if pool is None else present_pool(org, pool, key)
    return shown


def events_of(org: Organization, schedule: JsonObject) -> list[JsonObject]:
    """The events of a schedule, earliest first."""
    rows = org.related("interviewEvent", "interviewScheduleId", schedule["id"])
    return sorted(rows, key=lambda row: (row["startTime"], row["id"]))


def present_schedule(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A schedule with its events."""
    shown: JsonObject = {name: row[name] for name in _SCHEDULE}
    user = org.table("user").get(row.get("scheduledByUserId") or "")
    if user is not None:
        shown["scheduledBy"] = present_user(org, user, key)
    shown["interviewEvents"] = [present_event(org, event, key) for event in events_of(org, row)]
    return shown
