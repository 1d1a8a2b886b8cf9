"""Rules of feedback: scorecards, requests for them, and feedback forms."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.feedback import (
    ApplicationFeedbackList,
    ApplicationFeedbackRequestCreate,
    ApplicationFeedbackSubmit,
    FeedbackFormDefinitionInfo,
    FeedbackFormDefinitionList,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._application_shape import history_of
from ashby_agent_tools.simulator.rules._feedback_shape import present_feedback, present_feedback_form
from ashby_agent_tools.simulator.rules._forms import check_answers
from ashby_agent_tools.simulator.rules._interview_shape import events_of
from ashby_agent_tools.simulator.rules._listing import made_between
from ashby_agent_tools.simulator.rules._schedule_state import answered


@rule("feedbackFormDefinition.info", source="[S]")
def form_info(org: Organization, ask: Ask[FeedbackFormDefinitionInfo]) -> Json:
    """One form."""
    return present_feedback_form(org, org.get("feedbackFormDefinition", ask.op.feedbackFormDefinitionId), ask.key)


@rule("feedbackFormDefinition.list", source="[S]")
def forms(org: Organization, ask: Ask[FeedbackFormDefinitionList]) -> Page:
    """Current forms, archived ones on request and in incremental listings."""
    everything = ask.op.includeArchived or ask.op.syncToken is not None
    rows = [row for row in org.table("feedbackFormDefinition").values() if everything or not row["isArchived"]]
    return Page(rows, lambda row: present_feedback_form(org, row, ask.key), sync_kind="feedbackFormDefinition")


@rule("applicationFeedback.list", source="[S]", guesses=("createdAfter looks at submittedAt",))
def listing(org: Organization, ask: Ask[ApplicationFeedbackList]) -> Page:
    """Scorecards of one application, or of all that the key may see."""
    op = ask.op
    if op.applicationId is not None:
        application = org.visible_application(op.applicationId, ask.key)
        rows = org.related("applicationFeedback", "applicationId", application["id"])
    else:
        applications = org.table("application")
        rows = [
            row
            for row in org.table("applicationFeedback").values()
            if row["applicationId"] in applications
            and org.sees_application(applications[row["applicationId"]], ask.key)
        ]
    rows = made_between(rows, op.createdAfter, None, field="submittedAt")
    return Page(rows, lambda row: present_feedback(org, row, ask.key), sync_kind="applicationFeedback")


@rule(
    "applicationFeedback.submit",
    source="[S]",
    guesses=(
        "an event of another application, or a user who is not an interviewer of the event, is invalid_input",
        "feedback without userId is credited to the acting user, else to the first organization admin",
        "a schedule whose events all have the feedback that is due becomes Complete",
        "scores and rich text are shown as plain strings afterwards",
    ),
)
def submit(org: Organization, ask: Ask[ApplicationFeedbackSubmit]) -> Json:
    """Writes a scorecard and marks the interview event as answered."""
    op = ask.op
    application = org.visible_application(op.applicationId, ask.key)
    form = org.get("feedbackFormDefinition", op.formDefinitionId)
    user = org.get("user", op.userId) if op.userId else _key_user(org, ask.key)
    event = _event(org, application, op) if op.interviewEventId else None
    answers = [(item.path, item.value) for item in op.feedbackForm.fieldSubmissions]
    values = {path: _plain(value) for path, value in check_answers(form["formDefinition"], answers).items()}
    row: JsonObject = {"applicationId": application["id"], "feedbackFormDefinitionId": form["id"]}
    row |= {"formDefinition": form["formDefinition"], "submittedValues": values, "submittedByUserId": user["id"]}
    row |= {"submittedAt": org.stamp(), "interviewId": None, "interviewEventId": None}
    events = history_of(org, application)
    row["applicationHistoryId"] = events[-1]["id"] if events else None
    if event is not None:
        row |= {"interviewId": event["interviewId"], "interviewEventId": event["id"]}
    org.add("applicationFeedback", row)
    if event is not None:
        _mark_answered(org, event)
    names = ("id", "formDefinition", "submittedValues")
    return {"submittedFormInstance": {name: row[name] for name in names}}


def _plain(value: Json) -> Json:
    """A score as its number and rich text as its text, which is how scorecards show them [U]."""
    if isinstance(value, dict) and set(value) == {"score"}:
        return str(value["score"])
    return value["value"] if isinstance(value, dict) and value.get("type") == "PlainText" else value


def _key_user(org: Organization, key: ApiKey) -> JsonObject:
    if key.acting_user is not None:
        return org.get("user", key.acting_user)
    users = org.table("user").values()
    return next((user for user in users if user["globalRole"] == "Organization Admin"), next(iter(users)))


def _event(org: Organization, application: JsonObject, op: ApplicationFeedbackSubmit) -> JsonObject:
    event = org.get("interviewEvent", op.interviewEventId)
    schedule = org.table("interviewSchedule").get(event.get("interviewScheduleId") or "", event)
    if schedule.get("applicationId") != application["id"]:
        raise Refusal("invalid_input", "The interview event belongs to another application.")
    if op.userId not in event["interviewerUserIds"]:
        raise Refusal("invalid_input", "The user is not an interviewer of this event.")
    return event


def _mark_answered(org: Organization, event: JsonObject) -> None:
    event["hasSubmittedFeedback"] = True
    org.touch("interviewEvent", event)
    schedule = org.table("interviewSchedule").get(event.get("interviewScheduleId") or "")
    if schedule is None or schedule["status"] not in ("Scheduled", "WaitingOnFeedback"):
        return
    if all(answered(org, item) for item in events_of(org, schedule)):
        schedule["status"] = "Complete"
        org.touch("interviewSchedule", schedule)


@rule(
    "applicationFeedbackRequest.create",
    source="[S]",
    guesses=("an interview that requests no feedback is invalid_input", "the colleague is notified"),
)
def request(org: Organization, ask: Ask[ApplicationFeedbackRequestCreate]) -> Json:
    """An event without a schedule, whose id goes to applicationFeedback.submit."""
    op = ask.op
    application = org.visible_application(op.applicationId, ask.key)
    interview = org.get("interview", op.interviewId)
    user = org.get("user", op.interviewerUserId)
    if not interview.get("isFeedbackRequested", True):
        raise Refusal("invalid_input", "The interview is not configured to request feedback.")
    row: JsonObject = {"id": org.new_id(), "interviewScheduleId": None, "applicationId": application["id"]}
    row |= {"interviewId": interview["id"], "interviewerUserIds": [user["id"]], "hasSubmittedFeedback": False}
    row |= {"startTime": org.stamp(), "endTime": org.stamp(), "location": None, "meetingLink": None}
    row["feedbackLink"] = f"https://app.ashbyhq.com/interview-briefings/{row['id']}/feedback"
    org.add("interviewEvent", row)
    org.deliver("notification", user["email"], {"interviewEventId": row["id"], "about": "feedback requested"})
    return {"interviewEventId": row["id"], "interviewerUserId": user["id"], "applicationId": application["id"]}
