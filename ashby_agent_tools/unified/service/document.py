"""The OpenAPI 3.1 document of the web service, from the models."""

from __future__ import annotations

from typing import Any

from ashby_agent_tools.ats.dialects import DIALECTS
from ashby_agent_tools.ats.resources import MOST, RESOURCES, ResourceKind
from ashby_agent_tools.unified.service.requests import WRITES, Write

__all__ = ["document"]

_SCHEMAS = "#/components/schemas/"
_IDS = ("application", "candidate", "job", "stage")
_FORMATS = {"created_after": "date-time", "updated_after": "date-time", **dict.fromkeys(_IDS, "uuid")}


def document() -> dict[str, Any]:
    """The whole document."""
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    paths: dict[str, Any] = {}
    for name, kind in RESOURCES.items():
        record = _schema(kind.table.model, schemas, "serialization")
        paths[f"/{name}"] = {"get": _list(kind, record)}
        paths[f"/{name}/{{id}}"] = {"get": _get(kind, record)}
        for end, write in WRITES.get(name, {}).items():
            path = f"/{name}/{{id}}{end}" if write.of_one else f"/{name}"
            paths.setdefault(path, {})["post"] = _post(name, write, record, _schema(write.body, schemas, "validation"))
    paths["/attachments/{id}/download"] = {"get": _download()}
    paths["/{dialect}/{resource}"] = {"get": _in_dialect("list", [])}
    paths["/{dialect}/{resource}/{id}"] = {
        "get": _in_dialect("get", [_parameter("id", {"type": "string"}, place="path")])
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Unified ATS models over Ashby", "version": "1"},
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


_PROBLEM = {
    "type": "object",
    "required": ["title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "fingerprint": {"type": "string"},
        "question": {"type": "string"},
        "question_id": {"type": "string"},
    },
}


def _schema(model: Any, schemas: dict[str, Any], mode: Any) -> dict[str, Any]:
    made = model.model_json_schema(mode=mode, ref_template=_SCHEMAS + "{model}")
    schemas.update(made.pop("$defs", {}))
    schemas[model.__name__] = made
    return {"$ref": _SCHEMAS + model.__name__}


def _parameter(
    name: str, schema: dict[str, Any], says: str = "", place: str = "query", *, required: bool = False
) -> dict[str, Any]:
    told = {"description": says} if says else {}
    return {"name": name, "in": place, "required": required or place == "path", "schema": schema, **told}


def _shape(kind: ResourceKind[Any]) -> list[dict[str, Any]]:
    every = [
        _parameter("raw", {"type": "boolean", "default": False}, "Whether remote_data is there."),
    ]
    if kind.includable:
        every.append(
            _parameter("include", {"type": "string"}, f"With commas between: {', '.join(sorted(kind.includable))}.")
        )
    return every


def _list(kind: ResourceKind[Any], record: dict[str, Any]) -> dict[str, Any]:
    filters = [
        _parameter(
            name,
            {"type": "string", **({"format": _FORMATS[name]} if name in _FORMATS else {})},
            required=(kind.name, name) == ("activities", "candidate"),
        )
        for name in sorted(kind.served | kind.here)
    ]
    page = {
        "type": "object",
        "required": ["result", "next_cursor", "prev_cursor"],
        "properties": {
            "result": {"type": "array", "items": record},
            "next_cursor": {"type": ["string", "null"]},
            "prev_cursor": {"type": ["string", "null"]},
        },
    }
    remote = (
        []
        if kind.source is None
        else [_parameter("remote", {"type": "string"}, "A JSON object with further parameters of Ashby's own list.")]
    )
    paging = [
        *remote,
        _parameter("cursor", {"type": "string"}),
        _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}),
        _parameter("exclude", {"type": "string"}, "Fields to leave out, with commas between."),
    ]
    return _operation(f"{kind.name}_list", [*paging, *filters, *_shape(kind)], page)


def _get(kind: ResourceKind[Any], record: dict[str, Any]) -> dict[str, Any]:
    needed = [_parameter("id", {"type": "string"}, place="path")]
    if kind.name == "activities":
        whose = {"type": "string", "format": "uuid"}
        needed.append(_parameter("candidate", whose, "Whose note or mail it is.", required=True))
        needed.append(_parameter("activity_type", {"type": "string"}, "note, or email: to read one of both."))
    return _operation(f"{kind.name}_get", [*needed, *_shape(kind)], record)


def _download() -> dict[str, Any]:
    """The file of an attachment, as bytes."""
    whose = _parameter("candidate", {"type": "string", "format": "uuid"}, "Whose it is; else every candidate is read.")
    made = _operation("attachments_download", [_parameter("id", {"type": "string"}, place="path"), whose], {})
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    made["responses"]["200"]["content"] = content
    return made


def _in_dialect(verb: str, more: list[dict[str, Any]]) -> dict[str, Any]:
    """The same in the shape of a hosted service, whose own document describes it."""
    words = "; ".join(f"{name}: {', '.join(it.parameters)}" for name, it in sorted(DIALECTS.items()) if it.parameters)
    told = f"As without the dialect, in that hosted service's shape; its own words are taken, too ({words})."
    parameters = [
        _parameter("dialect", {"type": "string", "enum": sorted(DIALECTS)}, place="path"),
        _parameter("resource", {"type": "string", "enum": sorted(RESOURCES)}, place="path"),
        *more,
    ]
    return {**_operation(f"dialect_{verb}", parameters, {"type": "object"}), "description": told}


def _post(name: str, write: Write, record: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    parameters = [_parameter("id", {"type": "string"}, place="path")] if write.of_one else []
    made = _operation(f"{name}_{write.verb}", parameters, record, "200" if write.of_one else "201")
    return {**made, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


def _operation(name: str, parameters: list[dict[str, Any]], schema: Any, status: str = "200") -> dict[str, Any]:
    problem = {"content": {"application/problem+json": {"schema": {"$ref": _SCHEMAS + "Problem"}}}}
    return {
        "operationId": name,
        "parameters": parameters,
        "responses": {
            status: {"description": "Done.", "content": {"application/json": {"schema": schema}}},
            "default": {"description": "A problem.", **problem},
        },
    }
