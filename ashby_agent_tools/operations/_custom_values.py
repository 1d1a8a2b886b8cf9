"""The value of a custom field, whose form depends on the field's type."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ashby_agent_tools.operation import Params
from ashby_agent_tools.operations._params import CustomFieldId

_SHAPES = (
    {"value", "currencyCode"},
    {"type", "minValue", "maxValue"},
    {"type", "minValue", "maxValue", "currencyCode", "interval"},
)


def _known_shape(value: Any) -> Any:
    if isinstance(value, dict) and set(value) not in _SHAPES:
        raise PydanticCustomError(
            "ashby_field_value",
            "an object as a field's value is {{value, currencyCode}} (money), "
            '{{type: "number-range", minValue, maxValue}}, or '
            '{{type: "compensation-range", minValue, maxValue, currencyCode, interval}} with interval "1 YEAR"',
        )
    return value


FieldValue = Annotated[
    bool | int | float | str | list[str] | dict[str, str | int | float],
    AfterValidator(_known_shape),
    WithJsonSchema(
        {
            "type": ["boolean", "number", "string", "array", "object"],
            "items": {"type": "string"},
            "description": "by field type; money {value, currencyCode}",
        }
    ),
]
"""A boolean, number, text, ISO date, list of options, or an object for money and ranges."""


class FieldChange(Params):
    """One custom field and its new value."""

    fieldId: CustomFieldId
    fieldValue: FieldValue
