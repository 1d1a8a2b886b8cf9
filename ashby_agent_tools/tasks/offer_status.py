"""Offer status: where an offer stands, what it waits for, and on whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeAlias, get_args

from ashby_agent_tools.errors import NotFound
from ashby_agent_tools.operations.applications import ApplicationInfo
from ashby_agent_tools.operations.approvals import ApprovalList
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.offers import OfferList
from ashby_agent_tools.operations.users import UserInfo
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.params import JobName, Who
from ashby_agent_tools.tasks.records import called, dig, for_whom
from ashby_agent_tools.tasks.times import days_between

__all__ = ["OfferStatusTask", "offer_row", "open_offers"]

_PAGES, _APPROVAL_PAGES = 5, 3
_NAMED, _APPROVERS = 20, 8
OfferState: TypeAlias = Literal[
    "WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnApprovalDefinition", "WaitingOnCandidateResponse"
]
_OPEN: tuple[OfferState, ...] = get_args(OfferState)

OFFERS = Entity(
    "offers",
    pay=("offers.salary",),
    stated=("offers.salary", "read", "offers", "approvals", "offers.stage", "approvals.waitsFor"),
)


class OfferStatusTask(Task):
    """Show where offers stand and whose approval they wait for: of a candidate, of a job, or all open ones.

    At most 70 calls. Ashby records no expiry of offers, so days waited are given.
    """

    spec = Spec("offerStatus", scope="offersRead", risk=READ, tags=("offers",), entity=OFFERS, served_by="task")
    reads: ClassVar = (*lookups.PERSON_READS, *lookups.JOB_READS, "offer.list")
    tries: ClassVar = ("approval.list", "user.info")
    most_calls: ClassVar = 70

    candidate: Who | None = None
    job: JobName | None = None

    def steps(self, setting: Setting) -> Steps:
        """The offers, whose they are, and the steps of approval that are open."""
        job = yield from lookups.job_if_named(self.job)
        offers, whole = yield from self._offers(job)
        rows: list[JsonObject] = []
        kept: list[JsonObject] = []
        for offer in offers:
            if len(rows) >= _NAMED:
                whole = False
                break
            application = yield from _application(str(offer.get("applicationId")))
            if application is None or (job is not None and dig(application, "job", "id") != job["id"]):
                continue
            kept.append(offer)
            rows.append(offer_row(offer, application, setting))
        approvals = yield from lookups.if_readable(_approvals(kept))
        return Answer(
            {
                "read": "all of them" if whole else f"only the first {len(rows)}",
                "offers": rows or "none",
                "approvals": approvals or "none waits",
            }
        )

    def _offers(self, job: JsonObject | None) -> lookups.Part[tuple[list[JsonObject], bool]]:
        if self.candidate is None:
            listing = open_offers() if job is None else OfferList(limit=100)
            listed: Rows = yield Pages(listing, _PAGES)
            return sorted(listed.records, key=_newest, reverse=True), listed.whole
        application = yield from lookups.one_application(self.candidate, job)
        one: Rows = yield Pages(OfferList(applicationId=application["id"], limit=100), 1)
        return one.records, one.whole


def open_offers() -> OfferList:
    """The list of offers that wait for something."""
    return OfferList(offerStatus=[*_OPEN], limit=100)


def offer_row(offer: JsonObject, application: JsonObject, setting: Setting) -> JsonObject:
    """An offer as answers show it."""
    latest = offer.get("latestVersion") or {}
    return {
        "offer": {"id": offer.get("id")},
        **for_whom(application),
        "offerStatus": offer.get("offerStatus"),
        "acceptanceStatus": offer.get("acceptanceStatus"),
        "approvalStatus": latest.get("approvalStatus"),
        "salary": latest.get("salary"),
        "startDate": latest.get("startDate"),
        "decidedAt": offer.get("decidedAt"),
        "daysSinceVersion": days_between(latest.get("createdAt"), setting.now),
    }


def _newest(offer: JsonObject) -> str:
    return str(dig(offer, "latestVersion", "createdAt"))


def _application(identity: str) -> lookups.Part[JsonObject | None]:
    try:
        return (yield from lookups.one_read(ApplicationInfo(applicationId=identity)))
    except NotFound:
        return None


def _approvals(offers: Iterable[JsonObject]) -> lookups.Part[list[JsonObject]]:
    """The open steps of approval of these offers, with the names of whom they wait for."""
    waiting = {str(it): offer for offer in offers for it in (offer.get("id"), dig(offer, "latestVersion", "id"))}
    if not any(offer.get("offerStatus") in _OPEN for offer in waiting.values()):
        return []
    listed = yield from lookups.every(ApprovalList(entityType="offer", limit=100), _APPROVAL_PAGES)
    names: dict[str, JsonObject | None] = {}
    rows = []
    for approval in listed:
        offer = waiting.get(str(approval.get("entityId")))
        if offer is None or approval.get("completedAt"):
            continue
        for step in approval.get("steps") or ():
            pending = [str(it.get("userId")) for it in step.get("approvers") or () if it.get("decision") == "pending"]
            for identity in pending:
                if identity not in names and len(names) < _APPROVERS:
                    names[identity] = called((yield UserInfo(userId=identity)))
            if pending and not step.get("completedAt"):
                rows.append(
                    {
                        "offer": {"id": offer.get("id")},
                        "approvalsRequired": step.get("approvalsRequired"),
                        "approvers": [names.get(it) or {"id": it} for it in pending],
                    }
                )
                break  # later steps wait for this one
    return rows
