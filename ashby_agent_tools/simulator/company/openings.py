"""Openings: seats in every state, some of them named in offers."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._approval_flow import make_approval
from ashby_agent_tools.simulator.rules.openings import new_opening

# job, state, archived, backfill
_OPENINGS = (
    ("Staff Engineer", "Open", False, False),
    ("Staff Engineer", "Open", False, True),
    ("Staff Engineer", "Open", False, False),
    ("Staff Engineer", "Open", False, False),
    ("Account Executive", "Open", False, False),
    ("Account Executive", "Approved", False, False),
    ("Chief Financial Officer", "Open", False, True),
    ("Support Engineer", "Draft", False, False),
    ("Data Analyst", "Closed", False, False),
    ("Office Manager", "Closed", True, False),
)


def populate(org: Organization, maker: Maker) -> None:
    """Openings of the six jobs of the story; larger companies have no more."""
    for number, (title, state, archived, backfill) in enumerate(_OPENINGS, start=1):
        _opening(org, maker, number, org.first("job", title=title), state, archived=archived, backfill=backfill)
    _fill_one(org)
    _name_in_offers(org)
    draft = org.first("opening", openingState="Draft")
    setting = org.first("offerApprovalRule", departmentId=None)
    approval = make_approval(org, "opening", draft["id"], setting["id"], setting["steps"][:1])
    approval["createdAt"] = draft["createdAt"]


def _opening(
    org: Organization, maker: Maker, number: int, job: JsonObject, state: str, *, archived: bool, backfill: bool
) -> None:
    opened = state in ("Open", "Closed")
    close = org.first("closeReason", reasonText="Budget withdrawn")["id"]
    new_opening(
        org,
        job["authorId"],
        identifier=f"OPN-{200 + number}",
        description=f"{job['title']}, seat {number}",
        teamId=job["departmentId"],
        jobIds=[job["id"]],
        locationIds=[job["locationId"]],
        targetHireDate=maker.ago(days=-30 - number)[:10],
        targetStartDate=maker.ago(days=-90 - number)[:10],
        isBackfill=backfill,
        hiringTeam=[dict(member) for member in job["hiringTeam"]],
        openingState=state,
        openedAt=(job["openedAt"] or maker.ago(days=60)) if opened else None,
        closedAt=(job["closedAt"] or maker.ago(days=30)) if state == "Closed" else None,
        closeReasonId=close if state == "Closed" else None,
        isArchived=archived,
        archivedAt=maker.ago(days=200) if archived else None,
        createdAt=job["createdAt"],
    )


def _fill_one(org: Organization) -> None:
    """The first Staff Engineer who was hired fills the last seat of the job, which their offer named."""
    job = org.first("job", title="Staff Engineer")
    hired = [row for row in org.related("application", "jobId", job["id"]) if row["status"] == "Hired"]
    for application in hired[:1]:
        opening = [row for row in org.rows("opening") if job["id"] in row["jobIds"]][-1]
        opening |= {"openingState": "Filled", "filledByApplicationId": application["id"]}
        opening["closedAt"] = opening["updatedAt"] = application["updatedAt"]
        application["openingIds"] = [opening["id"]]
        for offer in org.related("offer", "applicationId", application["id"]):
            offer["versions"][-1]["openingId"] = opening["id"]


def _name_in_offers(org: Organization) -> None:
    """The first waiting offer of a job takes its second opening."""
    job = org.first("job", title="Staff Engineer")
    of_job = [row for row in org.rows("opening") if job["id"] in row["jobIds"]]
    for offer in org.table("offer").values():
        application = org.table("application")[offer["applicationId"]]
        if application["jobId"] != job["id"]:
            continue
        if offer["offerStatus"].startswith("WaitingOn"):
            offer["versions"][-1]["openingId"] = of_job[1]["id"]
            break
