"""What the application keeps from the model: signed addresses and upload forms, replaced before a text is made."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.results.page import Json

__all__ = ["WITHHELD", "without_withheld"]

WITHHELD = "held by the application"


def without_withheld(data: Json, entity: Entity | None) -> Json:
    """The data with `held by the application` where its kind of record holds something back; the data stays as it was.

    Replaced before anything is shaped, so that no field, filter or count of a text can bring it back.
    """
    for path in entity.withheld if entity else ():
        data = _replaced(data, path.split("."))
    return data


def _replaced(value: Json, keys: Sequence[str]) -> Json:
    if isinstance(value, list):
        return [_replaced(item, keys) for item in value]
    if not isinstance(value, dict) or value.get(keys[0]) is None:
        return value
    return {**value, keys[0]: _replaced(value[keys[0]], keys[1:]) if len(keys) > 1 else WITHHELD}
