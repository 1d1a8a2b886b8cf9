"""Words for interviews: scheduling, changing and calling them off, and asking for feedback."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import (
    address,
    changes,
    count,
    join,
    listing,
    person,
    shown,
    span,
    title,
    whole_name,
)
from ashby_agent_tools.approval.words._things import APPLICATION, application_of, read, stage_now, user_of
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, at, known_id, objects
from ashby_agent_tools.operation import JsonObject
from ashby_agent_tools.operations.feedback import ApplicationFeedbackRequestCreate
from ashby_agent_tools.operations.schedules import (
    InterviewScheduleCancel,
    InterviewScheduleCreate,
    InterviewScheduleUpdate,
    ScheduledEvent,
)

_EVENTS, _BRIEFING, _USER = "the present interviews", "the candidate", "the colleague"
_REACHES = " Candidate and interviewers may get {} by mail or calendar."
_MOST_KINDS = 4


def _kinds(events: list[ScheduledEvent]) -> dict[str, str]:
    """The names under which the kinds of interview are looked up, by id."""
    wanted = dict.fromkeys(event.interviewId for event in events if event.interviewId)
    return {one: f"the kind of interview {number}" for number, one in enumerate(list(wanted)[:_MOST_KINDS], 1)}


def _kind_reads(events: list[ScheduledEvent]) -> Reads:
    found: Reads = {}
    for identity, name in _kinds(events).items():
        found = {**found, **read(name, "interview.info", id=identity)}
    return found


def _create_needs(new: InterviewScheduleCreate) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=new.applicationId),
        **_kind_reads(new.interviewEvents),
    }


def _create(new: InterviewScheduleCreate, seen: Seen) -> str:
    stage = stage_now(seen)
    text = f"Schedule {count(len(new.interviewEvents), 'interview')} for {application_of(seen, new.applicationId)}"
    text += f" (stage {stage})." if stage else "."
    text += _REACHES.format("invitations")
    kinds = _kinds(new.interviewEvents)
    return text + changes(*(("new", None, _planned(event, seen, kinds)) for event in new.interviewEvents))


def _planned(event: ScheduledEvent, seen: Seen, kinds: dict[str, str]) -> str:
    """What is asked for. Which kind an event without interviewId has is known for new events only."""
    identity = event.interviewId
    if identity is not None:
        kind = (title(seen.at(kinds.get(identity, ""), "title")) or f"interview {identity}") + ", "
    else:
        kind = "" if getattr(event, "interviewEventId", None) else "the default interview, "
    people = [address(one.email) for one in event.interviewers]
    return f"{kind}{span(event.startTime, event.endTime)}, with {listing(people)}"


# a schedule is known by its events only; a briefing of one of them names candidate and job


def _events_needs(operation: InterviewScheduleCancel | InterviewScheduleUpdate) -> Reads:
    if isinstance(operation, InterviewScheduleCancel):
        return read(_EVENTS, "interviewEvent.list", interviewScheduleId=operation.id, expand=["interview"])
    return {
        **read(_EVENTS, "interviewEvent.list", interviewScheduleId=operation.interviewScheduleId, expand=["interview"]),
        **_kind_reads(list(operation.events)),
    }


def _briefing(operation: InterviewScheduleCancel | InterviewScheduleUpdate, seen: Seen) -> Reads:  # noqa: ARG001
    first = next((one for row in seen.rows(_EVENTS) if (one := known_id(row.get("id")))), None)
    if first is None:
        return {}
    return read(_BRIEFING, "interviewBriefing.info", interviewEventId=first, expand=["candidate", "job"])


def _whose(seen: Seen, schedule: str) -> str:
    who, job = whole_name(seen.at(_BRIEFING, "candidate", "name")), title(seen.at(_BRIEFING, "job", "title"))
    return f"{who}{f' for {job}' if job else ''}" if who else f"the candidate of schedule {schedule}"


def _cancel(gone: InterviewScheduleCancel, seen: Seen) -> str:
    rows = seen.rows(_EVENTS)
    what = f"all {count(len(rows), 'interview')}" if len(rows) > 1 else "the interview"
    text = f"Call off {what} of {_whose(seen, gone.id)}.{_REACHES.format('cancellations')}"
    if gone.allowReschedule:
        text += " The candidate may then be scheduled anew."
    return text + changes(*(("called off", None, _present(row)) for row in rows))


def _present(row: JsonObject) -> str:
    people = [person(one) or "somebody without a name" for one in objects(row.get("interviewers"))]
    kind = title(at(row, "interview", "title")) or "an interview"
    text = f"{kind}, {span(row.get('startTime'), row.get('endTime'))}, with {join(people) if people else 'nobody yet'}"
    return text + (", feedback submitted" if row.get("hasSubmittedFeedback") else "")


def _update(change: InterviewScheduleUpdate, seen: Seen) -> str:
    whose = _whose(seen, change.interviewScheduleId)
    if change.cancelled:
        return _cancel_some(change, seen, whose)
    text = f"Change the interviews of {whose}.{_REACHES.format('new invitations')}"
    kinds = _kinds(list(change.events))
    lines: list[tuple[str, str | None, str]] = []
    for event in change.events:
        then = _planned(event, seen, kinds)
        if event.interviewEventId is None:
            lines.append(("added", None, then))
        else:
            row = seen.row(_EVENTS, event.interviewEventId)
            lines.append((f"changed{'' if row else f', event {event.interviewEventId}'}", _present(row) or None, then))
    return text + changes(*lines) + (_flagged(seen) if change.allowFeedbackDeletion else "")


def _cancel_some(change: InterviewScheduleUpdate, seen: Seen, whose: str) -> str:
    rows = {identity: seen.row(_EVENTS, identity) for identity in change.cancelled}
    text = f"Call off {count(len(rows), 'interview')} of {whose}.{_REACHES.format('cancellations')}"
    if change.allowFeedbackDeletion:
        lost = sum(bool(row.get("hasSubmittedFeedback")) for row in rows.values())
        text += f" Scorecards already submitted for {'them' if len(rows) > 1 else 'it'} are deleted for good"
        text += f": {count(lost, 'interview')} {'has' if lost == 1 else 'have'} some." if seen.found(_EVENTS) else "."
    return text + changes(
        *(("called off", None, _present(row) if row else f"event {identity}") for identity, row in rows.items())
    )


def _flagged(seen: Seen) -> str:
    lost = sum(bool(row.get("hasSubmittedFeedback")) for row in seen.rows(_EVENTS))
    known = f" {count(lost, 'interview')} of this schedule {'has' if lost == 1 else 'have'} some." if lost else ""
    return f"\nDeleting submitted scorecards is allowed.{known}"


# applicationFeedbackRequest.create

_KIND = "the interview"


def _ask_needs(ask: ApplicationFeedbackRequestCreate) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=ask.applicationId),
        **read(_KIND, "interview.info", id=ask.interviewId),
        **read(_USER, "user.info", userId=ask.interviewerUserId),
    }


def _ask(ask: ApplicationFeedbackRequestCreate, seen: Seen) -> str:
    who, kind = user_of(seen, ask.interviewerUserId, name=_USER), title(seen.at(_KIND, "title")) or ask.interviewId
    mail = seen.at(_USER, "email")
    text = f"Ask {who}{f' ({address(mail)})' if mail else ''} for feedback on {application_of(seen, ask.applicationId)}"
    text += f", on the form of the interview {kind}."
    requested = seen.at(_KIND, "isFeedbackRequested")
    return text + (f" Feedback requested by that interview: {shown(requested)}." if requested is False else "")


WORDS = (
    Wording(InterviewScheduleCreate, _create, needs=_create_needs),
    Wording(InterviewScheduleUpdate, _update, needs=_events_needs, more=_briefing),
    Wording(InterviewScheduleCancel, _cancel, needs=_events_needs, more=_briefing),
    Wording(ApplicationFeedbackRequestCreate, _ask, needs=_ask_needs),
)
