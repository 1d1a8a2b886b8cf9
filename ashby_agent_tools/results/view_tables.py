"""The views, one per kind of record; a kind without a line here is shown by heuristics."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.results.views import View

__all__ = ["VIEWS", "view_of"]

_ORIGIN_NOISE = ("source.isArchived", "source.sourceType")
_AUTHOR_NOISE = ("globalRole", "isEnabled", "updatedAt", "manager", "managerId", "customFields")


def _below(*starts: str, of: tuple[str, ...] = _AUTHOR_NOISE) -> tuple[str, ...]:
    return tuple(f"{start}.{name}" for start in starts for name in of)


_OPENING_NOISE = (
    "latestVersion.id", "latestVersion.createdAt", "latestVersion.hiringTeam.email",
)  # fmt: skip
_EVENT_NOISE = (
    "interviewScheduleId", "createdAt", "updatedAt", "interviewerCalendarEventId",
    "feedbackLink", "extraData", "notetakerTranscriptId", "interview.isArchived", "interview.isDebrief",
    "interview.isFeedbackRequired", "interview.isFeedbackRequested", "interview.instructionsHtml",
    "interview.instructionsPlain", "interview.jobId", "interview.feedbackFormDefinitionId", "interview.externalTitle",
    "interviewers.interviewerPool", "interviewers.trainingRole", "interviewers.isFeedbackRequired",
    *_below("interviewers"),
)  # fmt: skip
_JOB_NOISE = (
    "location.address", "location.extraData", "location.externalName", "location.isArchived", "location.isRemote",
    "location.parentLocationId", "location.type", "location.workplaceType", "author",
    "compensation.compensationTiers.components", "compensation.compensationTiers.id",
    "compensationTiers.components", "compensationTiers.id",
    *_below("openings", of=_OPENING_NOISE),
)  # fmt: skip
_POSTING_NOISE = (
    "descriptionHtml", "descriptionSocial", "descriptionParts", "linkedData", "applicationFormDefinition",
    "surveyFormDefinitions", "address", "compensation.summaryComponents", "compensation.compensationTiers",
    "suppressDescriptionOpening", "suppressDescriptionClosing", "applicationLimitCalloutHtml", "teamNameHierarchy",
)  # fmt: skip
_FORM_VIEW_NOISE = ("organizationId",)
_POOL_NOISE = (
    *_below("qualifiedMembers", "trainees", "trainingPath.trainingStages.approvers"),
    "qualifiedMembers.email", "trainees.email", "trainingPath.trainingStages.approvers.email",
    "trainees.currentProgress.trainingPathId",
)  # fmt: skip

_TABLE = (
    View(
        "candidate",
        overview=("name", "position", "company", "applicationIds", "primaryEmailAddress"),
        matters=("source", "location.locationSummary", "fraudStatus", "primaryPhoneNumber", "tags", "location",
                 "updatedAt", "school", "createdAt", "customFields"),
        by_name=("source", "tags"),
        noise=("profileUrl", "location.locationComponents", "creditedToUser", "resumeFileHandle.handle",
            "fileHandles.handle",
               "tags.isArchived", "timezone", *_ORIGIN_NOISE),
        repeats=("resumeFileHandle.handle", "fileHandles.handle"),
    ),
    View(
        "application",
        overview=("candidate", "currentInterviewStage", "job", "source", "createdAt", "status", "archiveReason"),
        matters=("updatedAt", "hiringTeam", "candidate.primaryEmailAddress", "customFields"),
        by_name=("currentInterviewStage", "job", "source", "archiveReason"),
        noise=(
            "currentInterviewStage.type", "currentInterviewStage.orderInInterviewPlan",
            "currentInterviewStage.interviewStageGroupId", "currentInterviewStage.interviewPlanId", "job.locationId",
            "job.departmentId", "archiveReason.isArchived", "archiveReason.customFields", "archiveReason.reasonType",
            "appliedViaJobPostingId", "submitterClientIp", "submitterUserAgent", "resumeFileHandle.handle",
            "applicationHistory.allowedActions", "applicationHistory.stageNumber",
            *_below("creditedToUser", "referrals.user"), *_below("openings", of=_OPENING_NOISE), *_ORIGIN_NOISE,
        ),
        repeats=("submitterClientIp", "submitterUserAgent", "resumeFileHandle.handle"),
        minutes=("applicationHistory",),
    ),
    View(
        "applicationHistory", overview=("title", "enteredStageAt", "leftStageAt"), matters=("stageId", "actorId"),
        noise=("allowedActions",), minutes=("enteredStageAt", "leftStageAt"),
    ),
    View(
        "criteriaEvaluation", overview=("criterion", "status", "outcome"), matters=("outcomeNumber", "skipReason"),
        texts=("reasoning",), noise=("criterion.applicationFormDefinitionId", "criterion.applicationFormFieldPath"),
    ),
    View(
        "applicationFeedback",
        overview=("submittedByUser", "submittedValues.overall_recommendation", "answers.Overall recommendation",
                  "applicationId", "submittedAt"),
        matters=("answers", "interviewId", "submittedByUser.email"), by_name=("submittedByUser",),
        noise=("formDefinition", "feedbackFormDefinitionId", "applicationHistoryId", *_below("submittedByUser")),
    ),
    View("feedbackFormDefinition", overview=("title", "isArchived", "interviewId"), noise=_FORM_VIEW_NOISE),
    View("surveyFormDefinition", overview=("title", "surveyType", "isArchived"), noise=_FORM_VIEW_NOISE),
    View("referralForm", overview=("title", "isArchived"), noise=_FORM_VIEW_NOISE),
    View(
        "surveyRequest", overview=("candidateId", "applicationId", "surveyFormDefinitionId"), matters=("surveyUrl",),
    ),
    View(
        "surveySubmission", overview=("surveyType", "submittedAt", "candidateId", "applicationId"),
            matters=("answers",),
        noise=("formDefinition",),
    ),
    View("hiringTeamMember", overview=("firstName", "lastName", "role", "userId"), matters=("email",)),
    View(
        "approval", overview=("entityType", "entityId", "completedAt"),
        matters=("steps.approvers.userId", "steps.approvers.decision", "submittedAt", "steps"),
        noise=("approvalDefinitionId", "steps.id", "steps.approvers.id"),
    ),
    View("archiveReason", overview=("text", "reasonType", "isArchived")),
    View("closeReason", overview=("reasonText", "isArchived")),
    View("brand", overview=("name",), matters=("hostedJobsPageSlug",)),
    View("communicationTemplate", overview=("title", "intendedTypes"), matters=("updatedAt",), noise=("createdAt",)),
    View(
        "department", overview=("name", "parentId", "isArchived"), matters=("externalName",),
        noise=("extraData", "createdAt", "updatedAt"),
    ),
    View(
        "location", overview=("name", "workplaceType", "type", "isArchived"),
        matters=("parentLocationId", "address.postalAddress.addressLocality", "address.postalAddress.addressCountry",
                 "isRemote"),
        noise=("extraData",),
    ),
    View("source", overview=("title", "sourceType", "isArchived"), noise=("sourceType.isArchived",)),
    View("sourceTrackingLink", overview=("code", "sourceId", "enabled"), matters=("link",)),
    View(
        "user", overview=("firstName", "lastName", "email", "globalRole", "isEnabled"), matters=("managerId",
            "customFields"),
    ),
    View("interviewerPause", overview=("userId", "startsAt", "endsAt"), matters=("comment",), noise=("createdAt",)),
    View("customField", overview=("title", "objectType", "fieldType", "isRequired"),
        matters=("selectableValues.label",)),
    View("candidateTag", overview=("title", "isArchived")),
    View(
        "note", overview=("author", "createdAt", "isPrivate"), matters=("author.email",), texts=("content",),
    ),
    View(
        "emailMessage", overview=("subject", "from", "sentAt", "direction"), matters=("to", "cc"), texts=("body",),
        noise=("emailProviderEmailId", "messageUrl", "messageIdHeader", "threadId", "recordId"), minutes=("sentAt",),
    ),
    View(
        "clientInfo", overview=("relatedEntityType", "relatedEntityId", "createdAt", "ipAddress"),
            noise=("candidateId",),
    ),
    View(
        "fraudCheck", overview=("createdAt", "applicationId", "fraudSignals"), matters=("fraudSignals.category",),
        noise=("candidateId",),
    ),
    View("project", overview=("title", "isArchived", "confidential"), matters=("authorId", "createdAt"),
        texts=("description",)),
    View(
        "interview", overview=("title", "isArchived", "jobId"), matters=("externalTitle", "isDebrief",
            "feedbackFormDefinitionId"),
        noise=("instructionsHtml",), texts=("instructionsPlain",), repeats=("instructionsHtml",),
    ),
    View(
        "interviewBriefing", overview=("application", "candidate", "interview", "job", "hasSubmittedFeedback"),
        noise=(
            "interviewers.interviewerPool", "feedbackFormDefinition", "candidate.profileUrl",
            "candidate.resumeFileHandle.handle", "candidate.fileHandles.handle",
            *_below("interviewers.user", "job.author", "application.creditedToUser", "candidate.creditedToUser"),
        ),
        repeats=("candidate.resumeFileHandle.handle", "candidate.fileHandles.handle"),
    ),
    View(
        "interviewEvent", overview=("interview", "startTime", "endTime", "interviewers"),
        matters=("hasSubmittedFeedback", "meetingLink", "location"),
        noise=tuple(name for name in _EVENT_NOISE if name != "interviewScheduleId"), minutes=("startTime", "endTime"),
    ),
    View("interviewPlan", overview=("title", "isArchived"), matters=("updatedAt",), noise=("createdAt",)),
    View(
        "interviewSchedule",
        overview=("applicationId", "interviewEvents.startTime", "interviewEvents.interviewers",
                  "interviewEvents.interviewerUserIds", "status", "interviewEvents.interview"),
        matters=("interviewStageId", "interviewEvents", "scheduledBy", "updatedAt", "interviewEvents.endTime",
                 "interviewEvents.meetingLink"),
        noise=("createdAt", *_below("scheduledBy"), *_below("interviewEvents", of=_EVENT_NOISE)),
        by_name=("interviewEvents.interviewers", "interviewEvents.interviewerUserIds", "scheduledBy"),
        minutes=("interviewEvents.startTime", "interviewEvents.endTime"),
    ),
    View(
        "interviewStage", overview=("title", "type", "orderInInterviewPlan"), matters=("interviewPlanId",),
        noise=("interviewStageGroupId",),
    ),
    View("interviewStageGroup", overview=("title", "stageType", "order")),
    View(
        "interviewerPool", overview=("title", "isArchived"), matters=("qualifiedMembers", "trainees"),
            noise=_POOL_NOISE,
    ),
    View(
        "notetakerTranscript", overview=("createdAt", "participants.name", "participants.type"),
        matters=("transcriptUrl", "interviewEventId"),
    ),
    View(
        "takeHomeAssignment", overview=("status", "applicationId", "interviewId", "updatedAt"),
        matters=("candidateId", "reviewers", "submission.submittedAt"), texts=("submission.notesPlain",),
        noise=("submission.fileHandles.handle", "reviewers.feedbackLink", "interview.instructionsHtml"),
        repeats=("submission.fileHandles.handle", "interview.instructionsHtml"),
    ),
    View(
        "job", overview=("title", "status", "employmentType", "location", "locationId", "departmentId", "hiringTeam"),
        matters=("openedAt", "customRequisitionId", "updatedAt", "defaultInterviewPlanId", "interviewPlanIds",
                 "customFields", "hiringTeam.email"),
        by_name=("hiringTeam",),
        noise=_JOB_NOISE,
    ),
    View("jobBoard", overview=("title", "isInternal")),
    View(
        "jobInterviewPlan", overview=("jobId", "interviewPlanId", "stages"),
    ),
    View(
        "jobPosting", overview=("title", "jobId", "departmentName", "locationName", "employmentType", "workplaceType"),
        matters=("compensationTierSummary", "compensation.compensationTierSummary", "isListed", "publishedDate"),
        texts=("descriptionPlain",), noise=_POSTING_NOISE,
        repeats=("descriptionHtml", "descriptionSocial", "descriptionParts", "linkedData"),
    ),
    View(
        "jobTemplate", overview=("title", "status", "location"), matters=("departmentId", "defaultInterviewPlanId"),
        noise=tuple(name for name in _JOB_NOISE if name.startswith("location")),
    ),
    View(
        "opening", overview=("latestVersion.identifier", "openingState", "latestVersion.jobIds"),
        matters=("latestVersion.targetHireDate", "latestVersion.hiringTeam", "latestVersion.locationIds", "openedAt"),
        texts=("latestVersion.description",), noise=_OPENING_NOISE,
    ),
    View(
        "offer", overview=("applicationId", "acceptanceStatus", "offerStatus", "latestVersion.salary",
                           "latestVersion.startDate"),
        matters=("latestVersion.author", "decidedAt", "latestVersion.customFields", "latestVersion.approvalStatus"),
        by_name=("latestVersion.author",),
        noise=("versions", "formDefinition", "latestVersion.fileHandles.handle",
               *_below("latestVersion.author")),
    ),
    View("offerProcess", overview=("applicationId", "status")),
    View("webhook", overview=("webhookType", "requestUrl", "enabled")),
    View("apiKey", overview=("title", "createdAt", "scopes")),
    View(
        "auditLog", overview=("timestamp", "category", "actor", "target.type"), matters=("description",),
        minutes=("timestamp",), noise=("request.id", "request.userAgent"),
    ),
    View(
        "sequence", overview=("candidateId", "status", "sequenceTemplateId"), matters=("applicationId", "createdAt",
            "stages"),
    ),
    View("sequenceTemplate", overview=("title", "isArchived"), matters=("updatedAt",),
        noise=("unsubscribeLinkActive",)),
    View("emailSender", overview=("email", "displayName", "type")),
    View("version", overview=("version", "status")),
)  # fmt: skip

VIEWS: Mapping[str, View] = MappingProxyType({view.name: view for view in _TABLE})
_UNKNOWN = View("", overview=())


def view_of(entity: Entity | None) -> View:
    """The view of a kind of record; an empty one, so heuristics, for a kind without a view."""
    return VIEWS.get(entity.name, _UNKNOWN) if entity else _UNKNOWN
