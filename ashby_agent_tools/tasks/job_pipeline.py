"""Job pipeline: who is where in a job, how long, and who is stuck."""

from __future__ import annotations

import statistics
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.operations.applications import ApplicationList, ApplicationListHistory
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.params import JobName
from ashby_agent_tools.tasks.records import dig
from ashby_agent_tools.tasks.times import days_between, entered

__all__ = ["JobPipelineTask"]

_PAGES = 30
_HISTORIES = 15  # of the applications that have not moved for longest

PIPELINE = Entity("pipeline", stated=("counted", "emptyStages", "stuckMeans", "stuck.stage"))


class JobPipelineTask(Task):
    """Show a job's pipeline: active applications per stage, days there, and who is stuck.

    Reads at most 3,000 applications, in at most 55 calls.
    """

    spec = Spec("jobPipeline", scope="candidatesRead", risk=READ, tags=("pipeline",), entity=PIPELINE, served_by="task")
    reads: ClassVar = (*lookups.JOB_READS, "application.list", "interviewStage.list", "application.listHistory")
    most_calls: ClassVar = 55

    job: JobName
    stuck_after: Annotated[int, Field(ge=1, le=365, description="days in one stage")] = 14

    def steps(self, here: Setting) -> Steps:
        """Count by stage from the list; read the history of those that have not changed for longest."""
        job = yield from lookups.job(self.job)
        listed: Rows = yield Pages(ApplicationList(jobId=job["id"], status="Active", limit=100), _PAGES)
        stages: dict[str, JsonObject] = {}
        for plan_id in sorted({str(dig(it, "currentInterviewStage", "interviewPlanId")) for it in listed.records}):
            for stage in (yield from lookups.stages_of(plan_id)):
                stages[stage["id"]] = stage
        idle = sorted(listed.records, key=lambda it: str(it.get("updatedAt")))
        stuck = []
        for application in [it for it in idle if _idle(it, here.now) >= self.stuck_after][:_HISTORIES]:
            history: list[JsonObject] = yield ApplicationListHistory(applicationId=application["id"])
            stuck.append(_stuck(application, history, here.now))
        stuck.sort(key=lambda it: -it["daysInStage"])
        rows = [_row(stage, listed.records, here.now) for stage in stages.values()]
        return Answer(
            {
                "job": {"id": job["id"], "title": job.get("title")},
                "status": job.get("status"),
                "active": len(listed.records),
                "counted": "all active applications" if listed.whole else f"only the first {len(listed.records)}",
                "stages": [row for row in rows if row["applications"]],
                "emptyStages": [row["stage"]["title"] for row in rows if not row["applications"]],
                "stuck": stuck,
                "stuckMeans": f"{self.stuck_after} days or more in one stage; the longest {_HISTORIES} are named",
            }
        )


def _idle(application: JsonObject, now: datetime) -> int:
    return days_between(application.get("updatedAt"), now)


def _row(stage: JsonObject, applications: list[JsonObject], now: datetime) -> JsonObject:
    there = [it for it in applications if dig(it, "currentInterviewStage", "id") == stage["id"]]
    days = [_idle(it, now) for it in there]
    return {
        "stage": {"id": stage["id"], "title": stage.get("title")},
        "type": stage.get("type"),
        "applications": len(there),
        "medianDaysUnchanged": statistics.median(days) if days else None,
        "mostDaysUnchanged": max(days, default=None),
    }


def _stuck(application: JsonObject, history: list[JsonObject], now: datetime) -> JsonObject:
    since = entered(application, history)
    return {
        "candidate": {
            "id": dig(application, "candidate", "id"),
            "name": dig(application, "candidate", "name"),
        },
        "application": {"id": application["id"]},
        "stage": dig(application, "currentInterviewStage", "title"),
        "daysInStage": days_between(since, now),
        "since": since,
    }
