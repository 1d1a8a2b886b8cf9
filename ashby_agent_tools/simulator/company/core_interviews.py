"""Interview schedules with events and scorecards, and offers: what happened on the way through the stages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.core_jobs import INTERVIEWS
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization, iso
from ashby_agent_tools.simulator.rules._schedule_state import settle

_STRENGTHS = (
    "Explained a hard trade-off in plain words.", "Listens first, then answers the question that was asked.",
    "Wrote tests without being told to.", "Knows our market better than most of us.",
    "Took the critique well and improved the design on the spot.",
)  # fmt: skip
_CONCERNS = (
    "Little experience with teams larger than five.", "Ran out of time on the second exercise.",
    "Vague about why they left their last job.", "None that would change my mind.",
)  # fmt: skip
_HOURS = (8, 9, 10, 13)
_MINUTES = 45  # of an interview; one begins every hour
_SATURDAY = 5
_OPEN_STATES = ("NeedsScheduling", "WaitingOnCandidateAvailability", "WaitingOnCandidateBooking")


def populate(org: Organization, maker: Maker) -> None:
    """A schedule per interview stage that an application passed; offers for who came so far."""
    forms = org.rows("feedbackFormDefinition", isDefaultForm=True)
    interviews = {row["title"]: row for row in org.rows("interview")}
    users = org.rows("user", isEnabled=True)
    stories = {job["id"] for job in org.rows("job", title="Staff Engineer")}
    for application in list(org.table("application").values()):
        for visit in org.related("applicationHistory", "applicationId", application["id"]):
            titles = INTERVIEWS.get(visit["title"])
            if titles is None or (maker.large and application["jobId"] not in stories and maker.chance(0.7)):
                continue
            planned = [interviews[title] for title in titles]
            _schedule(org, maker, application, visit, planned, users, forms[0])
        _offer(org, maker, application)


def _schedule(
    org: Organization,
    maker: Maker,
    application: JsonObject,
    visit: JsonObject,
    interviews: list[JsonObject],
    users: Sequence[JsonObject],
    form: JsonObject,
) -> None:
    entered = datetime.fromisoformat(visit["enteredStageAt"])
    left = datetime.fromisoformat(visit["leftStageAt"]) if visit["leftStageAt"] else None
    day = _workday(entered, left, maker, timedelta(hours=len(interviews) - 1, minutes=_MINUTES))
    past = day + timedelta(hours=len(interviews) - 1, minutes=_MINUTES) <= org.now
    status = "Complete" if past and left else "WaitingOnFeedback" if past else "Scheduled"
    if left is None and maker.chance(0.3):
        status = maker.pick(_OPEN_STATES)
    elif left and maker.chance(0.05):
        status = "Cancelled"
    row = {
        "status": status,
        "applicationId": application["id"],
        "interviewStageId": visit["stageId"],
        "scheduledByUserId": application["hiringTeam"][0]["userId"],
        "createdByKey": None,
        "createdAt": visit["enteredStageAt"],
    }
    schedule = org.add("interviewSchedule", row)
    if status in _OPEN_STATES:
        return
    interviewers = maker.some(users, len(interviews), len(interviews) + 1)
    for number, interview in enumerate(interviews):
        crew = [interviewers[number]["id"]] if not interview["isDebrief"] else [user["id"] for user in interviewers]
        start = day + timedelta(hours=number)
        event = _event(org, schedule, interview, start, crew)
        due = interview["isFeedbackRequired"] and past and status != "Cancelled"
        if due and maker.chance(0.9 if status == "Complete" else 0.5):
            _feedback(org, maker, application, visit, event, form, start)
    if past and status != "Cancelled":
        settle(org, schedule)


def _workday(entered: datetime, left: datetime | None, maker: Maker, lasts: timedelta) -> datetime:
    """A morning some days after the stage was entered, on a weekday; an earlier one if the stage was left by then."""
    day = entered + timedelta(days=maker.random.randint(2, 9))
    hour, minute = maker.pick(_HOURS), maker.pick((0, 30))
    latest = (left or datetime.max.replace(tzinfo=UTC) - lasts) - lasts
    day += timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
    wanted = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if wanted <= latest:
        return wanted
    days = (entered + timedelta(days=number) for number in range((latest - entered).days + 2))
    free = (
        morning.replace(hour=at, minute=minute) for morning in days if morning.weekday() < _SATURDAY for at in _HOURS
    )
    return next((start for start in free if entered <= start <= latest), entered)


def _event(
    org: Organization, schedule: JsonObject, interview: JsonObject, start: datetime, crew: list[str]
) -> JsonObject:
    event_id = org.new_id()
    row = {
        "id": event_id,
        "interviewScheduleId": schedule["id"],
        "interviewId": interview["id"],
        "startTime": iso(start),
        "endTime": iso(start + timedelta(minutes=_MINUTES)),
        "interviewerUserIds": crew,
        "feedbackLink": f"https://app.example.com/interview-briefings/{event_id}/feedback",
        "location": None,
        "meetingLink": f"https://meet.example.com/{event_id[:8]}",
        "interviewerCalendarEventId": None,
        "hasSubmittedFeedback": False,
        "createdAt": schedule["createdAt"],
    }
    return org.add("interviewEvent", row)


def _feedback(
    org: Organization,
    maker: Maker,
    application: JsonObject,
    visit: JsonObject,
    event: JsonObject,
    form: JsonObject,
    start: datetime,
) -> None:
    submitted = iso(start + timedelta(hours=maker.random.randint(1, 20)))
    if submitted > org.stamp():
        return
    values = {
        "overall_recommendation": maker.pick(("1", "2", "3", "3", "4")),
        "strengths": maker.pick(_STRENGTHS),
        "concerns": maker.pick(_CONCERNS),
    }
    row = {
        "applicationId": application["id"],
        "applicationHistoryId": visit["id"],
        "feedbackFormDefinitionId": form["id"],
        "formDefinition": form["formDefinition"],
        "submittedByUserId": event["interviewerUserIds"][0],
        "interviewId": event["interviewId"],
        "interviewEventId": event["id"],
        "submittedAt": submitted,
        "submittedValues": values,
        "createdAt": submitted,
    }
    org.add("applicationFeedback", row)
    event |= {"hasSubmittedFeedback": True, "updatedAt": submitted}


def _offer(org: Organization, maker: Maker, application: JsonObject) -> None:
    stage = org.table("interviewStage")[application["currentInterviewStageId"]]
    if stage["type"] not in ("Offer", "Hired"):
        return
    hired = stage["type"] == "Hired"
    way = org.related("applicationHistory", "applicationId", application["id"])
    entered = next(visit["enteredStageAt"] for visit in way if visit["title"] == "Offer")
    decided = datetime.fromisoformat(application["updatedAt"])
    made = max(datetime.fromisoformat(entered), decided - timedelta(days=2 if hired else 0))
    version = {
        "id": org.new_id(),
        "startDate": (made + timedelta(days=45)).strftime("%Y-%m-%d"),
        "salary": {"currencyCode": "EUR", "value": maker.random.randrange(52, 140) * 1000},
        "createdAt": iso(made),
        "openingId": None,
        "customFields": [],
        "fileHandles": [],
        "authorUserId": application["hiringTeam"][0]["userId"],
        "approvalStatus": "Approved",
    }
    row = {
        "applicationId": application["id"],
        "acceptanceStatus": "Accepted" if hired else "WaitingOnResponse",
        "offerStatus": "CandidateAccepted" if hired else "WaitingOnCandidateResponse",
        "decidedAt": application["updatedAt"] if hired else None,
        "latestVersionId": version["id"],
        "versions": [version],
        "createdAt": iso(made),
    }
    org.add("offer", row)
