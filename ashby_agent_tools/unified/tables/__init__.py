"""Ashby's tables: how each unified resource is read from Ashby's records. What was joined stands beside, under `@`."""

from ashby_agent_tools.unified.tables.jobs import DEPARTMENTS, JOB_FORM_FIELDS, JOB_INTERVIEW_STAGES, JOBS, OFFICES
from ashby_agent_tools.unified.tables.people import ACTIVITIES, ATTACHMENTS, CANDIDATES, TAGS, USERS
from ashby_agent_tools.unified.tables.work import APPLICATIONS, INTERVIEWS, OFFERS, REJECT_REASONS, SCORECARDS

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
