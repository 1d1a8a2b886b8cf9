"""Assessments: tests by a partner. Ashby calls the partner for four of these; two report results to Ashby."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import (
    AnyId,
    ApplicationId,
    AssessmentId,
    CandidateId,
    Email,
    EpochMs,
    JobId,
    ListOf,
    UserId,
)
from ashby_agent_tools.risk import DESTRUCTIVE, EXPORTS, NOTIFIES, READ, WRITE, Risk


class Fact(Params):
    """One labelled value about an assessment, as the partner states it."""

    identifier: str
    label: str
    description: str | None = None
    type: Literal["numeric_score", "numeric_duration_minutes", "url", "string", "boolean_success"]
    value: bool | int | float | str


class CompletedAssessment(Params):
    """An assessment that is done."""

    assessmentTypeId: AnyId
    assessmentId: AssessmentId
    assessmentName: str
    result: Fact
    metadata: ListOf[Fact]


class AssessmentAddCompletedToCandidate(Operation):
    """Report a completed assessment to Ashby as a partner and put it on a candidate's profile."""

    spec = Spec(
        "assessment.addCompletedToCandidate",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("the result stays on the profile for good, as the assessment partner's own"),
        tags=("integrations", "candidates"),
        entity=entities.ASSESSMENT,
        aliases=("create_a_ashby_assessment",),
        look="candidate.info",
    )

    candidateId: CandidateId
    partnerId: Annotated[AnyId, Field(description="issued by Ashby")]
    assessment: CompletedAssessment
    timestamp: EpochMs


_COMPLETES = "the result completes the assessment as the partner's own, and cannot be taken back"
_ENDS = "it ends the assessment"
_REPLACES = "the further details given so far may be replaced as a whole; that is not documented"


class AssessmentUpdate(Operation):
    """Report to Ashby, as the partner, how an assessment stands; a result completes it, cancelled_reason ends it.

    Give assessment_status or cancelled_reason; a result needs assessment_profile_url.
    """

    spec = Spec(
        "assessment.update",
        scope="candidatesWrite",
        risk=WRITE.undone_by("assessment.update").repeatable(),
        worst=DESTRUCTIVE.because(_ENDS, _COMPLETES, _REPLACES),
        tags=("integrations", "candidates"),
        entity=entities.ASSESSMENT,
        aliases=("update_a_ashby_assessment_by_id",),
        look="candidate.info",
    )

    assessment_id: AssessmentId
    timestamp: EpochMs
    assessment_status: Fact | None = None
    assessment_profile_url: Fact | None = None
    assessment_result: Fact | None = None
    cancelled_reason: Fact | None = None
    metadata: ListOf[Fact] | None = None

    @model_validator(mode="after")
    def _what_goes_together(self) -> AssessmentUpdate:
        if self.assessment_status is None and self.cancelled_reason is None:
            raise ValueError("give assessment_status, or cancelled_reason to end the assessment")
        if self.assessment_result is not None and self.assessment_profile_url is None:
            raise ValueError("with assessment_result give assessment_profile_url too")
        return self

    def risk(self) -> Risk:
        """A reason ends the assessment; a result completes it, and no call takes either back."""
        facts = (
            (self.assessment_result, _COMPLETES),
            (self.cancelled_reason, _ENDS),
            (self.metadata, _REPLACES),
        )
        reasons = [why for given, why in facts if given is not None]
        return self.spec.risk | DESTRUCTIVE.because(*reasons) if reasons else self.spec.risk


class AssessmentList(Operation):
    """List the kinds of assessment a partner offers; answered by the partner, not by Ashby."""

    spec = Spec(
        "assessment.list",
        scope=None,
        risk=READ,
        tags=("integrations",),
        entity=entities.ASSESSMENT,
        served_by="partner",
        aliases=("list_all_ashby_assessment",),
    )


class AssessedPerson(Params):
    """The candidate, as the partner needs to know them."""

    ashby_id: CandidateId
    first_name: str
    last_name: str
    email: Email
    ashby_profile_url: str


class AssessedApplication(Params):
    """The application the assessment belongs to."""

    ashby_id: ApplicationId
    status: Literal["Hired", "Archived", "Active", "Lead"]


class TeamMember(Params):
    """One member of the job's hiring team."""

    userId: UserId
    firstName: str
    lastName: str
    email: Email
    role: str


class AssessedJob(Params):
    """The job the candidate is assessed for."""

    ashby_id: JobId
    name: str
    ashby_job_url: str
    req_id: str | None = None
    hiringTeam: ListOf[TeamMember] | None = None


class AssessmentStart(Operation):
    """Have a partner start an assessment: it gets the candidate's data and may write to them. Partner call."""

    spec = Spec(
        "assessment.start",
        scope=None,
        risk=(WRITE | NOTIFIES | EXPORTS).because("the partner gets the candidate's data and may invite them"),
        tags=("integrations", "candidates"),
        entity=entities.ASSESSMENT,
        served_by="partner",
    )

    assessment_type_id: Annotated[AnyId, Field(description="from assessment.list")]
    candidate: AssessedPerson
    application: AssessedApplication
    job: AssessedJob


class AssessmentCancel(Operation):
    """Have a partner cancel a started assessment; answered by the partner, not by Ashby."""

    spec = Spec(
        "assessment.cancel",
        scope=None,
        risk=(DESTRUCTIVE | NOTIFIES).because("the assessment ends, and the partner may tell the candidate"),
        tags=("integrations", "candidates"),
        entity=entities.ASSESSMENT,
        served_by="partner",
        aliases=("ashby_assessment_cancel",),
    )

    assessment_id: AssessmentId


class AssessmentCustomFieldList(Operation):
    """List the custom fields a partner can fill in Ashby; answered by the partner, where Ashby enabled it."""

    spec = Spec(
        "assessment.customField.list",
        scope=None,
        risk=READ,
        tags=("integrations",),
        entity=entities.ASSESSMENT,
        served_by="partner",
        also_called=("customFields.fetch",),
    )
