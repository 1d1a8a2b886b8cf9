"""Hiring report: the funnel, time in stages and sources of a job or of all, as tables to draw charts from."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.applications import ApplicationList, ApplicationListHistory
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.params import JobName
from ashby_agent_tools.tasks.records import dig, titled
from ashby_agent_tools.tasks.times import DayOf, milliseconds, moment, start_of

__all__ = ["HiringReportTask"]

_PAGES, _HISTORIES = 30, 60
_DAYS = 90
_STATUSES = ("Active", "Hired", "Archived", "Lead")

REPORT = Entity(
    "hiringReport",
    stated=("since", "until", "read", "funnelMeans", "funnel.stage", "sources.source", "archiveReasons.reason",
            "months.month"),
)  # fmt: skip


class HiringReportTask(Task):
    """Report on hiring: funnel, days in stages, sources, archive reasons, months; of one job or all, by applied date.

    Reads at most 3,000 applications and the histories of 60, in at most 110 calls. Tables have a row per bar.
    """

    spec = Spec("hiringReport", scope="candidatesRead", risk=READ, tags=("reporting",), entity=REPORT, served_by="task")
    reads: ClassVar = (*lookups.JOB_READS, "application.list", "application.listHistory")
    most_calls: ClassVar = 110

    job: JobName | None = None
    since: Annotated[DayOf | None, Field(description="ISO date, default 90 days ago")] = None
    until: DayOf | None = None

    def steps(self, setting: Setting) -> Steps:
        """Count all applications of the time from the list; take the times from a sample of histories."""
        job = yield from lookups.job_if_named(self.job)
        start = start_of(self.since) if self.since else start_of(setting.today) - timedelta(days=_DAYS)
        end = start_of(self.until) + timedelta(days=1) if self.until else setting.now
        if start >= end:
            raise InvalidArguments(
                f"{self.spec.tool}: since is {start.date().isoformat()}, and the report ends before that: give an "
                f"earlier since, or a later until; today is {setting.today}. Nothing was sent."
            )
        listing = ApplicationList(
            jobId=job["id"] if job else None,
            createdAfter=milliseconds(start),
            createdBefore=milliseconds(end),
            limit=100,
        )
        found: Rows = yield Pages(listing, _PAGES)
        sample = _spread(found.records, _HISTORIES)
        histories: list[list[JsonObject]] = []
        for application in sample:
            histories.append((yield ApplicationListHistory(applicationId=application["id"])))
        return Answer(
            {
                "job": titled(job),
                "since": start.date().isoformat(),
                "until": (end - timedelta(seconds=1)).date().isoformat(),
                "applications": len(found.records),
                "read": "all applications of the time"
                if found.whole
                else f"only the first {len(found.records)} applications: narrow by job or dates",
                **{status.lower(): n for status, n in sorted(Counter(map(_status, found.records)).items())},
                "funnelMeans": f"stages reached by {len(sample)} of {len(found.records)} applications, whose histories "
                "were read; days are medians of completed stays",
                "funnel": _funnel(histories),
                "sources": _table(found.records, "source", ("source", "title")),
                "archiveReasons": [
                    {"reason": reason, "applications": n}
                    for reason, n in _count(found.records, ("archiveReason", "text")).most_common()
                ],
                "months": _months(found.records),
            }
        )


def _status(application: JsonObject) -> str:
    return str(application.get("status"))


def _spread(records: list[JsonObject], most: int) -> list[JsonObject]:
    """So many of them, evenly over the whole list, which is ordered by time."""
    if len(records) <= most:
        return records
    return [records[number * len(records) // most] for number in range(most)]


def _funnel(histories: list[list[JsonObject]]) -> list[JsonObject]:
    reached: Counter[str] = Counter()
    days: defaultdict[str, list[float]] = defaultdict(list)
    order: dict[str, int] = {}
    for history in histories:
        for title in {str(it.get("title")) for it in history}:
            reached[title] += 1
        for stay in history:
            title = str(stay.get("title"))
            order[title] = max(order.get(title, 0), int(stay.get("stageNumber") or 0))
            start, end = moment(stay.get("enteredStageAt")), moment(stay.get("leftStageAt"))
            if start is not None and end is not None:
                days[title].append((end - start) / timedelta(days=1))
    return [
        {
            "stage": title,
            "reached": reached[title],
            "percent": round(100 * reached[title] / len(histories)),
            "medianDays": round(statistics.median(days[title]), 1) if days[title] else None,
        }
        for title in sorted(reached, key=lambda it: (-reached[it], order[it], it))
    ]


def _table(records: list[JsonObject], name: str, path: tuple[str, ...]) -> list[JsonObject]:
    """A row per value with its counts by status, the most frequent first."""
    rows = []
    for value, total in _count(records, path).most_common():
        of_it = Counter(_status(it) for it in records if (dig(it, *path) or "none") == value)
        rows.append({name: value, "applications": total, **{status.lower(): of_it[status] for status in _STATUSES}})
    return rows


def _count(records: list[JsonObject], path: tuple[str, ...]) -> Counter[str]:
    if path[0] == "archiveReason":
        records = [it for it in records if it.get("archiveReason")]
    return Counter(str(dig(it, *path) or "none") for it in records)


def _months(records: list[JsonObject]) -> list[JsonObject]:
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for it in records:
        rows[str(it.get("createdAt"))[:7]][_status(it)] += 1
    return [
        {"month": month, "applications": sum(rows[month].values()), "hired": rows[month]["Hired"]}
        for month in sorted(rows)
    ]
