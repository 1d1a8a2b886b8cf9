"""Rules for jobs and what belongs to one: postings, openings, plans, interviews, offers, approvals."""

from __future__ import annotations

from ashby_agent_tools.client.rows.tables._rule import Checked, Passes, Rule

__all__ = ["RULES"]

_JOB = Checked("the job is inside", root="job")
_POSTING = Checked("the posting's job is inside", root="jobPosting")
_OPENING = Checked("one of the opening's jobs is inside, and so is the job that is named", root="opening")
_OFFER = Checked("its application's job is inside", root="offer")
_SCHEDULE = Checked("its application's job is inside", root="interviewSchedule")
_STAGE = "its plan is one of a job that is inside"

RULES: dict[str, Rule] = {
    "approval.list": Checked("what it approves is inside", root="approval", typed_by="entityType"),
    "approvalDefinition.update": Checked("the offer is inside"),
    "customField.setValue": Checked("the record is inside", typed_by="objectType"),
    "customField.setValues": Checked("the record is inside", typed_by="objectType"),
    "hiringTeam.addMember": Checked("the application, job or opening is inside"),
    "hiringTeam.removeMember": Checked("the application, job or opening is inside"),
    "interview.info": Checked("it belongs to no job, or to one that is inside", root="interview", by=("id",)),
    "interview.list": Checked("it belongs to no job, or to one that is inside", root="interview", loose=True),
    "interviewBriefing.info": Checked(
        "its application's job is inside", root="interviewEvent", by=("interviewEventId",)
    ),
    "interviewEvent.list": Checked("its schedule is inside", root="interviewEvent", loose=True),
    "interviewPlan.list": Checked("a job that is inside uses it", root="interviewPlan"),
    "interviewSchedule.cancel": _SCHEDULE,
    "interviewSchedule.create": _SCHEDULE,
    "interviewSchedule.list": _SCHEDULE,
    "interviewSchedule.update": _SCHEDULE,
    "interviewStage.info": Checked(_STAGE, root="interviewStage", by=("interviewStageId",)),
    "interviewStage.list": Checked(_STAGE, root="interviewStage"),
    "interviewStageGroup.list": Passes("groups of stages are the same for all jobs"),
    "job.create": Checked("its department is inside; a new job is in no list of jobs", root="job"),
    "job.info": Checked("the job is inside", root="job", by=("id",)),
    "job.list": _JOB,
    "job.search": _JOB,
    "job.setStatus": _JOB,
    "job.update": Checked("the job is inside, and stays there", root="job"),
    "job.updateCompensation": _JOB,
    "jobBoard.list": Passes("boards show the postings of all jobs to everybody"),
    "jobInterviewPlan.info": Checked("the job is inside"),
    "jobPosting.info": Checked(_POSTING.why, root="jobPosting", by=("jobPostingId",)),
    "jobPosting.list": _POSTING,
    "jobPosting.setCustomFieldValue": _POSTING,
    "jobPosting.setCustomFieldValues": _POSTING,
    "jobPosting.setStatus": _POSTING,
    "jobPosting.update": _POSTING,
    "jobPosting.updateCompensation": _POSTING,
    "jobTemplate.list": Checked(
        "templates belong to no job; their plans have to be inside", root="jobTemplate", loose=True
    ),
    "notetakerTranscript.info": Checked(
        "its interview's application is inside", root="notetakerTranscript", by=("notetakerTranscriptId",)
    ),
    "offer.approve": _OFFER,
    "offer.create": Checked("its process was started through this client, for an application inside", root="offer"),
    "offer.info": Checked(_OFFER.why, root="offer", by=("offerId",)),
    "offer.list": _OFFER,
    "offer.setDecidedAt": _OFFER,
    "offer.setStatus": _OFFER,
    "offer.start": Checked("its process was started through this client", root="offerForm", makes="offerForm"),
    "offer.startApprovalProcess": _OFFER,
    "offer.update": _OFFER,
    "offerProcess.start": Checked("its application's job is inside", root="offerProcess", makes="offerProcess"),
    "opening.addJob": _OPENING,
    "opening.addLocation": _OPENING,
    "opening.create": Checked("it names a job, and all it names are inside", root="opening"),
    "opening.info": Checked(_OPENING.why, root="opening", by=("openingId",)),
    "opening.list": _OPENING,
    "opening.removeJob": _OPENING,
    "opening.removeLocation": _OPENING,
    "opening.search": _OPENING,
    "opening.setArchived": _OPENING,
    "opening.setOpeningState": _OPENING,
    "opening.update": _OPENING,
    "takeHomeAssignment.info": Checked(
        "its application's job is inside", root="takeHomeAssignment", by=("takeHomeAssignmentId",)
    ),
    "takeHomeAssignment.list": Checked("its application's job is inside", root="takeHomeAssignment"),
}
