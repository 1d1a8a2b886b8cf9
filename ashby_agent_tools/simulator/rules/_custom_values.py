"""Putting custom field values into records: every value is checked before the first one is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from types import MappingProxyType

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules._custom_field_shape import SELECTS, SHOWN_OBJECT, present_value
from ashby_agent_tools.simulator.rules._forms import is_uuid

__all__ = ["set_values"]


def set_values(
    org: Organization, row: JsonObject, object_type: str, changes: Iterable[tuple[str, Json]]
) -> list[JsonObject]:
    """Put values into a record, all or none, and answer them in Ashby's shape. The caller touches the record."""
    checked: list[tuple[JsonObject, Json]] = []
    for field_id, value in changes:
        definition = org.get("customField", field_id)
        belongs = SHOWN_OBJECT.get(definition["objectType"], definition["objectType"])
        if belongs != object_type:
            raise Refusal("invalid_input", f"{definition['title']} is a custom field of {belongs}, not {object_type}.")
        if value is not None:  # null clears the field [U]
            _check_value(definition, value)
        checked.append((definition, value))
    entries = row.setdefault("customFields", [])
    for definition, value in checked:
        _put(entries, definition["id"], value)
    return [present_value(definition, value) for definition, value in checked]


def _put(entries: list[JsonObject], field_id: str, value: Json) -> None:
    """Set one value among those that a record has; null takes it away."""
    known = next((entry for entry in entries if entry["id"] == field_id), None)
    if value is None:
        entries[:] = [entry for entry in entries if entry is not known]
    elif known is not None:
        known["value"] = value
    else:
        entries.append({"id": field_id, "value": value})


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _date(value: Json) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _range(value: Json, kind: str) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == kind
        and _number(value.get("minValue"))
        and _number(value.get("maxValue"))
    )


_FITS: MappingProxyType[str, Callable[[Json], bool]] = MappingProxyType(
    {
        "Boolean": lambda value: isinstance(value, bool),
        "CompensationRange": lambda value: _range(value, "compensation-range") and "interval" in value,
        "Currency": lambda value: isinstance(value, dict) and _number(value.get("value")) and "currencyCode" in value,
        "Date": _date,
        "Location": lambda value: isinstance(value, dict) and {"country", "region", "city"} >= set(value),
        "MultiValueSelect": lambda value: isinstance(value, list),
        "Number": _number,
        "NumberRange": lambda value: _range(value, "number-range"),
        "UUID": is_uuid,
        "Url": lambda value: isinstance(value, str) and value.startswith(("http://", "https://")),
    }
)


def _check_value(definition: JsonObject, value: Json) -> None:
    """Refuse a value that does not fit the field's type, or an option that the field does not have."""
    kind = definition["fieldType"]
    fits = _FITS.get(kind, lambda given: isinstance(given, str))
    if not fits(value):
        raise Refusal("invalid_input", f"fieldValue does not fit {definition['title']}, a field of type {kind}.")
    if kind in SELECTS:
        options = {
            option["value"] for option in definition.get("selectableValues") or () if not option.get("isArchived")
        }
        for chosen in value if isinstance(value, list) else [value]:
            if chosen not in options:
                raise Refusal("invalid_input", f"{definition['title']} has no option {chosen!r}.")
