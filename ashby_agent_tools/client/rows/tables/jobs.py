"""Rules for jobs and what belongs to one: postings, openings, plans, interviews, offers, approvals."""

from __future__ import annotations

from ashby_agent_tools.client.rows.tables._rule import CheckedRule, OpenRule, Rule

__all__ = ["RULES"]

_JOB = CheckedRule("the job is inside", root="job")
_POSTING = CheckedRule("the posting's job is inside", root="jobPosting")
_OPENING = CheckedRule("one of the opening's jobs is inside, and so is the job that is named", root="opening")
_OFFER = CheckedRule("its application's job is inside", root="offer")
_SCHEDULE = CheckedRule("its application's job is inside", root="interviewSchedule")
_STAGE = "its plan is one of a job that is inside"

RULES: dict[str, Rule] = {
    "approval.list": CheckedRule("what it approves is inside", root="approval", typed_by="entityType"),
    "approvalDefinition.update": CheckedRule("the offer is inside"),
    "customField.setValue": CheckedRule("the record is inside", typed_by="objectType"),
    "customField.setValues": CheckedRule("the record is inside", typed_by="objectType"),
    "hiringTeam.addMember": CheckedRule("the application, job or opening is inside"),
    "hiringTeam.removeMember": CheckedRule("the application, job or opening is inside"),
    "interview.info": CheckedRule("it belongs to no job, or to one that is inside", root="interview", by=("id",)),
    "interview.list": CheckedRule("it belongs to no job, or to one that is inside", root="interview", loose=True),
    "interviewBriefing.info": CheckedRule(
        "its application's job is inside", root="interviewEvent", by=("interviewEventId",)
    ),
    "interviewEvent.list": CheckedRule("its schedule is inside", root="interviewEvent", loose=True),
    "interviewPlan.list": CheckedRule("a job that is inside uses it", root="interviewPlan"),
    "interviewSchedule.cancel": _SCHEDULE,
    "interviewSchedule.create": _SCHEDULE,
    "interviewSchedule.list": _SCHEDULE,
    "interviewSchedule.update": _SCHEDULE,
    "interviewStage.info": CheckedRule(_STAGE, root="interviewStage", by=("interviewStageId",)),
    "interviewStage.list": CheckedRule(_STAGE, root="interviewStage"),
    "interviewStageGroup.list": OpenRule("groups of stages are the same for all jobs"),
    "job.create": CheckedRule("its department is inside; a new job is in no list of jobs", root="job"),
    "job.info": CheckedRule("the job is inside", root="job", by=("id",)),
    "job.list": _JOB,
    "job.search": _JOB,
    "job.setStatus": _JOB,
    "job.update": CheckedRule("the job is inside, and stays there", root="job"),
    "job.updateCompensation": _JOB,
    "jobBoard.list": OpenRule("boards show the postings of all jobs to everybody"),
    "jobInterviewPlan.info": CheckedRule("the job is inside"),
    "jobPosting.info": CheckedRule(_POSTING.why, root="jobPosting", by=("jobPostingId",)),
    "jobPosting.list": _POSTING,
    "jobPosting.setCustomFieldValue": _POSTING,
    "jobPosting.setCustomFieldValues": _POSTING,
    "jobPosting.setStatus": _POSTING,
    "jobPosting.update": _POSTING,
    "jobPosting.updateCompensation": _POSTING,
    "jobTemplate.list": CheckedRule(
        "templates belong to no job; their plans have to be inside", root="jobTemplate", loose=True
    ),
    "notetakerTranscript.info": CheckedRule(
        "its interview's application is inside", root="notetakerTranscript", by=("notetakerTranscriptId",)
    ),
    "offer.approve": _OFFER,
    "offer.create": CheckedRule("its process was started through this client, for an application inside", root="offer"),
    "offer.info": CheckedRule(_OFFER.why, root="offer", by=("offerId",)),
    "offer.list": _OFFER,
    "offer.setDecidedAt": _OFFER,
    "offer.setStatus": _OFFER,
    "offer.start": CheckedRule("its process was started through this client", root="offerForm", makes="offerForm"),
    "offer.startApprovalProcess": _OFFER,
    "offer.update": _OFFER,
    "offerProcess.start": CheckedRule("its application's job is inside", root="offerProcess", makes="offerProcess"),
    "opening.addJob": _OPENING,
    "opening.addLocation": _OPENING,
    "opening.create": CheckedRule("it names a job, and all it names are inside", root="opening"),
    "opening.info": CheckedRule(_OPENING.why, root="opening", by=("openingId",)),
    "opening.list": _OPENING,
    "opening.removeJob": _OPENING,
    "opening.removeLocation": _OPENING,
    "opening.search": _OPENING,
    "opening.setArchived": _OPENING,
    "opening.setOpeningState": _OPENING,
    "opening.update": _OPENING,
    "takeHomeAssignment.info": CheckedRule(
        "its application's job is inside", root="takeHomeAssignment", by=("takeHomeAssignmentId",)
    ),
    "takeHomeAssignment.list": CheckedRule("its application's job is inside", root="takeHomeAssignment"),
}
