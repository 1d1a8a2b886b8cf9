"""What all questions about offers share: whose offer it is, and its state."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import APPLICATION, application_of, read
from ashby_agent_tools.approval.prompts._namesakes import marked
from ashby_agent_tools.approval.prompts._phrases import quoted, shown
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, Row, known_id
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


def whose(offer: JsonObject, identity: str, seen: Lookups, mark: str | None) -> str:
    """`the offer to Priya Raman for Account Executive`, or `the offer <id>`; `mark` tells it from others to them."""
    known = known_id(offer.get("applicationId"))
    if not known:
        return f"the offer {identity}"
    return f"{marked('the offer', mark)} to {application_of(seen, known)}"


def state_row(offer: JsonObject) -> tuple[Row, ...]:
    """The state of the offer; its pay and start stand with what is sent."""
    now = offer.get("offerStatus")
    return (("state now", None, state_in_words(now)),) if now else ()


def state_in_words(value: Json) -> str:
    """Ashby's word for the state of an offer, as a recruiter would put it."""
    return _STATES.get(value, quoted(value)) if isinstance(value, str) else shown(value)
