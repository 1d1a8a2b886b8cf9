"""Jobs, postings, openings, offers and approvals."""

from __future__ import annotations

from ashby_agent_tools.operations.entities._paths import OPENING_NOISE, below
from ashby_agent_tools.operations.entity import Entity, View

_JOB_NOISE = (
    "location.address", "location.extraData", "location.externalName", "location.isArchived", "location.isRemote",
    "location.parentLocationId", "location.type", "location.workplaceType", "author",
    "compensation.compensationTiers.components", "compensation.compensationTiers.id", "compensationTiers.components",
    "compensationTiers.id", *below("openings", of=OPENING_NOISE),
)  # fmt: skip

JOB = Entity("job", "job", titled=True,
    untrusted=("location.extraData",),
    contact=("hiringTeam.email", "author.email", "openings.latestVersion.hiringTeam.email"),
    pay=("compensation", "compensationTiers"),
    others=("brandId", "closedAt", "confidential", "createdAt", "jobPostingIds"),
    view=View(
        overview=("title", "status", "employmentType", "location", "locationId", "departmentId", "hiringTeam"),
        matters=("openedAt", "customRequisitionId", "updatedAt", "defaultInterviewPlanId", "interviewPlanIds",
            "customFields", "hiringTeam.email"),
        by_name=("hiringTeam",),
        noise=_JOB_NOISE,
    ),
)  # fmt: skip
JOB_POSTING = Entity("jobPosting", "post", titled=True,
    pay=("compensation", "compensationTierSummary", "compensationTiers"),
    others=("applicationDeadline", "applyLink", "externalLink", "locationIds",
        "shouldDisplayCompensationOnJobBoard", "teamName", "updatedAt"),
    view=View(
        overview=("title", "jobId", "departmentName", "locationName", "employmentType", "workplaceType"),
        matters=("compensationTierSummary", "compensation.compensationTierSummary", "isListed", "publishedDate"),
        texts=("descriptionPlain",),
        noise=("descriptionHtml", "descriptionSocial", "descriptionParts", "linkedData", "applicationFormDefinition",
            "surveyFormDefinitions", "address", "compensation.summaryComponents", "compensation.compensationTiers",
            "suppressDescriptionOpening", "suppressDescriptionClosing", "applicationLimitCalloutHtml",
            "teamNameHierarchy"),
        repeats=("descriptionHtml", "descriptionSocial", "descriptionParts", "linkedData"),
    ),
)  # fmt: skip
JOB_BOARD = Entity("jobBoard", "board", titled=True,
    view=View(overview=("title", "isInternal")),
)  # fmt: skip
JOB_TEMPLATE = Entity("jobTemplate", "jobtmpl", titled=True,
    untrusted=("location.extraData",),
    others=("createdAt", "interviewPlanIds", "locationId", "updatedAt"),
    view=View(
        overview=("title", "status", "location"),
        matters=("departmentId", "defaultInterviewPlanId"),
        noise=tuple(name for name in _JOB_NOISE if name.startswith("location")),
    ),
)  # fmt: skip
JOB_INTERVIEW_PLAN = Entity("jobInterviewPlan", "jobplan", titled=True,
    view=View(overview=("jobId", "interviewPlanId", "stages")),
)  # fmt: skip
OPENING = Entity("opening", "opening",
    contact=("latestVersion.hiringTeam.email",),
    others=("archivedAt", "closeReasonId", "closedAt", "isArchived"),
    view=View(
        overview=("latestVersion.identifier", "openingState", "latestVersion.jobIds"),
        matters=("latestVersion.targetHireDate", "latestVersion.hiringTeam", "latestVersion.locationIds", "openedAt"),
        texts=("latestVersion.description",),
        noise=OPENING_NOISE,
    ),
)  # fmt: skip
OPENING_VERSION = Entity("openingVersion", "openver")
OFFER = Entity("offer", "offer",
    untrusted=("latestVersion.fileHandles.name", "versions.fileHandles.name"),
    contact=("latestVersion.author.email", "versions.author.email"),
    pay=("latestVersion.salary", "versions.salary", "formDefinition"),
    view=View(
        overview=("applicationId", "acceptanceStatus", "offerStatus", "latestVersion.salary",
            "latestVersion.startDate"),
        matters=("latestVersion.author", "decidedAt", "latestVersion.customFields", "latestVersion.approvalStatus"),
        by_name=("latestVersion.author",),
        noise=("versions", "formDefinition", "latestVersion.fileHandles.handle", *below("latestVersion.author")),
    ),
)  # fmt: skip
OFFER_VERSION = Entity("offerVersion", "offerver")
OFFER_PROCESS = Entity("offerProcess", "offerproc",
    view=View(overview=("applicationId", "status")),
)  # fmt: skip
OFFER_FORM = Entity("offerForm", "offerform")
APPROVAL = Entity("approval", "approval",
    others=("createdAt",),
    view=View(
        overview=("entityType", "entityId", "completedAt"),
        matters=("steps.approvers.userId", "steps.approvers.decision", "submittedAt", "steps"),
        noise=("approvalDefinitionId", "steps.id", "steps.approvers.id"),
    ),
)  # fmt: skip
APPROVAL_DEFINITION = Entity("approvalDefinition", "apprdef")
