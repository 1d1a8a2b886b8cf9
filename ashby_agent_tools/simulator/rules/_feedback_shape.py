"""Scorecards and their forms as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._user_shape import present_user

__all__ = ["present_feedback", "present_feedback_form"]

_FORM = ("id", "organizationId", "title", "isArchived", "isDefaultForm", "formDefinition")
_FEEDBACK = ("id", "applicationId", "formDefinition", "submittedValues")
_LINKS = ("interviewId", "interviewEventId", "feedbackFormDefinitionId", "applicationHistoryId", "submittedAt")


def present_feedback_form(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A feedback form with its definition, and the interview it belongs to."""
    shown = {name: row[name] for name in _FORM}
    if row.get("interviewId"):
        shown["interviewId"] = row["interviewId"]
    return shown


def present_feedback(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A scorecard: the form, the answers, who wrote it; the interview only where there was one."""
    shown = {name: row[name] for name in _FEEDBACK}
    shown["submittedByUser"] = present_user(org, org.get("user", row["submittedByUserId"]), key)
    return shown | {name: row[name] for name in _LINKS if row.get(name)}
