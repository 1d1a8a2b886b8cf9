"""Surveys: the forms, the requests that give a candidate an address to fill one in, and what was submitted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import JsonObject, Operation, Spec
from ashby_agent_tools.operations.params import (
    ApplicationId,
    CandidateId,
    EpochMs,
    SurveyFormDefinitionId,
    Synced,
)
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE


class SurveyFormDefinitionInfo(Operation):
    """Read one survey form: its type, fields and selectable values."""

    spec = Spec(
        "surveyFormDefinition.info",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings", "candidates"),
        entity=entities.SURVEY_FORM,
    )

    surveyFormDefinitionId: SurveyFormDefinitionId


class SurveyFormDefinitionList(Synced):
    """List survey forms with their fields."""

    spec = Spec(
        "surveyFormDefinition.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings", "candidates"),
        entity=entities.SURVEY_FORM,
        paging="sync",
        aliases=("list_all_ashby_survey_form_definitions",),
    )


class SurveyRequestList(Synced):
    """List candidate experience surveys that were asked for, with the address where the candidate answers."""

    spec = Spec(
        "surveyRequest.list",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates", "reporting"),
        entity=entities.SURVEY_REQUEST,
        paging="sync",
        aliases=("list_all_ashby_survey_requests",),
    )

    surveyType: Literal["CandidateExperience"]
    applicationId: ApplicationId | None = None
    candidateId: CandidateId | None = None
    createdAfter: EpochMs | None = None


class SurveyRequestCreate(Operation):
    """Make an address where a candidate can answer a survey; nothing is emailed, so share it yourself."""

    spec = Spec(
        "surveyRequest.create",
        scope="candidatesWrite",
        risk=WRITE.because("a survey request cannot be withdrawn from here"),
        tags=("candidates",),
        entity=entities.SURVEY_REQUEST,
        aliases=("create_a_ashby_survey_request",),
        look="surveyRequest.list",
    )

    candidateId: CandidateId
    applicationId: ApplicationId
    surveyFormDefinitionId: SurveyFormDefinitionId


class SurveySubmissionList(Synced):
    """List answered surveys of one type; the type name of hiring manager surveys is not published."""

    spec = Spec(
        "surveySubmission.list",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates", "reporting"),
        entity=entities.SURVEY_SUBMISSION,
        paging="sync",
        aliases=("list_all_ashby_survey_submissions",),
    )

    surveyType: Literal["CandidateExperience", "Questionnaire"]
    createdAfter: EpochMs | None = None


class SurveySubmissionCreate(Operation):
    """Record a candidate's answers to a survey, in the candidate's name; it cannot be taken back."""

    spec = Spec(
        "surveySubmission.create",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("it stays for good as the candidate's own answer"),
        tags=("candidates",),
        entity=entities.SURVEY_SUBMISSION,
        aliases=("create_a_ashby_survey_submission",),
        look="surveySubmission.list",
    )

    candidateId: CandidateId
    applicationId: ApplicationId
    surveyFormDefinitionId: SurveyFormDefinitionId
    submittedValues: Annotated[JsonObject, Field(description="field id of surveyFormDefinition.info -> answer")]
