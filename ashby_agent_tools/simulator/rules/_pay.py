"""Pay ranges as jobs and postings keep them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from ashby_agent_tools.operations.base import JsonObject, Params, wire
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["keep_tiers"]


def keep_tiers(org: Organization, tiers: Sequence[Params]) -> list[JsonObject]:
    """Tiers as rows of their own, with ids. Several tiers need titles, and a range runs upwards. [S]"""
    wired = [wire(tier) for tier in tiers]
    if len(wired) > 1 and not all(tier.get("title") for tier in wired):
        raise Refusal("invalid_input", "With several compensation tiers each one needs a title.")
    for part in (part for tier in wired for part in tier["components"]):
        low, high = part.get("minValue"), part.get("maxValue")
        if low is not None and high is not None and low > high:
            raise Refusal("invalid_input", "minValue is above maxValue.")
    return [_with_ids(org, tier, place) for place, tier in enumerate(wired)]


def _with_ids(org: Organization, tier: JsonObject, place: int) -> JsonObject:
    """The ids come from what is kept, so that tiers that are put back are the same ones again."""

    def made(what: JsonObject, number: int) -> str:
        text = json.dumps([place, number, what], sort_keys=True)
        return str(uuid.uuid5(uuid.UUID(org.id), text))

    parts = [{**part, "id": made(part, number)} for number, part in enumerate(tier["components"], 1)]
    return {**tier, "id": made(tier, 0), "components": parts}
