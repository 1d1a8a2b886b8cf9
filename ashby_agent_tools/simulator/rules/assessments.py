"""Rules of assessments: what a partner reports to Ashby. The other four calls are answered by the partner itself."""

from __future__ import annotations

from ashby_agent_tools.operations.assessments import AssessmentAddCompletedToCandidate, AssessmentUpdate
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, Reply, rule

__all__ = ["add_completed", "update"]

_SHOWN = ("assessmentId", "assessmentName", "assessmentTypeId", "candidateId", "metadata", "result")
_FACTS = ("assessment_status", "assessment_profile_url", "assessment_result", "cancelled_reason")


@rule(
    "assessment.addCompletedToCandidate",
    source="[S]",
    guesses=("the same assessmentId again replaces the report", "every partnerId is taken"),
)
def add_completed(org: Organization, ask: Ask[AssessmentAddCompletedToCandidate]) -> Json:
    """Stands on the candidate's profile from now on."""
    body = ask.op.body()
    candidate = org.visible_candidate(ask.op.candidateId, ask.key)
    report = body["assessment"]
    row: JsonObject = {"id": report["assessmentId"], **report, "candidateId": candidate["id"]}
    row |= {"partnerId": body["partnerId"], "timestamp": body["timestamp"], "status": "Complete"}
    org.add("assessment", row)
    org.touch("candidate", candidate)
    return {name: row[name] for name in _SHOWN}


@rule(
    "assessment.update",
    source="[S]",
    guesses=(
        "an unknown assessment is assessment_not_found",
        "a cancelled assessment takes no further report",
        "an older report than the last one is taken too",
        "the answer has no results",
    ),
)
def update(org: Organization, ask: Ask[AssessmentUpdate]) -> Reply:
    """A result completes the assessment, cancelled_reason ends it."""
    body = ask.op.body()
    row = org.get("assessment", ask.op.assessment_id)
    if row["status"] == "Cancelled":
        raise Refusal("invalid_input", "The assessment was cancelled.")
    row["timestamp"] = body["timestamp"]
    row |= {name: body[name] for name in (*_FACTS, "metadata") if name in body}
    if "cancelled_reason" in body:
        row["status"] = "Cancelled"
    elif "assessment_result" in body:
        row |= {"status": "Complete", "result": body["assessment_result"]}
    elif row["status"] == "Requested":
        row["status"] = "Started"
    org.touch("assessment", row)
    return Reply(has_results=False)
