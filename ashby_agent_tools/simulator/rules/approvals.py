"""Rules of approvals: listing them, and the steps of those that are managed through the API."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.operations.approvals import ApprovalDefinitionUpdate, ApprovalList
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._approval_flow import (
    find_version,
    forget,
    make_approval,
    set_offer_status,
    setting_of,
    submit,
)
from ashby_agent_tools.simulator.rules._approval_shape import present_approval
from ashby_agent_tools.simulator.rules._offer_shape import latest


def _visible(org: Organization, key: ApiKey) -> set[str]:
    """The ids of everything that an approval can be for and that the key may see."""
    found = {job["id"] for job in org.table("job").values() if org.sees_job(job, key)} | set(org.table("opening"))
    applications = org.table("application")
    for offer in org.table("offer").values():
        if org.sees_application(applications[offer["applicationId"]], key):
            found.update(version["id"] for version in offer["versions"])
    return found


@rule("approval.list", source="[S]", guesses=("for an offer, entityId is the id of its version",))
def listing(org: Organization, ask: Ask[ApprovalList]) -> Page:
    """Approvals of offers, jobs and openings that the key may see."""
    op = ask.op
    visible = _visible(org, ask.key)
    rows = [
        row
        for row in org.table("approval").values()
        if op.entityType in (None, row["entityType"])
        and op.entityId in (None, row["entityId"])
        and row["entityId"] in visible
    ]
    return Page(rows, lambda row: present_approval(org, row, ask.key), sync_kind="approval")


def _steps(org: Organization, ask: Ask[ApprovalDefinitionUpdate]) -> list[JsonObject]:
    steps = []
    for step in ask.op.approvalStepDefinitions:
        users = [org.get("user", item.userId)["id"] for item in step.approvers]
        if step.approvalsRequired > len(users):
            raise Refusal("invalid_input", "approvalsRequired is above the number of approvers of the step.")
        steps.append({"approvalsRequired": step.approvalsRequired, "userIds": users})
    return steps


@rule(
    "approvalDefinition.update",
    source="[S]",
    guesses=(
        "an offer whose approval is not managed by the API, or that is past its approval, answers invalid_input",
        "only the latest version of an offer can get steps",
    ),
)
def update_definition(org: Organization, ask: Ask[ApprovalDefinitionUpdate]) -> Json:
    """Replaces the steps; none at all skips the approval, and the offer goes on."""
    offer, version = find_version(org, ask.op.entityId, ask.key)
    setting = setting_of(org, offer)
    if setting is None or setting["managedBy"] != "API":
        raise Refusal("invalid_input", "The approval of this offer is not managed by the API.")
    open_ = offer["offerStatus"] in ("WaitingOnApprovalDefinition", "WaitingOnApprovalStart", "WaitingOnOfferApproval")
    if version is not latest(offer) or not open_:
        raise Refusal("invalid_input", "This offer version does not wait for an approval.")
    steps = _steps(org, ask)
    forget(org, version)
    if not steps:
        version["approvalStatus"] = "Approved"
        set_offer_status(org, offer, "WaitingOnCandidateResponse")
    else:
        approval = make_approval(org, "offer", version["id"], setting["id"], steps)
        version["approvalStatus"] = "WaitingOnApprovals"
        set_offer_status(org, offer, "WaitingOnApprovalStart")
        if ask.op.submitApprovalRequest:
            submit(org, offer, approval)
    org.touch("offer", offer)
    return _definition(setting["id"], version["id"], steps)


def _definition(definition_id: str, version_id: str, steps: Sequence[JsonObject]) -> JsonObject:
    return {
        "id": definition_id,
        "entityType": "Offer",
        "entityId": version_id,
        "approvalStepDefinitions": [
            {
                "approvalsRequired": step["approvalsRequired"],
                "approvers": [{"userId": user_id, "type": "user"} for user_id in step["userIds"]],
            }
            for step in steps
        ],
    }
