"""Pay ranges of jobs and postings as Ashby shows them, and the words in which it sums them up."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["present_compensation", "present_tiers", "summary_of"]

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
