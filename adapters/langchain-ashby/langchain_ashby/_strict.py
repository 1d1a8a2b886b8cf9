"""Schemas that survive `strict`: LangChain marks every tool strict where a model answers in a `response_format`.

OpenAI's strict mode requires every parameter and closes every object, so what may be left out has to be nullable, and
an object with keys of one's own cannot be said. In its place stands an object with the one text `json`, which is read
before the call is prepared: no tool and no parameter is left out.
"""

from __future__ import annotations

import json

from ashby_agent_tools import Json
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.schema import for_provider

__all__ = ["opened", "strict_schema"]

_WRITTEN = "json"
_AS_TEXT: dict[str, Json] = {
    "type": "object",
    "properties": {_WRITTEN: {"type": "string", "description": "the object or list, as JSON text"}},
    "required": [_WRITTEN],
}
_ANY: list[Json] = ["string", "number", "boolean", "null", "array", "object"]


def strict_schema(schema: dict[str, Json]) -> dict[str, Json]:
    """A tool's schema for strict mode: everything required, what may be left out nullable, defaults in words."""
    return for_provider("openai", _closed(schema), strict=True)


def opened(tool: str, schema: dict[str, Json], arguments: Json) -> Json:
    """The arguments of a call as the tool's own schema has them: what was written as JSON text is read.

    Raises InvalidArguments if that text is not JSON.
    """
    try:
        return _opened(schema, arguments, "")
    except _UnreadableError as error:
        raise InvalidArguments(f"{tool}: {error}. Nothing was sent.") from None


class _UnreadableError(Exception):
    """A text that should be JSON, with its place."""


def _closed(node: dict[str, Json]) -> dict[str, Json]:
    if _is_open(node):
        kinds = _kinds(node) or _ANY
        told = {"description": node["description"]} if "description" in node else {}
        if kinds == ["object"]:
            return {**_AS_TEXT, **told}
        plain: list[dict[str, Json]] = [
            {"type": kind, **({"items": node.get("items") or {"type": "string"}} if kind == "array" else {})}
            for kind in kinds
            if kind != "object"
        ]
        return {"anyOf": [*plain, _AS_TEXT], **told}
    out = dict(node)
    if "properties" in out:
        out["properties"] = {name: _closed(child) for name, child in out["properties"].items()}
    if isinstance(out.get("items"), dict):
        out["items"] = _closed(out["items"])
    if "anyOf" in out:
        out["anyOf"] = [_closed(branch) for branch in out["anyOf"]]
    return out


def _opened(node: dict[str, Json], value: Json, place: str) -> Json:
    branches = [node, *node.get("anyOf", ())]
    match value:
        case {"json": str(text), **rest} if not rest and any(map(_is_open, branches)):
            try:
                return json.loads(text, object_pairs_hook=_object)
            except (ValueError, RecursionError) as error:
                raise _UnreadableError(f"{place}.{_WRITTEN} cannot be read as JSON ({error})") from None
        case dict():
            known = {name: child for branch in branches for name, child in branch.get("properties", {}).items()}
            return {
                key: _opened(known[key], item, f"{place}.{key}".lstrip(".")) if key in known else item
                for key, item in value.items()
            }
        case list():
            items = next((branch["items"] for branch in branches if isinstance(branch.get("items"), dict)), None)
            return value if items is None else [_opened(items, item, place) for item in value]
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object whose keys come once each, as arguments have to be."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key appears twice")
    return made


def _is_open(node: dict[str, Json]) -> bool:
    """Whether a schema takes any value, or an object with keys of one's own."""
    if not {"type", "anyOf", "enum", "const"} & node.keys():
        return True
    return "object" in _kinds(node) and "properties" not in node


def _kinds(node: dict[str, Json]) -> list[Json]:
    kinds = node.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]
