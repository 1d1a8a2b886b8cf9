"""Undo in words: whether and how a call can be undone, as a recruiter would say it."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.risk import Effect, Risk

__all__ = ["in_short", "way_back"]

_OLD = "The old values can be set again"
_BACK = MappingProxyType(
    {
        "application.addHiringTeamMember": "They can be put back on the team",
        "application.changeSource": "The old source can be set again",
        "application.changeStage": "They can be moved back",
        "application.delete": "Only deleting the application for good would undo it",
        "application.removeHiringTeamMember": "They can be removed again",
        "application.update": _OLD,
        "assessment.update": "A later report can correct it",
        "candidate.addProject": "They can be added again",
        "candidate.addTag": "The tag can be put back",
        "candidate.removeProject": "They can be removed again",
        "candidate.removeTag": "The tag can be removed again",
        "candidate.update": _OLD,
        "customField.setValue": "The old value can be set again",
        "customField.setValues": _OLD,
        "department.archive": "It can be archived again",
        "department.move": "It can be moved back",
        "department.restore": "It can be restored",
        "department.update": _OLD,
        "hiringTeam.addMember": "They can be put back on the team",
        "hiringTeam.removeMember": "They can be removed again",
        "interviewSchedule.update": "The old times can be set again",
        "interviewerPool.archive": "It can be archived again",
        "interviewerPool.removeUser": "They can be removed again",
        "interviewerPool.restore": "It can be restored",
        "interviewerPool.update": _OLD,
        "job.update": _OLD,
        "job.updateCompensation": "The old pay ranges can be set again",
        "jobPosting.setCustomFieldValue": "The old value can be set again",
        "jobPosting.setCustomFieldValues": _OLD,
        "jobPosting.setStatus": "It can be switched back",
        "jobPosting.update": _OLD,
        "jobPosting.updateCompensation": "The old pay ranges can be set again",
        "location.archive": "It can be archived again",
        "location.move": "It can be moved back",
        "location.restore": "It can be restored",
        "location.updateAddress": "The old address can be set again",
        "location.updateExternalName": "The old name can be set again",
        "location.updateName": "The old name can be set again",
        "location.updateWorkplaceType": "The old value can be set again",
        "offer.setDecidedAt": "The old date can be set again",
        "opening.addJob": "The job can be put back",
        "opening.addLocation": "The location can be put back",
        "opening.removeJob": "The job can be removed again",
        "opening.removeLocation": "The location can be removed again",
        "opening.setArchived": "It can be switched back",
        "opening.update": _OLD,
        "project.archive": "It can be archived again",
        "project.restore": "It can be restored",
        "project.setCustomFieldValue": "The old value can be set again",
        "project.setCustomFieldValues": _OLD,
        "project.update": _OLD,
        "sequence.discard": "The draft can be deleted",
        "sequence.updateStage": "The old text can be set again",
        "user.deleteInterviewerPause": "The pause can be ended",
        "user.setCustomFieldValue": "The old value can be set again",
        "user.setCustomFieldValues": _OLD,
        "user.updateInterviewerSettings": "The old limits can be set again",
        "webhook.delete": "It can be deleted",
        "webhook.update": "The old settings can be set again",
    }
)
_SENT, _LEFT = "but nothing sent can be recalled", "but data that has left Ashby stays outside"


def way_back(risk: Risk) -> str:
    """One sentence. An operation of a user's own may name a way back that nobody here has words for."""
    if risk.effect is Effect.READ and risk.stays_inside:
        return ""
    if not (risk.reversible and risk.inverse):
        return "This cannot be undone." if risk.effect is Effect.DESTRUCTIVE else "This cannot be undone in one step."
    back = _BACK.get(risk.inverse, "It can be undone")
    if risk.stays_inside:
        return f"{back}."
    return f"{back}, {_LEFT if risk.exports else _SENT}."


def in_short(risk: Risk) -> str:
    """The same where there is hardly any room."""
    if risk.effect is Effect.READ and risk.stays_inside:
        return ""
    return "It can be undone." if risk.reversible and risk.inverse else "It cannot be undone."
