"""Forms: their fields as lines of a table with what an answer needs, and answers by their questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ashby_agent_tools.operations.kinds import UNKNOWN, kind_of_field
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.values import raw_of

__all__ = ["FIELDS_OF", "LEFT_OF", "Question", "answer_of", "is_form", "lines_of", "questions_of"]

_OF_ENTRY = ("isRequired", "descriptionPlain")
_OF_SECTION = ("title", "descriptionPlain")
FIELDS_OF = "sections.fields"  # where the fields of a form are in its definition
LEFT_OF = ("id", "humanReadablePath", "isNullable")  # of a field: what its path, title and isRequired say already


class Question(NamedTuple):
    """A question of a form: its title, the labels of the values to choose from, Ashby's kind of field."""

    title: str
    labels: dict[str, str]
    kind: str = ""


def is_form(value: Mapping[str, Json]) -> bool:
    """Whether an object is a form's definition."""
    sections = value.get("sections")
    return (
        isinstance(sections, list)
        and bool(sections)
        and all(isinstance(section, dict) and isinstance(section.get("fields"), list) for section in sections)
        and all(isinstance(entry.get("field"), dict) for _, entry in _entries(value))
    )


def _entries(form: Mapping[str, Json]) -> Iterator[tuple[Mapping[str, Json], Mapping[str, Json]]]:
    """Each section with each of its entries."""
    sections = form.get("sections")
    for section in sections if isinstance(sections, list) else ():
        entries = section.get("fields") if isinstance(section, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(section, dict) and isinstance(entry, dict):
                yield section, entry


def lines_of(form: Mapping[str, Json], path: str) -> tuple[list[dict[str, Cell]], dict[str, str]]:
    """A form's fields in order, each with what an answer to it needs; and where in Ashby's form each name comes from.

    A field's path stands as it is, for an answer names its field by it. So does an option's value, beside its label
    where that differs; an option that is a record of a known kind has a short id. `path`: where the form stands.
    """
    lines = [_line(section, entry) for section, entry in _entries(form)]
    names = dict.fromkeys(name for line in lines for name, cell in line.items() if cell is not None)
    sources = {name: f"{path}.{FIELDS_OF}.field.{name}" for name in names}
    sources |= {name: f"{path}.{FIELDS_OF}.{name}" for name in names if name in _OF_ENTRY}
    sources |= {f"section.{key}": f"{path}.sections.{key}" for key in _OF_SECTION if f"section.{key}" in names}
    return lines, sources


def _line(section: Mapping[str, Json], entry: Mapping[str, Json]) -> dict[str, Cell]:
    field = entry["field"]
    assert isinstance(field, dict)  # noqa: S101  (is_form said so)
    line: dict[str, Cell] = {name: raw_of(field.get(name)) for name in ("title", "type", "path")}
    if field.get("humanReadablePath") != field.get("title"):
        line["humanReadablePath"] = raw_of(field.get("humanReadablePath"))
    line |= {name: raw_of(entry.get(name)) for name in _OF_ENTRY}
    line["selectableValues"] = _options(field)
    return line | {f"section.{key}": raw_of(section.get(key)) for key in _OF_SECTION}


def _options(field: Mapping[str, Json]) -> Cell:
    options = field.get("selectableValues")
    if not isinstance(options, list) or not options:
        return None
    kind = kind_of_field(str(field.get("path")))
    return [_option(option, kind) for option in options]


def _option(option: Json, kind: str) -> Cell:
    if not isinstance(option, dict) or "value" not in option:
        return raw_of(option)
    value, label = option["value"], option.get("label")
    if kind != UNKNOWN and isinstance(value, str) and is_uuid(value):
        return Ref(kind, value, label if isinstance(label, str) else None)
    if label is None or label == value:
        return raw_of(value)
    return {str(label): raw_of(value)}


def questions_of(form: Json) -> dict[str, Question]:
    """A form's questions by the path that answers use."""
    found: dict[str, Question] = {}
    for _, entry in _entries(form) if isinstance(form, dict) else ():
        field = entry.get("field")
        if not isinstance(field, dict) or not isinstance(field.get("path"), str):
            continue
        labels = {}
        choices = field.get("selectableValues")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict):
                labels[str(choice.get("value"))] = str(choice.get("label"))
        found[str(field["path"])] = Question(
            str(field.get("title") or field["path"]), labels, str(field.get("type") or "")
        )
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
