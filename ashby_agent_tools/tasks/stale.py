"""Stale: what has not moved, which scorecards are overdue, and which offers wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.errors import NotFound
from ashby_agent_tools.operations.applications import ApplicationInfo, ApplicationList
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.schedules import InterviewScheduleList
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.interviews import events_of, owed_by
from ashby_agent_tools.tasks.offer_status import offer_row, open_offers
from ashby_agent_tools.tasks.params import JobName
from ashby_agent_tools.tasks.records import called, for_whom
from ashby_agent_tools.tasks.times import days_between, milliseconds

__all__ = ["StaleTask"]

_PAGES, _SCHEDULE_PAGES, _OFFER_PAGES = 30, 15, 3
_NAMED = 40  # rows of a section
_LOOKED_UP = 15  # applications that are read one by one
_OVERDUE = timedelta(days=1)
_BEFORE = timedelta(days=60)

STALE = Entity(
    "stale",
    pay=("offers.salary",),
    stated=(
        "offers.salary",
        "read",
        "notMoved",
        "feedbackOverdue",
        "offers",
        "notMoved.stage",
        "feedbackOverdue.stage",
        "offers.stage",
    ),
)


class StaleTask(Task):
    """List what is stuck: applications without movement, scorecards overdue, offers waiting. Of one job or all.

    Reads at most 3,000 active applications, in at most 70 calls. Ashby records no expiry of offers.
    """

    spec = Spec("stale", scope="candidatesRead", risk=READ, tags=("pipeline",), entity=STALE, served_by="task")
    reads: ClassVar = (*lookups.JOB_READS, "application.list", "application.info")
    tries: ClassVar = ("interviewSchedule.list", "offer.list")
    most_calls: ClassVar = 70

    job: JobName | None = None
    days: Annotated[int, Field(ge=1, le=365, description="without movement")] = 14

    def steps(self, setting: Setting) -> Steps:
        """The active applications first; scorecards and offers are told with the names from there."""
        job = yield from lookups.job_if_named(self.job)
        listing = ApplicationList(jobId=job["id"] if job else None, status="Active", limit=100)
        found: Rows = yield Pages(listing, _PAGES)
        known = _Known({str(it["id"]): it for it in found.records}, job)
        still = sorted(found.records, key=lambda it: str(it.get("updatedAt")))
        stuck = [it for it in still if days_between(it.get("updatedAt"), setting.now) >= self.days]
        overdue = yield from lookups.if_readable(_overdue(known, setting))
        offers = yield from lookups.if_readable(_waiting(known, setting))
        return Answer(
            {
                "read": "all active applications" if found.whole else f"only {len(found.records)} active applications",
                "notMovedCount": len(stuck),
                "notMoved": [
                    {**for_whom(it), "daysUnchanged": days_between(it.get("updatedAt"), setting.now)}
                    for it in stuck[:_NAMED]
                ]
                or "none",
                "feedbackOverdue": overdue or "none",
                "offers": offers or "none waits",
            }
        )


class _Known:
    """The applications that are at hand; some more are read one by one."""

    def __init__(self, applications: dict[str, JsonObject], job: JsonObject | None) -> None:
        self._applications, self._job, self._left = applications, job, _LOOKED_UP

    def get(self, identity: str) -> lookups.Part[JsonObject | None]:
        """The application, if it is one of the job's and can be had."""
        if identity not in self._applications and self._job is None and self._left:
            self._left -= 1
            try:
                self._applications[identity] = yield from lookups.one_read(ApplicationInfo(applicationId=identity))
            except NotFound:
                return None
        return self._applications.get(identity)


def _overdue(known: _Known, setting: Setting) -> lookups.Part[list[JsonObject]]:
    since = milliseconds(setting.now - _BEFORE)
    schedules = yield from lookups.every(InterviewScheduleList(createdAfter=since, limit=100), _SCHEDULE_PAGES)
    rows = []
    for schedule, event in events_of(schedules):
        owing = owed_by(event, setting.now - _OVERDUE)
        application = (yield from known.get(str(schedule.get("applicationId")))) if owing else None
        if application is not None:
            rows.append(
                {
                    **for_whom(application),
                    "interviewers": [called(it) for it in owing],
                    "daysOverdue": days_between(event.get("endTime"), setting.now),
                }
            )
    return rows[-_NAMED:]


def _waiting(known: _Known, setting: Setting) -> lookups.Part[list[JsonObject]]:
    rows = []
    for offer in (yield from lookups.every(open_offers(), _OFFER_PAGES)):
        application = yield from known.get(str(offer.get("applicationId")))
        if application is not None:
            rows.append(offer_row(offer, application, setting))
    return sorted(rows, key=lambda it: -it["daysSinceVersion"])[:_NAMED]
