"""Questions about interviews: scheduling, changing and calling them off, and asking for feedback."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.approval.prompts._common_records import (
    APPLICATION,
    application_of,
    read,
    stage_now,
    thing_of,
    user_of,
)
from ashby_agent_tools.approval.prompts._phrases import (
    address,
    count,
    join,
    listing,
    person,
    span,
    title,
)
from ashby_agent_tools.approval.prompts._prompt import (
    ApprovalPrompt,
    Lookups,
    Reads,
    Row,
    Statement,
    at,
    known_id,
    objects,
)
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.feedback import ApplicationFeedbackRequestCreate
from ashby_agent_tools.operations.reasons import FEEDBACK_LOST
from ashby_agent_tools.operations.schedules import (
    InterviewScheduleCancel,
    InterviewScheduleCreate,
    InterviewScheduleUpdate,
    ScheduledEvent,
)

_EVENTS, _BRIEFING, _USER = "the present interviews", "the candidate", "the colleague"
_REACHES = "Candidate and interviewers may get {} by email or calendar."
_MOST_KINDS, _BOTH = 4, 2
_FEEDBACK = MappingProxyType({None: "", True: " (feedback required)", False: " (no feedback required)"})


def _kinds(events: list[ScheduledEvent]) -> dict[str, str]:
    """The names under which the kinds of interview are looked up, by id."""
    wanted = dict.fromkeys(event.interviewId for event in events if event.interviewId)
    return {one: f"the kind of interview {number}" for number, one in enumerate(list(wanted)[:_MOST_KINDS], 1)}


def _kind_reads(events: list[ScheduledEvent]) -> Reads:
    found: Reads = {}
    for identity, name in _kinds(events).items():
        found = {**found, **read(name, "interview.info", id=identity)}
    return found


def _kind(seen: Lookups, identity: str, name: str) -> str:
    known = thing_of(seen, identity, name=name, area="interview")
    return known if seen.at(name, "title") else f"interview {known}"


def _create_needs(new: InterviewScheduleCreate) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=new.applicationId),
        **_kind_reads(new.interviewEvents),
    }


def _create(new: InterviewScheduleCreate, seen: Lookups) -> Statement:
    stage, kinds = stage_now(seen), _kinds(new.interviewEvents)
    number = len(new.interviewEvents)
    what = "an interview" if number == 1 else count(number, "interview")
    return Statement(
        f"Schedule {what} for {application_of(seen, new.applicationId)}. Invitations may go out.",
        tight=f"Schedule {what} for {application_of(seen, new.applicationId)}; invitations may go out.",
        back="Cancelling it leaves a record." if number == 1 else "Cancelling them leaves a record.",
        short="A record stays.",
        more=" ".join(filter(None, (f"The stage is {stage}." if stage else "", _REACHES.format("invitations")))),
        rows=tuple(("new", None, _planned(event, seen, kinds)) for event in new.interviewEvents),
    )


def _planned(event: ScheduledEvent, seen: Lookups, kinds: dict[str, str]) -> str:
    """What is asked for. Which kind an event without interviewId has is known for new events only."""
    identity = event.interviewId
    if identity is not None:
        kind = _kind(seen, identity, kinds.get(identity, "")) + ", "
    else:
        kind = "" if getattr(event, "interviewEventId", None) else "the default interview, "
    people = [address(one.email) + _FEEDBACK[one.feedbackRequired] for one in event.interviewers]
    return f"{kind}{span(event.startTime, event.endTime)}, with {listing(people)}"


# a schedule is known by its events only; a briefing of one of them names candidate and job


def _events_needs(operation: InterviewScheduleCancel | InterviewScheduleUpdate) -> Reads:
    if isinstance(operation, InterviewScheduleCancel):
        return read(_EVENTS, "interviewEvent.list", interviewScheduleId=operation.id, expand=["interview"])
    return {
        **read(_EVENTS, "interviewEvent.list", interviewScheduleId=operation.interviewScheduleId, expand=["interview"]),
        **_kind_reads(list(operation.events)),
    }


def _briefing(operation: InterviewScheduleCancel | InterviewScheduleUpdate, seen: Lookups) -> Reads:  # noqa: ARG001
    first = next((one for row in seen.rows(_EVENTS) if (one := known_id(row.get("id")))), None)
    if first is None:
        return {}
    return read(_BRIEFING, "interviewBriefing.info", interviewEventId=first, expand=["candidate", "job"])


def _whose(seen: Lookups, schedule: str) -> str:
    known = seen.at(_BRIEFING, "candidate", "name")
    return application_of(seen, None, name=_BRIEFING) if known else f"the candidate of schedule {schedule}"


def _cancel(gone: InterviewScheduleCancel, seen: Lookups) -> Statement:
    rows = seen.rows(_EVENTS)
    many = "both interviews" if len(rows) == _BOTH else f"all {count(len(rows), 'interview')}"
    what = many if len(rows) > 1 else "the interview"
    lost = sum(bool(row.get("hasSubmittedFeedback")) for row in rows)
    if lost:
        feedback = f"Feedback on {count(lost, 'interview')} would be lost."
    else:
        feedback = "No feedback is lost." if seen.found(_EVENTS) else "Submitted feedback would be lost."
    further = [_REACHES.format("cancellations")]
    if lost or not seen.found(_EVENTS):
        further.append("Cancelling an interview deletes its submitted feedback; Ashby may refuse the call instead.")
    further += ["The candidate may then be scheduled again."] if gone.allowReschedule else []
    return Statement(
        f"Cancel {what} of {_whose(seen, gone.id)}. Cancellations may go out. {feedback}",
        tight=f"Cancel {what} of {_whose(seen, gone.id)}. {feedback}",
        more=" ".join(further),
        rows=tuple(("cancelled", None, _present(row)) for row in rows),
        why=("the feedback submitted for it is deleted, or Ashby refuses the call",) if lost else (),
    )


def _present(row: JsonObject) -> str:
    people = [person(one) or "a person without a name" for one in objects(row.get("interviewers"))]
    kind = title(at(row, "interview", "title")) or "an interview"
    text = f"{kind}, {span(row.get('startTime'), row.get('endTime'))}, with {join(people) if people else 'nobody yet'}"
    return text + (", feedback submitted" if row.get("hasSubmittedFeedback") else "")


def _update(change: InterviewScheduleUpdate, seen: Lookups) -> Statement:
    if change.cancelled:
        return _cancel_some(change, seen)
    kinds = _kinds(list(change.events))
    rows: list[Row] = []
    for event in change.events:
        then = _planned(event, seen, kinds)
        if event.interviewEventId is None:
            rows.append(("added", None, then))
        else:
            row = seen.row(_EVENTS, event.interviewEventId)
            name = "changed" if row else f"changed, event {event.interviewEventId}"
            rows.append((name, _present(row) if row else None, then))
    whose = _whose(seen, change.interviewScheduleId)
    added = all(event.interviewEventId is None for event in change.events)
    does = "Add an interview for" if added else "Change an interview of"
    return Statement(
        f"{does} {whose}. New invitations may go out.",
        back="It can be cancelled, but a record stays." if added else "The old time can be set again.",
        short="A record stays." if added else "It can be set back.",
        more=f"{_REACHES.format('new invitations')} {_flagged(seen) if change.allowFeedbackDeletion else ''}".strip(),
        rows=tuple(rows),
    )


def _cancel_some(change: InterviewScheduleUpdate, seen: Lookups) -> Statement:
    rows = {identity: seen.row(_EVENTS, identity) for identity in change.cancelled}
    lost = sum(bool(row.get("hasSubmittedFeedback")) for row in rows.values())
    which = f"Cancel {count(len(rows), 'interview')} of {_whose(seen, change.interviewScheduleId)}."
    them = "them" if len(rows) > 1 else "it"
    if not change.allowFeedbackDeletion:
        feedback = "Ashby refuses this while feedback is submitted for it." if lost else ""
        short = ""
    elif lost or not seen.found(_EVENTS):
        number = f", of {count(lost, 'interview')}" if len(rows) > 1 and lost else ""
        feedback = f"The scorecards submitted for {them} are deleted for good{number}."
        short = " Its feedback is deleted." if len(rows) == 1 else " Their feedback is deleted."
    else:
        feedback, short = f"No feedback is submitted for {them}.", ""
    called = ((("cancelled", None, _present(row) if row else f"event {identity}")) for identity, row in rows.items())
    return Statement(
        f"{which} Cancellations may go out.{short}",
        tight=f"{which}{short}",
        more=f"{_REACHES.format('cancellations')} {feedback}".strip(),
        rows=tuple(called),
        moot=() if lost or not seen.found(_EVENTS) else (FEEDBACK_LOST,),
    )


def _flagged(seen: Lookups) -> str:
    lost = sum(bool(row.get("hasSubmittedFeedback")) for row in seen.rows(_EVENTS))
    known = f" {count(lost, 'interview')} of this schedule {'has' if lost == 1 else 'have'} some." if lost else ""
    return f"Deleting submitted scorecards is allowed.{known}"


# applicationFeedbackRequest.create

_KIND = "the interview"


def _ask_needs(ask: ApplicationFeedbackRequestCreate) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=ask.applicationId),
        **read(_KIND, "interview.info", id=ask.interviewId),
        **read(_USER, "user.info", userId=ask.interviewerUserId),
    }


def _ask(ask: ApplicationFeedbackRequestCreate, seen: Lookups) -> Statement:
    who, kind = (
        user_of(seen, ask.interviewerUserId, name=_USER),
        thing_of(seen, ask.interviewId, name=_KIND, area="interview"),
    )
    mail, requested = seen.at(_USER, "email"), seen.at(_KIND, "isFeedbackRequested")
    goes = f"The request goes to {address(mail)}." if mail else ""
    odd = "That interview does not request feedback, so Ashby may refuse this." if requested is False else ""
    return Statement(
        f"Ask {who} for feedback on {application_of(seen, ask.applicationId)}.",
        back="The request cannot be withdrawn.",
        more=" ".join(filter(None, (f"It uses the form of the interview {kind}.", goes, odd))),
    )


PROMPTS = (
    ApprovalPrompt(
        InterviewScheduleCreate,
        _create,
        needs=_create_needs,
        shows=(
            "applicationId",
            "interviewEvents.endTime",
            "interviewEvents.interviewId",
            "interviewEvents.interviewers.email",
            "interviewEvents.interviewers.feedbackRequired",
            "interviewEvents.startTime",
        ),
    ),
    ApprovalPrompt(
        InterviewScheduleUpdate,
        _update,
        needs=_events_needs,
        more=_briefing,
        shows=(
            "allowFeedbackDeletion",
            "interviewEvent.endTime",
            "interviewEvent.interviewEventId",
            "interviewEvent.interviewId",
            "interviewEvent.interviewers.email",
            "interviewEvent.interviewers.feedbackRequired",
            "interviewEvent.startTime",
            "interviewEventIdToCancel",
            "interviewScheduleId",
        ),
    ),
    ApprovalPrompt(
        InterviewScheduleCancel, _cancel, needs=_events_needs, more=_briefing, shows=("allowReschedule", "id")
    ),
    ApprovalPrompt(
        ApplicationFeedbackRequestCreate,
        _ask,
        needs=_ask_needs,
        shows=("applicationId", "interviewId", "interviewerUserId"),
    ),
)
