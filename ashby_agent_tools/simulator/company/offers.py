"""Offers beyond the core: a process behind each, approvals given and awaited, and offers in every other state."""

from __future__ import annotations

from datetime import datetime, timedelta

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization, iso
from ashby_agent_tools.simulator.rules._approval_flow import approval_of, begin, give, set_offer_status
from ashby_agent_tools.simulator.rules._interview_shape import events_of

_ROOM = timedelta(days=2)  # an offer, its approval and the answer to it take that long at least
_DECIDED = {"CandidateRejected": "Declined", "OfferCancelled": "Cancelled"}


def populate(org: Organization, maker: Maker) -> None:
    """The offers of the core first, then new ones for people who stood in the offer stage before."""
    for offer in list(org.table("offer").values()):
        _complete(org, offer)
    waiting = org.rows("offer", offerStatus="WaitingOnCandidateResponse")
    for offer in [row for row in waiting if _job(org, row["applicationId"])["title"] == "Account Executive"][:1]:
        offer["versions"][-1]["approvalStatus"] = None
        set_offer_status(org, offer, "WaitingOnApprovalDefinition")
    for submitted in (True, False):
        made = maker.ago(days=3, hours=maker.random.randint(0, 40))
        for application in _without_offer(org, made)[:1]:
            _awaited(org, maker, application, made, submitted=submitted)
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
        made, ended = (
            datetime.fromisoformat(text) for text in (version["createdAt"], offer["decidedAt"] or org.stamp())
        )
        approval["createdAt"] = approval["submittedAt"] = iso(made)
        give(org, offer, version, step_id=None, user_id=None)
        _date(approval, iso(min(made + timedelta(hours=20), made + (ended - made) / 2)))
    set_offer_status(org, offer, status)
    offer["acceptanceStatus"] = acceptance


def _date(approval: JsonObject, moment: str) -> None:
    for step in approval["steps"]:
        step["completedAt"] = moment
        for item in step["approvers"]:
            item["requestedAt"] = approval["submittedAt"]
            item["decidedAt"] = moment
    approval["completedAt"] = moment


def _without_offer(org: Organization, moment: str) -> list[JsonObject]:
    """Staff Engineer applicants outside Onsite without an offer who were free for one then, the furthest first."""
    job = org.first("job", title="Staff Engineer")
    stages = org.table("interviewStage")
    found = [
        row
        for row in org.related("application", "jobId", job["id"])
        if row["status"] == "Active"
        and stages[row["currentInterviewStageId"]]["title"] != "Onsite"
        and not org.related("offer", "applicationId", row["id"])
        and _busy_until(org, row) < moment
    ]
    return sorted(found, key=lambda row: -int(stages[row["currentInterviewStageId"]]["orderInInterviewPlan"]))


def _busy_until(org: Organization, application: JsonObject) -> str:
    """When the last stage before an archive was entered, or, if that is later, when the last interview was over."""
    way = org.related("applicationHistory", "applicationId", application["id"])
    entered = [visit["enteredStageAt"] for visit in way if visit["title"] != "Archived"]
    schedules = org.related("interviewSchedule", "applicationId", application["id"])
    ends = [
        event["endTime"]
        for row in schedules
        if row["status"] not in ("Cancelled", "Scheduled")
        for event in events_of(org, row)
    ]
    return str(max(entered + ends))


def _enter_offer_stage(org: Organization, application: JsonObject, moment: str) -> None:
    """Put a stay in the offer stage into the history, up to the archive or to now; what was booked is called off."""
    way = org.related("applicationHistory", "applicationId", application["id"])
    archive = [visit for visit in way if visit["title"] == "Archived"]
    before = way[-1 - len(archive)]
    stages = org.related("interviewStage", "interviewPlanId", application["interviewPlanId"])
    stage = next(row for row in stages if row["type"] == "Offer")
    visit = {**before, "id": org.new_id(), "stageId": stage["id"], "title": stage["title"], "enteredStageAt": moment}
    visit |= {"stageNumber": before["stageNumber"] + 1, "actorId": application["hiringTeam"][0]["userId"]}
    before["leftStageAt"] = moment
    org.add("applicationHistory", visit, stamped=False)
    for row in archive:  # it stays the last one
        org.remove("applicationHistory", row["id"])
        org.add("applicationHistory", {**row, "stageNumber": row["stageNumber"] + 1}, stamped=False)
    if not archive:
        application |= {"currentInterviewStageId": stage["id"], "updatedAt": moment}
    for row in org.related("interviewSchedule", "applicationId", application["id"]):
        if row["status"] not in ("Complete", "WaitingOnFeedback", "Cancelled"):
            row["status"] = "Cancelled"
            org.touch("interviewSchedule", row, at=moment)


def _awaited(org: Organization, maker: Maker, application: JsonObject, made: str, *, submitted: bool) -> None:
    """An offer that still waits for its approvers, or for somebody to ask them."""
    _enter_offer_stage(org, application, made)
    offer = org.add("offer", _offer(org, maker, application, made))
    process = {"applicationId": application["id"], "status": "WaitingOnApprovalStart", "createdAt": made}
    offer["offerProcessId"] = org.add("offerProcess", process)["id"]
    begin(org, offer, offer["versions"][-1], submitted=submitted)
    approval = approval_of(org, offer["latestVersionId"])
    if approval is not None:
        approval["createdAt"] = made
    org.outbox.clear()  # a demo company starts with nothing sent


def _came_far(org: Organization) -> list[JsonObject]:
    """Archived applications with room for an offer before the archive, those with the longest way first."""
    found = [
        row
        for row in org.rows("application", status="Archived")
        if datetime.fromisoformat(row["archivedAt"]) - datetime.fromisoformat(_busy_until(org, row)) > _ROOM
    ]
    return sorted(found, key=lambda row: -len(org.related("applicationHistory", "applicationId", row["id"])))


def _ended(org: Organization, maker: Maker, application: JsonObject, status: str) -> None:
    ended = datetime.fromisoformat(application["archivedAt"])
    free = datetime.fromisoformat(_busy_until(org, application))
    made = iso(ended - (ended - free) / 2)
    _enter_offer_stage(org, application, made)
    offer = org.add("offer", _offer(org, maker, application, made) | {"decidedAt": iso(ended)})
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
