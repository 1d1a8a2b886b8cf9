"""The presets: ready selections of tasks and operations, as strings, so that naming one imports nothing.

A model chooses among at most 20 tools, the built-in ones included; `CLIENTS` says how many others take.
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["CLIENTS", "LARGE", "PRESETS", "known_as", "too_many_for"]

_RECRUITER = """
    find candidateDossier jobPipeline myDay debrief compare advance reject schedule offerStatus stale
    candidate.createNote undo
"""

_HIRING_MANAGER = """
    find candidateDossier jobPipeline myDay debrief compare leaveFeedback offerStatus hiringReport stale
    candidate.createNote
"""

_SOURCING = """
    find candidateDossier jobPipeline candidate.create candidate.update candidate.createNote candidate.addTag
    candidate.addProject candidateTag.list project.list application.create source.list
    sequenceTemplate.list sequence.list sequence.add sequence.start sequence.cancel
"""

_SCHEDULING = """
    find candidateDossier jobPipeline myDay debrief schedule interviewSchedule.list interviewSchedule.update
    interviewSchedule.cancel interviewBriefing.info interviewerPool.list interviewerPool.info user.list
    user.interviewerSettings user.listInterviewerPauses user.createInterviewerPause user.deleteInterviewerPause
"""

_OFFERS = """
    find candidateDossier jobPipeline offerStatus offerProcess.start offer.start offer.create offer.update
    offer.startApprovalProcess offer.approve offer.setStatus offer.setDecidedAt offer.list offer.info approval.list
    opening.list opening.search
"""

_REPORTING = """
    find jobPipeline hiringReport offerStatus stale report.generate report.synchronous application.list candidate.list
    job.list offer.list opening.list interviewSchedule.list applicationFeedback.list surveySubmission.list source.list
    archiveReason.list auditLog.list
"""

_ADMIN = """
    find department.list department.create department.update department.move department.archive department.restore
    location.list location.create location.archive location.restore user.list hiringTeamRole.list hiringTeam.addMember
    hiringTeam.removeMember interviewPlan.list customField.list apiKey.info
"""

_OPERATIONS = """
    candidate.search candidate.info candidate.list candidate.createNote candidate.listNotes candidate.addTag
    candidate.anonymize candidateTag.list
    application.list application.info application.listHistory application.changeStage applicationFeedback.list
    job.list job.search interviewStage.list archiveReason.list communicationTemplate.list
    interviewSchedule.list offer.list undo
"""

_UNIFIED = """
    unified.list unified.get unified.createCandidate unified.updateCandidate unified.createApplication unified.moveStage
    unified.reject unified.hire unified.createActivity unified.createTag undo
"""

PRESETS = MappingProxyType(
    {
        "recruiter": tuple(_RECRUITER.split()),
        "hiring_manager": tuple(_HIRING_MANAGER.split()),
        "sourcing": tuple(_SOURCING.split()),
        "scheduling": tuple(_SCHEDULING.split()),
        "offers": tuple(_OFFERS.split()),
        "reporting": tuple(_REPORTING.split()),
        "admin": tuple(_ADMIN.split()),
        "operations": tuple(_OPERATIONS.split()),
        "unified": tuple(_UNIFIED.split()),
    }
)
LARGE = ("reading", "everything")
"""Presets that are not lists: all that reads, found by searching; and the whole catalogue."""

_EARLIER = MappingProxyType({"organization": "admin"})

CLIENTS = MappingProxyType(
    {
        "Cursor": 80,  # a warning in its settings, shown in Snowflake-Labs/mcp#77, Sept 2025
        "Windsurf": 100,  # its refusal is quoted in DaxianLee/cocos-mcp-server#11, Feb 2026
        "OpenAI's API": 128,  # `tools` in a request: "maximum length 128"; openai/openai-openapi#76
        "VS Code": 128,  # in one chat request: code.visualstudio.com/docs/copilot/agents/agent-tools, read in Nov 2026
    }
)
"""The most tools that a client takes, of all servers together, with the source of each number."""


def too_many_for(count: int) -> dict[str, int]:
    """The clients that take fewer tools than these, each with the most that it takes."""
    return {client: most for client, most in CLIENTS.items() if count > most}


def known_as(name: str) -> str:
    """A preset's name as it is listed: `hiring-manager` is `hiring_manager`, and an earlier name is today's."""
    plain = name.strip().replace("-", "_").replace(" ", "_").casefold()
    return _EARLIER.get(plain, plain)
