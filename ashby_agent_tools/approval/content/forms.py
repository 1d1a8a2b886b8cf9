"""Forms: the survey that a candidate is given, and the questions that given answers belong to."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked
from ashby_agent_tools.approval.prompts._common_records import read
from ashby_agent_tools.approval.prompts._phrases import changes, listing, shown, title
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads
from ashby_agent_tools.approval.prompts.applying import fields_in
from ashby_agent_tools.operations.applications import ApplicationFormSubmit
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.surveys import SurveyRequestCreate, SurveySubmissionCreate

_SURVEY, _POSTING = "the survey form", "the posting"
_Survey = SurveyRequestCreate | SurveySubmissionCreate


def _survey_needs(operation: _Survey) -> Reads:
    return read(_SURVEY, "surveyFormDefinition.info", surveyFormDefinitionId=operation.surveyFormDefinitionId)


def _survey_of(operation: _Survey, seen: Lookups) -> Json:  # noqa: ARG001  (the form that every `of` has)
    return picked(seen.record(_SURVEY), "title", "surveyType", "isArchived", "formDefinition")


def _survey_show(operation: SurveyRequestCreate, seen: Lookups) -> str:  # noqa: ARG001
    form = seen.record(_SURVEY)
    if not form:
        return ""
    fields = fields_in(form.get("formDefinition"))
    asks = listing([title(one.get("title")) or "a question without a title" for one in fields.values()])
    return changes(("survey", None, shown(form.get("title"))), ("it asks", None, asks))


def _submit_needs(form: ApplicationFormSubmit) -> Reads:
    unpublished = {"includeUnpublishedJobPostings": True} if form.allowSubmissionForUnpublishedJobPosting else {}
    return read(_POSTING, "jobPosting.info", jobPostingId=form.jobPostingId, **unpublished)


def _submit_of(form: ApplicationFormSubmit, seen: Lookups) -> Json:  # noqa: ARG001
    """Which question each answer belongs to; the words of the operation show them beside the answers."""
    return picked(seen.record(_POSTING), "title", "jobId", "applicationFormDefinition")


CONTENTS = (
    Content(SurveyRequestCreate, "what the survey asks", _survey_needs, _survey_of, show=_survey_show),
    Content(SurveySubmissionCreate, "what the survey asks", _survey_needs, _survey_of),
    Content(ApplicationFormSubmit, "the application form", _submit_needs, _submit_of),
)
