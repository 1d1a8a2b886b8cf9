"""Forms by the titles of their questions: which field an answer is for, and the value that Ashby takes for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.tasks.names import folded

__all__ = ["answered"]


def answered(tool: str, form: JsonObject, answers: Mapping[str, Json]) -> list[tuple[str, Json]]:
    """The paths and values of these answers. Raises InvalidArguments, which names every fault and what is there."""
    fields = list(_fields(form.get("formDefinition") or {}))
    titles = ", ".join(f"{field.get('title')!r}" for _, field in fields)
    out: list[tuple[str, Json]] = []
    problems: list[str] = []
    for title, value in answers.items():
        same = [field for _, field in fields if folded(title) == folded(str(field.get("title")))]
        same = same or [field for _, field in fields if title == field.get("path")]
        if len(same) != 1:
            problems.append(f"{len(same) or 'no'} questions are called {title!r}; the form asks {titles}")
            continue
        try:
            out.append((str(same[0]["path"]), _value(same[0], value)))
        except ValueError as error:
            problems.append(f"{title}: {error}")
    given = {path for path, _ in out}
    lacking = [str(f.get("title")) for needed, f in fields if needed and f.get("path") not in given]
    if lacking and not problems:
        problems.append(f"the form needs an answer to {', '.join(map(repr, lacking))}")
    if problems:
        raise InvalidArguments(f"{tool}: form {form.get('title')!r}: {'; '.join(problems)}. Nothing was sent.")
    return out


def _fields(definition: JsonObject) -> Iterator[tuple[bool, JsonObject]]:
    for section in definition.get("sections") or ():
        for entry in section.get("fields") or ():
            yield bool(entry.get("isRequired")), entry.get("field") or {}


def _value(field: JsonObject, value: Json) -> Json:
    """The value as Ashby takes it for this kind of field; raises ValueError with what would do."""
    kind, options = field.get("type"), field.get("selectableValues") or []
    if isinstance(value, dict):
        return value
    if kind == "MultiValueSelect":
        chosen = value if isinstance(value, list) else [value]
        return [_option(options, one) for one in chosen]
    if kind == "Score":
        return {"score": _score(options, value)}
    if options:
        return _option(options, value)
    if kind == "RichText":
        return {"type": "PlainText", "value": str(value)}
    return _truth(value) if kind == "Boolean" else value


def _score(options: list[JsonObject], value: Json) -> int:
    picked = str(_option(options, value) if options else value)
    if picked not in ("1", "2", "3", "4"):
        raise ValueError("a score is 1 to 4")
    return int(picked)


def _truth(value: Json) -> bool:
    words = {"yes": True, "true": True, "no": False, "false": False}
    if folded(str(value)) not in words:
        raise ValueError("answer true or false")
    return words[folded(str(value))]


def _option(options: list[JsonObject], value: Json) -> Json:
    for key in ("label", "value"):
        same = [it for it in options if folded(str(it.get(key))) == folded(str(value))]
        if len(same) == 1:
            return same[0].get("value")
    raise ValueError(f"{value!r} is not one of {', '.join(repr(it.get('label')) for it in options)}")
