"""The presets: ready selections of operations, as strings, so that naming one imports nothing."""

from __future__ import annotations

from types import MappingProxyType

_RECRUITER = """
    candidate.search candidate.info candidate.list candidate.createNote candidate.listNotes candidate.addTag
    candidate.anonymize candidateTag.list
    application.list application.info application.listHistory application.changeStage applicationFeedback.list
    job.list job.search interviewStage.list archiveReason.list communicationTemplate.list
    interviewSchedule.list offer.list
"""

_SOURCING = """
    candidate.search candidate.info candidate.list candidate.create candidate.update candidate.createNote
    candidate.addTag candidate.addProject candidate.listProjects candidate.removeProject candidateTag.list
    candidateTag.create project.list project.search project.info
    application.create application.list job.search job.list source.list
    sequenceTemplate.list sequenceTemplate.info sequence.list sequence.info sequence.add sequence.start sequence.cancel
    sequence.discard sequence.updateStage emailSender.list
"""

_SCHEDULING = """
    application.list application.info candidate.search candidate.info job.search interviewStage.list interviewPlan.list
    interview.list interview.info interviewBriefing.info interviewEvent.list
    interviewSchedule.list interviewSchedule.create interviewSchedule.update interviewSchedule.cancel
    interviewerPool.list interviewerPool.info interviewerPool.addUser interviewerPool.removeUser
    user.list user.search user.interviewerSettings user.updateInterviewerSettings user.listInterviewerPauses
    user.createInterviewerPause user.deleteInterviewerPause takeHomeAssignment.list takeHomeAssignment.info
"""

_OFFERS = """
    application.list application.info candidate.search candidate.info job.search job.info
    offer.list offer.info offer.start offer.create offer.update offer.startApprovalProcess offer.approve offer.setStatus
    offer.setDecidedAt offerProcess.start approval.list opening.list opening.info opening.search user.search
"""

_REPORTING = """
    report.generate report.synchronous application.list application.listHistory candidate.list job.list job.info
    offer.list opening.list interviewSchedule.list applicationFeedback.list surveySubmission.list
    archiveReason.list source.list department.list location.list interviewPlan.list interviewStage.list
    auditLog.list
"""

_ORGANIZATION = """
    department.list department.info department.create department.update department.move department.archive
    department.restore location.list location.info location.create location.updateName location.updateAddress
    location.move location.archive location.restore user.list user.info user.search hiringTeamRole.list
    hiringTeam.addMember hiringTeam.removeMember interviewPlan.list customField.list customField.info brand.list
    apiKey.info
"""

PRESETS = MappingProxyType(
    {
        "recruiter": tuple(_RECRUITER.split()),
        "sourcing": tuple(_SOURCING.split()),
        "scheduling": tuple(_SCHEDULING.split()),
        "offers": tuple(_OFFERS.split()),
        "reporting": tuple(_REPORTING.split()),
        "organization": tuple(_ORGANIZATION.split()),
    }
)
