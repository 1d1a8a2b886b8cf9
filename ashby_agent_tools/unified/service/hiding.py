"""What the web service shows of a record: not what is hidden, such as answers for equal opportunity reports."""

from __future__ import annotations

from typing import TypeVar

from ashby_agent_tools.ats.models import Resource, Scorecard
from ashby_agent_tools.results.hiding import Hiding, without_hidden

__all__ = ["visible"]

ModelT = TypeVar("ModelT", bound=Resource)


def visible(record: ModelT, hidden: frozenset[str], *, raw: bool = True) -> ModelT:
    """The record without custom fields and answers whose names say that they are hidden, the raw record included."""
    hiding = Hiding(None, hidden)
    fields = tuple(it for it in record.custom_fields if not hiding.title(it.name or "", it.value))
    shown = without_hidden(record.remote_data, None, hidden) if raw else None
    changes: dict[str, object] = {"custom_fields": fields, "remote_data": shown}
    if isinstance(record, Scorecard):
        changes["form_values"] = tuple(
            it for it in record.form_values if not hiding.title(it.label or it.name, it.value)
        )
    return record.model_copy(update=changes)
