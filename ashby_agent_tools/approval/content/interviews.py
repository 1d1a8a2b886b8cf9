"""Interviews: what an invitation says of the kind of interview, to whom it goes, and which ones are cancelled."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked, rows_picked
from ashby_agent_tools.approval.prompts._common_records import APPLICATION, email_of, read
from ashby_agent_tools.approval.prompts._phrases import changes
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, at, objects
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.schedules import (
    InterviewScheduleCancel,
    InterviewScheduleCreate,
    InterviewScheduleUpdate,
    ScheduledEvent,
)

_EVENTS, _MOST_KINDS = "the present interviews", 4
_EVENT = ("id", "startTime", "endTime", "location", "meetingLink", "interviewId")


def _kinds(events: list[ScheduledEvent]) -> list[str]:
    return list(dict.fromkeys(event.interviewId for event in events if event.interviewId))[:_MOST_KINDS]


def _kind_reads(events: list[ScheduledEvent]) -> Reads:
    found: Reads = {}
    for number, identity in enumerate(_kinds(events), 1):
        found = {**found, **read(f"the kind of interview {number}", "interview.info", id=identity)}
    return found


def _kinds_of(events: list[ScheduledEvent], seen: Lookups) -> Json:
    names = (f"the kind of interview {number}" for number, _ in enumerate(_kinds(events), 1))
    return [picked(seen.record(name), "title", "externalTitle", "instructionsHtml", "isArchived") for name in names]


def _create_needs(new: InterviewScheduleCreate) -> Reads:
    application = read(APPLICATION, "application.info", applicationId=new.applicationId)
    return {**application, **_kind_reads(new.interviewEvents)}


def _create_of(new: InterviewScheduleCreate, seen: Lookups) -> Json:
    who = picked(seen.at(APPLICATION, "candidate"), "id", "name", "primaryEmailAddress")
    return [who, seen.at(APPLICATION, "job", "title"), _kinds_of(new.interviewEvents, seen)]


def _create_show(new: InterviewScheduleCreate, seen: Lookups) -> str:  # noqa: ARG001  (the form that every `show` has)
    mail = email_of(seen.record(APPLICATION).get("candidate") or {})
    return changes(("candidate's address", None, mail)) if mail else ""


def _present(seen: Lookups) -> Json:
    """The interviews that stand now, whatever the order of the list."""
    rows = sorted(seen.rows(_EVENTS), key=lambda row: str(row.get("id")))
    people = [sorted(str(one.get("email")) for one in objects(row.get("interviewers"))) for row in rows]
    kinds = [at(row, "interview", "title") for row in rows]
    return [rows_picked(rows, *_EVENT, "hasSubmittedFeedback"), people, kinds]


def _cancel_needs(gone: InterviewScheduleCancel) -> Reads:
    return read(_EVENTS, "interviewEvent.list", interviewScheduleId=gone.id, expand=["interview"])


def _cancel_of(gone: InterviewScheduleCancel, seen: Lookups) -> Json:  # noqa: ARG001
    return _present(seen)


def _update_needs(change: InterviewScheduleUpdate) -> Reads:
    schedule = change.interviewScheduleId
    return {
        **read(_EVENTS, "interviewEvent.list", interviewScheduleId=schedule, expand=["interview"]),
        **_kind_reads(list(change.events)),
    }


def _update_of(change: InterviewScheduleUpdate, seen: Lookups) -> Json:
    return [_present(seen), _kinds_of(list(change.events), seen)]


_WHAT = "what is cancelled or sent"
CONTENTS = (
    Content(InterviewScheduleCreate, "the invitation", _create_needs, _create_of, show=_create_show),
    Content(InterviewScheduleUpdate, _WHAT, _update_needs, _update_of),
    Content(InterviewScheduleCancel, _WHAT, _cancel_needs, _cancel_of),
)
