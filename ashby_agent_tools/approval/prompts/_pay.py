"""Pay ranges in words, as they are and as they will be."""

from __future__ import annotations

from collections.abc import Iterable

from ashby_agent_tools.approval.prompts._phrases import clean, join, quoted, title
from ashby_agent_tools.approval.prompts._prompt import at, objects
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["given_tiers", "pay_ranges", "tiers_of"]

_KINDS = {
    "Salary": "salary",
    "EquityPercentage": "equity in percent",
    "EquityCashValue": "equity",
    "Commission": "commission",
    "Bonus": "bonus",
}


def given_tiers(operation: Operation) -> Json:
    """The new ranges, as they will be sent."""
    return operation.body().get("compensationTiers")


def pay_ranges(tiers: Json) -> str:
    """All ranges of a list, or that there is none."""
    return "; ".join(_tier(tier) for tier in objects(tiers)) or "no pay range"


def _tier(tier: JsonObject) -> str:
    parts = list(_components(objects(tier.get("components"))))
    name = f"{quoted(tier['title'])}: " if tier.get("title") else ""
    further = tier.get("additionalInformation")
    return name + (join(parts) if parts else "nothing") + (f", {quoted(further)}" if further else "")


def _components(parts: list[JsonObject]) -> Iterable[str]:
    for part in parts:
        low, high = _number(part.get("minValue")), _number(part.get("maxValue"))
        currency = title(part.get("currencyCode")) or ""
        kind = _KINDS.get(str(part.get("compensationType")), quoted(part.get("compensationType")))
        label = f" ({quoted(part['label'])})" if part.get("label") else ""
        yield f"{kind}{label} {low} to {high} {currency}".rstrip() + _every(part.get("interval"))


def _every(interval: Json) -> str:
    """How often it is paid: ` per year`, ` once`."""
    if interval in (None, "NONE"):
        return ""
    return " once" if interval == "1 TIME" else f" per {clean(str(interval)).lower().removeprefix('1 ')}"


def _number(value: Json) -> str:
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else "open"


def tiers_of(record: JsonObject) -> Json:
    """The ranges of a job or posting that was read."""
    return at(record, "compensation", "compensationTiers")
