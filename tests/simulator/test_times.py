"""Times of the demo company tell a story that can have happened: a walk over every record, for seeds and sizes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.simulator.organization import Organization

Row = dict[str, Any]

SMALL = tuple((seed, "small") for seed in (1, 2, 3, 7, 100, 137))
LARGE = tuple(pytest.param((seed, "large"), marks=pytest.mark.slow) for seed in (7, 12))

PLANNED = {("interviewerPause", "startsAt"), ("interviewerPause", "endsAt")}
"""Times that lie ahead by their nature; every other `...At` has happened."""

BEGINS = ("createdAt", "sentAt", "timestamp", "enteredStageAt", "submittedAt")
"""When a record came into being, in the words of its kind: the first of these that it has."""

LATER = {("interviewStage", "automaticEmailTemplateId"), ("jobTemplate", "departmentId")}
"""References that a record may be given long after it was made."""


@functools.lru_cache(maxsize=2)
def company(seed: int, size: str) -> Organization:
    return Simulator(seed=seed, size=size).state  # type: ignore[arg-type]


def begin(row: Row) -> str | None:
    found = next((row[name] for name in BEGINS if row.get(name)), None)
    return found if isinstance(found, str) else None


def everything(org: Organization) -> Iterator[tuple[str, Row]]:
    for kind, rows in org._tables.items():
        for row in rows.values():
            yield kind, row


def visits(org: Organization, application: Row) -> list[Row]:
    rows = org.related("applicationHistory", "applicationId", application["id"])
    return sorted(rows, key=lambda row: row["stageNumber"])


def events(org: Organization, schedule: Row) -> list[Row]:
    return org.related("interviewEvent", "interviewScheduleId", schedule["id"])


def feedback(org: Organization, event: Row) -> list[Row]:
    return org.related("applicationFeedback", "interviewEventId", event["id"])


# ---- checks: each answers what is wrong, in words that name the record


def nothing_lies_ahead(org: Organization) -> Iterator[str]:
    for kind, row in everything(org):
        for name, value in row.items():
            if name.endswith("At") and isinstance(value, str) and (kind, name) not in PLANNED and value > org.stamp():
                yield f"{kind}.{name} {value}"


def created_comes_first(org: Organization) -> Iterator[str]:
    for kind, row in everything(org):
        made = row.get("createdAt")
        for name, value in row.items():
            if made and name.endswith("At") and isinstance(value, str) and value < made:
                yield f"{kind}.{name} {value} before it was created, {made}"


def what_is_referred_to_is_older(org: Organization) -> Iterator[str]:
    kinds = {row["id"]: (kind, row) for kind, row in everything(org)}
    for kind, row in everything(org):
        made = begin(row)
        for name, value in row.items():
            if not name.endswith("Id") or not isinstance(value, str) or (kind, name) in LATER:
                continue
            other, its = kinds.get(value, ("", {}))
            later = row.get("updatedAt") or made
            if made and its.get("createdAt") and its["createdAt"] > later:
                yield f"{kind}.{name}: {other} of {its['createdAt']} in a record of {later}"
            if name in ("candidateId", "applicationId", "interviewScheduleId") and (begin(its) or "") > (made or "~"):
                yield f"{kind} of {made} belongs to {other} of {begin(its)}"


def a_history_runs_from_the_application_to_its_last_change(org: Organization) -> Iterator[str]:
    for application in org.table("application").values():
        way = visits(org, application)
        entered = [row["enteredStageAt"] for row in way]
        if not application["createdAt"] <= entered[0] or entered[-1] > application["updatedAt"]:
            yield f"{application['createdAt']} {entered} {application['updatedAt']}"
        if entered != sorted(entered) or entered[1:] != [row["leftStageAt"] for row in way[:-1]]:
            yield f"stages out of order: {entered}"
        if [row["stageNumber"] for row in way] != list(range(len(way))):
            yield f"stages are not numbered one by one: {way}"
        if way[-1]["stageId"] != application["currentInterviewStageId"] or way[-1]["leftStageAt"] is not None:
            yield f"the last stage is not the present one: {application['id']}"
        if application["status"] == "Archived" and application["archivedAt"] != entered[-1]:
            yield f"archived at {application['archivedAt']}, {entered[-1]} by its history"


def people_apply_while_the_job_is_open(org: Organization) -> Iterator[str]:
    for application in org.table("application").values():
        job = org.get("job", application["jobId"])
        if not job["openedAt"] <= application["createdAt"] <= (job["closedAt"] or "~"):
            yield f"{job['openedAt']} {application['createdAt']} {job['closedAt']}"


def interviews_are_held_in_their_stage(org: Organization) -> Iterator[str]:
    for schedule in org.table("interviewSchedule").values():
        application = org.get("application", schedule["applicationId"])
        stay = next(row for row in visits(org, application) if row["stageId"] == schedule["interviewStageId"])
        for event in events(org, schedule):
            if not schedule["createdAt"] <= event["startTime"] < event["endTime"]:
                yield f"an event at {event['startTime']} of a schedule of {schedule['createdAt']}"
            late = event["endTime"] > (stay["leftStageAt"] or "~") and schedule["status"] != "Cancelled"
            if event["startTime"] < stay["enteredStageAt"] or late:
                yield f"an event at {event['startTime']}, stage {stay['enteredStageAt']} to {stay['leftStageAt']}"


def feedback_follows_its_interview(org: Organization) -> Iterator[str]:
    for schedule in org.table("interviewSchedule").values():
        for event in events(org, schedule):
            cards = feedback(org, event)
            for card in cards:
                if not event["endTime"] <= card["submittedAt"] <= schedule["updatedAt"]:
                    yield f"{event['endTime']} {card['submittedAt']} {schedule['updatedAt']}"
            if bool(cards) != event["hasSubmittedFeedback"]:
                yield f"hasSubmittedFeedback {event['hasSubmittedFeedback']} with {len(cards)} scorecards"


def a_schedule_says_what_time_and_scorecards_say(org: Organization) -> Iterator[str]:
    for schedule in org.table("interviewSchedule").values():
        held = events(org, schedule)
        if schedule["status"] not in ("Scheduled", "WaitingOnFeedback", "Complete"):
            continue
        over = max(event["endTime"] for event in held) <= org.stamp()
        due = [event for event in held if org.get("interview", event["interviewId"])["isFeedbackRequired"]]
        given = all(feedback(org, event) for event in due)
        wanted = "Scheduled" if not over else "Complete" if given else "WaitingOnFeedback"
        if schedule["status"] != wanted:
            yield f"{schedule['status']} in place of {wanted}"


def offers_are_made_in_the_offer_stage_after_the_interviews(org: Organization) -> Iterator[str]:
    for offer in org.table("offer").values():
        application = org.get("application", offer["applicationId"])
        way = {row["title"]: row for row in visits(org, application)}
        if "Offer" not in way or not way["Offer"]["enteredStageAt"] <= offer["createdAt"]:
            yield f"an offer of {offer['createdAt']}, not in the offer stage of {application['id']}"
        schedules = org.related("interviewSchedule", "applicationId", application["id"])
        held = [event["endTime"] for row in schedules if row["status"] != "Cancelled" for event in events(org, row)]
        if held and max(held) > offer["createdAt"]:
            yield f"an offer of {offer['createdAt']} before an interview at {max(held)}"
        left = (way.get("Offer") or {}).get("leftStageAt") or "~"
        if offer["createdAt"] > (offer["decidedAt"] or "~") or (offer["decidedAt"] or "") > left:
            yield f"made {offer['createdAt']}, decided {offer['decidedAt']}, stage left {left}"
        for version, approval in itertools.product(offer["versions"], org.table("approval").values()):
            done = approval["completedAt"] if approval["entityId"] == version["id"] else None
            if done and not version["createdAt"] <= done <= (offer["decidedAt"] or "~"):
                yield f"approved {done}, made {version['createdAt']}, decided {offer['decidedAt']}"


def accepted_and_hired_go_together_and_fill_the_opening(org: Organization) -> Iterator[str]:
    for offer in org.table("offer").values():
        hired = org.get("application", offer["applicationId"])["status"] == "Hired"
        if hired != (offer["offerStatus"] == "CandidateAccepted"):
            yield f"offer {offer['offerStatus']}, hired {hired}"
        opening = org.table("opening").get(offer["versions"][-1]["openingId"] or "")
        filler = opening["filledByApplicationId"] if opening else None
        if opening and hired != (filler == offer["applicationId"]):
            yield f"{opening['identifier']} is filled by {filler}, offer {offer['offerStatus']}"
    for opening in org.table("opening").values():
        if (opening["openingState"] == "Filled") != (opening["filledByApplicationId"] is not None):
            yield f"{opening['identifier']} is {opening['openingState']}, filled by {opening['filledByApplicationId']}"
        for application in org.rows("application", id=opening["filledByApplicationId"]):
            if opening["id"] not in application["openingIds"] or application["status"] != "Hired":
                yield f"{opening['identifier']} is filled by somebody who does not know"
            if opening["closedAt"] != visits(org, application)[-1]["enteredStageAt"]:
                yield f"{opening['identifier']} closed at {opening['closedAt']}"


CHECKS: tuple[Callable[[Organization], Iterator[str]], ...] = (
    nothing_lies_ahead,
    created_comes_first,
    what_is_referred_to_is_older,
    a_history_runs_from_the_application_to_its_last_change,
    people_apply_while_the_job_is_open,
    interviews_are_held_in_their_stage,
    feedback_follows_its_interview,
    a_schedule_says_what_time_and_scorecards_say,
    offers_are_made_in_the_offer_stage_after_the_interviews,
    accepted_and_hired_go_together_and_fill_the_opening,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("which", [*SMALL, *LARGE], ids=lambda which: f"{which[1]}-{which[0]}")
def test_in_the_demo_company(which, check):
    found = list(check(company(*which)))
    assert found[:5] == [], f"{len(found)} faults"


@pytest.mark.parametrize("seed", [seed for seed, _ in SMALL])
def test_the_walk_meets_every_kind_of_story(seed):
    """So that no check is empty: offers in each state, schedules in each state, a filled opening."""
    org = company(seed, "small")
    assert {"WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnCandidateResponse", "CandidateAccepted",
            "CandidateRejected", "OfferCancelled"} <= {row["offerStatus"] for row in org.rows("offer")}  # fmt: skip
    assert {"Scheduled", "WaitingOnFeedback", "Complete", "Cancelled"} <= {
        row["status"] for row in org.rows("interviewSchedule")
    }
    assert org.rows("applicationFeedback")
