"""Debrief: all scorecards of an application side by side, and those that are missing."""

from __future__ import annotations

from typing import ClassVar

from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.feedback import ApplicationFeedbackList
from ashby_agent_tools.operations.schedules import InterviewScheduleList
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.interviews import events_of, interview_titles, owed_by
from ashby_agent_tools.tasks.params import JobName, Who
from ashby_agent_tools.tasks.records import called, for_whom, recommendation, scorecard

__all__ = ["DebriefTask"]

_PAGES = 3

DEBRIEF = Entity(
    "debrief",
    stated=("stage", "scorecards", "scorecards.interview", "read", "missing", "missing.interview",
            "recommendations.answer"),
)  # fmt: skip


class DebriefTask(Task):
    """Read all scorecards of one application side by side, and whose are missing. At most 30 calls."""

    spec = Spec("debrief", scope="candidatesRead", risk=READ, tags=("pipeline",), entity=DEBRIEF, served_by="task")
    reads: ClassVar = (*lookups.PERSON_READS, *lookups.JOB_READS, "applicationFeedback.list")
    tries: ClassVar = ("interviewSchedule.list", "interview.list")
    most_calls: ClassVar = 30

    candidate: Who
    job: JobName | None = None

    def steps(self, setting: Setting) -> Steps:
        """The application, its scorecards, and the interviews that have none."""
        job = yield from lookups.job_if_named(self.job)
        application = yield from lookups.one_application(self.candidate, job)
        found: Rows = yield Pages(ApplicationFeedbackList(applicationId=application["id"], limit=100), _PAGES)
        titles = yield from lookups.if_readable(interview_titles())
        named = {} if isinstance(titles, str) else titles
        missing = yield from lookups.if_readable(_missing(application, named, setting))
        cards = sorted(found.records, key=lambda it: str(it.get("submittedAt")))
        answers = [(it, recommendation(it)) for it in cards]
        return Answer(
            {
                **for_whom(application),
                "status": application.get("status"),
                "read": "all scorecards" if found.whole else f"only the first {len(cards)} scorecards",
                "recommendations": [
                    {"submittedByUser": called(it.get("submittedByUser")), "answer": answer}
                    for it, answer in answers
                    if answer is not None
                ],
                "scorecards": [scorecard(it, named) for it in cards] or "none was submitted",
                "missing": missing or "none is owed",
            }
        )


def _missing(application: JsonObject, titles: dict[str, str], setting: Setting) -> lookups.Part[list[JsonObject]]:
    schedules = yield from lookups.every(InterviewScheduleList(applicationId=application["id"], limit=100), _PAGES)
    return [
        {
            "user": called(owing),
            "interview": titles.get(str(event.get("interviewId"))),
            "event": {"id": event.get("id")},
            "endTime": event.get("endTime"),
        }
        for _, event in events_of(schedules)
        for owing in owed_by(event, setting.now)
    ]
