"""An operation as tools see it: its description, and its JSON schema without what wastes tokens.

Frameworks get this dict, never the class: all validation happens in `prepare`, and one place knows the rules.
Cleaned away: titles, null defaults, optional-null unions, $defs, docstrings of nested objects, and `const`, which
compilers of other people's know less often than an `enum` of one.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from ashby_agent_tools.operations.base import Json, JsonObject, Operation, copied

if TYPE_CHECKING:
    from ashby_agent_tools.operations.providers import PROVIDERS, for_provider, not_strict

__all__ = [
    "FIELDS",
    "PROVIDERS",
    "clean",
    "description_of",
    "for_provider",
    "not_strict",
    "open_objects",
    "schema_of",
    "takes_fields",
    "with_fields",
]

FIELDS = "fields"  # our one parameter, on read tools: which fields a result shows; never sent
_LAST = ("expand", "limit", "cursor", "syncToken", FIELDS)


def __getattr__(name: str) -> Any:
    """What `providers` has, loaded when it is asked for."""
    if name not in ("PROVIDERS", "for_provider", "not_strict"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ashby_agent_tools.operations import providers  # noqa: PLC0415  (loaded when a provider is first asked for)

    return getattr(providers, name)


@functools.cache
def _description(operation: type[Operation]) -> str:
    return inspect.cleandoc(operation.__doc__ or "")


def description_of(operation: type[Operation]) -> str:
    """The tool description: the class's docstring, its first line one full sentence."""
    return _description(operation)


def schema_of(operation: type[Operation]) -> JsonObject:
    """The JSON schema of an operation's parameters: one self-contained object. A fresh copy at each call."""
    return dict(copied(_schema(operation)))


def takes_fields(operation: type[Operation]) -> bool:
    """Whether our `fields` is added: on reads of Ashby, and where a call that may write answers with what it read.

    The built-in tools say for themselves what they take.
    """
    answers = operation.spec.reads or operation.spec.endpoint.endswith(".info")
    return answers and operation.spec.served_by not in ("builtin", "task")


@functools.cache
def open_objects(operation: type[Operation]) -> tuple[tuple[str, ...], ...]:
    """The paths of the parameters that are objects with keys of one's own; lists on the way have no place in a path."""
    return tuple(dict.fromkeys(_open_below(_schema(operation), ())))


def _open_below(node: JsonObject, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if path and node.get("type") == "object" and "properties" not in node:
        yield path
    for name, child in node.get("properties", {}).items():
        yield from _open_below(child, (*path, name))
    for child in (*([node["items"]] if "items" in node else []), *node.get("anyOf", ())):
        yield from _open_below(child, path)


def with_fields(arguments: Mapping[str, Json], fields: Sequence[str]) -> Mapping[str, Json]:
    """Arguments together with the fields that the result should show, as a caller gives them."""
    return {**arguments, FIELDS: list(fields)} if fields else arguments


class _Plain(GenerateJsonSchema):
    """Pydantic's generator without what `clean` would take out again, or what needs a type adapter for each default."""

    def encode_default(self, dft: Any) -> Any:
        """A plain default is JSON as it stands."""
        return dft if dft is None or isinstance(dft, bool | int | str) else super().encode_default(dft)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  (the signature is Pydantic's)
        """No field gets a title."""
        return False


@functools.cache
def _schema(operation: type[Operation]) -> JsonObject:
    raw = operation.model_json_schema(by_alias=True, schema_generator=_Plain)
    schema = clean(raw)
    properties = schema.setdefault("properties", {})
    if takes_fields(operation):
        properties[FIELDS] = {"type": "array", "items": {"type": "string"}}
    for name in _LAST:
        if name in properties:
            properties[name] = properties.pop(name)
    schema.pop("description", None)
    return schema


def clean(raw: JsonObject) -> JsonObject:
    """A Pydantic JSON schema without $defs, titles, null defaults, optional-null unions and nested docstrings."""
    cleaned = _clean(raw, raw.get("$defs", {}))
    cleaned.pop("$defs", None)
    return cleaned


def _clean(node: JsonObject, defs: JsonObject) -> JsonObject:
    if "$ref" in node:
        target = dict(defs[node["$ref"].rsplit("/", 1)[1]])
        target.pop("description", None)
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _clean({**target, **beside}, defs)
    out = {key: value for key, value in node.items() if not _noise(key, value)}
    if "const" in out:
        out["enum"] = [out.pop("const")]
        out.pop("default", None)  # nothing else can be said
    required = set(node.get("required", ()))
    if "properties" in node:
        out["properties"] = {
            name: _clean(child if name in required else _without_null(child), defs)
            for name, child in node["properties"].items()
        }
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            out[key] = _clean(node[key], defs)
    if "anyOf" in node:
        out["anyOf"] = [_clean(branch, defs) for branch in node["anyOf"]]
        out = _merged(out)
    return out


def _noise(key: str, value: object) -> bool:
    if key == "default":
        return value is None
    return key in {"title", "$defs"} or (key == "additionalProperties" and isinstance(value, bool))


def _without_null(node: JsonObject) -> JsonObject:
    """An optional parameter is left out rather than set to null, so its null branch says nothing."""
    branches = [branch for branch in node.get("anyOf", ()) if branch != {"type": "null"}]
    if not branches:
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**branches[0], **rest} if len(branches) == 1 else {**rest, "anyOf": branches}


def _merged(node: JsonObject) -> JsonObject:
    """A union of bare types as one list of types, which costs less than anyOf; a number may be an integer."""
    branches = node["anyOf"]
    if all(set(branch) == {"type"} and isinstance(branch["type"], str) for branch in branches):
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        kinds = [branch["type"] for branch in branches]
        return {"type": [kind for kind in kinds if kind != "integer" or "number" not in kinds], **rest}
    return node
