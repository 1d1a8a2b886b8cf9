"""Forms: their definition in Ashby's shape, and what answers they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.short_ids import UUID
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["application_form", "check_answers", "fields_of", "is_uuid", "make_field", "make_form"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def make_field(
    org: Organization,
    title: str,
    kind: str,
    *,
    path: str | None = None,
    required: bool = False,
    options: Sequence[str] = (),
    description: str = "",
) -> JsonObject:
    """One field of a form. Without `path` its id is its path, as with questions that an organization adds itself."""
    field_id = org.new_id()
    field: JsonObject = {"id": field_id, "type": kind, "path": path or field_id, "humanReadablePath": title}
    field |= {"title": title, "isNullable": not required}
    if options:
        field["selectableValues"] = [{"label": option, "value": option} for option in options]
    told = {"descriptionHtml": f"<p>{description}</p>", "descriptionPlain": description} if description else {}
    return {"isRequired": required, **told, "field": field}


def make_form(*fields: JsonObject, title: str = "") -> JsonObject:
    """A form of one section."""
    section: JsonObject = {"fields": list(fields)}
    if title:
        section["title"] = title
    return {"sections": [section]}


def application_form(org: Organization, *questions: JsonObject) -> JsonObject:
    """The form of a job posting: name, address, telephone and resume at Ashby's own paths, then further questions."""
    return make_form(
        make_field(org, "Name", "String", path="_systemfield_name", required=True),
        make_field(org, "Email", "Email", path="_systemfield_email", required=True),
        make_field(org, "Phone", "Phone", path="_systemfield_phone"),
        make_field(org, "Resume", "File", path="_systemfield_resume", description="A PDF or a DOCX."),
        *questions,
        title="About you",
    )


def fields_of(form: JsonObject) -> list[JsonObject]:
    """All fields of a form, in order."""
    return [field for section in form.get("sections", ()) for field in section["fields"]]


def check_answers(form: JsonObject, answers: Iterable[tuple[str, Json]], *, code: str = "invalid_input") -> JsonObject:
    """The answers by path, once all fit; else a Refusal that names the field. A field's id stands for its path, too."""
    by_path = {entry["field"]["path"]: entry for entry in fields_of(form)}
    by_id = {entry["field"]["id"]: entry for entry in fields_of(form)}
    taken: JsonObject = {}
    for path, value in answers:
        entry = by_path.get(path) or by_id.get(path)
        if entry is None:
            raise Refusal(code, f"The form has no field with the path {path}.")
        if value is not None:
            _check(entry["field"], value, code)
            taken[entry["field"]["path"]] = value
    for path, entry in by_path.items():
        if entry["isRequired"] and taken.get(path) in (None, ""):
            raise Refusal(code, f"The field {entry['field']['title']} ({path}) is required.")
    return taken


def _check(field: JsonObject, value: Json, code: str) -> None:
    options = [option["value"] for option in field.get("selectableValues", ())]
    kind = field["type"]
    if kind == "ValueSelect":
        fits = value in options
    elif kind == "MultiValueSelect":
        fits = isinstance(value, list) and all(item in options for item in value)
    else:
        fits = _FITS.get(kind, _is_text)(value)
    if not fits:
        raise Refusal(code, f"The field {field['title']} ({field['path']}) takes {_WANTED.get(kind, kind)}.")


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_day(value: Json) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_uuid(value: Json) -> bool:
    """Whether a value is an id as Ashby writes them."""
    return isinstance(value, str) and UUID.match(value) is not None


def _has(*names: str) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, dict) and all(name in value for name in names)


def _is_score(value: Json) -> bool:
    return isinstance(value, dict) and _is_whole(value.get("score")) and value["score"] in range(1, 5)


def _is_plain(value: Json) -> bool:
    return isinstance(value, dict) and value.get("type") == "PlainText" and isinstance(value.get("value"), str)


def _is_schools(value: Json) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and item.get("schoolName") and not (item.get("isCurrent") and item.get("endDate"))
        for item in value
    )


_FITS: Mapping[str, Callable[[Json], bool]] = MappingProxyType(
    {
        "Boolean": lambda value: isinstance(value, bool),
        "CompensationRange": _has("type", "minValue", "maxValue", "currencyCode", "interval"),
        "Currency": _has("value", "currencyCode"),
        "Date": _is_day,
        "EducationHistory": _is_schools,
        "Email": lambda value: isinstance(value, str) and bool(_EMAIL.fullmatch(value)),
        "Location": lambda value: isinstance(value, dict) and set(value) <= {"country", "city", "region"},
        "Number": _is_whole,
        "NumberRange": _has("type", "minValue", "maxValue"),
        "RichText": _is_plain,
        "Score": _is_score,
        "UUID": lambda value: is_uuid(value.get("value") if isinstance(value, dict) else value),
        "Url": lambda value: isinstance(value, str) and (not value or value.startswith(("http://", "https://"))),
    }
)
_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "Boolean": "true or false",
        "Date": "a day such as 2026-11-02",
        "Email": "an email address",
        "MultiValueSelect": "a list of its selectable values",
        "Number": "a whole number",
        "RichText": '{"type": "PlainText", "value": "..."}',
        "Score": '{"score": 1 to 4}',
        "Url": "an address that begins with https://",
        "ValueSelect": "one of its selectable values",
    }
)
