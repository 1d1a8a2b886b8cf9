"""Interview plans and their stages, as jobs and applications use them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["first_stage", "job_plan", "plan_stage", "stages_of"]


def stages_of(org: Organization, plan_id: str) -> list[JsonObject]:
    """The stages of an interview plan in their order."""
    stages = org.related("interviewStage", "interviewPlanId", plan_id)
    return sorted(stages, key=lambda stage: stage["orderInInterviewPlan"])


def first_stage(org: Organization, plan_id: str, kind: str) -> JsonObject:
    """The first stage of a type in a plan."""
    for stage in stages_of(org, plan_id):
        if stage["type"] == kind:
            return stage
    raise Refusal("interview_stage_not_found", f"The interview plan has no stage of type {kind}.")


def job_plan(org: Organization, job: JsonObject, plan_id: str | None) -> JsonObject:
    """The plan that was asked for, if the job uses it, else the job's default plan."""
    plan = org.get("interviewPlan", job["defaultInterviewPlanId"] if plan_id is None else plan_id)
    if plan["id"] not in (job["defaultInterviewPlanId"], *job["interviewPlanIds"]):
        raise Refusal("interview_plan_not_found", f"The job {job['title']} does not use this interview plan.")
    return plan


def plan_stage(org: Organization, stage_id: str, plan_id: str) -> JsonObject:
    """The stage, if it belongs to this interview plan."""
    stage = org.get("interviewStage", stage_id)
    if stage["interviewPlanId"] != plan_id:
        raise Refusal(
            "invalid_input", f"The stage {stage['title']} does not belong to the application's interview plan."
        )
    return stage
