"""Ashby's tables: how each unified resource is read from Ashby's records. What was joined stands beside, under `@`."""

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.tables.applications import APPLICATIONS, INTERVIEWS, OFFERS, REJECT_REASONS, SCORECARDS
from ashby_agent_tools.ats.tables.candidates import ACTIVITIES, ATTACHMENTS, CANDIDATES, TAGS, USERS
from ashby_agent_tools.ats.tables.jobs import DEPARTMENTS, JOB_FORM_FIELDS, JOB_INTERVIEW_STAGES, JOBS, OFFICES

__all__ = [
    "ACTIVITIES",
    "APPLICATIONS",
    "ATTACHMENTS",
    "CANDIDATES",
    "DEPARTMENTS",
    "INTERVIEWS",
    "JOBS",
    "JOB_FORM_FIELDS",
    "JOB_INTERVIEW_STAGES",
    "NO_SOURCE",
    "OFFERS",
    "OFFICES",
    "REJECT_REASONS",
    "SCORECARDS",
    "TAGS",
    "USERS",
]

_NO_EEOC = (
    "Ashby lists candidate experience and questionnaire submissions only; its webhook tells that an EEOC survey was "
    "answered, and never the answers"
)
NO_SOURCE: Mapping[str, tuple[type[models.Resource], str]] = MappingProxyType(
    {
        "eeocs": (models.Eeoc, _NO_EEOC),
        "organizations": (
            models.Organization,
            "Ashby tells the id of the organization in feedback forms only, and its name nowhere",
        ),
    }
)
"""Agreed resources that Ashby can never fill, with the reason."""
