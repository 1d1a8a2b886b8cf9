"""The steps that rules of applications are made of: a new application, entering a stage, telling of a move."""

from __future__ import annotations

from collections.abc import Callable

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._application_shape import history_of, present_application
from ashby_agent_tools.simulator.rules._offer_shape import present_offer
from ashby_agent_tools.simulator.rules._seats import fill, give_back, seat_for
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["address_of", "consider", "enter_stage", "place", "seat_taker", "start_automatic_activities",
           "tell_moved"]  # fmt: skip


def place(org: Organization, application: JsonObject, stage: JsonObject, *, reason_id: str | None = None) -> None:
    """Put an application into a stage and give it the status that goes with the stage's type."""
    application["currentInterviewStageId"] = stage["id"]
    _set_status(org, application, stage, reason_id=reason_id)


def seat_taker(org: Organization, application: JsonObject, stage: JsonObject, job_id: str) -> Callable[[], None]:
    """What a move into this stage does to openings, checked now and done when called: a hire fills one. [D]"""
    if stage["type"] != "Hired":
        return lambda: give_back(org, application)
    seat = seat_for(org, application, org.get("job", job_id))
    return lambda: fill(org, application, seat) if seat is not None else None


def _set_status(org: Organization, application: JsonObject, stage: JsonObject, *, reason_id: str | None) -> None:
    """Status, archive reason and time of archiving, from the type of the stage."""
    kind = stage["type"]
    archived = kind == "Archived"
    was = application.get("archivedAt") if application.get("status") == "Archived" else None
    application["status"] = kind if kind in ("Archived", "Hired", "Lead") else "Active"
    application["archiveReasonId"] = reason_id if archived else None
    application["archivedAt"] = (was or org.stamp()) if archived else None


def enter_stage(
    org: Organization, application: JsonObject, stage: JsonObject, key: ApiKey, *, at: str | None = None, **more: Json
) -> JsonObject:
    """A new last event of the history; the one before is left at the same moment."""
    events = history_of(org, application)
    moment = at or org.stamp()
    number = 0
    if events:
        last = events[-1]
        number = last["stageNumber"] + 1
        last["leftStageAt"] = last.get("leftStageAt") or moment
        org.touch("applicationHistory", last)
    row: JsonObject = {"applicationId": application["id"], "stageId": stage["id"], "title": stage["title"]}
    row |= {"enteredStageAt": moment, "leftStageAt": None, "stageNumber": number, "actorId": key.acting_user, **more}
    return org.add("applicationHistory", row, stamped=False)


def consider(
    org: Organization, candidate: JsonObject, job: JsonObject, stage: JsonObject, key: ApiKey, **fields: Json
) -> JsonObject:
    """A new application in a stage, with its first history event; no event is fired yet."""
    row: JsonObject = {"candidateId": candidate["id"], "jobId": job["id"], "interviewPlanId": stage["interviewPlanId"]}
    row |= {"sourceId": None, "creditedToUserId": None, "archivedAt": None, "archiveReasonId": None}
    row |= {"hiringTeam": [dict(member) for member in job["hiringTeam"]], "customFields": [], "openingIds": []}
    row |= {name: value for name, value in fields.items() if value is not None}
    place(org, row, stage)
    org.add("application", row)
    enter_stage(org, row, stage, key, at=row["createdAt"])
    org.touch("candidate", candidate)
    return row


def tell_moved(org: Organization, application: JsonObject, key: ApiKey) -> None:
    """The events of a move: a hire, else a change of stage, with what they bring along."""
    shown = present_application(org, application, key)
    if application["status"] != "Hired":
        fire_all(org, "candidateStageChange", {"application": shown})
        return
    data: JsonObject = {"application": shown}
    offer = _accepted_offer(org, application, key)
    if offer is not None:
        data["offer"] = offer
    fire_all(org, "candidateHire", data)


def _accepted_offer(org: Organization, application: JsonObject, key: ApiKey) -> Json | None:
    offers = [
        offer
        for offer in org.related("offer", "applicationId", application["id"])
        if offer.get("acceptanceStatus") == "Accepted"
    ]
    return present_offer(org, offers[-1], key) if offers else None


def start_automatic_activities(org: Organization, application: JsonObject, stage: JsonObject) -> None:
    """What a stage does by itself: here, one email to the candidate where the stage names a template."""
    template_id = stage.get("automaticEmailTemplateId")
    address = address_of(org, application)
    if template_id and address:
        about = {"applicationId": application["id"], "communicationTemplateId": template_id, "stageId": stage["id"]}
        org.deliver("mail", address, {**about, "sendAt": org.stamp()})


def address_of(org: Organization, application: JsonObject) -> str | None:
    """The candidate's primary email address, where they have one."""
    emails = org.get("candidate", application["candidateId"])["emails"]
    return next((item["value"] for item in emails if item["isPrimary"]), None)
