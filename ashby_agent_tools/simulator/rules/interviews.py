"""Rules of interviews: kinds of interview, plans, stages, briefings, take-home assignments."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.interviews import (
    InterviewBriefingInfo,
    InterviewInfo,
    InterviewList,
    InterviewPlanList,
    InterviewStageGroupList,
    InterviewStageInfo,
    InterviewStageList,
    TakeHomeAssignmentInfo,
    TakeHomeAssignmentList,
)
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._application_shape import present_application
from ashby_agent_tools.simulator.rules._candidate_shape import present_candidate
from ashby_agent_tools.simulator.rules._interview_shape import (
    feedback_form_id,
    feedback_of,
    present_briefed,
    present_interview,
    present_stage,
    present_take_home,
)
from ashby_agent_tools.simulator.rules._job_shape import present_job
from ashby_agent_tools.simulator.rules._plans import stages_of

_PLAN = ("id", "title", "isArchived", "createdAt", "updatedAt")
_FORM = ("id", "organizationId", "title", "isArchived", "isDefaultForm", "interviewId", "formDefinition")


def _sees_plan(org: Organization, row: JsonObject, key: ApiKey) -> bool:
    """A plan of one job goes with the job."""
    job = org.table("job").get(row.get("jobId") or "")
    return job is None or org.sees_job(job, key)


def _visible_plan(org: Organization, plan_id: str, key: ApiKey) -> JsonObject:
    row = org.get("interviewPlan", plan_id)
    if not _sees_plan(org, row, key):
        raise org.missing("interviewPlan", plan_id)
    return row


@rule("interview.list", source="[S][D]")
def listing(org: Organization, ask: Ask[InterviewList]) -> Page:
    """Shared interviews; those of one job, archived ones and those of archived templates on request."""
    op = ask.op

    def wanted(row: JsonObject) -> bool:
        if row.get("isArchived") and not op.includeArchived:
            return False
        if row.get("jobId") is None:
            return True
        job = org.table("job").get(row["jobId"])
        if not op.includeNonSharedInterviews or (job is not None and not org.sees_job(job, ask.key)):
            return False
        return not (op.excludeArchivedScheduleTemplateInterviews and row.get("ofArchivedTemplate"))

    rows = [row for row in org.table("interview").values() if wanted(row)]
    return Page(rows, lambda row: present_interview(org, row, ask.key), sync_kind="interview")


@rule("interview.info", source="[S]", guesses=("an unknown id answers interview_not_found",))
def info(org: Organization, ask: Ask[InterviewInfo]) -> Json:
    """One kind of interview."""
    return present_interview(org, org.get("interview", ask.op.id), ask.key)


@rule("interviewPlan.list", source="[S][L]")
def plans(org: Organization, ask: Ask[InterviewPlanList]) -> Page:
    """Published plans; those of one job only where the key sees the job."""
    rows = [
        row
        for row in org.table("interviewPlan").values()
        if not row.get("isDraft")
        and (ask.op.includeArchived or not row["isArchived"])
        and _sees_plan(org, row, ask.key)
    ]
    return Page(rows, lambda row: {name: row[name] for name in _PLAN}, sync_kind="interviewPlan")


@rule("interviewStage.list", source="[S]")
def stages(org: Organization, ask: Ask[InterviewStageList]) -> Page:
    """The stages of one plan, in order."""
    plan = _visible_plan(org, ask.op.interviewPlanId, ask.key)
    return Page(stages_of(org, plan["id"]), lambda row: present_stage(org, row, ask.key))


@rule("interviewStage.info", source="[S]")
def stage(org: Organization, ask: Ask[InterviewStageInfo]) -> Json:
    """One stage."""
    row = org.get("interviewStage", ask.op.interviewStageId)
    plan = org.table("interviewPlan").get(row["interviewPlanId"])
    if plan is not None and not _sees_plan(org, plan, ask.key):
        raise org.missing("interviewStage", row["id"])
    return present_stage(org, row, ask.key)


@rule("interviewStageGroup.list", source="[S]")
def stage_groups(org: Organization, ask: Ask[InterviewStageGroupList]) -> Json:
    """The organization's groups of stages, in order."""
    rows = sorted(org.table("interviewStageGroup").values(), key=lambda row: row["order"])
    return [{name: row[name] for name in ("id", "title", "order", "stageType")} for row in rows]


@rule(
    "interviewBriefing.info",
    source="[S]",
    guesses=("an unknown id answers interview_event_not_found",),
)
def briefing(org: Organization, ask: Ask[InterviewBriefingInfo]) -> Json:
    """What an interviewer needs for one event."""
    op, key = ask.op, ask.key
    event = org.get("interviewEvent", op.interviewEventId)
    schedule = org.get("interviewSchedule", event["interviewScheduleId"])
    application = org.get("application", schedule["applicationId"])
    if not org.sees_application(application, key):
        raise org.missing("interviewEvent", event["id"])
    interview = org.get("interview", event["interviewId"])
    form_id = feedback_form_id(org, interview)
    expand = set(op.expand or ())
    shown: JsonObject = {
        "id": event["id"],
        "applicationId": application["id"],
        "interviewId": interview["id"],
        "interviewStageId": schedule["interviewStageId"],
        "interviewers": [
            present_briefed(org, event, user_id, key, full="interviewers" in expand)
            for user_id in event["interviewerUserIds"]
        ],
        "hasSubmittedFeedback": bool(feedback_of(org, event)),
        "feedbackFormDefinitionId": form_id,
    }
    if "feedbackFormDefinition" in expand:
        form = org.get("feedbackFormDefinition", form_id)
        shown["feedbackFormDefinition"] = {name: form[name] for name in _FORM if form.get(name) is not None}
    if "application" in expand:
        shown["application"] = present_application(org, application, key)
    if "candidate" in expand:
        shown["candidate"] = present_candidate(org, org.get("candidate", application["candidateId"]), key)
    if "job" in expand:
        shown["job"] = present_job(org, org.get("job", application["jobId"]), key)
    if "interview" in expand:
        shown["interview"] = present_interview(org, interview, key)
    return shown


@rule("takeHomeAssignment.list", source="[L][C]")
def take_homes(org: Organization, ask: Ask[TakeHomeAssignmentList]) -> Page:
    """Assignments of applications that the key sees; filters are ANDed."""
    op = ask.op
    rows = [
        row
        for row in org.table("takeHomeAssignment").values()
        if (op.applicationId is None or row["applicationId"] == op.applicationId)
        and (op.candidateId is None or row["candidateId"] == op.candidateId)
        and org.sees_application(org.get("application", row["applicationId"]), ask.key)
    ]
    expanded = "interview" in (op.expand or ())
    return Page(
        rows,
        lambda row: present_take_home(org, row, ask.key, interview=expanded),
        sync_kind="takeHomeAssignment",
    )


@rule("takeHomeAssignment.info", source="[L][C]")
def take_home(org: Organization, ask: Ask[TakeHomeAssignmentInfo]) -> Json:
    """One assignment."""
    row = org.get("takeHomeAssignment", ask.op.takeHomeAssignmentId)
    if not org.sees_application(org.get("application", row["applicationId"]), ask.key):
        raise org.missing("takeHomeAssignment", row["id"])
    return present_take_home(org, row, ask.key, interview="interview" in (ask.op.expand or ()))
