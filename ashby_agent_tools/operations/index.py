"""Where each endpoint lives: prefix -> module, so that an area is imported when it is first asked for."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable
from types import MappingProxyType

from ashby_agent_tools.operations.base import Operation, tool_name

AREAS = MappingProxyType(
    {
        "apiKey": "organization",
        "application": "applications",
        "applicationFeedback": "feedback",
        "applicationFeedbackRequest": "feedback",
        "applicationForm": "applications",
        "applicationHiringTeamRole": "hiring_teams",
        "approval": "approvals",
        "approvalDefinition": "approvals",
        "archiveReason": "metadata",
        "assessment": "assessments",
        "auditLog": "organization",
        "brand": "organization",
        "candidate": "candidates",
        "candidateTag": "metadata",
        "closeReason": "metadata",
        "communicationTemplate": "metadata",
        "customField": "custom_fields",
        "department": "departments",
        "emailSender": "sequences",
        "feedbackFormDefinition": "feedback",
        "file": "files",
        "hiringTeam": "hiring_teams",
        "hiringTeamRole": "hiring_teams",
        "interview": "interviews",
        "interviewBriefing": "interviews",
        "interviewEvent": "schedules",
        "interviewPlan": "interviews",
        "interviewSchedule": "schedules",
        "interviewStage": "interviews",
        "interviewStageGroup": "interviews",
        "interviewerPool": "interviewer_pools",
        "job": "jobs",
        "jobBoard": "postings",
        "jobInterviewPlan": "jobs",
        "jobPosting": "postings",
        "jobTemplate": "jobs",
        "location": "locations",
        "notetakerTranscript": "files",
        "offer": "offers",
        "offerProcess": "offers",
        "opening": "openings",
        "project": "projects",
        "referral": "referrals",
        "referralForm": "referrals",
        "report": "reports",
        "sequence": "sequences",
        "sequenceTemplate": "sequences",
        "source": "metadata",
        "sourceTrackingLink": "metadata",
        "surveyFormDefinition": "surveys",
        "surveyRequest": "surveys",
        "surveySubmission": "surveys",
        "takeHomeAssignment": "interviews",
        "user": "users",
        "version": "organization",
        "webhook": "webhooks",
    }
)

TASKS = MappingProxyType(
    {
        "find": "find",
        "candidateDossier": "candidate_dossier",
        "jobPipeline": "job_pipeline",
        "myDay": "my_day",
        "debrief": "debrief",
        "compare": "compare",
        "advance": "advance",
        "reject": "reject",
        "schedule": "schedule",
        "leaveFeedback": "leave_feedback",
        "offerStatus": "offer_status",
        "hiringReport": "hiring_report",
        "stale": "stale",
    }
)
"""The recruiting tasks, and the module of each in `ashby_agent_tools.tasks`: their names are nobody else's."""


UNIFIED = MappingProxyType(
    {
        "unified.list": "unified_reads",
        "unified.get": "unified_reads",
        "unified.createCandidate": "unified_changes",
        "unified.updateCandidate": "unified_changes",
        "unified.createApplication": "unified_changes",
        "unified.moveStage": "unified_changes",
        "unified.reject": "unified_changes",
        "unified.hire": "unified_changes",
        "unified.createActivity": "unified_changes",
        "unified.createTag": "unified_changes",
    }
)
"""The unified tools: tasks in the words of the unified models, which toolsets that name them have."""

UNDO = "undo"
"""A task that is not a recruiter's: it stands in toolsets that name it, and not in the list of tasks."""


@functools.cache
def module_operations(module: str) -> MappingProxyType[str, type[Operation]]:
    """The operations of one area module, by endpoint; classes it only re-exports from a neighbour file count too."""
    loaded = importlib.import_module(f"ashby_agent_tools.operations.{module}")
    return MappingProxyType(
        {
            value.spec.endpoint: value
            for value in vars(loaded).values()
            if isinstance(value, type)
            and issubclass(value, Operation)
            and "spec" in vars(value)
            and AREAS.get(value.spec.endpoint.split(".", 1)[0]) == module
        }
    )


@functools.cache
def _names_in(module: str) -> MappingProxyType[str, type[Operation]]:
    """One area's operations by endpoint and tool name."""
    operations = module_operations(module).values()
    return MappingProxyType({name: cls for cls in operations for name in (cls.spec.endpoint, cls.spec.tool)})


@functools.cache
def class_named(name: str) -> type[Operation] | None:
    """The operation whose class has this name, from the area with the longest matching prefix."""
    for prefix in sorted(AREAS, key=len, reverse=True):
        if name.startswith(prefix[0].upper() + prefix[1:]):
            for cls in module_operations(AREAS[prefix]).values():
                if cls.__name__ == name:
                    return cls
    return None


@functools.cache
def catalogue() -> MappingProxyType[str, type[Operation]]:
    """Every operation by endpoint, sorted. Imports every area."""
    found = {name: cls for module in set(AREAS.values()) for name, cls in module_operations(module).items()}
    return MappingProxyType(dict(sorted(found.items())))


@functools.cache
def by_name() -> MappingProxyType[str, type[Operation]]:
    """Every operation by endpoint, tool name, alias, and other spelling."""
    names: dict[str, type[Operation]] = {}
    for endpoint, cls in catalogue().items():
        for name in (endpoint, cls.spec.tool, *cls.spec.aliases, *cls.spec.also_called):
            names[name] = cls
    return MappingProxyType(names)


def find(name: str) -> type[Operation] | None:
    """The operation behind an endpoint, a tool name or an alias; None where there is none.

    An endpoint or a tool name imports its own area only.
    """
    module = AREAS.get(name.split(".", 1)[0]) if "." in name else _module_of_tool(name)
    known = None if module is None else _names_in(module).get(name)
    return known or by_name().get(name)


def near(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that a misspelt one comes closest to; empty where none is close."""
    import difflib  # noqa: PLC0415  (loaded when a name is misspelt)

    names = list(known)
    match = difflib.get_close_matches(name, names, n=1) or difflib.get_close_matches(tool_name(name), names, n=1)
    return f" (did you mean {match[0]!r}?)" if match else ""


def _module_of_tool(name: str) -> str | None:
    return next((module for prefix, module in _tool_prefixes() if name.startswith(prefix)), None)


@functools.cache
def _tool_prefixes() -> tuple[tuple[str, str], ...]:
    """How the tool names of each area begin, the longest first."""
    areas = sorted(AREAS.items(), key=lambda area: len(area[0]), reverse=True)
    return tuple((f"{tool_name(prefix)}_", module) for prefix, module in areas)
