"""Jobs beyond the core: pay ranges, templates, and the activities behind the stages of the plans."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.jobs import PayTier
from ashby_agent_tools.simulator.company.core_jobs import INTERVIEWS
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._pay import keep_tiers

_PAY = {  # yearly, in EUR, by job title; a job that is not here has no pay range
    "Staff Engineer": ((98_000, 124_000), (86_000, 110_000)),
    "Account Executive": ((62_000, 78_000),),
    "Chief Financial Officer": ((160_000, 200_000),),
    "Data Analyst": ((55_000, 70_000),),
}
_TEMPLATES = (
    ("Engineer", "Active", "Engineering", "Berlin", "Engineering", "FullTime"),
    ("Account Executive", "Active", "Sales", "Toronto", "Sales", "FullTime"),
    ("Working student (until 2024)", "Inactive", "Support", "Remote", "General", "PartTime"),
)
_MINUTES = 45


def populate(org: Organization, maker: Maker) -> None:
    """What the lists and expansions of jobs need."""
    for row in org.table("job").values():
        row["compensationTiers"] = keep_tiers(org, _tiers(_PAY.get(row["title"], ())))
    for title, status, department, location, plan, kind in _TEMPLATES:
        plan_id = org.first("interviewPlan", title=plan)["id"]
        row = {
            "title": title,
            "status": status,
            "departmentId": org.first("department", name=department, isArchived=False)["id"],
            "locationId": org.first("location", name=location)["id"],
            "defaultInterviewPlanId": plan_id,
            "interviewPlanIds": [plan_id],
            "employmentType": kind,
        }
        org.add("jobTemplate", {**row, "createdAt": maker.ago(days=400)})
    for stage in org.table("interviewStage").values():
        _activities(org, stage)


def _tiers(ranges: tuple[tuple[int, int], ...]) -> list[PayTier]:
    tiers = []
    for number, (low, high) in enumerate(ranges):
        salary = {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "EUR"}
        parts: list[JsonObject] = [{**salary, "minValue": low, "maxValue": high}]
        if low > 90_000:  # noqa: PLR2004 (senior jobs come with shares)
            shares = {"compensationType": "EquityPercentage", "interval": "NONE", "minValue": 0.05, "maxValue": 0.2}
            parts.append(shares)
        tiers.append(PayTier.model_validate({"title": ("Berlin", "Elsewhere")[number], "components": parts}))
    return tiers


def _activities(org: Organization, stage: JsonObject) -> None:
    titles = INTERVIEWS.get(stage["title"], ())
    if not titles:
        return
    interviews: list[JsonObject] = []
    for title in titles:
        interview_id = org.first("interview", title=title)["id"]
        shown = {"id": org.new_id(), "title": title, "interviewId": interview_id, "isSchedulable": True}
        interviews.append({**shown, "interviewDurationMinutes": _MINUTES})
    row = {"title": stage["title"], "interviewStageId": stage["id"], "interviews": interviews}
    org.add("interviewActivity", row, stamped=False)
