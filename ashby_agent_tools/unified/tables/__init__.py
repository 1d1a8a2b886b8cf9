"""Ashby's tables: how each unified resource is read from Ashby's records. What was joined stands beside, under `@`."""

from ashby_agent_tools.unified.tables.applications import APPLICATIONS, INTERVIEWS, OFFERS, REJECT_REASONS, SCORECARDS
from ashby_agent_tools.unified.tables.candidates import ACTIVITIES, ATTACHMENTS, CANDIDATES, TAGS, USERS
from ashby_agent_tools.unified.tables.jobs import DEPARTMENTS, JOB_FORM_FIELDS, JOB_INTERVIEW_STAGES, JOBS, OFFICES

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
    "OFFERS",
    "OFFICES",
    "REJECT_REASONS",
    "SCORECARDS",
    "TAGS",
    "USERS",
]
