"""The presets: ready selections of operations, as strings, so that naming one imports nothing."""

from __future__ import annotations

from types import MappingProxyType

RECRUITER = (
    "candidate.search",
    "candidate.info",
    "candidate.list",
    "candidate.createNote",
    "candidate.listNotes",
    "candidate.addTag",
    "candidateTag.list",
    "application.list",
    "application.info",
    "application.listHistory",
    "application.changeStage",
    "applicationFeedback.list",
    "job.list",
    "job.search",
    "interviewStage.list",
    "archiveReason.list",
    "communicationTemplate.list",
    "interviewSchedule.list",
    "offer.list",
    "candidate.anonymize",
)

PRESETS = MappingProxyType({"recruiter": RECRUITER})
