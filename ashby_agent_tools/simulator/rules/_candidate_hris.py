"""Rule of pushing a hired candidate to another company's system."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.candidate_records import CandidatePushToHris
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, rule
from ashby_agent_tools.simulator.rules._application_shape import present_application

__all__ = ["push_to_hris"]


@rule(
    "candidate.pushToHris",
    source="[L] [C]",
    guesses=(
        "an offer that the candidate has not accepted blocks the push; no offer does not",
        "every system counts as connected, so candidate_hris_push_failed never comes up",
        "the answer names the application and the system",
    ),
)
def push_to_hris(org: Organization, ask: Ask[CandidatePushToHris]) -> Json:
    """Data leaves the company; every repeat makes another record there."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    offers = org.related("offer", "applicationId", application["id"])
    if offers and offers[-1]["offerStatus"] != "CandidateAccepted":
        raise Refusal("candidate_hris_push_blocked_by_offer_status", "The offer has not been accepted.")
    org.deliver("hris", ask.op.externalSystem, {"applicationId": application["id"]})
    org.fire("pushToHRIS", {"application": present_application(org, application, ask.key)})
    return {"applicationId": application["id"], "externalSystem": ask.op.externalSystem}
