"""The prompt of each operation, one module per area, imported when one of its operations is first asked about.

Here are the sentences, the reads that they need, and the rules for data in them. Prompts are pure: `lookups` alone has
reads carried out. Who is asked, and what an answer is worth, is decided in the approval.
"""

from __future__ import annotations

import functools
import importlib
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.approval.prompts._generic import completed, generic
from ashby_agent_tools.approval.prompts._one_sentence import one_sentence
from ashby_agent_tools.approval.prompts._prompt import FULL, ApprovalPrompt, Lookups, Statement
from ashby_agent_tools.operations.base import Operation

__all__ = ["FULL", "ApprovalPrompt", "Lookups", "Statement", "generic", "prompt_for"]

_MODULES = MappingProxyType(
    {
        "application": "applications",
        "applicationFeedback": "feedback",
        "applicationFeedbackRequest": "schedules",
        "applicationForm": "applying",
        "approvalDefinition": "approvals",
        "assessment": "assessments",
        "candidate": "candidates",
        "candidateTag": "settings",
        "customField": "settings",
        "department": "places",
        "hiringTeam": "teams",
        "interviewSchedule": "schedules",
        "interviewerPool": "teams",
        "job": "jobs",
        "jobPosting": "postings",
        "location": "places",
        "offer": "offers",
        "offerProcess": "offers",
        "opening": "openings",
        "project": "projects",
        "referral": "applying",
        "sequence": "sequences",
        "surveySubmission": "surveys",
        "user": "teams",
        "webhook": "settings",
    }
)


def prompt_for(operation: Operation) -> ApprovalPrompt[Any] | None:
    """An operation's prompt, or None; a user's class that only shares an endpoint's name has none."""
    module = _MODULES.get(operation.spec.endpoint.split(".", 1)[0])
    found = None if module is None else _prompts_in(module).get(operation.spec.endpoint)
    if found is not None:
        return found if isinstance(operation, found.operation) else None
    return one_sentence(operation)


def load() -> None:
    """Load the prompts of every area, which otherwise come with the first question."""
    for module in set(_MODULES.values()):
        _prompts_in(module)


@functools.cache
def _prompts_in(module: str) -> MappingProxyType[str, ApprovalPrompt[Any]]:
    loaded = importlib.import_module(f"ashby_agent_tools.approval.prompts.{module}")
    return MappingProxyType({prompt.operation.spec.endpoint: completed(prompt) for prompt in loaded.PROMPTS})
