"""Questions about answers to a survey that are given in the candidate's name."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import CANDIDATE, candidate_of, read, thing_of
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement
from ashby_agent_tools.approval.prompts.applying import field_lines, fields_in
from ashby_agent_tools.operations.applications import FieldSubmission
from ashby_agent_tools.operations.surveys import SurveySubmissionCreate

_SURVEY = "the survey form"


def _needs(given: SurveySubmissionCreate) -> Reads:
    return {
        **read(CANDIDATE, "candidate.info", id=given.candidateId),
        **read(_SURVEY, "surveyFormDefinition.info", surveyFormDefinitionId=given.surveyFormDefinitionId),
    }


def _say(given: SurveySubmissionCreate, seen: Lookups) -> Statement:
    survey = thing_of(seen, given.surveyFormDefinitionId, name=_SURVEY, area="surveyFormDefinition")
    answers = [FieldSubmission(path=path, value=value) for path, value in given.submittedValues.items()]
    return Statement(
        f"Answer the survey {survey} in the name of {candidate_of(seen, given.candidateId)}.",
        back="It cannot be taken back.",
        rows=tuple(field_lines(answers, fields_in(seen.at(_SURVEY, "formDefinition")))),
    )


PROMPTS = (
    ApprovalPrompt(
        SurveySubmissionCreate,
        _say,
        needs=_needs,
        shows=("candidateId", "submittedValues", "surveyFormDefinitionId"),
    ),
)
