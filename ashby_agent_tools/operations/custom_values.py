"""The value of a custom field, whose form depends on the field's type, and how dangerous it is to set one."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ashby_agent_tools.operations.base import Json, Params
from ashby_agent_tools.operations.params import CustomFieldId
from ashby_agent_tools.risk import DESTRUCTIVE, READ, Risk

_SHAPES = (
    {"value", "currencyCode"},
    {"type", "minValue", "maxValue"},
    {"type", "minValue", "maxValue", "currencyCode", "interval"},
)


_PLACE = {"country", "region", "city"}  # since 2026-07-07


def _known_shape(value: Any) -> Any:
    if isinstance(value, dict) and set(value) not in _SHAPES and not (value and set(value) <= _PLACE):
        raise PydanticCustomError(
            "ashby_field_value",
            "an object as a field's value is {{value, currencyCode}} (money), {{country, region, city}} (place), "
            '{{type: "number-range", minValue, maxValue}}, or '
            '{{type: "compensation-range", minValue, maxValue, currencyCode, interval}} with interval "1 YEAR"',
        )
    return value


FieldValue = Annotated[
    bool | int | float | str | list[str] | dict[str, str | int | float] | None,
    AfterValidator(_known_shape),
    WithJsonSchema(
        {
            "type": ["boolean", "number", "string", "array", "object", "null"],
            "items": {"type": "string"},
            "description": "money {value, currencyCode}, place {country, region, city}; null clears",
        }
    ),
]
"""A boolean, number, text, ISO date, list of options, or an object for money, ranges and places; null clears it [U]."""


class FieldChange(Params):
    """One custom field and its new value."""

    fieldId: CustomFieldId
    fieldValue: FieldValue


_WHOLE = "the whole list of chosen options is replaced: those left out are removed"
_EMPTIED = "the field is emptied"
_MONEY = "it sets an amount of money; whether an offer or an approval relies on it cannot be seen here"

ANY_VALUE = DESTRUCTIVE.repeatable().because(_WHOLE, _EMPTIED, _MONEY)
"""The worst that setting a custom field does."""


def danger_of(*values: Json) -> Risk:
    """What is more than setting a field: a list replaced, a field emptied, money. That of a read for plain values."""
    facts = (
        (any(isinstance(value, list) for value in values), _WHOLE),
        (any(value is None or value == [] for value in values), _EMPTIED),
        (any(isinstance(value, dict) and "currencyCode" in value for value in values), _MONEY),
    )
    reasons = [why for holds, why in facts if holds]
    return DESTRUCTIVE.repeatable().because(*reasons) if reasons else READ
