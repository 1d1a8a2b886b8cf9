"""One Entity per kind of record in Ashby's API: which of its fields need care.

Read from the response schemas. Marked as written by outsiders is what a candidate, a referrer, an email, a partner or a
parser of their files puts there, and notes, because people paste such text into them. A candidate's name is not marked:
every overview needs it, and `results/writers.py` says how long it may be, and who writes everything else. Custom
fields of candidates and applications are marked because application forms fill them;
results mark only those that are free text. Colleagues' email addresses are contact data too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.entity import Entity

_CANDIDATE_TEXT = (
    "position",
    "company",
    "school",
    "socialLinks",
    "resumeFileHandle.name",
    "fileHandles.name",
    "customFields",
)
_CANDIDATE_CONTACT = (
    "primaryEmailAddress",
    "emailAddresses",
    "primaryPhoneNumber",
    "phoneNumbers",
    "socialLinks",
    "creditedToUser.email",
)
_APPLICATION_TEXT = (
    "applicationFormSubmissions.submittedValues",
    "customFields",
    "resumeFileHandle.name",
    "submitterUserAgent",
)
_APPLICATION_CONTACT = (
    "candidate.primaryEmailAddress",
    "candidate.primaryPhoneNumber",
    "creditedToUser.email",
    "hiringTeam.email",
    "referrals.user.email",
    "openings.latestVersion.hiringTeam.email",
    "submitterClientIp",
)
_EVENT_CONTACT = ("interviewers.email", "meetingLink", "feedbackLink")
_JOB_CONTACT = ("hiringTeam.email", "author.email", "openings.latestVersion.hiringTeam.email")
_JOB_PAY = ("compensation", "compensationTiers")


def _under(prefix: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}.{path}" for path in paths)


CANDIDATE = Entity("candidate", untrusted=_CANDIDATE_TEXT, contact=_CANDIDATE_CONTACT)
NOTE = Entity("note", untrusted=("content",), contact=("author.email",))
CANDIDATE_TAG = Entity("candidateTag")
PROJECT = Entity("project")
EMAIL_MESSAGE = Entity(
    "emailMessage",
    untrusted=("subject", "body", "from", "to", "cc", "bcc", "messageIdHeader", "emailProviderEmailId"),
    contact=("from", "to", "cc", "bcc", "messageUrl"),
)
CLIENT_INFO = Entity("clientInfo", untrusted=("userAgent",), contact=("ipAddress",))
FRAUD_CHECK = Entity("fraudCheck", untrusted=("fraudSignals.value", "fraudSignals.description"))
FILE = Entity("file", untrusted=("name",), withheld=("url", "fields"))

APPLICATION = Entity("application", untrusted=_APPLICATION_TEXT, contact=_APPLICATION_CONTACT)
APPLICATION_HISTORY = Entity("applicationHistory", untrusted=_APPLICATION_TEXT)
CRITERIA_EVALUATION = Entity("criteriaEvaluation", untrusted=("reasoning",))
APPLICATION_FORM = Entity("applicationForm", untrusted=("submittedFormInstance.submittedValues",))
APPLICATION_FEEDBACK = Entity("applicationFeedback", contact=("submittedByUser.email",))
FEEDBACK_REQUEST = Entity("applicationFeedbackRequest")
FEEDBACK_FORM = Entity("feedbackFormDefinition")
HIRING_TEAM_MEMBER = Entity("hiringTeamMember", contact=("email",))
HIRING_TEAM_ROLE = Entity("hiringTeamRole")
REFERRAL_FORM = Entity("referralForm")
SURVEY_FORM = Entity("surveyFormDefinition")
SURVEY_REQUEST = Entity("surveyRequest")
SURVEY_SUBMISSION = Entity("surveySubmission", untrusted=("submittedValues",), eeo=("submittedValues",))
ASSESSMENT = Entity(
    "assessment",
    untrusted=("description", "metadata", "result", "update_request"),
)

JOB = Entity("job", untrusted=("location.extraData",), contact=_JOB_CONTACT, pay=_JOB_PAY)
JOB_POSTING = Entity(
    "jobPosting",
    pay=("compensation", "compensationTierSummary", "compensationTiers"),
)
JOB_BOARD = Entity("jobBoard")
JOB_TEMPLATE = Entity("jobTemplate", untrusted=("location.extraData",))
JOB_INTERVIEW_PLAN = Entity("jobInterviewPlan")
OPENING = Entity("opening", contact=("latestVersion.hiringTeam.email",))
OFFER = Entity(
    "offer",
    untrusted=("latestVersion.fileHandles.name", "versions.fileHandles.name"),
    contact=("latestVersion.author.email", "versions.author.email"),
    pay=("latestVersion.salary", "versions.salary", "formDefinition"),
)
OFFER_PROCESS = Entity("offerProcess")
OFFER_FORM = Entity("offerForm")
APPROVAL = Entity("approval")
APPROVAL_DEFINITION = Entity("approvalDefinition")

INTERVIEW = Entity("interview")
INTERVIEW_PLAN = Entity("interviewPlan")
INTERVIEW_STAGE = Entity("interviewStage")
INTERVIEW_STAGE_GROUP = Entity("interviewStageGroup")
INTERVIEW_SCHEDULE = Entity(
    "interviewSchedule",
    untrusted=("interviewEvents.extraData",),
    contact=("scheduledBy.email", *_under("interviewEvents", _EVENT_CONTACT)),
)
INTERVIEW_EVENT = Entity("interviewEvent", untrusted=("extraData",), contact=_EVENT_CONTACT)
INTERVIEW_BRIEFING = Entity(
    "interviewBriefing",
    untrusted=(*_under("candidate", _CANDIDATE_TEXT), *_under("application", _APPLICATION_TEXT)),
    contact=(
        "interviewers.user.email",
        *_under("candidate", _CANDIDATE_CONTACT),
        *_under("application", _APPLICATION_CONTACT),
        *_under("job", _JOB_CONTACT),
    ),
    pay=_under("job", _JOB_PAY),
)
INTERVIEWER_POOL = Entity(
    "interviewerPool",
    contact=(
        "qualifiedMembers.email",
        "trainees.email",
        "trainingPath.trainingStages.approvers.email",
    ),
)
INTERVIEWER_PAUSE = Entity("interviewerPause")
INTERVIEWER_SETTINGS = Entity("interviewerSettings")
NOTETAKER_TRANSCRIPT = Entity(
    "notetakerTranscript",
    untrusted=("participants.name",),
    contact=("participants.email",),
    withheld=("transcriptUrl",),
)
TAKE_HOME_ASSIGNMENT = Entity(
    "takeHomeAssignment",
    untrusted=("submission.notesHtml", "submission.notesPlain", "submission.fileHandles.name"),
    contact=("reviewers.feedbackLink",),
)

USER = Entity("user", contact=("email",))
DEPARTMENT = Entity("department", untrusted=("extraData",))
LOCATION = Entity("location", untrusted=("extraData",))
BRAND = Entity("brand")
ARCHIVE_REASON = Entity("archiveReason")
CLOSE_REASON = Entity("closeReason")
SOURCE = Entity("source")
SOURCE_TRACKING_LINK = Entity("sourceTrackingLink")
CUSTOM_FIELD = Entity("customField")
CUSTOM_FIELD_VALUE = Entity("customFieldValue", untrusted=("value",))
COMMUNICATION_TEMPLATE = Entity("communicationTemplate")

SEQUENCE = Entity("sequence", contact=("stages.from",))
SEQUENCE_STAGE = Entity("sequenceStage")
SEQUENCE_TEMPLATE = Entity("sequenceTemplate")
EMAIL_SENDER = Entity("emailSender", contact=("email",))

REPORT = Entity("report", withheld=("reportData.url",))
AUDIT_LOG = Entity("auditLog", untrusted=("description", "changedFields"), contact=("actor.email", "request.ipAddress"))
API_KEY = Entity("apiKey")
WEBHOOK = Entity("webhook", withheld=("secretToken",))
VERSION = Entity("version")

BY_NAME: Mapping[str, Entity] = MappingProxyType(
    {value.name: value for value in list(globals().values()) if isinstance(value, Entity)}
)
