"""Interviews: plans, stages, schedules, events, pools, transcripts and take-home assignments."""

from __future__ import annotations

from ashby_agent_tools.operations.entities._paths import below, under
from ashby_agent_tools.operations.entities.applications import APPLICATION
from ashby_agent_tools.operations.entities.candidates import CANDIDATE
from ashby_agent_tools.operations.entities.jobs import JOB
from ashby_agent_tools.operations.entity import Entity, View

_EVENT_CONTACT = (
    "interviewers.email", "meetingLink", "feedbackLink",
)  # fmt: skip
_EVENT_NOISE = (
    "interviewScheduleId", "createdAt", "updatedAt", "interviewerCalendarEventId", "feedbackLink", "extraData",
    "notetakerTranscriptId", "interview.isArchived", "interview.isDebrief", "interview.isFeedbackRequired",
    "interview.isFeedbackRequested", "interview.instructionsHtml", "interview.instructionsPlain", "interview.jobId",
    "interview.feedbackFormDefinitionId", "interview.externalTitle", "interviewers.interviewerPool",
    "interviewers.trainingRole", "interviewers.isFeedbackRequired", *below("interviewers"),
)  # fmt: skip

INTERVIEW = Entity("interview", "intv", titled=True,
    others=("isFeedbackRequested", "isFeedbackRequired"),
    view=View(
        overview=("title", "isArchived", "jobId"),
        matters=("externalTitle", "isDebrief", "feedbackFormDefinitionId"),
        noise=("instructionsHtml",),
        texts=("instructionsPlain",),
        repeats=("instructionsHtml",),
    ),
)  # fmt: skip
INTERVIEW_PLAN = Entity("interviewPlan", "plan", titled=True,
    view=View(overview=("title", "isArchived"), matters=("updatedAt",), noise=("createdAt",)),
)  # fmt: skip
INTERVIEW_STAGE = Entity("interviewStage", "stage", titled=True,
    view=View(
        overview=("title", "type", "orderInInterviewPlan"),
        matters=("interviewPlanId",),
        noise=("interviewStageGroupId",),
    ),
)  # fmt: skip
INTERVIEW_STAGE_GROUP = Entity("interviewStageGroup", "stagegroup", titled=True,
    view=View(overview=("title", "stageType", "order")),
)  # fmt: skip
INTERVIEW_SCHEDULE = Entity("interviewSchedule", "sched",
    untrusted=("interviewEvents.extraData",),
    contact=("scheduledBy.email", *under("interviewEvents", _EVENT_CONTACT)),
    view=View(
        overview=("applicationId", "interviewEvents.startTime", "interviewEvents.interviewers",
            "interviewEvents.interviewerUserIds", "status", "interviewEvents.interview"),
        matters=("interviewStageId", "interviewEvents", "scheduledBy", "updatedAt", "interviewEvents.endTime",
            "interviewEvents.meetingLink"),
        noise=("createdAt", *below("scheduledBy"), *below("interviewEvents", of=_EVENT_NOISE)),
        by_name=("interviewEvents.interviewers", "interviewEvents.interviewerUserIds", "scheduledBy"),
        minutes=("interviewEvents.startTime", "interviewEvents.endTime"),
    ),
)  # fmt: skip
INTERVIEW_EVENT = Entity("interviewEvent", "event",
    untrusted=("extraData",),
    contact=_EVENT_CONTACT,
    others=("interviewId", "interviewScheduleId", "interviewerUserIds"),
    view=View(
        overview=("interview", "startTime", "endTime", "interviewers"),
        matters=("hasSubmittedFeedback", "meetingLink", "location"),
        noise=tuple(name for name in _EVENT_NOISE if name != "interviewScheduleId"),
        minutes=("startTime", "endTime"),
    ),
)  # fmt: skip
INTERVIEW_BRIEFING = Entity("interviewBriefing", "brief",
    untrusted=(*under("candidate", CANDIDATE.untrusted), *under("application", APPLICATION.untrusted)),
    contact=("interviewers.user.email", *under("candidate", CANDIDATE.contact), *under("application",
        APPLICATION.contact), *under("job", JOB.contact)),
    pay=under("job", JOB.pay),
    view=View(
        overview=("application", "candidate", "interview", "job", "hasSubmittedFeedback"),
        noise=("interviewers.interviewerPool", "feedbackFormDefinition", "candidate.profileUrl",
            "candidate.resumeFileHandle.handle", "candidate.fileHandles.handle", *below("interviewers.user",
            "job.author", "application.creditedToUser", "candidate.creditedToUser")),
        repeats=("candidate.resumeFileHandle.handle", "candidate.fileHandles.handle"),
    ),
)  # fmt: skip
INTERVIEWER_POOL = Entity("interviewerPool", "pool", titled=True,
    contact=("qualifiedMembers.email", "trainees.email", "trainingPath.trainingStages.approvers.email"),
    view=View(overview=("title", "isArchived"), matters=("qualifiedMembers", "trainees"),
        noise=(*below("qualifiedMembers", "trainees", "trainingPath.trainingStages.approvers"),
        "qualifiedMembers.email", "trainees.email", "trainingPath.trainingStages.approvers.email",
        "trainees.currentProgress.trainingPathId")),
)  # fmt: skip
INTERVIEWER_PAUSE = Entity("interviewerPause", "pause",
    view=View(overview=("userId", "startsAt", "endsAt"), matters=("comment",), noise=("createdAt",)),
)  # fmt: skip
INTERVIEWER_SETTINGS = Entity("interviewerSettings", "intvset")
NOTETAKER_TRANSCRIPT = Entity("notetakerTranscript", "transcript",
    untrusted=("participants.name",),
    contact=("participants.email",),
    withheld=("transcriptUrl",),
    view=View(
        overview=("createdAt", "participants.name", "participants.type"),
        matters=("transcriptUrl", "interviewEventId"),
    ),
)  # fmt: skip
TAKE_HOME_ASSIGNMENT = Entity("takeHomeAssignment", "takehome",
    untrusted=("submission.notesHtml", "submission.notesPlain", "submission.fileHandles.name"),
    contact=("reviewers.feedbackLink",),
    view=View(
        overview=("status", "applicationId", "interviewId", "updatedAt"),
        matters=("candidateId", "reviewers", "submission.submittedAt"),
        texts=("submission.notesPlain",),
        noise=("submission.fileHandles.handle", "reviewers.feedbackLink", "interview.instructionsHtml"),
        repeats=("submission.fileHandles.handle", "interview.instructionsHtml"),
    ),
)  # fmt: skip
