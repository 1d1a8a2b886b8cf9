"""Interviews: kinds of interview, plans and their stages, briefings, take-home assignments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operation import Operation, Spec
from ashby_agent_tools.operations import _entities as entities
from ashby_agent_tools.operations._params import (
    ApplicationId,
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
