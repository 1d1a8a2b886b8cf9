"""Rules of interview schedules: book, change, cancel. Invitations go out; scorecards can go with their events."""

from __future__ import annotations

import json

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.schedules import (
    ChangedEvent,
    InterviewEventList,
    InterviewScheduleCancel,
    InterviewScheduleCreate,
    InterviewScheduleList,
    InterviewScheduleUpdate,
    ScheduledEvent,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal, iso
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._interview_shape import (
    events_of,
    feedback_of,
    present_event,
    present_schedule,
    role_of,
)
from ashby_agent_tools.simulator.rules._times import at, epoch_ms
from ashby_agent_tools.simulator.webhooks import fire_all

_KEY_LIMIT, _VALUE_LIMIT, _EXTRA_LIMIT = 100, 512, 1024  # characters, characters, bytes [S]
_NO_USER = "an interviewer whose address is not that of an enabled user answers user_not_found"
_EVENT_GUESSES = (_NO_USER, "an event that does not end after it starts answers invalid_input")


def _visible(org: Organization, schedule_id: str | None, key: ApiKey) -> JsonObject:
    row = org.get("interviewSchedule", schedule_id)
    application = org.table("application").get(row["applicationId"])
    if application is not None and not org.sees_application(application, key):
        raise org.missing("interviewSchedule", schedule_id)
    return row


@rule("interviewSchedule.list", source="[S]")
def listing(org: Organization, ask: Ask[InterviewScheduleList]) -> Page:
    """Schedules of applications that the key sees; filters are ANDed; an unknown application has none."""
    op = ask.op
    if op.applicationId is not None:
        rows = org.related("interviewSchedule", "applicationId", op.applicationId)
    else:
        rows = list(org.table("interviewSchedule").values())
    applications = org.table("application")
    rows = [
        row
        for row in rows
        if (op.interviewStageId is None or row["interviewStageId"] == op.interviewStageId)
        and (op.createdAfter is None or epoch_ms(row["createdAt"]) > op.createdAfter)
        and (
            row["applicationId"] not in applications
            or org.sees_application(applications[row["applicationId"]], ask.key)
        )
    ]
    return Page(rows, lambda row: present_schedule(org, row, ask.key), sync_kind="interviewSchedule")


@rule("interviewEvent.list", source="[S]")
def events(org: Organization, ask: Ask[InterviewEventList]) -> Page:
    """The events of one schedule, earliest first."""
    op = ask.op
    rows = events_of(org, _visible(org, op.interviewScheduleId, ask.key))
    if op.createdAfter is not None:
        rows = [row for row in rows if epoch_ms(row["createdAt"]) > op.createdAfter]
    full = "interview" in (op.expand or ())
    return Page(rows, lambda row: present_event(org, row, ask.key, interview=full), sync_kind="interviewEvent")


def _interviewer(org: Organization, email: str) -> JsonObject:
    wanted = email.strip().lower()
    for row in org.table("user").values():
        if (row.get("email") or "").lower() == wanted and row["isEnabled"]:
            return row
    raise Refusal("user_not_found", f"No user of this organization has the address {email}.")


def _interview(org: Organization, interview_id: str | None, application: JsonObject) -> JsonObject:
    """The kind of interview, by default the organization's; one of a job fits applications of that job only. [S]"""
    if interview_id is None:
        shared = [row for row in org.table("interview").values() if not (row.get("jobId") or row.get("isArchived"))]
        if not shared:
            raise Refusal("interview_not_found", "The organization has no default interview: give interviewId.")
        return next((row for row in shared if row.get("isDefault")), shared[0])
    row = org.get("interview", interview_id)
    if row.get("jobId") and row["jobId"] != application["jobId"]:
        raise Refusal("invalid_input", f"{row['title']} belongs to another job.")
    return row


def _check_extra(extra: dict[str, str] | None) -> None:
    if extra is None:
        return
    if any(len(name) > _KEY_LIMIT or len(value) > _VALUE_LIMIT for name, value in extra.items()):
        raise Refusal("invalid_input", "extraData: keys up to 100 characters, values up to 512.")
    if len(json.dumps(extra, ensure_ascii=False).encode()) >= _EXTRA_LIMIT:
        raise Refusal("invalid_input", "extraData must be smaller than 1 kB.")


def _event_fields(
    org: Organization, event: ScheduledEvent, application: JsonObject, old: JsonObject | None = None
) -> JsonObject:
    """The checked fields of an event; on a change, what is not given stays."""
    starts, ends = at(event.startTime), at(event.endTime)
    if ends <= starts:
        raise Refusal("invalid_input", "endTime must be after startTime.")
    if not event.interviewers:
        raise Refusal("invalid_input", "interviewers: name at least one.")
    _check_extra(event.extraData)
    interview = _interview(org, event.interviewId or (old or {}).get("interviewId"), application)
    people = {_interviewer(org, person.email)["id"]: person for person in event.interviewers}
    required = interview.get("isFeedbackRequired", True)
    return {
        "interviewId": interview["id"],
        "startTime": iso(starts),
        "endTime": iso(ends),
        "interviewerUserIds": list(people),
        "interviewerRoles": {
            user_id: {
                **role_of(old or {}, user_id),
                "isFeedbackRequired": required if person.feedbackRequired is None else person.feedbackRequired,
            }
            for user_id, person in people.items()
        },
        "extraData": (old or {}).get("extraData") if event.extraData is None else event.extraData,
    }


def _invite(org: Organization, schedule: JsonObject, people: set[str], what: str) -> None:
    """Tell the candidate and these users."""
    application = org.get("application", schedule["applicationId"])
    candidate = org.get("candidate", application["candidateId"])
    about = {"what": what, "interviewScheduleId": schedule["id"], "applicationId": application["id"]}
    for email in candidate.get("emails", ()):
        if email["isPrimary"]:
            org.deliver("invitation", email["value"], about)
    for user_id in sorted(people, key=lambda item: str(org.get("user", item)["email"])):
        org.deliver("invitation", org.get("user", user_id)["email"], about)


def _add_event(org: Organization, schedule: JsonObject, fields: JsonObject) -> JsonObject:
    event_id = org.new_id()
    link = f"https://app.example.com/interview-briefings/{event_id}"
    return org.add(
        "interviewEvent",
        {
            "id": event_id,
            "interviewScheduleId": schedule["id"],
            **fields,
            "feedbackLink": link,
            "location": None,
            "meetingLink": None,
            "interviewerCalendarEventId": None,
        },
    )


@rule(
    "interviewSchedule.create",
    source="[S]",
    guesses=(*_EVENT_GUESSES, "candidate and interviewers are invited", "the schedule belongs to the current stage"),
)
def create(org: Organization, ask: Ask[InterviewScheduleCreate]) -> Json:
    """Book the events for the application's present stage."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    if not ask.op.interviewEvents:
        raise Refusal("invalid_input", "interviewEvents: give at least one.")
    fields = [_event_fields(org, event, application) for event in ask.op.interviewEvents]
    schedule = org.add(
        "interviewSchedule",
        {
            "status": "Scheduled",
            "applicationId": application["id"],
            "interviewStageId": application["currentInterviewStageId"],
            "scheduledByUserId": ask.key.acting_user,
            "createdByKey": ask.key.id,
        },
    )
    rows = [_add_event(org, schedule, item) for item in fields]
    _invite(org, schedule, {person for row in rows for person in row["interviewerUserIds"]}, "invited")
    shown = present_schedule(org, schedule, ask.key)
    fire_all(org, "interviewScheduleCreate", {"interviewSchedule": shown})
    return shown


def _event_of(org: Organization, schedule: JsonObject, event_id: str) -> JsonObject:
    row = org.get("interviewEvent", event_id)
    if row["interviewScheduleId"] != schedule["id"]:
        raise org.missing("interviewEvent", event_id)
    return row


@rule(
    "interviewSchedule.update",
    source="[S]",
    guesses=(
        *_EVENT_GUESSES,
        "a schedule made with another key answers invalid_input",
        "cancelling an event with feedback answers invalid_input",
        "an unknown event answers interview_event_not_found",
        "cancelled events leave the schedule; without any it is Cancelled",
        "a changed event keeps its interview and extraData where they are not given",
    ),
)
def update(org: Organization, ask: Ask[InterviewScheduleUpdate]) -> Json:
    """Add, change or cancel events of a schedule that this key made."""
    schedule = _visible(org, ask.op.interviewScheduleId, ask.key)
    if schedule.get("createdByKey") != ask.key.id:
        raise Refusal("invalid_input", "Only schedules made with this API key can be updated.")
    if ask.op.cancelled:
        told = _cancel_events(org, schedule, ask.op.cancelled, lose_feedback=bool(ask.op.allowFeedbackDeletion))
        _invite(org, schedule, told, "cancelled")
    else:
        _change_events(org, schedule, ask.op.events)
    org.touch("interviewSchedule", schedule)
    shown = present_schedule(org, schedule, ask.key)
    org.fire("interviewScheduleUpdate", {"interviewSchedule": shown})
    return shown


def _cancel_events(org: Organization, schedule: JsonObject, ids: list[str], *, lose_feedback: bool) -> set[str]:
    """Take events out, with their scorecards where that is allowed; answers whom to tell."""
    rows = {row["id"]: row for row in (_event_of(org, schedule, event_id) for event_id in ids)}
    feedback = [card for row in rows.values() for card in feedback_of(org, row)]
    if feedback and not lose_feedback:
        raise Refusal(
            "invalid_input", "An event has submitted feedback, which cancelling deletes: set allowFeedbackDeletion."
        )
    for card in feedback:
        org.remove("applicationFeedback", card["id"])
    for event_id in rows:
        org.remove("interviewEvent", event_id)
    if not events_of(org, schedule):
        schedule["status"] = "Cancelled"
    return {person for row in rows.values() for person in row["interviewerUserIds"]}


def _change_events(org: Organization, schedule: JsonObject, events: list[ChangedEvent]) -> None:
    application = org.get("application", schedule["applicationId"])
    planned = []
    for event in events:
        old = _event_of(org, schedule, event.interviewEventId) if event.interviewEventId else None
        planned.append((old, _event_fields(org, event, application, old)))
    people: set[str] = set()
    for old, fields in planned:
        people |= set(fields["interviewerUserIds"]) | set((old or fields)["interviewerUserIds"])
        if old is None:
            _add_event(org, schedule, fields)
        else:
            old.update(fields)
            org.touch("interviewEvent", old)
    if schedule["status"] == "Cancelled":
        schedule["status"] = "Scheduled"
    _invite(org, schedule, people, "changed")


@rule(
    "interviewSchedule.cancel",
    source="[S]",
    guesses=(
        "with allowReschedule the status is NeedsScheduling, else Cancelled",
        "the events stay readable",
        "a schedule with submitted feedback answers invalid_input, as the feedback would be lost",
        "cancelling twice is not an error and tells nobody again",
    ),
)
def cancel(org: Organization, ask: Ask[InterviewScheduleCancel]) -> Json:
    """Call the whole schedule off and tell everybody."""
    schedule = _visible(org, ask.op.id, ask.key)
    rows = events_of(org, schedule)
    if any(feedback_of(org, row) for row in rows):
        raise Refusal(
            "invalid_input", "An event of this schedule has submitted feedback, which cancelling would delete."
        )
    status = "NeedsScheduling" if ask.op.allowReschedule else "Cancelled"
    if schedule["status"] != status:
        schedule["status"] = status
        org.touch("interviewSchedule", schedule)
        _invite(org, schedule, {person for row in rows for person in row["interviewerUserIds"]}, "cancelled")
        org.fire("interviewScheduleUpdate", {"interviewSchedule": present_schedule(org, schedule, ask.key)})
    return present_schedule(org, schedule, ask.key)
