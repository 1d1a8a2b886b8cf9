"""What the web service shows of a record: without the data that its bearer must not see."""

from __future__ import annotations

from typing import Any, TypeVar

from ashby_agent_tools.ats.hidden_fields import FIELDS
from ashby_agent_tools.ats.models import Resource, Scorecard
from ashby_agent_tools.ats.resources import RESOURCES
from ashby_agent_tools.results.hiding import Hiding, without_hidden, without_hidden_text

__all__ = ["visible"]

ModelT = TypeVar("ModelT", bound=Resource)
_NAMES = {kind.table.model: name for name, kind in RESOURCES.items()}
_TEXTS = ("body", "description", "subject")


def visible(record: ModelT, hidden: frozenset[str], *, raw: bool = True) -> ModelT:
    """The record without fields, custom fields and answers of hidden data classes; those that are included, too.

    The raw record is shown without answers whose names say that they are hidden; where contact data or pay are, it is
    not shown at all.
    """
    hiding = Hiding(None, hidden)
    kept = raw and hidden <= {"eeo"}
    changes: dict[str, Any] = {
        "custom_fields": tuple(it for it in record.custom_fields if not hiding.title(it.name or "", it.value)),
        "remote_data": without_hidden(record.remote_data, None, hidden) if kept else None,
        "included": {name: _visible(value, hidden, raw=raw) for name, value in record.included.items()},
    }
    if isinstance(record, Scorecard):
        changes["form_values"] = tuple(
            it for it in record.form_values if not hiding.title(it.label or it.name, it.value)
        )
    fields = type(record).model_fields
    for name in (it for of in hidden for it in FIELDS.get(of, {}).get(_NAMES[type(record)], ())):
        changes[name] = fields[name].get_default(call_default_factory=True)
    for name in _TEXTS:
        if hidden and isinstance(text := getattr(record, name, None), str):
            changes[name] = without_hidden_text(text, hidden)
    return record.model_copy(update=changes)


def _visible(value: Any, hidden: frozenset[str], *, raw: bool) -> Any:
    if isinstance(value, tuple):
        return tuple(visible(it, hidden, raw=raw) for it in value)
    return None if value is None else visible(value, hidden, raw=raw)
