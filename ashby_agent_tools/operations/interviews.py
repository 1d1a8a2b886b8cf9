"""Interviews: kinds of interview, plans and their stages, briefings, take-home assignments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import (
    ApplicationId,
    CandidateId,
    InterviewEventId,
    InterviewId,
    InterviewPlanId,
    InterviewStageId,
    ListOf,
    Synced,
    TakeHomeAssignmentId,
)
from ashby_agent_tools.risk import READ


class InterviewInfo(Operation):
    """Get one kind of interview by id."""

    spec = Spec(
        "interview.info",
        scope="interviewsRead",
        risk=READ,
        tags=("scheduling",),
        entity=entities.INTERVIEW,
        aliases=("get_single_ashby_interview_by_id",),
    )

    id: InterviewId


class InterviewList(Synced):
    """List the kinds of interview; shared ones only, unless includeNonSharedInterviews."""

    spec = Spec(
        "interview.list",
        scope="interviewsRead",
        risk=READ,
        tags=("scheduling",),
        entity=entities.INTERVIEW,
        paging="sync",
        aliases=("list_all_ashby_interviews",),
    )

    includeArchived: bool | None = None
    includeNonSharedInterviews: Annotated[bool | None, Field(description="also job-specific ones and take-homes")] = (
        None
    )
    excludeArchivedScheduleTemplateInterviews: bool | None = None


class InterviewBriefingInfo(Operation):
    """Get what an interviewer needs for one interview event, including the feedback form to fill in."""

    spec = Spec(
        "interviewBriefing.info",
        scope="interviewsRead",
        risk=READ,
        tags=("scheduling", "pipeline"),
        entity=entities.INTERVIEW_BRIEFING,
    )

    interviewEventId: InterviewEventId
    expand: (
        ListOf[Literal["feedbackFormDefinition", "application", "candidate", "job", "interview", "interviewers"]] | None
    ) = None


class InterviewPlanList(Synced):
    """List published interview plans."""

    spec = Spec(
        "interviewPlan.list",
        scope="interviewsRead",
        risk=READ,
        tags=("pipeline", "scheduling"),
        entity=entities.INTERVIEW_PLAN,
        paging="sync",
        aliases=("list_all_ashby_interview_plans",),
    )

    includeArchived: bool | None = None


class InterviewStageInfo(Operation):
    """Get one stage of an interview plan."""

    spec = Spec(
        "interviewStage.info",
        scope="interviewsRead",
        risk=READ,
        tags=("pipeline",),
        entity=entities.INTERVIEW_STAGE,
        aliases=("get_single_ashby_interview_stage_by_id",),
    )

    interviewStageId: InterviewStageId


class InterviewStageList(Operation):
    """List the stages of one interview plan, in order."""

    spec = Spec(
        "interviewStage.list",
        scope="interviewsRead",
        risk=READ,
        tags=("pipeline", "scheduling"),
        entity=entities.INTERVIEW_STAGE,
        aliases=("list_all_ashby_interview_stages",),
    )

    interviewPlanId: InterviewPlanId


class InterviewStageGroupList(Operation):
    """List the organization's groups of interview stages, in order."""

    spec = Spec(
        "interviewStageGroup.list",
        scope="interviewsRead",
        risk=READ,
        tags=("pipeline",),
        entity=entities.INTERVIEW_STAGE_GROUP,
        aliases=("list_all_ashby_interview_stage_groups",),
    )


class TakeHomeAssignmentInfo(Operation):
    """Get one take-home assignment with its submission and reviewers (beta)."""

    spec = Spec(
        "takeHomeAssignment.info",
        scope="interviewsRead",
        risk=READ,
        tags=("pipeline", "scheduling"),
        entity=entities.TAKE_HOME_ASSIGNMENT,
        beta=True,
    )

    takeHomeAssignmentId: TakeHomeAssignmentId
    expand: ListOf[Literal["interview"]] | None = None


class TakeHomeAssignmentList(Synced):
    """List take-home assignments with their submissions and reviewers (beta)."""

    spec = Spec(
        "takeHomeAssignment.list",
        scope="interviewsRead",
        risk=READ,
        tags=("pipeline", "scheduling"),
        entity=entities.TAKE_HOME_ASSIGNMENT,
        paging="sync",
        beta=True,
    )

    applicationId: ApplicationId | None = None
    candidateId: CandidateId | None = None
    expand: ListOf[Literal["interview"]] | None = None
