"""Rules for what the whole organization shares: people, places, words, forms, settings, exports."""

from __future__ import annotations

from ashby_agent_tools.client.rows.tables._rule import CheckedRule, OpenRule, RefusedRule, Rule

__all__ = ["RULES"]

_SETTING = RefusedRule("it changes a setting that all jobs share")
_COLLEAGUE = OpenRule("colleagues work for all jobs")
_WORD = OpenRule("all jobs share these")
_FORM = OpenRule("a form is asked for all jobs; its answers are checked where they stand")
_EXPORT = RefusedRule("it adds up records of all jobs, and nothing in it says of which")
_EVENTS = RefusedRule("events of all jobs go to an address outside")

RULES: dict[str, Rule] = {
    "apiKey.info": OpenRule("it is about the key"),
    "applicationHiringTeamRole.list": _WORD,
    "archiveReason.list": _WORD,
    "assessment.customField.list": _WORD,
    "assessment.list": _WORD,
    "auditLog.list": _EXPORT,
    "brand.list": _WORD,
    "candidateTag.archive": _SETTING,
    "candidateTag.create": OpenRule("a tag is a word; whose it becomes is checked where it is added"),
    "candidateTag.list": _WORD,
    "closeReason.list": _WORD,
    "communicationTemplate.list": _WORD,
    "customField.create": _SETTING,
    "customField.info": _WORD,
    "customField.list": _WORD,
    "customField.updateSelectableValues": _SETTING,
    "department.archive": _SETTING,
    "department.create": _SETTING,
    "department.info": _WORD,
    "department.list": _WORD,
    "department.move": _SETTING,
    "department.restore": _SETTING,
    "department.update": _SETTING,
    "emailSender.list": _COLLEAGUE,
    "feedbackFormDefinition.info": _FORM,
    "feedbackFormDefinition.list": _FORM,
    "hiringTeamRole.list": _WORD,
    "interviewerPool.addUser": _SETTING,
    "interviewerPool.archive": _SETTING,
    "interviewerPool.create": _SETTING,
    "interviewerPool.info": _COLLEAGUE,
    "interviewerPool.list": _COLLEAGUE,
    "interviewerPool.removeUser": _SETTING,
    "interviewerPool.restore": _SETTING,
    "interviewerPool.update": _SETTING,
    "location.archive": _SETTING,
    "location.create": _SETTING,
    "location.info": _WORD,
    "location.list": _WORD,
    "location.move": _SETTING,
    "location.restore": _SETTING,
    "location.updateAddress": _SETTING,
    "location.updateExternalName": _SETTING,
    "location.updateName": _SETTING,
    "location.updateWorkplaceType": _SETTING,
    "referralForm.info": CheckedRule("a form is for all jobs; it offers those that are inside", loose=True),
    "report.generate": _EXPORT,
    "report.synchronous": _EXPORT,
    "sequenceTemplate.info": _WORD,
    "sequenceTemplate.list": _WORD,
    "source.list": _WORD,
    "sourceTrackingLink.list": _WORD,
    "surveyFormDefinition.info": _FORM,
    "surveyFormDefinition.list": _FORM,
    "user.createInterviewerPause": _SETTING,
    "user.deleteInterviewerPause": _SETTING,
    "user.info": _COLLEAGUE,
    "user.interviewerSettings": _COLLEAGUE,
    "user.list": _COLLEAGUE,
    "user.listInterviewerPauses": _COLLEAGUE,
    "user.search": _COLLEAGUE,
    "user.setCustomFieldValue": _SETTING,
    "user.setCustomFieldValues": _SETTING,
    "user.updateInterviewerSettings": _SETTING,
    "version.list": _WORD,
    "webhook.create": _EVENTS,
    "webhook.delete": _EVENTS,
    "webhook.info": _EVENTS,
    "webhook.update": _EVENTS,
}
