"""One Entity per kind of record in Ashby's API: the prefix of its short ids, and which of its fields need care.

Read from the response schemas. Marked as written by outsiders is what a candidate, a referrer, a mail, a partner or a
parser of their files puts there, and notes, because people paste such text into them. A candidate's name is not marked:
every overview needs it, and `results/writers.py` says how long it may be, and who writes everything else. Custom
fields of candidates and applications are marked because application forms fill them;
results mark only those that are free text. Colleagues' mail addresses are contact data too.
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


CANDIDATE = Entity("candidate", "cand", untrusted=_CANDIDATE_TEXT, contact=_CANDIDATE_CONTACT)
NOTE = Entity("note", "note", untrusted=("content",), contact=("author.email",))
CANDIDATE_TAG = Entity("candidateTag", "tag")
PROJECT = Entity("project", "proj")
EMAIL_MESSAGE = Entity(
    "emailMessage",
    "mail",
    untrusted=("subject", "body", "from", "to", "cc", "bcc", "messageIdHeader", "emailProviderEmailId"),
    contact=("from", "to", "cc", "bcc", "messageUrl"),
)
CLIENT_INFO = Entity("clientInfo", "client", untrusted=("userAgent",), contact=("ipAddress",))
FRAUD_CHECK = Entity("fraudCheck", "fraud", untrusted=("fraudSignals.value", "fraudSignals.description"))
FILE = Entity("file", "file", untrusted=("name",), withheld=("url", "fields"))

APPLICATION = Entity("application", "app", untrusted=_APPLICATION_TEXT, contact=_APPLICATION_CONTACT)
APPLICATION_HISTORY = Entity("applicationHistory", "hist", untrusted=_APPLICATION_TEXT)
CRITERIA_EVALUATION = Entity("criteriaEvaluation", "eval", untrusted=("reasoning",))
APPLICATION_FORM = Entity("applicationForm", "form", untrusted=("submittedFormInstance.submittedValues",))
APPLICATION_FEEDBACK = Entity("applicationFeedback", "feedback", contact=("submittedByUser.email",))
FEEDBACK_REQUEST = Entity("applicationFeedbackRequest", "fbreq")
FEEDBACK_FORM = Entity("feedbackFormDefinition", "fbform")
HIRING_TEAM_MEMBER = Entity("hiringTeamMember", "member", contact=("email",))
HIRING_TEAM_ROLE = Entity("hiringTeamRole", "role")
REFERRAL_FORM = Entity("referralForm", "refform")
SURVEY_FORM = Entity("surveyFormDefinition", "survform")
SURVEY_REQUEST = Entity("surveyRequest", "survreq")
SURVEY_SUBMISSION = Entity("surveySubmission", "survey", untrusted=("submittedValues",), eeo=("submittedValues",))
ASSESSMENT = Entity(
    "assessment",
    "assess",
    untrusted=("description", "metadata", "result", "update_request"),
)

JOB = Entity("job", "job", untrusted=("location.extraData",), contact=_JOB_CONTACT, pay=_JOB_PAY)
JOB_POSTING = Entity(
    "jobPosting",
    "post",
    pay=("compensation", "compensationTierSummary", "compensationTiers"),
)
JOB_BOARD = Entity("jobBoard", "board")
JOB_TEMPLATE = Entity("jobTemplate", "jobtmpl", untrusted=("location.extraData",))
JOB_INTERVIEW_PLAN = Entity("jobInterviewPlan", "jobplan")
OPENING = Entity("opening", "opening", contact=("latestVersion.hiringTeam.email",))
OFFER = Entity(
    "offer",
    "offer",
    untrusted=("latestVersion.fileHandles.name", "versions.fileHandles.name"),
    contact=("latestVersion.author.email", "versions.author.email"),
    pay=("latestVersion.salary", "versions.salary", "formDefinition"),
)
OFFER_PROCESS = Entity("offerProcess", "offerproc")
OFFER_FORM = Entity("offerForm", "offerform")
APPROVAL = Entity("approval", "approval")
APPROVAL_DEFINITION = Entity("approvalDefinition", "apprdef")

INTERVIEW = Entity("interview", "intv")
INTERVIEW_PLAN = Entity("interviewPlan", "plan")
INTERVIEW_STAGE = Entity("interviewStage", "stage")
INTERVIEW_STAGE_GROUP = Entity("interviewStageGroup", "stagegroup")
INTERVIEW_SCHEDULE = Entity(
    "interviewSchedule",
    "sched",
    untrusted=("interviewEvents.extraData",),
    contact=("scheduledBy.email", *_under("interviewEvents", _EVENT_CONTACT)),
)
INTERVIEW_EVENT = Entity("interviewEvent", "event", untrusted=("extraData",), contact=_EVENT_CONTACT)
INTERVIEW_BRIEFING = Entity(
    "interviewBriefing",
    "brief",
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
    "pool",
    contact=(
        "qualifiedMembers.email",
        "trainees.email",
        "trainingPath.trainingStages.approvers.email",
    ),
)
INTERVIEWER_PAUSE = Entity("interviewerPause", "pause")
INTERVIEWER_SETTINGS = Entity("interviewerSettings", "intvset")
NOTETAKER_TRANSCRIPT = Entity(
    "notetakerTranscript",
    "transcript",
    untrusted=("participants.name",),
    contact=("participants.email",),
    withheld=("transcriptUrl",),
)
TAKE_HOME_ASSIGNMENT = Entity(
    "takeHomeAssignment",
    "takehome",
    untrusted=("submission.notesHtml", "submission.notesPlain", "submission.fileHandles.name"),
    contact=("reviewers.feedbackLink",),
)

USER = Entity("user", "user", contact=("email",))
DEPARTMENT = Entity("department", "dept", untrusted=("extraData",))
LOCATION = Entity("location", "loc", untrusted=("extraData",))
BRAND = Entity("brand", "brand")
ARCHIVE_REASON = Entity("archiveReason", "reason")
CLOSE_REASON = Entity("closeReason", "close")
SOURCE = Entity("source", "source")
SOURCE_TRACKING_LINK = Entity("sourceTrackingLink", "link")
CUSTOM_FIELD = Entity("customField", "field")
CUSTOM_FIELD_VALUE = Entity("customFieldValue", "field", untrusted=("value",))
COMMUNICATION_TEMPLATE = Entity("communicationTemplate", "tmpl")

SEQUENCE = Entity("sequence", "seq", contact=("stages.from",))
SEQUENCE_STAGE = Entity("sequenceStage", "seqstage")
SEQUENCE_TEMPLATE = Entity("sequenceTemplate", "seqtmpl")
EMAIL_SENDER = Entity("emailSender", "sender", contact=("email",))

REPORT = Entity("report", "report", withheld=("reportData.url",))
AUDIT_LOG = Entity(
    "auditLog", "audit", untrusted=("description", "changedFields"), contact=("actor.email", "request.ipAddress")
)
API_KEY = Entity("apiKey", "apikey")
WEBHOOK = Entity("webhook", "hook", withheld=("secretToken",))
VERSION = Entity("version", "version")

BY_NAME: Mapping[str, Entity] = MappingProxyType(
    {value.name: value for value in list(globals().values()) if isinstance(value, Entity)}
)
