"""Applications: their history, forms, feedback, teams, referrals, surveys and assessments."""

from __future__ import annotations

from ashby_agent_tools.operations.entities._paths import OPENING_NOISE, ORIGIN_NOISE, below
from ashby_agent_tools.operations.entity import Entity, View

_APPLICATION_TEXT = (
    "applicationFormSubmissions.submittedValues", "customFields", "resumeFileHandle.name", "submitterUserAgent",
)  # fmt: skip
_FORM_VIEW_NOISE = (
    "organizationId",
)  # fmt: skip

APPLICATION = Entity("application", "app",
    untrusted=_APPLICATION_TEXT,
    contact=("candidate.primaryEmailAddress", "candidate.primaryPhoneNumber", "creditedToUser.email",
        "hiringTeam.email", "referrals.user.email", "openings.latestVersion.hiringTeam.email", "submitterClientIp"),
    others=("archivedAt",),
    view=View(
        overview=("candidate", "currentInterviewStage", "job", "source", "createdAt", "status", "archiveReason"),
        matters=("updatedAt", "hiringTeam", "candidate.primaryEmailAddress", "customFields"),
        by_name=("currentInterviewStage", "job", "source", "archiveReason"),
        noise=("currentInterviewStage.type", "currentInterviewStage.orderInInterviewPlan",
            "currentInterviewStage.interviewStageGroupId", "currentInterviewStage.interviewPlanId", "job.locationId",
            "job.departmentId", "archiveReason.isArchived", "archiveReason.customFields", "archiveReason.reasonType",
            "appliedViaJobPostingId", "submitterClientIp", "submitterUserAgent", "resumeFileHandle.handle",
            "applicationHistory.allowedActions", "applicationHistory.stageNumber", *below("creditedToUser",
            "referrals.user"), *below("openings", of=OPENING_NOISE), *ORIGIN_NOISE),
        repeats=("submitterClientIp", "submitterUserAgent", "resumeFileHandle.handle"),
        minutes=("applicationHistory",),
    ),
)  # fmt: skip
APPLICATION_HISTORY = Entity("applicationHistory", "hist",
    untrusted=_APPLICATION_TEXT,
    view=View(
        overview=("title", "enteredStageAt", "leftStageAt"),
        matters=("stageId", "actorId"),
        noise=("allowedActions",),
        minutes=("enteredStageAt", "leftStageAt"),
    ),
)  # fmt: skip
CRITERIA_EVALUATION = Entity("criteriaEvaluation", "eval",
    untrusted=("reasoning",),
    view=View(
        overview=("criterion", "status", "outcome"),
        matters=("outcomeNumber", "skipReason"),
        texts=("reasoning",),
        noise=("criterion.applicationFormDefinitionId", "criterion.applicationFormFieldPath"),
    ),
)  # fmt: skip
APPLICATION_FORM = Entity("applicationForm", "form",
    untrusted=("submittedFormInstance.submittedValues",),
)  # fmt: skip
APPLICATION_FEEDBACK = Entity("applicationFeedback", "feedback",
    contact=("submittedByUser.email",),
    others=("interviewEventId",),
    view=View(
        overview=("submittedByUser", "submittedValues.overall_recommendation", "answers.Overall recommendation",
            "applicationId", "submittedAt"),
        matters=("answers", "interviewId", "submittedByUser.email"),
        by_name=("submittedByUser",),
        noise=("formDefinition", "feedbackFormDefinitionId", "applicationHistoryId", *below("submittedByUser")),
    ),
)  # fmt: skip
FEEDBACK_REQUEST = Entity("applicationFeedbackRequest", "fbreq")
FEEDBACK_FORM = Entity("feedbackFormDefinition", "fbform", titled=True,
    others=("formDefinition", "isDefaultForm"),
    view=View(overview=("title", "isArchived", "interviewId"), noise=_FORM_VIEW_NOISE),
)  # fmt: skip
HIRING_TEAM_MEMBER = Entity("hiringTeamMember", "member",
    contact=("email",),
    view=View(overview=("firstName", "lastName", "role", "userId"), matters=("email",)),
)  # fmt: skip
HIRING_TEAM_ROLE = Entity("hiringTeamRole", "role", titled=True, others=("title",))
REFERRAL_FORM = Entity("referralForm", "refform",
    view=View(overview=("title", "isArchived"), noise=_FORM_VIEW_NOISE),
)  # fmt: skip
SURVEY_FORM = Entity("surveyFormDefinition", "survform", titled=True,
    others=("formDefinition", "isDefaultForm"),
    view=View(overview=("title", "surveyType", "isArchived"), noise=_FORM_VIEW_NOISE),
)  # fmt: skip
SURVEY_REQUEST = Entity("surveyRequest", "survreq",
    view=View(overview=("candidateId", "applicationId", "surveyFormDefinitionId"), matters=("surveyUrl",)),
)  # fmt: skip
SURVEY_SUBMISSION = Entity("surveySubmission", "survey",
    untrusted=("submittedValues",),
    eeo=("submittedValues",),
    others=("surveyFormDefinitionId",),
    view=View(
        overview=("surveyType", "submittedAt", "candidateId", "applicationId"),
        matters=("answers",),
        noise=("formDefinition",),
    ),
)  # fmt: skip
ASSESSMENT = Entity("assessment", "assess",
    untrusted=("description", "metadata", "result", "update_request"),
)  # fmt: skip
