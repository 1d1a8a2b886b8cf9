"""What all words for offers share: whose offer it is, and its state."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._phrases import quoted, shown
from ashby_agent_tools.approval.prompts._things import APPLICATION, application_of, read
from ashby_agent_tools.approval.prompts._wording import Reads, Row, Seen, known_id
from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = ["application_read", "state_in_words", "state_row", "whose"]

_STATES = {
    "WaitingOnApprovalStart": "waiting for its approval to start",
    "WaitingOnOfferApproval": "waiting for approval",
    "WaitingOnApprovalDefinition": "waiting for its approval steps",
    "WaitingOnCandidateResponse": "waiting for the candidate's answer",
    "CandidateRejected": "declined by the candidate",
    "CandidateAccepted": "accepted by the candidate",
    "OfferCancelled": "cancelled",
}


def application_read(offer: JsonObject) -> Reads:
    """The read of the application that an offer is for."""
    found = known_id(offer.get("applicationId"))
    return read(APPLICATION, "application.info", applicationId=found) if found else {}


def whose(offer: JsonObject, identity: str, seen: Seen) -> str:
    """`the offer to Priya Raman for Account Executive`, or `the offer <id>`."""
    known = known_id(offer.get("applicationId"))
    return f"the offer to {application_of(seen, known)}" if known else f"the offer {identity}"


def state_row(offer: JsonObject) -> tuple[Row, ...]:
    """The state of the offer; its pay and start stand with what is sent."""
    now = offer.get("offerStatus")
    return (("state now", None, state_in_words(now)),) if now else ()


def state_in_words(value: Json) -> str:
    """Ashby's word for the state of an offer, as a recruiter would put it."""
    return _STATES.get(value, quoted(value)) if isinstance(value, str) else shown(value)
