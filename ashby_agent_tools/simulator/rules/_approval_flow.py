"""How approvals go: begun, submitted, given, forgotten; and the status that an offer has meanwhile.

Which offers need one is a setting of the organization, kept as rows of kind offerApprovalRule. Such a row names a
department (null: all others), who manages the approval (`Ashby`, `API`, or `None` where none is needed), and its steps.
Without a row that fits, an offer needs no approval.
"""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = [
    "approval_of",
    "begin",
    "find_version",
    "forget",
    "give",
    "make_approval",
    "set_offer_status",
    "setting_of",
    "submit",
]

_ACCEPTANCE = {
    "WaitingOnApprovalStart": "Created",
    "WaitingOnApprovalDefinition": "Created",
    "WaitingOnOfferApproval": "Pending",
    "WaitingOnCandidateResponse": "WaitingOnResponse",
}  # a guess: the pages do not say which acceptance status goes with which offer status


def set_offer_status(org: Organization, offer: JsonObject, status: str) -> None:
    """Move an offer, and its process with it."""
    offer["offerStatus"] = status
    offer["acceptanceStatus"] = _ACCEPTANCE.get(status, offer["acceptanceStatus"])
    process = org.table("offerProcess").get(offer.get("offerProcessId") or "")
    if process is not None:
        process["status"] = "WaitingOnApprovalStart" if status == "WaitingOnApprovalDefinition" else status
        org.touch("offerProcess", process)


def find_version(org: Organization, version_id: str, key: ApiKey) -> tuple[JsonObject, JsonObject]:
    """An offer and its version; offer_version_not_found where there is none or the key may not see it."""
    for offer in org.table("offer").values():
        for version in offer["versions"]:
            if version["id"] == version_id and org.sees_application(
                org.table("application")[offer["applicationId"]], key
            ):
                return offer, version
    raise Refusal("offer_version_not_found", f"There is no offer version with the id {version_id}.")


def approval_of(org: Organization, version_id: str) -> JsonObject | None:
    """The approval of an offer version, where it has one."""
    return next(iter(org.related("approval", "entityId", version_id)), None)


def setting_of(org: Organization, offer: JsonObject) -> JsonObject | None:
    """The organization's rule for this offer: of the department of its job, of one above it, else the general one."""
    job = org.table("job")[org.table("application")[offer["applicationId"]]["jobId"]]
    rules = {row["departmentId"]: row for row in org.table("offerApprovalRule").values()}
    department = job.get("departmentId")
    while department is not None and department not in rules:
        department = org.table("department").get(department, {}).get("parentId")
    return rules.get(department)


def make_approval(
    org: Organization, entity_type: str, entity_id: str, definition_id: str, steps: Sequence[JsonObject]
) -> JsonObject:
    """A new approval that nobody has been asked about yet. A step: {approvalsRequired, userIds}."""
    row = {
        "approvalDefinitionId": definition_id,
        "entityId": entity_id,
        "entityType": entity_type,
        "submittedAt": None,
        "completedAt": None,
        "steps": [
            {
                "id": org.new_id(),
                "approvalsRequired": step["approvalsRequired"],
                "completedAt": None,
                "approvers": [_approver(org, user_id) for user_id in step["userIds"]],
            }
            for step in steps
        ],
    }
    return org.add("approval", row)


def _approver(org: Organization, user_id: str) -> JsonObject:
    return {"id": org.new_id(), "userId": user_id, "decision": "pending", "decidedAt": None, "requestedAt": None}


def begin(org: Organization, offer: JsonObject, version: JsonObject, *, submitted: bool) -> None:
    """Put a new version on its way: to nobody, to a definition through the API, or to its approvers."""
    setting = setting_of(org, offer)
    if setting is None or setting["managedBy"] == "None":
        version["approvalStatus"] = None
        set_offer_status(org, offer, "WaitingOnCandidateResponse")
    elif setting["managedBy"] == "API":
        version["approvalStatus"] = None
        set_offer_status(org, offer, "WaitingOnApprovalDefinition")
    else:
        approval = make_approval(org, "offer", version["id"], setting["id"], setting["steps"])
        version["approvalStatus"] = "WaitingOnApprovals"
        set_offer_status(org, offer, "WaitingOnApprovalStart")
        if submitted:
            submit(org, offer, approval)


def submit(org: Organization, offer: JsonObject, approval: JsonObject, *, note: str | None = None) -> None:
    """Ask the approvers of the first step."""
    approval["submittedAt"] = org.stamp()
    org.touch("approval", approval)
    set_offer_status(org, offer, "WaitingOnOfferApproval")
    _ask(org, approval, note=note)


def _current(approval: JsonObject) -> JsonObject | None:
    return next((step for step in approval["steps"] if step["completedAt"] is None), None)


def _ask(org: Organization, approval: JsonObject, *, note: str | None = None) -> None:
    step = _current(approval)
    for item in step["approvers"] if step is not None else ():
        item["requestedAt"] = org.stamp()
        user = org.table("user")[item["userId"]]
        org.deliver("notification", user["email"], {"approvalId": approval["id"], "note": note})


def give(
    org: Organization, offer: JsonObject, version: JsonObject, *, step_id: str | None, user_id: str | None
) -> None:
    """Approve all of it, or one person's part of the current step."""
    approval = approval_of(org, version["id"])
    if approval is None:
        raise Refusal("approval_not_found", "This offer version has no approval process.")
    if step_id is None:
        for step in approval["steps"]:
            _complete(org, step, step["approvers"])
    else:
        _give_part(org, approval, step_id, user_id)
    if _current(approval) is None:
        approval["completedAt"] = approval["completedAt"] or org.stamp()
        version["approvalStatus"] = "Approved"
        set_offer_status(org, offer, "WaitingOnCandidateResponse")
    org.touch("approval", approval)


def _give_part(org: Organization, approval: JsonObject, step_id: str, user_id: str | None) -> None:
    step = _current(approval)
    if approval["submittedAt"] is None or step is None or step["id"] != step_id:
        raise Refusal("invalid_input", "approvalStepId is not the current step of this approval.")
    mine = [item for item in step["approvers"] if item["userId"] == user_id]
    if not mine:
        raise Refusal("invalid_input", "The user is not an approver of this step.")
    _decide(org, mine)
    if sum(item["decision"] == "approve" for item in step["approvers"]) >= step["approvalsRequired"]:
        step["completedAt"] = org.stamp()
        _ask(org, approval)


def _complete(org: Organization, step: JsonObject, approvers: Sequence[JsonObject]) -> None:
    if step["completedAt"] is None:
        _decide(org, approvers)
        step["completedAt"] = org.stamp()


def _decide(org: Organization, approvers: Sequence[JsonObject]) -> None:
    for item in approvers:
        if item["decision"] == "pending":
            item["decision"], item["decidedAt"] = "approve", org.stamp()


def forget(org: Organization, version: JsonObject) -> bool:
    """Take the open approval of a superseded version away; says whether its approvers had been asked."""
    approval = approval_of(org, version["id"])
    if approval is None:
        return False
    if approval["completedAt"] is None:
        org.remove("approval", approval["id"])
    return approval["submittedAt"] is not None
