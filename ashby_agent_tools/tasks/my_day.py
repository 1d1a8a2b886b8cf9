"""My day: a colleague's interviews ahead, the scorecards that they owe, and the questions that wait here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.interviews import InterviewBriefingInfo
from ashby_agent_tools.operations.schedules import InterviewScheduleList
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.interviews import events_of, interviewers
from ashby_agent_tools.tasks.params import UserName
from ashby_agent_tools.tasks.records import called, dig, titled
from ashby_agent_tools.tasks.times import DayOf, milliseconds, moment, start_of

__all__ = ["MyDayTask"]

_PAGES = 20
_BOOKED_BEFORE = timedelta(days=90)  # schedules that are older are not looked at
_OWED_FOR = timedelta(days=30)
_BRIEFINGS, _OWED = 8, 12  # events whose briefing is read

DAY = Entity(
    "day",
    contact=("interviews.meetingLink",),
    stated=("day", "read", "interviews", "scorecardsOwed", "questionsWaiting", "interviews.stage",
            "interviews.interview", "scorecardsOwed.interview", "questionsWaiting.operation"),
)  # fmt: skip


class MyDayTask(Task):
    """Show a colleague's day: interviews ahead with their briefing, scorecards owed, questions waiting.

    Knows schedules made up to 90 days before. At most 50 calls.
    """

    spec = Spec("myDay", scope="interviewsRead", risk=READ, tags=("scheduling",), entity=DAY, served_by="task")
    reads: ClassVar = (*lookups.USER_READS, "interviewSchedule.list", "interviewBriefing.info")
    most_calls: ClassVar = 50

    user: Annotated[UserName, Field(description="whose day: name, email or id")]
    day: DayOf | None = None
    days: Annotated[int, Field(ge=1, le=14)] = 1

    def steps(self, setting: Setting) -> Steps:
        """The colleague's events from all schedules, then the briefings of those that matter."""
        user = yield from lookups.user(self.user)
        first = start_of(self.day or setting.today)
        since = min(first, setting.now) - _BOOKED_BEFORE
        found: Rows = yield Pages(InterviewScheduleList(createdAfter=milliseconds(since), limit=100), _PAGES)
        mine = [event for _, event in events_of(found.records) if user["id"] in _who(event)]
        ahead = [it for it in mine if _within(it.get("startTime"), first, first + timedelta(days=self.days))]
        past = [it for it in mine if _within(it.get("endTime"), setting.now - _OWED_FOR, setting.now)]
        open_ones = [it for it in past if not it.get("hasSubmittedFeedback") or len(_who(it)) > 1]
        interviews = yield from _interviews(ahead)
        owed = yield from _owed(open_ones, str(user["id"]))
        return Answer(
            {
                "user": called(user),
                "day": first.date().isoformat(),
                "days": self.days,
                "read": "all schedules of 90 days" if found.whole else f"only {len(found.records)} schedules",
                "interviews": interviews or "none",
                "scorecardsOwed": owed or "none in the last 30 days",
                "questionsWaiting": list(setting.waiting()) or "none in this conversation",
            }
        )


def _who(event: JsonObject) -> set[str]:
    return {str(it) for it in event.get("interviewerUserIds") or ()} | {str(it["id"]) for it in interviewers(event)}


def _within(time: object, start: datetime, end: datetime) -> bool:
    found = moment(time)
    return found is not None and start <= found < end


def _interviews(events: list[JsonObject]) -> lookups.Part[list[JsonObject]]:
    rows = []
    for number, event in enumerate(events):
        row = {
            "event": {"id": event.get("id")},
            "startTime": event.get("startTime"),
            "endTime": event.get("endTime"),
            "interviewers": [called(it) for it in interviewers(event)],
            "meetingLink": event.get("meetingLink"),
        }
        if number < _BRIEFINGS:
            briefing: JsonObject = yield InterviewBriefingInfo(
                interviewEventId=event["id"], expand=["application", "candidate", "job", "interview"]
            )
            row |= _briefed(briefing)
        rows.append(row)
    return rows


def _briefed(briefing: JsonObject) -> JsonObject:
    return {
        "candidate": called(briefing.get("candidate")),
        "job": titled(briefing.get("job")),
        "stage": dig(briefing, "application", "currentInterviewStage", "title"),
        "interview": dig(briefing, "interview", "title"),
        "instructionsPlain": dig(briefing, "interview", "instructionsPlain"),
    }


def _owed(events: Iterable[JsonObject], user_id: str) -> lookups.Part[list[JsonObject]]:
    """Which of these events lack the colleague's own scorecard, as their briefings say."""
    rows = []
    for event in list(events)[-_OWED:]:
        briefing: JsonObject = yield InterviewBriefingInfo(
            interviewEventId=event["id"], expand=["candidate", "job", "interview"]
        )
        own = [it for it in briefing.get("interviewers") or () if it.get("userId") == user_id]
        if any(it.get("isFeedbackRequired") and not it.get("hasSubmittedFeedback") for it in own):
            rows.append(
                {
                    "candidate": called(briefing.get("candidate")),
                    "application": {"id": briefing.get("applicationId")},
                    "job": titled(briefing.get("job")),
                    "interview": dig(briefing, "interview", "title"),
                    "endTime": event.get("endTime"),
                }
            )
    return rows
