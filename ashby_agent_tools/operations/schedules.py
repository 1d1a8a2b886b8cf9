"""Interview schedules and the events in them: what is booked, with whom, and calling it off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import (
    ApplicationId,
    Email,
    EpochMs,
    InterviewEventId,
    InterviewId,
    InterviewScheduleId,
    InterviewStageId,
    ListOf,
    Synced,
    TimeOfDay,
    moment_of,
)
from ashby_agent_tools.operations.reasons import FEEDBACK_LOST
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

_GRACE = timedelta(minutes=15)
_REACHES = "calendar invitations can reach the candidate and the interviewers"
_TAKEN_OFF = "the event's time and its whole list of interviewers are replaced: those left out are removed"
_INVITES = (WRITE | NOTIFIES).because(_REACHES)


class Interviewer(Params):
    """One interviewer of an event, by the email address of an Ashby user."""

    email: Annotated[Email, Field(description="of an Ashby user")]
    feedbackRequired: bool | None = None


class ScheduledEvent(Params):
    """One interview: when, with whom, and of which kind."""

    startTime: TimeOfDay
    endTime: TimeOfDay
    interviewers: ListOf[Interviewer]
    interviewId: InterviewId | None = None
    extraData: Annotated[dict[str, str] | None, Field(description="under 1 kB, nothing personal")] = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if moment_of(self.endTime) <= moment_of(self.startTime):
            raise ValueError(f"the interview ends ({self.endTime}) before it starts ({self.startTime})")
        return self

    def too_late(self, now: datetime) -> str | None:
        """Whether it began some time ago; one that begins while a person is asked is meant."""
        if moment_of(self.startTime) > now - _GRACE:
            return None
        return (
            f"the interview would have started at {self.startTime}, and now it is {now:%Y-%m-%dT%H:%MZ}: "
            "give a time in the future"
        )


class ChangedEvent(ScheduledEvent):
    """An event to change, or without an id one to add."""

    interviewEventId: InterviewEventId | None = None


class InterviewEventList(Synced):
    """List the events of one interview schedule."""

    spec = Spec(
        "interviewEvent.list",
        scope="interviewsRead",
        risk=READ,
        tags=("scheduling",),
        entity=entities.INTERVIEW_EVENT,
        paging="sync",
        aliases=("list_all_ashby_interview_events",),
    )

    interviewScheduleId: InterviewScheduleId
    createdAfter: EpochMs | None = None
    expand: ListOf[Literal["interview"]] | None = None


class InterviewScheduleList(Synced):
    """List interview schedules with their events; filter by application or stage."""

    spec = Spec(
        "interviewSchedule.list",
        scope="interviewsRead",
        risk=READ,
        tags=("scheduling",),
        entity=entities.INTERVIEW_SCHEDULE,
        paging="sync",
        aliases=("list_all_ashby_interview_schedules",),
    )

    applicationId: ApplicationId | None = None
    interviewStageId: InterviewStageId | None = None
    createdAfter: EpochMs | None = None


class InterviewScheduleCreate(Operation):
    """Schedule interviews for an application; candidate and interviewers may get invitations.

    Without interviewId an event uses the organization's default interview.
    """

    spec = Spec(
        "interviewSchedule.create",
        scope="interviewsWrite",
        risk=_INVITES.because("it can be cancelled, but the record stays"),
        tags=("scheduling",),
        entity=entities.INTERVIEW_SCHEDULE,
        aliases=("create_a_ashby_interview_schedule",),
        look="interviewSchedule.list",
    )

    applicationId: ApplicationId
    interviewEvents: ListOf[ScheduledEvent]

    def too_late(self, now: datetime) -> str | None:
        """An interview in the past cannot be scheduled."""
        return next(filter(None, (event.too_late(now) for event in self.interviewEvents)), None)


class InterviewScheduleUpdate(Operation):
    """Add, change or cancel events of an interview schedule; people may get new invitations or cancellations.

    Works only on schedules made with this same API key. An event with submitted feedback is cancelled only with
    allowFeedbackDeletion, which deletes that feedback for good.
    """

    spec = Spec(
        "interviewSchedule.update",
        scope="interviewsWrite",
        risk=_INVITES,
        worst=(DESTRUCTIVE | NOTIFIES).because("it can cancel events and delete their feedback"),
        tags=("scheduling",),
        entity=entities.INTERVIEW_SCHEDULE,
        aliases=("update_a_ashby_interview_schedule_by_id",),
        look="interviewEvent.list",
    )

    interviewScheduleId: InterviewScheduleId
    interviewEvent: Annotated[
        ChangedEvent | SkipJsonSchema[list[ChangedEvent]] | None,
        Field(description="without interviewEventId an event is added"),
    ] = None
    interviewEventIdToCancel: list[InterviewEventId] | SkipJsonSchema[InterviewEventId] | None = None
    allowFeedbackDeletion: bool | None = None

    @model_validator(mode="after")
    def _one_kind_of_change(self) -> InterviewScheduleUpdate:
        if bool(self.events) == bool(self.cancelled):
            raise ValueError(
                "give either interviewEvent (to add or change) or interviewEventIdToCancel (to cancel), not both"
            )
        return self

    @property
    def events(self) -> list[ChangedEvent]:
        """The events to add or change; a model is shown the plain form with one event per call."""
        if self.interviewEvent is None:
            return []
        return self.interviewEvent if isinstance(self.interviewEvent, list) else [self.interviewEvent]

    @property
    def cancelled(self) -> list[str]:
        """The ids of the events to cancel."""
        if self.interviewEventIdToCancel is None:
            return []
        found = self.interviewEventIdToCancel
        return found if isinstance(found, list) else [found]

    def too_late(self, now: datetime) -> str | None:
        """An interview in the past cannot be added; one that took place can still be corrected or cancelled."""
        added = (event for event in self.events if event.interviewEventId is None)
        return next(filter(None, (event.too_late(now) for event in added)), None)

    def risk(self) -> Risk:
        """Cancelling ends events, the flag deletes their feedback; a changed event is replaced, and can be again."""
        if self.allowFeedbackDeletion:
            return (DESTRUCTIVE | NOTIFIES).because(FEEDBACK_LOST, _REACHES)
        if self.cancelled:
            return (DESTRUCTIVE | NOTIFIES).because("it cancels events", _REACHES)
        if all(event.interviewEventId for event in self.events):
            return (DESTRUCTIVE | NOTIFIES).because(_TAKEN_OFF, _REACHES).undone_by("interviewSchedule.update")
        return self.spec.risk


class InterviewScheduleCancel(Operation):
    """Cancel an interview schedule with all its events; candidate and interviewers may get cancellations."""

    spec = Spec(
        "interviewSchedule.cancel",
        scope="interviewsWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because("it cancels the interviews", _REACHES),
        tags=("scheduling",),
        entity=entities.INTERVIEW_SCHEDULE,
        aliases=("ashby_interview_schedules_cancel",),
        look="interviewSchedule.list",
    )

    id: InterviewScheduleId
    allowReschedule: bool | None = None
