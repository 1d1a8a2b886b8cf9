"""Values: the small shapes inside a record that become one cell: names, money, ids in raw values, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ashby_agent_tools.operations.kinds import names_record
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.page import Json

__all__ = ["dig", "has", "label_of", "labels_of", "money_of", "raw_of"]

_LABELS = {key: frozenset({key}) for key in ("name", "title", "text", "reasonText", "label")}
_PERSON = frozenset({"firstName", "lastName"})
_NOTHING: frozenset[str] = frozenset()


def label_of(value: Mapping[str, Json]) -> tuple[str | None, frozenset[str]]:
    """The name of a record inside another one, and the keys it came from."""
    first, last = value.get("firstName"), value.get("lastName")
    if isinstance(first, str) or isinstance(last, str):
        return f"{first or ''} {last or ''}".strip(), _PERSON
    for key, used in _LABELS.items():
        text = value.get(key)
        if isinstance(text, str) and text:
            return text, used
    return None, _NOTHING


def labels_of(
    values: Sequence[Mapping[str, Json]], keys: frozenset[str]
) -> tuple[list[str | None], dict[str, set[int] | None]]:
    """The names of records inside other ones, and for each key that they came from of which (None for all).

    `keys`: those of all of them.
    """
    if keys.isdisjoint(_PERSON):
        for key in filter(keys.__contains__, _LABELS):
            texts = [value.get(key) for value in values]
            if all(texts) and set(map(type, texts)) == {str}:
                return texts, {key: None}  # type: ignore[return-value]
            if any(isinstance(text, str) and text for text in texts):
                break
        else:
            return [None] * len(values), {}
    labels: list[str | None] = []
    used: dict[str, set[int] | None] = {}
    for number, value in enumerate(values):
        label, keys = label_of(value)
        labels.append(label)
        for key in keys:
            numbers = used.setdefault(key, set())
            assert numbers is not None  # noqa: S101
            numbers.add(number)
    return labels, used


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
    """A value as it is; `kind` gives the kind of record of an id at a path, without it no UUID is taken for an id."""
    if isinstance(value, dict):
        return {key: raw_of(item, f"{path}.{key}", kind) for key, item in value.items()}
    if isinstance(value, list):
        return [raw_of(item, path, kind) for item in value]
    if kind is not None and isinstance(value, str) and is_uuid(value) and names_record(path, kind(path)):
        return Ref(kind(path), value)
    return value


def dig(value: Json, path: str) -> Json:
    """The raw value at a dotted path; lists on the way give lists."""
    for number, key in enumerate(keys := path.split(".")):
        if isinstance(value, list):
            return [dig(item, ".".join(keys[number:])) for item in value]
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


def has(record: Json, path: str) -> bool:
    """Whether a record has a field at a dotted path, be it empty; lists on the way are passed through."""
    parent, _, key = path.rpartition(".")
    holders = [dig(record, parent) if parent else record]
    while holders:
        holder = holders.pop()
        if isinstance(holder, list):
            holders += holder
        elif isinstance(holder, dict) and key in holder:
            return True
    return False
