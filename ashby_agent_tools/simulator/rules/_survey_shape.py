"""Surveys as Ashby shows them: forms and submissions."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["present_submission", "present_survey_form"]

_FORM = ("id", "organizationId", "title", "isArchived", "isDefaultForm", "formDefinition", "surveyType")
_SUBMISSION = (
    "id",
    "surveyFormDefinitionId",
    "submittedAt",
    "candidateId",
    "applicationId",
    "surveyType",
    "formDefinition",
    "submittedValues",
)


def present_survey_form(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A survey form with its definition."""
    return {name: row[name] for name in _FORM}


def present_submission(row: JsonObject) -> JsonObject:
    """An answered survey with its form and the values."""
    return {name: row[name] for name in _SUBMISSION if row.get(name) is not None}
