"""Interviews: the events of schedules, what they are called, and which scorecards are owed for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.interviews import InterviewList
from ashby_agent_tools.tasks.base import Pages, Rows
from ashby_agent_tools.tasks.lookups import Part
from ashby_agent_tools.tasks.records import called
from ashby_agent_tools.tasks.times import moment

__all__ = ["events_of", "interview_titles", "interviewers", "owed_by", "shown_event"]

TITLE_PAGES = 3


def interview_titles() -> Part[dict[str, str]]:
    """What interviews are called, by their ids."""
    listed: Rows = yield Pages(InterviewList(limit=100, includeArchived=True), TITLE_PAGES)
    return {str(it["id"]): str(it.get("title") or "") for it in listed.records}


def events_of(schedules: Iterable[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    """The schedules that were not called off, each with each of its events, in the order of time."""
    found = [
        (schedule, event)
        for schedule in schedules
        if schedule.get("status") != "Cancelled"
        for event in schedule.get("interviewEvents") or ()
    ]
    yield from sorted(found, key=lambda it: str(it[1].get("startTime")))


def interviewers(event: JsonObject) -> list[JsonObject]:
    """The colleagues who hold it, as far as Ashby gives them whole."""
    return [it for it in event.get("interviewers") or () if it.get("id")]


def owed_by(event: JsonObject, now: datetime) -> list[JsonObject]:
    """Whose scorecard is missing although the interview is over; whoever of several wrote one is not known here."""
    end = moment(event.get("endTime"))
    if end is None or end > now or event.get("hasSubmittedFeedback"):
        return []
    return [it for it in interviewers(event) if it.get("isFeedbackRequired", True)]


def shown_event(event: JsonObject, titles: dict[str, str]) -> JsonObject:
    """An event as answers show it."""
    return {
        "event": {"id": event.get("id")},
        "interview": titles.get(str(event.get("interviewId"))),
        "startTime": event.get("startTime"),
        "endTime": event.get("endTime"),
        "interviewers": [called(it) for it in interviewers(event)],
        "hasSubmittedFeedback": event.get("hasSubmittedFeedback"),
    }
