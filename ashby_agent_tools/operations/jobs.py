"""Jobs: what the company hires for, with the interview plan behind a job and the templates jobs are made from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import (
    Amount,
    BrandId,
    DepartmentId,
    EmploymentType,
    EpochMs,
    InterviewPlanId,
    JobId,
    JobTemplateId,
    ListOf,
    LocationId,
    PayInterval,
    PayKind,
    Synced,
)
from ashby_agent_tools.operations.reasons import FIELD_STAYS, JOB_PAY_SHOWN, JOB_SHOWN, PLAN_MOVES
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

JobStatus = Literal["Draft", "Open", "Closed", "Archived"]
JobExpansion = Literal["location", "openings", "compensation"]

_ENDS = "it ends the hiring for the job and may take its postings down; it can be opened again only through Draft"
_HIDES = "it hides the job, which comes back only as a draft"
_OVERRIDES = "it may bypass the approval that the organization set up for jobs"


class PayComponent(Params):
    """One part of a pay range; a bound that is null is open."""

    compensationType: PayKind
    interval: PayInterval
    currencyCode: Annotated[str | None, Field(description="ISO 4217; not for EquityPercentage.")] = None
    label: str | None = None
    minValue: Amount | None
    maxValue: Amount | None


class PayTier(Params):
    """One pay range, as candidates may see it."""

    title: Annotated[str | None, Field(description="Required with several tiers.")] = None
    additionalInformation: str | None = None
    components: ListOf[PayComponent]


class JobList(Synced):
    """List jobs by status and dates; drafts come only when status names Draft."""

    spec = Spec(
        "job.list",
        scope="jobsRead",
        risk=READ,
        tags=("pipeline", "organization"),
        entity=entities.JOB,
        paging="sync",
        aliases=("list_all_ashby_jobs",),
    )

    status: ListOf[JobStatus] | None = None
    createdAfter: EpochMs | None = None
    openedAfter: EpochMs | None = None
    openedBefore: EpochMs | None = None
    closedAfter: EpochMs | None = None
    closedBefore: EpochMs | None = None
    includeUnpublishedJobPostingsIds: bool | None = None
    expand: ListOf[JobExpansion] | None = None


class JobInfo(Operation):
    """Read one job: status, hiring team, department, location, plans, postings."""

    spec = Spec(
        "job.info",
        scope="jobsRead",
        risk=READ,
        tags=("pipeline", "organization"),
        entity=entities.JOB,
        aliases=("get_single_ashby_job_by_id",),
    )

    id: JobId
    includeUnpublishedJobPostingsIds: bool | None = None
    expand: ListOf[JobExpansion] | None = None


class JobSearch(Operation):
    """Find jobs by title or requisition id; give at least one."""

    spec = Spec(
        "job.search",
        scope="jobsRead",
        risk=READ,
        tags=("pipeline", "organization"),
        entity=entities.JOB,
        aliases=("list_all_ashby_job_search",),
    )

    title: str | None = None
    requisitionId: str | None = None

    @model_validator(mode="after")
    def _something_to_look_for(self) -> JobSearch:
        if self.title is None and self.requisitionId is None:
            raise ValueError("give title or requisitionId; job.list lists all jobs")
        return self


class JobCreate(Operation):
    """Create a job as a draft; it cannot open without a default interview plan."""

    spec = Spec(
        "job.create",
        scope="jobsWrite",
        risk=WRITE.because("a job cannot be deleted, only archived"),
        tags=("organization",),
        entity=entities.JOB,
        aliases=("create_a_ashby_job",),
        look="job.search",
    )

    title: str
    teamId: Annotated[DepartmentId, Field(description="A department or team.")]
    locationId: LocationId
    defaultInterviewPlanId: InterviewPlanId | None = None
    jobTemplateId: JobTemplateId | None = None
    brandId: BrandId | None = None
    employmentType: EmploymentType | None = None


class JobUpdate(Operation):
    """Change a job's title, team, location, default interview plan or requisition id."""

    spec = Spec(
        "job.update",
        scope="jobsWrite",
        risk=WRITE.undone_by("job.update").repeatable().because(FIELD_STAYS),
        worst=(DESTRUCTIVE | NOTIFIES).repeatable().because(PLAN_MOVES, JOB_SHOWN),
        tags=("organization",),
        entity=entities.JOB,
        aliases=("update_a_ashby_job_by_id",),
        look="job.info",
    )

    jobId: JobId
    title: str | None = None
    teamId: Annotated[DepartmentId | None, Field(description="A department or team.")] = None
    locationId: LocationId | None = None
    defaultInterviewPlanId: InterviewPlanId | None = None
    customRequisitionId: str | None = None

    def risk(self) -> Risk:
        """What postings show reaches the public; what a new plan does to applications is not documented."""
        rated = self.spec.risk
        if not (self.title is None and self.teamId is None and self.locationId is None):
            rated = (rated | NOTIFIES.because(JOB_SHOWN)).undone_by("job.update")
        return rated if self.defaultInterviewPlanId is None else rated | DESTRUCTIVE.repeatable().because(PLAN_MOVES)


class JobSetStatus(Operation):
    """Open, close, archive or redraft a job; closing or archiving ends its hiring.

    Allowed: Draft to Open or Archived, Open to Closed, Closed to Draft or Archived, Archived to Draft.
    """

    spec = Spec(
        "job.setStatus",
        scope="jobsWrite",
        risk=DESTRUCTIVE.repeatable().because("no single step leads back: a draft can only be opened or archived"),
        worst=DESTRUCTIVE.repeatable().because(_ENDS, _HIDES, _OVERRIDES),
        tags=("organization",),
        entity=entities.JOB,
        aliases=("ashby_jobs_set_status",),
        look="job.info",
    )

    jobId: JobId
    status: JobStatus

    def risk(self) -> Risk:
        """Closing ends the hiring, archiving hides the job (an open one it cannot); opening may skip an approval."""
        if self.status == "Draft":
            return self.spec.risk
        if self.status == "Open":
            return DESTRUCTIVE.repeatable().because(
                _OVERRIDES, "no single step leads back: an open job can only be closed"
            )
        return DESTRUCTIVE.repeatable().because(_ENDS if self.status == "Closed" else _HIDES)


class JobUpdateCompensation(Operation):
    """Replace all pay ranges of a job; an empty list removes them. Postings that inherit them show it in public."""

    spec = Spec(
        "job.updateCompensation",
        scope="jobsWrite",
        risk=(DESTRUCTIVE | NOTIFIES)
        .because("the whole list of pay ranges is replaced", JOB_PAY_SHOWN)
        .undone_by("job.updateCompensation")
        .repeatable(),
        tags=("organization",),
        entity=entities.JOB,
        look="job.info",
    )

    jobId: JobId
    compensationTiers: ListOf[PayTier]

    def risk(self) -> Risk:
        """An empty list leaves the job without any pay range."""
        if self.compensationTiers:
            return self.spec.risk
        return self.spec.risk.because("the empty list removes every pay range")


class JobInterviewPlanInfo(Operation):
    """Read a job's interview plan: its stages with the activities and interviews to schedule in each."""

    spec = Spec(
        "jobInterviewPlan.info",
        scope="jobsRead",
        risk=READ,
        tags=("pipeline", "scheduling"),
        entity=entities.JOB_INTERVIEW_PLAN,
    )

    jobId: JobId


class JobTemplateList(Synced):
    """List job templates, active and inactive."""

    spec = Spec(
        "jobTemplate.list",
        scope="jobsRead",
        risk=READ,
        tags=("organization", "settings"),
        entity=entities.JOB_TEMPLATE,
        paging="sync",
        aliases=("list_all_ashby_job_template",),
    )

    expand: ListOf[Literal["location"]] | None = None
