"""Values: the small shapes inside a record that become one cell: names, money, ids in raw values, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ashby_agent_tools.handles import UNKNOWN, is_uuid
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.page import Json

__all__ = ["answer_of", "label_of", "money_of", "questions_of", "raw_of"]

_LABELS = ("name", "title", "text", "reasonText", "label")


def label_of(value: Mapping[str, Json]) -> tuple[str | None, set[str]]:
    """The name of a record inside another one, and the keys it came from."""
    first, last = value.get("firstName"), value.get("lastName")
    if isinstance(first, str) or isinstance(last, str):
        return f"{first or ''} {last or ''}".strip(), {"firstName", "lastName"}
    for key in _LABELS:
        text = value.get(key)
        if isinstance(text, str) and text:
            return text, {key}
    return None, set()


def money_of(value: Mapping[str, Json]) -> str | None:
    """A sum or a range as one text, `USD 120000`; None where it is no such thing."""
    code, every = value.get("currencyCode"), value.get("interval")
    if "value" in value:
        amount = _number(value["value"])
    elif "minValue" in value or "maxValue" in value:
        amount = f"{_number(value.get('minValue'))}-{_number(value.get('maxValue'))}"
    else:
        return None
    known = {"value", "currencyCode", "interval", "minValue", "maxValue", "type"}
    if not value.keys() <= known:
        return None
    per = f" per {every}" if isinstance(every, str) and every != "NONE" else ""
    return f"{code} {amount}{per}" if code else f"{amount}{per}"


def _number(value: Json) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "?" if value is None else str(value)


def raw_of(value: Json, path: str = "", kind: Callable[[str], str] | None = None) -> Cell:
    """A value as it is, with ids told apart from text; `kind` gives the kind of record of an id at a path."""
    if isinstance(value, dict):
        return {key: raw_of(item, f"{path}.{key}", kind) for key, item in value.items()}
    if isinstance(value, list):
        return [raw_of(item, path, kind) for item in value]
    if isinstance(value, str) and is_uuid(value):
        return Ref(kind(path) if kind else UNKNOWN, value)
    return value


def questions_of(form: Json) -> dict[str, tuple[str, dict[str, str]]]:
    """A form's questions by the path that answers use: title, and labels of the values to choose from."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    sections = form.get("sections") if isinstance(form, dict) else None
    for section in sections if isinstance(sections, list) else ():
        entries = section.get("fields") if isinstance(section, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            field = entry.get("field") if isinstance(entry, dict) else None
            if not isinstance(field, dict) or not isinstance(field.get("path"), str):
                continue
            labels = {}
            choices = field.get("selectableValues")
            for choice in choices if isinstance(choices, list) else ():
                if isinstance(choice, dict):
                    labels[str(choice.get("value"))] = str(choice.get("label"))
            found[str(field["path"])] = (str(field.get("title") or field["path"]), labels)
    return found


def answer_of(value: Json, labels: dict[str, str]) -> Cell:
    """An answer with the labels of what was chosen."""
    if isinstance(value, dict) and len(value) == 1:
        return answer_of(next(iter(value.values())), labels)
    if isinstance(value, list):
        return [answer_of(item, labels) for item in value]
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value) in labels:
        return labels[str(value)]
    return raw_of(value)
