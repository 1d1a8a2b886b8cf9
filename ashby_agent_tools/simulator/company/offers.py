"""Offers beyond the core: a process behind each, approvals given and awaited, and offers in every other state."""

from __future__ import annotations

from datetime import datetime, timedelta

from ashby_agent_tools.operation import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization, iso
from ashby_agent_tools.simulator.rules._approval_flow import approval_of, begin, give, set_offer_status

_DECIDED = {"CandidateRejected": "Declined", "OfferCancelled": "Cancelled"}


def populate(org: Organization, maker: Maker) -> None:
    """The offers of the core first, then new ones for people who stood in the offer stage before."""
    for offer in list(org.table("offer").values()):
        _complete(org, offer)
    waiting = org.rows("offer", offerStatus="WaitingOnCandidateResponse")
    for offer in [row for row in waiting if _job(org, row["applicationId"])["title"] == "Account Executive"][:1]:
        offer["versions"][-1]["approvalStatus"] = None
        set_offer_status(org, offer, "WaitingOnApprovalDefinition")
    for application, submitted in zip(_without_offer(org), (True, False), strict=False):
        _awaited(org, maker, application, submitted=submitted)
    for application, status in zip(_came_far(org), ("CandidateRejected", "OfferCancelled"), strict=False):
        _ended(org, maker, application, status)


def _job(org: Organization, application_id: str) -> JsonObject:
    return org.table("job")[org.table("application")[application_id]["jobId"]]


def _complete(org: Organization, offer: JsonObject) -> None:
    """The process behind an offer of the core, and the approval that it has been given."""
    status = offer["offerStatus"]
    process = {"applicationId": offer["applicationId"], "status": status, "createdAt": offer["createdAt"]}
    offer["offerProcessId"] = org.add("offerProcess", process)["id"]
    version = offer["versions"][-1]
    acceptance = offer["acceptanceStatus"]
    begin(org, offer, version, submitted=False)
    approval = approval_of(org, version["id"])
    if approval is not None:
        made = datetime.fromisoformat(version["createdAt"])
        approval["createdAt"] = approval["submittedAt"] = iso(made)
        give(org, offer, version, step_id=None, user_id=None)
        _date(approval, iso(made + timedelta(hours=20)))
    set_offer_status(org, offer, status)
    offer["acceptanceStatus"] = acceptance


def _date(approval: JsonObject, moment: str) -> None:
    for step in approval["steps"]:
        step["completedAt"] = moment
        for item in step["approvers"]:
            item["requestedAt"] = approval["submittedAt"]
            item["decidedAt"] = moment
    approval["completedAt"] = moment


def _without_offer(org: Organization) -> list[JsonObject]:
    """Staff Engineer applicants outside the Onsite stage who have no offer yet, the furthest first."""
    job = org.first("job", title="Staff Engineer")
    stages = org.table("interviewStage")
    found = [
        row
        for row in org.related("application", "jobId", job["id"])
        if row["status"] == "Active"
        and stages[row["currentInterviewStageId"]]["title"] != "Onsite"
        and not org.related("offer", "applicationId", row["id"])
    ]
    return sorted(found, key=lambda row: -int(stages[row["currentInterviewStageId"]]["orderInInterviewPlan"]))


def _awaited(org: Organization, maker: Maker, application: JsonObject, *, submitted: bool) -> None:
    """An offer that still waits for its approvers, or for somebody to ask them."""
    made = maker.ago(days=3, hours=maker.random.randint(0, 40))
    offer = org.add("offer", _offer(org, maker, application, made))
    process = {"applicationId": application["id"], "status": "WaitingOnApprovalStart", "createdAt": made}
    offer["offerProcessId"] = org.add("offerProcess", process)["id"]
    begin(org, offer, offer["versions"][-1], submitted=submitted)
    approval = approval_of(org, offer["latestVersionId"])
    if approval is not None:
        approval["createdAt"] = made
    org.outbox.clear()  # a demo company starts with nothing sent


def _came_far(org: Organization) -> list[JsonObject]:
    """Archived applications that had reached the offer stage, oldest first."""
    offered = {row["applicationId"] for row in org.table("applicationHistory").values() if row["title"] == "Offer"}
    archived = org.rows("application", status="Archived")
    return [row for row in archived if row["id"] in offered] or archived


def _ended(org: Organization, maker: Maker, application: JsonObject, status: str) -> None:
    ended = datetime.fromisoformat(application["archivedAt"])
    offer = org.add("offer", _offer(org, maker, application, iso(ended - timedelta(days=6))))
    _complete(org, offer)
    set_offer_status(org, offer, status)
    offer["acceptanceStatus"] = _DECIDED[status]
    offer["decidedAt"] = iso(ended) if status == "CandidateRejected" else None


def _offer(org: Organization, maker: Maker, application: JsonObject, made: str) -> JsonObject:
    starts = datetime.fromisoformat(made) + timedelta(days=45)
    version = {
        "id": org.new_id(),
        "startDate": starts.strftime("%Y-%m-%d"),
        "salary": {"currencyCode": "EUR", "value": maker.random.randrange(52, 120) * 1000},
        "createdAt": made,
        "openingId": None,
        "customFields": [],
        "fileHandles": [],
        "authorUserId": application["hiringTeam"][0]["userId"],
        "approvalStatus": "Approved",
    }
    return {
        "applicationId": application["id"],
        "acceptanceStatus": "WaitingOnResponse",
        "offerStatus": "WaitingOnCandidateResponse",
        "decidedAt": None,
        "latestVersionId": version["id"],
        "versions": [version],
        "createdAt": made,
    }
