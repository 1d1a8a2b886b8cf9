"""Rules for candidates, their applications, and what people say and ask about them."""

from __future__ import annotations

from ashby_agent_tools.client.rows.tables._rule import CheckedRule, RefusedRule, Rule

__all__ = ["RULES"]

_APPLICATION = CheckedRule("its application's job is inside", root="application")
_ABOUT_APPLICATION = CheckedRule("its application's job is inside")
_CANDIDATE = CheckedRule("the candidate has an application that is inside", root="candidate")
_ABOUT_CANDIDATE = CheckedRule("the candidate has an application that is inside")
_SEQUENCE = CheckedRule("its application is inside, or its candidate where it has none", root="sequence")
_PROJECTS = RefusedRule("a project gathers candidates of every job")

RULES: dict[str, Rule] = {
    "application.addHiringTeamMember": _ABOUT_APPLICATION,
    "application.changeSource": _APPLICATION,
    "application.changeStage": _APPLICATION,
    "application.create": CheckedRule("candidate and job are inside", root="application"),
    "application.delete": _ABOUT_APPLICATION,
    "application.info": CheckedRule(
        "its job is inside", root="application", by=("applicationId", "submittedFormInstanceId")
    ),
    "application.list": CheckedRule("read job by job, of the jobs that are inside", root="application", chained=True),
    "application.listCriteriaEvaluations": _ABOUT_APPLICATION,
    "application.listHistory": _ABOUT_APPLICATION,
    "application.removeHiringTeamMember": _ABOUT_APPLICATION,
    "application.transfer": CheckedRule("both jobs are inside", root="application"),
    "application.update": _APPLICATION,
    "application.updateHistory": _APPLICATION,
    "applicationFeedback.list": CheckedRule("its application's job is inside", root="applicationFeedback"),
    "applicationFeedback.submit": _ABOUT_APPLICATION,
    "applicationFeedbackRequest.create": _ABOUT_APPLICATION,
    "applicationForm.submit": CheckedRule("the posting's job is inside"),
    "assessment.addCompletedToCandidate": _ABOUT_CANDIDATE,
    "assessment.cancel": RefusedRule("nothing says whose assessment it is"),
    "assessment.start": RefusedRule("nothing says whether what goes to the partner is inside"),
    "assessment.update": RefusedRule("nothing says whose assessment it is"),
    "candidate.addEmailMessage": _ABOUT_CANDIDATE,
    "candidate.addProject": _PROJECTS,
    "candidate.addTag": _CANDIDATE,
    "candidate.anonymize": RefusedRule("it ends the candidate's applications for other jobs, too"),
    "candidate.create": CheckedRule(
        "a new candidate is inside for an hour, until an application says where they belong",
        root="candidate",
        makes="candidate",
    ),
    "candidate.createNote": _ABOUT_CANDIDATE,
    "candidate.getRecentEmailMessages": _ABOUT_CANDIDATE,
    "candidate.info": CheckedRule(
        "the candidate has an application that is inside", root="candidate", by=("id", "externalMappingId")
    ),
    "candidate.list": _CANDIDATE,
    "candidate.listClientInfo": CheckedRule("the candidate is inside, and so is the application", root="clientInfo"),
    "candidate.listFraudChecks": _ABOUT_CANDIDATE,
    "candidate.listNotes": _ABOUT_CANDIDATE,
    "candidate.listProjects": _ABOUT_CANDIDATE,
    "candidate.pushToHris": _ABOUT_APPLICATION,
    "candidate.removeProject": _PROJECTS,
    "candidate.removeTag": _CANDIDATE,
    "candidate.search": _CANDIDATE,
    "candidate.setFraudStatus": _CANDIDATE,
    "candidate.update": _CANDIDATE,
    "candidate.uploadFile": _CANDIDATE,
    "candidate.uploadResume": _CANDIDATE,
    "file.createFileUploadHandle": CheckedRule("a place for a file, whose handle is inside for whoever asked for it"),
    "file.download": CheckedRule("the handle was in an answer that this client gave"),
    "file.info": CheckedRule("the handle was in an answer that this client gave"),
    "project.archive": _PROJECTS,
    "project.create": _PROJECTS,
    "project.info": _PROJECTS,
    "project.list": _PROJECTS,
    "project.restore": _PROJECTS,
    "project.search": _PROJECTS,
    "project.setCustomFieldValue": _PROJECTS,
    "project.setCustomFieldValues": _PROJECTS,
    "project.update": _PROJECTS,
    "referral.create": CheckedRule("the job that the form names is inside", root="application"),
    "sequence.add": CheckedRule("candidate and application are inside", root="sequence"),
    "sequence.cancel": _SEQUENCE,
    "sequence.discard": _SEQUENCE,
    "sequence.info": CheckedRule(_SEQUENCE.why, root="sequence", by=("sequenceId",)),
    "sequence.list": _SEQUENCE,
    "sequence.start": _SEQUENCE,
    "sequence.updateStage": _SEQUENCE,
    "surveyRequest.create": CheckedRule("candidate and application are inside", root="surveyRequest"),
    "surveyRequest.list": CheckedRule("its application's job is inside", root="surveyRequest"),
    "surveySubmission.create": CheckedRule("candidate and application are inside", root="surveySubmission"),
    "surveySubmission.list": CheckedRule("its application's job is inside", root="surveySubmission"),
}
