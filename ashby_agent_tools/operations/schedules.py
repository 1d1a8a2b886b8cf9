"""Interview schedules and the events in them: what is booked, with whom, and calling it off."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operation import Operation, Spec
from ashby_agent_tools.operations import _entities as entities
from ashby_agent_tools.operations._params import (
    ApplicationId,
    EpochMs,
    InterviewScheduleId,
    InterviewStageId,
    ListOf,
    Synced,
)
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ

_REACHES = "calendar invitations of candidate and interviewers may change"


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


class InterviewScheduleCancel(Operation):
    """Cancel an interview schedule with all its events; candidate and interviewers may get cancellations."""

    spec = Spec(
        "interviewSchedule.cancel",
        scope="interviewsWrite",
        risk=(DESTRUCTIVE | NOTIFIES).repeatable().because("it cancels the interviews", _REACHES),
        tags=("scheduling",),
        entity=entities.INTERVIEW_SCHEDULE,
        aliases=("ashby_interview_schedules_cancel",),
        look="interviewSchedule.list",
    )

    id: InterviewScheduleId
    allowReschedule: Annotated[bool | None, Field(description="let it be scheduled again")] = None
