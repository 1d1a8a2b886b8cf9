"""What a filled-in offer form means."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules._forms import check_answers
from ashby_agent_tools.simulator.rules._offer_shape import OPENING, SALARY, START, latest, offer_form, own_fields

__all__ = ["read_form"]


def read_form(
    org: Organization, application: JsonObject, answers: Sequence[tuple[str, Json]], *, offer_id: str | None
) -> JsonObject:
    """The values of a version from a filled form, or a Refusal that names the field.

    `offer_id`: the offer that gets the version; the opening that it has already is not in use by another one.
    """
    taken = check_answers(offer_form(org, application["id"]), answers)
    opening_id = taken.get(OPENING)
    if opening_id is not None:
        _check_opening(org, org.get("opening", opening_id), application, offer_id)
    own = {row["id"] for row in own_fields(org)}
    return {
        "salary": taken[SALARY],
        "startDate": taken[START],
        "openingId": opening_id,
        "customFields": [{"id": path, "value": value} for path, value in taken.items() if path in own],
    }


def _check_opening(org: Organization, opening: JsonObject, application: JsonObject, offer_id: str | None) -> None:
    """One opening cannot serve two offers, nor one that is closed or filled by somebody else. [S]"""
    filled = opening["openingState"] == "Filled" and opening.get("filledByApplicationId") != application["id"]
    if opening["openingState"] == "Closed" or filled:
        raise Refusal("opening_state_invalid", "The opening is closed, or filled by another application.")
    for offer in org.table("offer").values():
        ended = offer["offerStatus"] in ("CandidateRejected", "OfferCancelled")
        if offer["id"] != offer_id and not ended and latest(offer).get("openingId") == opening["id"]:
            raise Refusal("opening_in_use", "Another offer uses this opening.")
