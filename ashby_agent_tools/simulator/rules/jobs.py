"""Rules of jobs: states, pay ranges, plans. Confidential jobs exist only for keys that may see them."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.jobs import (
    JobCreate,
    JobInfo,
    JobInterviewPlanInfo,
    JobList,
    JobSearch,
    JobSetStatus,
    JobTemplateList,
    JobUpdate,
    JobUpdateCompensation,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import SEARCH_CAP, ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._compensation_shape import present_tiers
from ashby_agent_tools.simulator.rules._job_shape import expanded_location, present_job
from ashby_agent_tools.simulator.rules._pay import keep_tiers
from ashby_agent_tools.simulator.rules._plans import stages_of
from ashby_agent_tools.simulator.rules._posting_changes import unpublish
from ashby_agent_tools.simulator.rules._times import epoch_ms

__all__ = ["NEXT_STATES"]

NEXT_STATES = MappingProxyType(
    {
        "Draft": ("Open", "Archived"),
        "Open": ("Closed",),
        "Closed": ("Draft", "Archived"),
        "Archived": ("Draft",),
    }
)
"""Where a job can go from each state. [S]"""


def _within(stamp: str | None, after: int | None, before: int | None) -> bool:
    """Whether a time lies between two bounds; a row without the time fits only where no bound is asked for."""
    if after is None and before is None:
        return True
    if stamp is None:
        return False
    at = epoch_ms(stamp)
    return (after is None or at > after) and (before is None or at < before)


@rule(
    "job.list",
    source="[S]",
    guesses=("bounds of time are exclusive", "expand takes compensation, as a third-party profile says"),
)
def listing(org: Organization, ask: Ask[JobList]) -> Page:
    """Jobs without drafts, unless status names Draft."""
    op = ask.op
    states = set(op.status) if op.status else {"Open", "Closed", "Archived"}
    rows = [
        row
        for row in org.table("job").values()
        if row["status"] in states
        and org.sees_job(row, ask.key)
        and _within(row.get("createdAt"), op.createdAfter, None)
        and _within(row.get("openedAt"), op.openedAfter, op.openedBefore)
        and _within(row.get("closedAt"), op.closedAfter, op.closedBefore)
    ]
    unpublished, expand = bool(op.includeUnpublishedJobPostingsIds), op.expand or ()
    return Page(
        rows,
        lambda row: present_job(org, row, ask.key, unpublished=unpublished, expand=expand),
        sync_kind="job",
    )


@rule("job.info", source="[S]")
def info(org: Organization, ask: Ask[JobInfo]) -> Json:
    """One job, drafts included."""
    row = org.visible_job(ask.op.id, ask.key)
    unpublished = bool(ask.op.includeUnpublishedJobPostingsIds)
    return present_job(org, row, ask.key, unpublished=unpublished, expand=ask.op.expand or ())


@rule(
    "job.search",
    source="[S] [L]",
    guesses=("a title matches where it contains the words asked for, a requisition id where it is equal, in any case",),
)
def search(org: Organization, ask: Ask[JobSearch]) -> Json:
    """Jobs by title and requisition id; both must fit where both are given."""
    title = (ask.op.title or "").strip().casefold()
    requisition = (ask.op.requisitionId or "").strip().casefold()
    rows = [
        row
        for row in org.table("job").values()
        if org.sees_job(row, ask.key)
        and title in row["title"].casefold()
        and (not requisition or requisition in _requisitions(row))
    ]
    return [present_job(org, row, ask.key) for row in rows[:SEARCH_CAP]]


def _requisitions(row: JsonObject) -> set[str]:
    return {str(row[name]).casefold() for name in ("requisitionId", "customRequisitionId") if row.get(name)}


def _template(org: Organization, template_id: str | None) -> JsonObject:
    if template_id is None:
        return {}
    template = org.get("jobTemplate", template_id)
    if template["status"] != "Active":
        raise Refusal("invalid_input", "Only an active job template can be used.")
    return template


@rule(
    "job.create",
    source="[S], employmentType [C]",
    guesses=("an inactive template answers invalid_input", "the acting user is the author, where there is one"),
)
def create(org: Organization, ask: Ask[JobCreate]) -> Json:
    """Every new job is a draft; what is not given comes from the template."""
    op = ask.op
    org.get("department", op.teamId)
    org.get("location", op.locationId)
    template = _template(org, op.jobTemplateId)
    plan = op.defaultInterviewPlanId or template.get("defaultInterviewPlanId")
    if plan is not None:
        org.get("interviewPlan", plan)
    if op.brandId is not None:
        org.get("brand", op.brandId)
    row = org.add(
        "job",
        {
            "title": op.title,
            "status": "Draft",
            "confidential": False,
            "employmentType": op.employmentType or template.get("employmentType") or "FullTime",
            "locationId": op.locationId,
            "secondaryLocationIds": [],
            "departmentId": op.teamId,
            "defaultInterviewPlanId": plan,
            "interviewPlanIds": list(template.get("interviewPlanIds") or ([plan] if plan else [])),
            "hiringTeam": [],
            "brandId": op.brandId,
            "authorId": ask.key.acting_user,
            "openedAt": None,
            "closedAt": None,
            "customFields": [],
            "compensationTiers": [],
        },
    )
    shown = present_job(org, row, ask.key)
    org.fire("jobCreate", {"job": shown})
    return shown


@rule("job.update", source="[S]", guesses=("a new default interview plan also becomes one of the job's plans",))
def update(org: Organization, ask: Ask[JobUpdate]) -> Json:
    """Changes what is given; applications stay in the plan they are in."""
    op = ask.op
    row = org.visible_job(op.jobId, ask.key)
    for kind, row_id in (
        ("department", op.teamId),
        ("location", op.locationId),
        ("interviewPlan", op.defaultInterviewPlanId),
    ):
        if row_id is not None:
            org.get(kind, row_id)
    new = {
        "title": op.title,
        "departmentId": op.teamId,
        "locationId": op.locationId,
        "defaultInterviewPlanId": op.defaultInterviewPlanId,
        "customRequisitionId": op.customRequisitionId,
    }
    row.update({name: value for name, value in new.items() if value is not None})
    plan = op.defaultInterviewPlanId
    if plan is not None and plan not in row["interviewPlanIds"]:
        row["interviewPlanIds"] = [*row["interviewPlanIds"], plan]
    return _updated(org, row, ask.key)


def _updated(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    org.touch("job", row)
    shown = present_job(org, row, key)
    org.fire("jobUpdate", {"job": shown})
    return shown


@rule(
    "job.setStatus",
    source="[S]",
    guesses=(
        "a step that the list of allowed steps does not have answers invalid_input",
        "setting the state that a job has already changes nothing",
        "the published postings of a job that is closed are taken down",
    ),
)
def set_status(org: Organization, ask: Ask[JobSetStatus]) -> Json:
    """Draft to Open or Archived, Open to Closed, Closed to Draft or Archived, Archived to Draft."""
    row, status = org.visible_job(ask.op.jobId, ask.key), ask.op.status
    if row["status"] == status:
        return present_job(org, row, ask.key)
    if status not in NEXT_STATES[row["status"]]:
        raise Refusal("invalid_input", f"A job that is {row['status']} cannot become {status}.")
    if status == "Open" and row.get("defaultInterviewPlanId") is None:
        raise Refusal("invalid_input", "A job cannot be opened without a default interview plan.")
    row["status"] = status
    if status == "Open":
        row["openedAt"], row["closedAt"] = org.stamp(), None
    if status == "Closed":
        row["closedAt"] = org.stamp()
        _take_down(org, row, ask.key)
    return _updated(org, row, ask.key)


def _take_down(org: Organization, row: JsonObject, key: ApiKey) -> None:
    for posting in org.related("jobPosting", "jobId", row["id"]):
        if posting["status"] == "Published":
            unpublish(org, posting, key)


@rule("job.updateCompensation", source="[S]", guesses=("an empty list leaves the job without pay ranges",))
def update_compensation(org: Organization, ask: Ask[JobUpdateCompensation]) -> Json:
    """Replaces all tiers; postings that inherit them show the new ones from now on."""
    row = org.visible_job(ask.op.jobId, ask.key)
    row["compensationTiers"] = keep_tiers(org, ask.op.compensationTiers)
    shown = _updated(org, row, ask.key)
    return {**shown, "compensationTiers": present_tiers(row["compensationTiers"])}


@rule(
    "jobInterviewPlan.info",
    source="[S]",
    guesses=("a job without a default interview plan answers interview_plan_not_found",),
)
def interview_plan(org: Organization, ask: Ask[JobInterviewPlanInfo]) -> Json:
    """The stages of the job's default plan with their activities and interviews."""
    row = org.visible_job(ask.op.jobId, ask.key)
    plan = org.get("interviewPlan", row.get("defaultInterviewPlanId"))
    stages = [_stage(org, stage) for stage in stages_of(org, plan["id"])]
    return {"jobId": row["id"], "interviewPlanId": plan["id"], "stages": stages}


def _stage(org: Organization, stage: JsonObject) -> JsonObject:
    names = ("id", "title", "type", "orderInInterviewPlan", "interviewStageGroupId")
    activities = org.related("interviewActivity", "interviewStageId", stage["id"])
    return {
        **{name: stage[name] for name in names if stage.get(name) is not None},
        "activities": [
            {"id": item["id"], "title": item["title"], "interviews": [dict(one) for one in item["interviews"]]}
            for item in activities
        ],
    }


@rule("jobTemplate.list", source="[S]")
def templates(org: Organization, ask: Ask[JobTemplateList]) -> Page:
    """Templates, active and inactive."""
    names = ("id", "title", "status", "locationId", "departmentId", "defaultInterviewPlanId", "createdAt", "updatedAt")

    def present(row: JsonObject) -> JsonObject:
        shown = {name: row[name] for name in names if row.get(name) is not None}
        shown["interviewPlanIds"] = list(row.get("interviewPlanIds") or ())
        return shown | (expanded_location(org, row, ask.key) if ask.op.expand else {})

    return Page(list(org.table("jobTemplate").values()), present, sync_kind="jobTemplate")
