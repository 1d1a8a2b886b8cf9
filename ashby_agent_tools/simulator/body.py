"""Read a request's body and check it as Ashby would: unknown keys are ignored, our own forgiving extras are not.

The operation classes take more than Ashby does (ISO 8601 where Ashby wants epoch milliseconds, one value where it
wants a list). So what was given is compared with what the class would send: only Ashby's own coercions may differ
("true", "5", null for unset). [D]
"""

from __future__ import annotations

import copy
import json

import httpx
from pydantic import ValidationError

from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["read_body", "validated"]

_DEPRECATED_PARTS = {"resume": "resumeHandle", "file": "fileHandle"}  # candidate.uploadResume, uploadFile as form posts


def read_body(request: httpx.Request, org: Organization) -> JsonObject:
    """The body as a JSON object; the files of a form post are kept and become handles."""
    content_type = request.headers.get("Content-Type", "")
    if content_type.startswith("multipart/form-data"):
        return _read_form(request, org, content_type)
    try:
        body = json.loads(request.content or b"{}")
    except ValueError:
        raise Refusal("invalid_input", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refusal("invalid_input", "The body must be a JSON object.")
    return body


def _read_form(request: httpx.Request, org: Organization, content_type: str) -> JsonObject:
    body: JsonObject = {}
    for part in storage.parts(request.content, content_type):
        if part.filename is not None:
            row = storage.keep(org, part.filename, part.content_type, part.data)
            body[_DEPRECATED_PARTS.get(part.name, part.name)] = row["handle"]
            continue
        text = part.data.decode(errors="replace")
        try:
            body[part.name] = json.loads(text) if text[:1] in "{[" else text
        except ValueError:
            body[part.name] = text
    return body


def validated(operation: type[Operation], body: JsonObject, *, strict: bool) -> Operation:
    """The operation of a body. Refuses with invalid_input, naming the first parameter that does not fit."""
    cleaned = {key: value for key, value in body.items() if value is not None or _takes_null(operation, key)}
    for _ in range(20):
        try:
            op = operation.model_validate(cleaned)
            break
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            unknown = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
            if strict or not unknown or not _all_dropped(cleaned, unknown):
                where = ".".join(str(step) for step in first["loc"])
                raise Refusal("invalid_input", f"{where}: {first['msg']}" if where else first["msg"]) from None
    else:
        raise Refusal("invalid_input", "Too many unknown parameters.")
    sent = op.body()
    for key, value in cleaned.items():
        if not _same_on_wire(value, sent.get(key)):
            raise Refusal("invalid_input", f"{key}: not in the form that this endpoint takes.")
    return op


def _takes_null(operation: type[Operation], key: str) -> bool:
    return any(key in (name, field.alias) and field.is_required() for name, field in operation.model_fields.items())


def _all_dropped(body: JsonObject, places: list[tuple[int | str, ...]]) -> bool:
    found = [_dropped(body, loc) for loc in places]  # every one, also after the first that is not found
    return all(found)


def _dropped(body: JsonObject, loc: tuple[int | str, ...]) -> bool:
    """Take an unknown key out of the body; false where its place cannot be found."""
    inner: Json = body
    step: Json
    for step in loc[:-1]:
        if (isinstance(inner, dict) and step in inner) or (isinstance(inner, list) and isinstance(step, int)):
            inner[step] = copy.copy(inner[step])  # what the caller sent stays as it is, for the log
            inner = inner[step]
        elif not isinstance(step, str):  # a str that is not a key names the branch of a union: stay
            return False
    return isinstance(inner, dict) and inner.pop(loc[-1], _MISSING) is not _MISSING


_MISSING = object()


def _same_on_wire(given: Json, sent: Json) -> bool:
    """Whether Ashby would have taken `given` for `sent`."""
    if isinstance(given, dict):
        return isinstance(sent, dict) and all(
            value is None or _same_on_wire(value, sent.get(key)) for key, value in given.items()
        )
    if isinstance(given, list):
        return isinstance(sent, list) and len(given) == len(sent) and all(map(_same_on_wire, given, sent))
    if isinstance(given, str) and isinstance(sent, bool):
        return given.lower() in ("true", "false")
    if isinstance(given, str) and isinstance(sent, int | float):
        return given.strip().lstrip("-").replace(".", "", 1).isdigit()
    if isinstance(given, str) and isinstance(sent, str):
        asked = given.strip().casefold()
        return sent.strip().casefold() in (asked, f"{asked}z")  # a time without a zone is UTC
    return bool(given == sent) and isinstance(given, bool) == isinstance(sent, bool)
