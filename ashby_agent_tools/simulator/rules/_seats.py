"""Openings as the seats of hires: which one a hire or an accepted offer takes, taking it, and giving it back.

That a hire can be refused, and that it fills an opening, is documented [D]; who needs an opening, and which one is
taken, is guessed (GUESSES, which the rules that hire carry).
"""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules._offer_shape import latest

__all__ = ["GUESSES", "fill", "give_back", "named_seat", "seat_for"]

GUESSES = (
    (
        "a hire needs an opening where the job has openings that are not archived: the one that the offer names, "
        "else the first open one that no other offer names"
    ),
    "a job without openings hires without one",
    "without an open opening a hire is invalid_input; if the offers or hires of others have taken it, opening_in_use",
    "who leaves a stage of type Hired, or takes an acceptance back, leaves the opening open",
)
_ENDED = ("CandidateRejected", "OfferCancelled")
_APPROVAL = ("WaitingOnApprovalStart", "WaitingOnApprovalDefinition", "WaitingOnOfferApproval")


def _live_offers(org: Organization, application: JsonObject) -> list[JsonObject]:
    return [row for row in org.related("offer", "applicationId", application["id"]) if row["offerStatus"] not in _ENDED]


def _taken(org: Organization, application: JsonObject) -> set[str]:
    """Openings that the live offers of other applications name."""
    return {
        latest(row)["openingId"]
        for row in org.table("offer").values()
        if row["applicationId"] != application["id"] and row["offerStatus"] not in _ENDED and latest(row)["openingId"]
    }


def named_seat(org: Organization, application: JsonObject, offer: JsonObject) -> JsonObject | None:
    """The opening that an offer names, if it is open or already this application's; else a Refusal."""
    opening = org.table("opening").get(latest(offer).get("openingId") or "")
    if opening is None or opening["filledByApplicationId"] == application["id"]:
        return opening
    if opening["openingState"] == "Filled" or opening["id"] in _taken(org, application):
        raise Refusal("opening_in_use", "The opening that the offer names is in use by another application.")
    if opening["openingState"] != "Open" or opening["isArchived"]:
        raise Refusal("invalid_input", f"The opening that the offer names is {opening['openingState']}, not Open.")
    return opening


def seat_for(org: Organization, application: JsonObject, job: JsonObject) -> JsonObject | None:
    """The opening that a hire for this job fills, None where none is needed; a Refusal where it cannot be."""
    mine = [row for row in org.table("opening").values() if row["filledByApplicationId"] == application["id"]]
    if mine:
        return mine[0]
    offers = _live_offers(org, application)
    if any(row["offerStatus"] in _APPROVAL for row in offers):
        raise Refusal("invalid_input", "The application has an offer that waits for its approval: approve it first.")
    for offer in offers:
        named = named_seat(org, application, offer)
        if named is not None:
            return named
    seats = [row for row in org.table("opening").values() if job["id"] in row["jobIds"] and not row["isArchived"]]
    is_open = [row for row in seats if row["openingState"] == "Open"]
    if not seats:
        return None
    if not is_open:
        raise Refusal("invalid_input", f"A hire for {job['title']} needs an opening, and none of the job's is open.")
    free = [row for row in is_open if row["id"] not in _taken(org, application)]
    if not free:
        raise Refusal("opening_in_use", "The open openings of the job are in use by the offers of others.")
    return free[0]


def fill(org: Organization, application: JsonObject, opening: JsonObject) -> None:
    """Let the application fill the opening; doing it twice changes nothing more."""
    if opening["filledByApplicationId"] == application["id"]:
        return
    opening |= {"openingState": "Filled", "filledByApplicationId": application["id"], "closedAt": org.stamp()}
    org.touch("opening", opening)
    application["openingIds"] = [*application["openingIds"], opening["id"]]
    org.touch("application", application)


def give_back(org: Organization, application: JsonObject) -> None:
    """Open the openings again that the application fills."""
    mine = [row for row in org.table("opening").values() if row["filledByApplicationId"] == application["id"]]
    for opening in mine:
        opening |= {"openingState": "Open", "filledByApplicationId": None, "closedAt": None}
        org.touch("opening", opening)
        application["openingIds"] = [item for item in application["openingIds"] if item != opening["id"]]
        org.touch("application", application)
