"""Job postings: a job as the public sees it on the job boards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Json, Operation, Params, Spec
from ashby_agent_tools.operations.custom_values import ANY_VALUE, danger_of
from ashby_agent_tools.operations.params import (
    Amount,
    CommunicationTemplateId,
    CustomFieldId,
    JobBoardId,
    JobPostingId,
    ListOf,
    PayInterval,
    PayKind,
    WorkplaceType,
)
from ashby_agent_tools.operations.reasons import FIELD_STAYS, POSTING_PAY_SHOWN, POSTING_SHOWN, POSTING_VALUE_SHOWN
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

_TEXT_LOST = "the old text is overwritten, and tags that Ashby drops cannot be put back"


class PostingPayComponent(Params):
    """One part of a pay range; a bound that is left out is open."""

    compensationType: PayKind
    interval: PayInterval
    currencyCode: str | None = None
    label: str | None = None
    minValue: Amount | None = None
    maxValue: Amount | None = None


class PostingPayTier(Params):
    """One pay range, as candidates see it."""

    title: str | None = None
    additionalInformation: str | None = None
    components: ListOf[PostingPayComponent]


class PostingDescription(Params):
    """The body of a posting."""

    type: Literal["text/html"] = "text/html"
    content: Annotated[str, Field(description="HTML: headings, b, i, u, a, ul, ol, li, code, pre.")]


PostingValue = Annotated[
    Json, WithJsonSchema({"type": ["string", "number", "boolean", "array", "object", "null"], "items": {}})
]


class PostingFieldValue(Params):
    """One custom field and its new value."""

    fieldId: CustomFieldId
    fieldValue: PostingValue


class JobBoardList(Operation):
    """List the enabled job boards."""

    spec = Spec(
        "jobBoard.list",
        scope="jobsRead",
        risk=READ,
        tags=("organization", "settings"),
        entity=entities.JOB_BOARD,
        aliases=("list_all_ashby_job_board",),
    )


class JobPostingList(Operation):
    """List postings of one job board, unlisted ones too; there is no filter by job."""

    spec = Spec(
        "jobPosting.list",
        scope="jobsRead",
        risk=READ,
        tags=("organization", "sourcing"),
        entity=entities.JOB_POSTING,
        aliases=("list_all_ashby_job_postings",),
    )

    location: Annotated[str | None, Field(description="Exact name.")] = None
    department: Annotated[str | None, Field(description="Exact name.")] = None
    listedOnly: Annotated[bool | None, Field(description="Only what may be shown in public.")] = None
    jobBoardId: Annotated[JobBoardId | None, Field(description="Default: the main external board.")] = None
    includeUnpublishedJobPostings: bool | None = None


class JobPostingInfo(Operation):
    """Read one posting with its text and application form; a draft needs includeUnpublishedJobPostings."""

    spec = Spec(
        "jobPosting.info",
        scope="jobsRead",
        risk=READ,
        tags=("organization", "sourcing"),
        entity=entities.JOB_POSTING,
        aliases=("get_single_ashby_job_posting_by_id",),
    )

    jobPostingId: JobPostingId
    jobBoardId: JobBoardId | None = None
    includeUnpublishedJobPostings: bool | None = None
    expand: ListOf[Literal["job"]] | None = None


class JobPostingUpdate(Operation):
    """Change a posting's title, text or workplace type; on a published one the public sees it."""

    spec = Spec(
        "jobPosting.update",
        scope="jobsWrite",
        risk=(WRITE | NOTIFIES).because(POSTING_SHOWN, FIELD_STAYS).undone_by("jobPosting.update").repeatable(),
        worst=(DESTRUCTIVE | NOTIFIES).because(_TEXT_LOST).repeatable(),
        tags=("organization", "sourcing"),
        entity=entities.JOB_POSTING,
        look="jobPosting.info",
    )

    jobPostingId: JobPostingId
    title: str | None = None
    description: PostingDescription | None = None
    workplaceType: WorkplaceType | None = None
    suppressDescriptionOpening: Annotated[bool | None, Field(description="Hide the brand's opening text.")] = None
    suppressDescriptionClosing: Annotated[bool | None, Field(description="Hide the brand's closing text.")] = None
    applicationConfirmationEmailTemplateId: CommunicationTemplateId | None = None
    includeUnpublishedJobPostings: Annotated[bool | None, Field(description="Must be true for a draft.")] = None

    def risk(self) -> Risk:
        """Ashby drops tags it does not know, so an overwritten text may not come back as it was."""
        if self.description is None:
            return self.spec.risk
        return (DESTRUCTIVE | NOTIFIES).because(_TEXT_LOST, *self.spec.risk.reasons).repeatable()


class JobPostingUpdateCompensation(Operation):
    """Replace all pay ranges shown on a posting; null shows the job's again."""

    spec = Spec(
        "jobPosting.updateCompensation",
        scope="jobsWrite",
        risk=(DESTRUCTIVE | NOTIFIES)
        .because("the whole list of pay ranges is replaced", POSTING_PAY_SHOWN)
        .undone_by("jobPosting.updateCompensation")
        .repeatable(),
        tags=("organization", "sourcing"),
        entity=entities.JOB_POSTING,
        look="jobPosting.info",
    )

    jobPostingId: JobPostingId
    compensationTiers: ListOf[PostingPayTier] | None
    includeUnpublishedJobPostings: Annotated[bool | None, Field(description="Must be true for a draft.")] = None

    def risk(self) -> Risk:
        """An empty list is not documented here: it may hide pay from the public."""
        if self.compensationTiers is None or self.compensationTiers:
            return self.spec.risk
        return self.spec.risk.because("what an empty list does is not documented; it may hide all pay")


class JobPostingSetStatus(Operation):
    """Publish a posting for everybody to see, or take it down (Draft).

    Publishing needs a title, a text, an open job and, where demanded, pay ranges.
    """

    spec = Spec(
        "jobPosting.setStatus",
        scope="jobsWrite",
        risk=DESTRUCTIVE.because("it takes the posting down").undone_by("jobPosting.setStatus").repeatable(),
        worst=(DESTRUCTIVE | NOTIFIES)
        .because("it takes the posting down, or makes it public")
        .undone_by("jobPosting.setStatus")
        .repeatable(),
        tags=("organization", "sourcing"),
        entity=entities.JOB_POSTING,
        look="jobPosting.info",
    )

    jobPostingId: JobPostingId
    status: Literal["Draft", "Published"]

    def risk(self) -> Risk:
        """Publishing shows the posting to everybody; taking it down hides it."""
        if self.status == "Draft":
            return self.spec.risk
        return (
            (WRITE | NOTIFIES)
            .because("the posting becomes public, and people can apply")
            .undone_by("jobPosting.setStatus")
            .repeatable()
        )


class JobPostingSetCustomFieldValue(Operation):
    """Set one custom field of a posting (parameter names inferred)."""

    spec = Spec(
        "jobPosting.setCustomFieldValue",
        scope="jobsWrite",
        risk=(WRITE | NOTIFIES).because(POSTING_VALUE_SHOWN).undone_by("jobPosting.setCustomFieldValue").repeatable(),
        worst=(NOTIFIES.because(POSTING_VALUE_SHOWN) | ANY_VALUE).undone_by("jobPosting.setCustomFieldValue"),
        tags=("organization", "settings"),
        entity=entities.JOB_POSTING,
        look="jobPosting.info",
    )

    jobPostingId: JobPostingId
    fieldId: CustomFieldId
    fieldValue: PostingValue

    def risk(self) -> Risk:
        """A list replaces the whole one, null empties the field, and money is more than a mark."""
        return (self.spec.risk | danger_of(self.fieldValue)).undone_by("jobPosting.setCustomFieldValue")


class JobPostingSetCustomFieldValues(Operation):
    """Set several custom fields of a posting at once (parameter names inferred)."""

    spec = Spec(
        "jobPosting.setCustomFieldValues",
        scope="jobsWrite",
        risk=(WRITE | NOTIFIES).because(POSTING_VALUE_SHOWN).undone_by("jobPosting.setCustomFieldValues").repeatable(),
        worst=(NOTIFIES.because(POSTING_VALUE_SHOWN) | ANY_VALUE).undone_by("jobPosting.setCustomFieldValues"),
        tags=("organization", "settings"),
        entity=entities.JOB_POSTING,
        look="jobPosting.info",
    )

    jobPostingId: JobPostingId
    values: ListOf[PostingFieldValue]

    def risk(self) -> Risk:
        """That of the most dangerous value."""
        rated = self.spec.risk | danger_of(*(change.fieldValue for change in self.values))
        return rated.undone_by("jobPosting.setCustomFieldValues")
