"""Pay ranges of jobs and postings: how they are kept, and the words in which Ashby sums them up."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from types import MappingProxyType

from ashby_agent_tools.operation import JsonObject, Params, wire
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["keep_tiers", "present_compensation", "present_tiers", "summary_of"]

_SIGNS = MappingProxyType({"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"})
_WORDS = MappingProxyType(
    {
        "Salary": "Salary",
        "EquityPercentage": "Equity",
        "EquityCashValue": "Equity",
        "Commission": "Commission",
        "Bonus": "Bonus",
    }
)
_DOT = " • "
_THOUSAND = 1000


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


def present_tiers(tiers: Sequence[JsonObject]) -> list[JsonObject]:
    """Tiers as Ashby shows them, each component and each tier with its summary."""
    return [
        {
            **{name: tier[name] for name in ("id", "title", "additionalInformation") if tier.get(name) is not None},
            "components": [_shown(part) for part in tier["components"]],
            "tierSummary": _tier_summary(tier),
        }
        for tier in tiers
    ]


def present_compensation(tiers: Sequence[JsonObject], *, displayed: bool) -> JsonObject:
    """The compensation of a posting: tiers, the summary over all of them, whether the board shows it."""
    shown: JsonObject = {
        "compensationTiers": present_tiers(tiers),
        "shouldDisplayCompensationOnJobBoard": displayed,
    }
    if tiers:
        shown["compensationTierSummary"] = summary_of(tiers)
        parts = [_shown(part) for part in tiers[0]["components"]]
        shown["summaryComponents"] = [{name: part[name] for name in part if name != "id"} for part in parts]
    return shown


def summary_of(tiers: Sequence[JsonObject]) -> str:
    """One line over all tiers; the first one speaks for the others."""
    line = _tier_summary(tiers[0])
    return line + _DOT + "Multiple Ranges" if len(tiers) > 1 else line


def _shown(part: JsonObject) -> JsonObject:
    kept = {name: part[name] for name in part if part[name] is not None or name in ("minValue", "maxValue")}
    return {**kept, "summary": _part_summary(part)}


def _tier_summary(tier: JsonObject) -> str:
    return _DOT.join(_part_summary(part) for part in tier["components"])


def _part_summary(part: JsonObject) -> str:
    bounds = [_amount(part, part[name]) for name in ("minValue", "maxValue") if part.get(name) is not None]
    word = _WORDS[part["compensationType"]]
    if not bounds:
        return f"Offers {word}"
    line = " – ".join(dict.fromkeys(bounds))  # noqa: RUF001 (as Ashby writes it)
    return line if word == "Salary" else f"{line} {word}"


def _amount(part: JsonObject, value: float) -> str:
    if part["compensationType"] == "EquityPercentage":
        return f"{value:g}%"
    code = part.get("currencyCode") or ""
    sign = _SIGNS.get(code, f"{code} " if code else "")
    return f"{sign}{value / _THOUSAND:g}K" if value >= _THOUSAND and value % 100 == 0 else f"{sign}{value:g}"
