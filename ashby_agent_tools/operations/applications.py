"""Applications: one candidate considered for one job, moving through its interview plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.application_edits import (
    ApplicationAddHiringTeamMember,
    ApplicationChangeSource,
    ApplicationDelete,
    ApplicationRemoveHiringTeamMember,
    ApplicationTransfer,
    ApplicationUpdate,
    ApplicationUpdateHistory,
    StageNumber,
)
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.dangers import claims
from ashby_agent_tools.operations.params import (
    ApplicationId,
    ArchiveReasonId,
    CandidateId,
    CandidateTagId,
    CommunicationTemplateId,
    EpochMs,
    FormInstanceId,
    FormValue,
    InterviewPlanId,
    InterviewStageId,
    JobId,
    JobPostingId,
    ListOf,
    Moment,
    Paged,
    SourceId,
    Synced,
    UserId,
)
from ashby_agent_tools.operations.reasons import (
    APPLICATION_ENDS,
    CANDIDATE_MAILED,
    INTERVIEWS_LEFT,
    STAGE_ACTS,
    STAGE_HIRES,
)
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

__all__ = [
    "ApplicationAddHiringTeamMember",
    "ApplicationChangeSource",
    "ApplicationChangeStage",
    "ApplicationCreate",
    "ApplicationDelete",
    "ApplicationFormSubmit",
    "ApplicationInfo",
    "ApplicationList",
    "ApplicationListCriteriaEvaluations",
    "ApplicationListHistory",
    "ApplicationRemoveHiringTeamMember",
    "ApplicationTransfer",
    "ApplicationUpdate",
    "ApplicationUpdateHistory",
]

_ARCHIVES = (APPLICATION_ENDS, INTERVIEWS_LEFT)
_HISTORY_ARCHIVES = "the history archives the application"
_STAYS = "it can only be archived afterwards: deleting it takes a separate permission and cannot be undone"
_LEAD = "it starts in the plan's first Lead stage; whether that stage acts on its own is not documented"


class ApplicationList(Synced):
    """List applications; filter by job and status."""

    spec = Spec(
        "application.list",
        scope="candidatesRead",
        risk=READ,
        tags=("pipeline", "reporting"),
        entity=entities.APPLICATION,
        paging="sync",
        aliases=("list_all_ashby_applications",),
    )

    jobId: JobId | None = None
    status: Literal["Active", "Hired", "Archived", "Lead"] | None = None
    createdAfter: EpochMs | None = None
    createdBefore: EpochMs | None = None
    expand: ListOf[Literal["openings"]] | None = None


class ApplicationInfo(Operation):
    """Read one application: stage, status, source, hiring team, custom fields; on demand form answers and referrals."""

    spec = Spec(
        "application.info",
        scope="candidatesRead",
        risk=READ,
        tags=("pipeline", "candidates"),
        entity=entities.APPLICATION,
        aliases=("get_single_ashby_application_by_id",),
    )

    applicationId: ApplicationId | None = None
    submittedFormInstanceId: Annotated[
        FormInstanceId | None, Field(description="from applicationForm.submit, instead of applicationId")
    ] = None
    expand: ListOf[Literal["openings", "applicationFormSubmissions", "referrals"]] | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> ApplicationInfo:
        if self.applicationId is None and self.submittedFormInstanceId is None:
            raise ValueError("give applicationId, or submittedFormInstanceId from applicationForm.submit")
        return self


class ApplicationListHistory(Paged):
    """List the stages an application went through, with the time it entered and left each."""

    spec = Spec(
        "application.listHistory",
        scope="candidatesRead",
        risk=READ,
        tags=("pipeline", "reporting"),
        entity=entities.APPLICATION_HISTORY,
        paging="cursor",
        aliases=("list_all_ashby_applications_history",),
    )

    applicationId: ApplicationId


class ApplicationListCriteriaEvaluations(Paged):
    """List what Ashby's AI review said of an application, per job criterion; only where that review is enabled."""

    spec = Spec(
        "application.listCriteriaEvaluations",
        scope="candidatesRead",
        risk=READ,
        tags=("pipeline",),
        entity=entities.CRITERIA_EVALUATION,
        paging="cursor",
    )

    applicationId: ApplicationId


class StageEvent(Params):
    """One entry of a new application's history."""

    stageId: InterviewStageId
    stageNumber: StageNumber
    enteredStageAt: Moment
    archiveReasonId: Annotated[ArchiveReasonId | None, Field(description="required for an Archived stage")] = None


class ApplicationCreate(Operation):
    """Consider a candidate for a job; for applications from a careers page use applicationForm.submit.

    Without interviewStageId it starts in the plan's first Lead stage.
    """

    spec = Spec(
        "application.create",
        scope="candidatesWrite",
        risk=WRITE.because(_STAYS, _LEAD),
        worst=(DESTRUCTIVE | NOTIFIES).because(_STAYS, _HISTORY_ARCHIVES, STAGE_ACTS, STAGE_HIRES)
        | claims(source="any", credited="any"),
        tags=("pipeline", "sourcing"),
        entity=entities.APPLICATION,
        aliases=("create_a_ashby_application",),
        look="candidate.info",
    )

    candidateId: CandidateId
    jobId: JobId
    interviewPlanId: InterviewPlanId | None = None
    interviewStageId: Annotated[
        Literal["FirstPreInterviewScreen"] | InterviewStageId | None,
        Field(description='a stage of that plan, or "FirstPreInterviewScreen"'),
    ] = None
    sourceId: SourceId | None = None
    creditedToUserId: UserId | None = None
    createdAt: Moment | None = None
    applicationHistory: ListOf[StageEvent] | None = None

    def risk(self) -> Risk:
        """A chosen stage may act on its own, a history may end in an archive, a source or a user earns by it."""
        history = self.applicationHistory or []
        risk = self.spec.risk
        if self.interviewStageId is not None or history:
            risk = WRITE.because(_STAYS) | NOTIFIES.because(STAGE_ACTS, STAGE_HIRES)
        if any(event.archiveReasonId is not None for event in history):
            risk |= DESTRUCTIVE.because(_HISTORY_ARCHIVES)
        return risk | claims(source=self.sourceId, credited=self.creditedToUserId)


class ArchiveEmail(Params):
    """The email that goes to the candidate when an application is archived."""

    communicationTemplateId: CommunicationTemplateId
    sendAt: Moment | None = None


class ApplicationChangeStage(Operation):
    """Move an application to another interview stage; with an archive reason this rejects the candidate.

    A stage of type Archived demands archiveReasonId, any other refuses it. archiveEmail emails the candidate:
    without sendAt next morning at 09:32, with a past sendAt at once. A stage of type Hired fills an opening, and is
    refused while an offer waits for approval or an opening is missing or in use.
    """

    spec = Spec(
        "application.changeStage",
        scope="candidatesWrite",
        risk=(WRITE | NOTIFIES).because(STAGE_ACTS, STAGE_HIRES).undone_by("application.changeStage"),
        worst=(DESTRUCTIVE | NOTIFIES).because(*_ARCHIVES).undone_by("application.changeStage"),
        tags=("pipeline",),
        entity=entities.APPLICATION,
        aliases=("ashby_applications_change_stage",),
        also_called=("application.change_stage",),
        look="application.info",
    )

    applicationId: ApplicationId
    interviewStageId: InterviewStageId
    archiveReasonId: ArchiveReasonId | None = None
    archiveEmail: ArchiveEmail | None = None

    @model_validator(mode="after")
    def _mail_needs_a_reason(self) -> ApplicationChangeStage:
        if self.archiveEmail is not None and self.archiveReasonId is None:
            raise ValueError(
                "archiveEmail goes with archiveReasonId: an email is sent only when an application is archived"
            )
        return self

    def risk(self) -> Risk:
        """A reason makes it an archive: Ashby demands one there and refuses it elsewhere."""
        if self.archiveReasonId is None:
            return self.spec.risk
        archive = DESTRUCTIVE.because(*_ARCHIVES)
        if self.archiveEmail is not None:
            archive = (archive | NOTIFIES).because(CANDIDATE_MAILED)
        return archive.undone_by("application.changeStage")


class FieldSubmission(Params):
    """The answer to one field of a form."""

    path: str
    value: FormValue


class ApplicationFormAnswers(Params):
    """The answers to an application form."""

    fieldSubmissions: ListOf[FieldSubmission]


class UtmData(Params):
    """How the applicant came to the posting."""

    utm_source: str | None = None
    utm_campaign: str | None = None
    utm_medium: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None


class ApplicationFormSubmit(Operation):
    """Apply for a job posting in a person's name: makes the candidate and the application, and may email the person.

    Paths: jobPosting.info. RichText {"type": "PlainText", "value"}; Score {"score": 1-4}; Location {"country",
    "city", "region"}; files: handles of file.createFileUploadHandle.
    """

    spec = Spec(
        "applicationForm.submit",
        scope="candidatesWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because(
            "it stays for good as the person's own application",
            "the applicant gets a confirmation email where one is set up",
            "the candidate it creates cannot be deleted from here",
        ),
        tags=("pipeline", "sourcing"),
        entity=entities.APPLICATION_FORM,
        aliases=("create_a_ashby_application_form",),
        look="candidate.search",
    )

    jobPostingId: JobPostingId
    applicationForm: ApplicationFormAnswers
    utmData: UtmData | None = None
    tagIds: ListOf[CandidateTagId] | None = None
    allowSubmissionForUnpublishedJobPosting: bool | None = None
