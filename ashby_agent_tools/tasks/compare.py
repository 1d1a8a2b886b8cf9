"""Compare: the recorded facts of several candidates side by side, and nothing made of them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.operations.applications import ApplicationListHistory
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.feedback import ApplicationFeedbackList
from ashby_agent_tools.operations.schedules import InterviewScheduleList
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Setting, Steps, Task
from ashby_agent_tools.tasks.interviews import events_of
from ashby_agent_tools.tasks.params import JobName, Who
from ashby_agent_tools.tasks.records import called, dig, for_whom, recommendation
from ashby_agent_tools.tasks.times import days_between, entered, moment

__all__ = ["CompareTask"]

COMPARISON = Entity(
    "comparison",
    stated=(
        "means",
        "candidates.stage",
        "candidates.source",
        "candidates.recommendations",
        "candidates.interviewsHeld",
    ),
)
_MEANS = "recorded facts in the order asked for; no score, no ranking"


class CompareTask(Task):
    """Set the recorded facts of 2 to 6 candidates side by side. No score and no ranking: people decide.

    A number made of them would hide what it rests on, repeat its authors' bias, and be an automated decision, which
    law restricts. At most 110 calls.
    """

    spec = Spec("compare", scope="candidatesRead", risk=READ, tags=("pipeline",), entity=COMPARISON, served_by="task")
    reads: ClassVar = (
        *lookups.PERSON_READS, *lookups.JOB_READS, "application.listHistory", "applicationFeedback.list",
    )  # fmt: skip
    tries: ClassVar = ("interviewSchedule.list",)
    most_calls: ClassVar = 110

    candidates: Annotated[list[Who], Field(min_length=2, max_length=6)]
    job: JobName | None = None

    def steps(self, setting: Setting) -> Steps:
        """One row for each, in the order asked for."""
        job = yield from lookups.job_if_named(self.job)
        rows = []
        for who in self.candidates:
            application = yield from lookups.one_application(who, job, argument="candidates")
            rows.append((yield from _row(application, setting)))
        return Answer({"means": _MEANS, "candidates": rows})


def _row(application: JsonObject, setting: Setting) -> lookups.Part[JsonObject]:
    identity = application["id"]
    history: list[JsonObject] = yield ApplicationListHistory(applicationId=identity)
    cards = yield from lookups.every(ApplicationFeedbackList(applicationId=identity, limit=100), 1)
    held = yield from lookups.if_readable(_held(identity, setting))
    said = [(recommendation(it), called(it.get("submittedByUser"))) for it in cards]
    return {
        **for_whom(application),
        "status": application.get("status"),
        "createdAt": application.get("createdAt"),
        "daysInStage": days_between(entered(application, history), setting.now),
        "source": dig(application, "source", "title"),
        "interviewsHeld": held,
        "scorecards": len(cards),
        "recommendations": [f"{answer} ({(who or {}).get('name')})" for answer, who in said if answer is not None],
    }


def _held(application_id: str, setting: Setting) -> lookups.Part[int]:
    schedules = yield from lookups.every(InterviewScheduleList(applicationId=application_id, limit=100), 1)
    ends = (moment(event.get("endTime")) for _, event in events_of(schedules))
    return sum(end is not None and end <= setting.now for end in ends)
