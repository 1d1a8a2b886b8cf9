"""Interviews as Ashby shows them: kinds, stages, schedules, events, briefings, take-home assignments."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._pool_shape import present_pool
from ashby_agent_tools.simulator.rules._user_shape import present_user

__all__ = [
    "events_of",
    "feedback_form_id",
    "feedback_of",
    "part_of",
    "present_briefed",
    "present_event",
    "present_interview",
    "present_schedule",
    "present_stage",
    "present_take_home",
    "role_of",
]

_INTERVIEW = ("id", "title", "externalTitle")
_EVENT = ("id", "interviewId", "interviewScheduleId", "createdAt", "updatedAt", "startTime", "endTime")
_SCHEDULE = ("id", "status", "applicationId", "interviewStageId", "createdAt", "updatedAt")
_TAKE_HOME = (
    "id", "applicationId", "candidateId", "interviewId", "interviewStageId", "feedbackFormDefinitionId", "status",
    "createdAt", "updatedAt", "submission",
)  # fmt: skip
_REVIEWER = ("userId", "interviewEventId", "feedbackLink", "hasSubmittedFeedback", "feedbackSubmittedAt")


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
    """A stage of an interview plan, alone and inside an application."""
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
    shown = {**present_user(org, org.get("user", user_id), key), **part_of(org, event, user_id)}
    return {**shown, "interviewerPool": _pool(org, event, user_id, key)}


def part_of(org: Organization, event: JsonObject, user_id: str) -> JsonObject:
    """What an interviewer has to do in an event; without its own word the kind of interview says."""
    role = role_of(event, user_id)
    interview = org.table("interview").get(event["interviewId"], {})
    required = role.get("isFeedbackRequired", interview.get("isFeedbackRequired", True))
    return {"isFeedbackRequired": required, "trainingRole": role.get("trainingRole")}


def _pool(org: Organization, event: JsonObject, user_id: str, key: ApiKey) -> JsonObject | None:
    """The pool that an interviewer was taken from."""
    pool = org.table("interviewerPool").get(role_of(event, user_id).get("interviewerPoolId") or "")
    return None if pool is None else present_pool(org, pool, key)


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


def present_briefed(org: Organization, event: JsonObject, user_id: str, key: ApiKey, *, full: bool) -> JsonObject:
    """An interviewer of an event as the briefing has them; `full` adds the user and the pool."""
    submitted = any(row["submittedByUserId"] == user_id for row in feedback_of(org, event))
    shown = {"userId": user_id, "hasSubmittedFeedback": submitted, **part_of(org, event, user_id)}
    if full:
        shown["user"] = present_user(org, org.get("user", user_id), key)
        shown["interviewerPool"] = _pool(org, event, user_id, key)
    return shown


def present_take_home(org: Organization, row: JsonObject, key: ApiKey, *, interview: bool) -> JsonObject:
    """A take-home assignment with its reviewers; `interview` adds what kind of interview it is."""
    shown: JsonObject = {name: row[name] for name in _TAKE_HOME}
    shown["reviewers"] = [{name: reviewer[name] for name in _REVIEWER} for reviewer in row["reviewers"]]
    if interview:
        kind = org.get("interview", row["interviewId"])
        shown["interview"] = {**present_interview(org, kind, key), "type": kind.get("type", "TakeHome")}
    return shown
