"""What model providers take: one table of rules with source and date, and schemas in each provider's dialect.

No provider was called to make this. A rule is what its source says, or what the provider's refusals, as people
reported them, say; where reports differ the narrower one is given here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json, JsonObject, copied

__all__ = ["PROVIDERS", "Provider", "ProviderRules", "Source", "for_provider", "not_strict"]

Provider = Literal["openai", "anthropic", "gemini", "mcp"]


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read, and when (ISO date)."""

    address: str
    seen: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRules:
    """What one provider takes. None: no limit is known.

    `name`: the pattern of tool names. `prefixed`: the most characters of a name together with `prefix`, which clients
    put before it. `description`: the most characters. `tools`: the most tools in one request. `property_name`: the
    pattern of parameter names. `type_lists`: whether `type` may be a list. `formats`: known formats of strings.
    `refused`: keywords that make it refuse a schema, at the top level (`refused_on_top`) or anywhere (`refused`).
    `empty_objects`: whether an object may have no properties. `program`: what calls by a program that the model wrote
    are named among the callers that a tool allows; None where there is no such thing.
    """

    name: str
    prefix: str = ""
    prefixed: int | None = None
    description: int | None = None
    tools: int | None = None
    property_name: str = r".{1,64}"
    type_lists: bool = True
    empty_objects: bool = True
    formats: frozenset[str] | None = None
    refused_on_top: frozenset[str] = frozenset({"anyOf", "oneOf", "allOf"})
    refused: frozenset[str] = frozenset({"$ref", "$defs"})
    program: str | None = None
    sources: tuple[Source, ...] = ()

    @property
    def refused_anywhere(self) -> tuple[str, ...]:
        """In words, what makes this provider refuse a schema wherever it stands."""
        found = sorted(self.refused)
        found += [] if self.type_lists else ["a list of types", "no type"]
        found += [] if self.empty_objects else ["an object without properties"]
        return tuple(found if self.formats is None else [*found, f"formats but {', '.join(sorted(self.formats))}"])

    def objections(self, name: str, description: str, schema: JsonObject) -> tuple[str, ...]:
        """What this provider would refuse of a tool, in words; empty if nothing."""
        return tuple(
            f"{name}: {fault}" for fault in (*self._about_the_tool(name, description), *self._about_the_schema(schema))
        )

    def _about_the_tool(self, name: str, description: str) -> Iterator[str]:
        if not re.fullmatch(self.name, name):
            yield f"the name does not fit {self.name}"
        if self.prefixed is not None and len(self.prefix + name) > self.prefixed:
            yield f"the name has more than {self.prefixed} characters after {self.prefix}"
        if self.description is not None and len(description) > self.description:
            yield f"the description has more than {self.description} characters"

    def _about_the_schema(self, schema: JsonObject) -> Iterator[str]:
        if schema.get("type") != "object":
            yield "the schema is not an object"
        yield from (f"{key} at the top level" for key in sorted(self.refused_on_top & schema.keys()))
        for path, node in _nodes(schema):
            yield from (f"{key} in {path or 'the schema'}" for key in sorted(self.refused & node.keys()))
            yield from (
                f"the parameter name {child}"
                for child in node.get("properties", ())
                if not re.fullmatch(self.property_name, child)
            )
            if not self.type_lists and isinstance(node.get("type"), list):
                yield f"a list of types in {path}"
            if not self.type_lists and not {"type", "anyOf"} & node.keys():
                yield f"no type in {path}"
            if not self.empty_objects and path and node.get("type") == "object" and not node.get("properties"):
                yield f"an object without properties in {path}"
            if self.formats is not None and node.get("format", "") not in {"", *self.formats}:
                yield f"the format {node['format']} in {path}"


_GEMINI_FORMATS = frozenset({"date-time", "enum"})

PROVIDERS: Mapping[Provider, ProviderRules] = MappingProxyType(
    {
        "openai": ProviderRules(
            name=r"[a-zA-Z0-9_-]{1,64}",
            description=1024,
            tools=128,
            program="programmatic",
            sources=(
                Source(
                    "openai 3.57, types/responses/function_tool_param.py (allowed_callers, output_schema)", "2026-11-29"
                ),
                Source("openai 3.54, types/shared/function_definition.py (names)", "2026-11-23"),
                Source("https://github.com/vishalmysore/Tools4AI/issues/16 (128 tools)", "2026-11-23"),
                Source("https://github.com/getsentry/sentry-mcp/issues/106 (descriptions)", "2026-11-23"),
                Source("openai-agents 0.24, agents/strict_schema.py (strict)", "2026-11-23"),
                Source("OpenAI's guide to structured outputs, as public repositories quote it (formats)", "2026-11-23"),
            ),
        ),
        "anthropic": ProviderRules(
            name=r"[a-zA-Z0-9_-]{1,64}",
            property_name=r"[a-zA-Z0-9_.-]{1,64}",
            program="code_execution_20260120",
            sources=(
                Source(
                    "anthropic 2.14, types/tool_param.py, tool_use_block.py (allowed_callers, caller)", "2026-11-29"
                ),
                Source("https://github.com/dearlordylord/huly-mcp/issues/66 (top-level unions)", "2026-11-23"),
                Source("anthropic 2.14, lib/_parse/_transform.py (strict)", "2026-11-29"),
                Source(
                    "https://github.com/diegosouzapw/OmniRoute/issues/13552 (names, $ref; quotes the documentation)",
                    "2026-11-23",
                ),
            ),
        ),
        "gemini": ProviderRules(
            name=r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}",
            type_lists=False,
            empty_objects=False,
            formats=_GEMINI_FORMATS,
            refused=frozenset({"$ref", "$defs", "const", "additionalProperties", "oneOf", "allOf"}),
            sources=(
                Source("https://github.com/cline/cline/issues/7339 (names, items)", "2026-11-23"),
                Source("https://github.com/voocel/litellm/issues/9 (lists of types)", "2026-11-23"),
                Source("https://github.com/google-gemini/gemini-cli/issues/3178 (formats)", "2026-11-23"),
                Source("https://github.com/nanbingxyz/5ire/issues/42 (open objects)", "2026-11-23"),
                Source("https://github.com/CherryHQ/cherry-studio/pull/4153 (keywords; no const)", "2026-11-23"),
            ),
        ),
        "mcp": ProviderRules(
            name=r"[a-zA-Z0-9_.-]{1,128}",
            prefix="ashby-",
            prefixed=60,
            sources=(
                Source("https://github.com/tadata-org/fastapi_mcp/issues/64 (60 characters in Cursor)", "2026-11-23"),
                Source("https://github.com/packit/ai-workflows/pull/619 (128, and 64 behind a prefix)", "2026-11-23"),
            ),
        ),
    }
)

_STRICT_FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}
)  # the guide to structured outputs, as above
_BOUNDS = frozenset({"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"})
_NULL: JsonObject = {"type": "null"}


def for_provider(provider: str, schema: JsonObject, *, strict: bool = False) -> JsonObject:
    """A tool's JSON schema in a provider's dialect; a new dict, which accepts what the given one accepts or less.

    `strict` (openai and anthropic): every object is closed, and one with keys of one's own becomes its JSON text, which
    `prepare` reads. openai: every parameter is required, and what may be left out is nullable.
    Raises UsageError for an unknown provider, and for `strict` where `not_strict` says why not.
    """
    if provider not in get_args(Provider):
        raise UsageError(f"Unknown provider {provider!r}; there are {', '.join(get_args(Provider))}.")
    if strict:
        if provider not in ("openai", "anthropic"):
            raise UsageError("strict is a mode of openai and anthropic only.")
        if why := not_strict(schema):
            raise UsageError(f"This schema cannot be strict: {why}.")
        whole = {"properties": {}, **schema}
        return _strict(whole) if provider == "openai" else _strict_anthropic(whole)
    if provider == "gemini":
        return _gemini(schema)
    return dict(copied(schema))


def not_strict(schema: JsonObject) -> str | None:
    """Why strict modes cannot express a schema; None if they can."""
    for path, node in _nodes(schema):
        if not {"type", "anyOf", "enum"} & node.keys():
            return f"{path} takes any value"
        if isinstance(node.get("type"), list) and "object" in node["type"] and "properties" not in node:
            return f"{path} takes texts as well as objects with keys of one's own"
    return None


def _strict(node: JsonObject) -> JsonObject:
    out = _closed(node, _strict)
    out.pop("minLength", None)
    if isinstance(out.get("type"), list) and len([kind for kind in out["type"] if kind != "null"]) > 1:
        out = _one_by_one(out, out["type"])
    if out.get("type") == "object":
        required = set(out.get("required", ()))
        out["properties"] = {
            name: child if name in required else _nullable(child) for name, child in out["properties"].items()
        }
        out["required"] = list(out["properties"])
    return out


def _strict_anthropic(node: JsonObject) -> JsonObject:
    """What may be left out may be left out here, too; bounds are unknown, and so are lists of types."""
    out = {key: value for key, value in _closed(node, _strict_anthropic).items() if key not in _BOUNDS}
    return _one_by_one(out, out["type"]) if isinstance(out.get("type"), list) else out


def _closed(node: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """What both strict modes want: closed objects, no defaults, known formats only."""
    if node.get("type") == "object" and "properties" not in node:
        kind = "a JSON object, as text"
        described = f"{node['description']} ({kind})" if "description" in node else kind
        return {"type": "string", "description": described}
    out = _mapped(node, change)
    default = out.pop("default", None)
    if default is not None:
        out["description"] = f"{out.get('description', '')} default {_plain(default)}".strip()
    if out.get("format") not in _STRICT_FORMATS:
        out.pop("format", None)
    if out.get("type") == "object":
        out["additionalProperties"] = False
    return out


def _nullable(node: JsonObject) -> JsonObject:
    if "anyOf" in node:
        return node if _NULL in node["anyOf"] else {**node, "anyOf": [*node["anyOf"], _NULL]}
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    out = {**node, "type": [*kinds, *(["null"] if "null" not in kinds else [])]}
    if "enum" in out and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    return out


def _gemini(node: JsonObject) -> JsonObject:
    """Google's subset of OpenAPI: one type per schema, nullable beside it, no objects with keys of one's own.

    An optional parameter of that kind is left out, and so is the branch of a union; a required one stays, and
    Google may refuse it.
    """
    out = _mapped(node, _gemini)
    out.pop("additionalProperties", None)
    if out.get("format") not in _GEMINI_FORMATS:
        out.pop("format", None)
    kinds = out.get("type")
    if isinstance(kinds, list):
        out = _one_by_one(out, [kind for kind in kinds if kind not in ("null", "object")])
        out |= {"nullable": True} if "null" in kinds else {}
    if _NULL in out.get("anyOf", ()):
        out["anyOf"] = [branch for branch in out["anyOf"] if branch != _NULL]
        out["nullable"] = True
    if not {"type", "anyOf"} & out.keys():
        out = _one_by_one({**out, "items": {"type": "string"}}, ["string", "number", "boolean", "array"])
    if "properties" in out:
        required = out.get("required", ())
        out["properties"] = {
            name: child for name, child in out["properties"].items() if name in required or not _open(child)
        }
    return out


def _one_by_one(node: JsonObject, kinds: list[str]) -> JsonObject:
    """A schema of one of several types, each its own branch; `items` goes with the array."""
    rest = {key: value for key, value in node.items() if key not in ("type", "items")}
    branches: list[JsonObject] = [
        {"type": kind, "items": node["items"]} if kind == "array" else {"type": kind} for kind in kinds
    ]
    return {**rest, **branches[0]} if len(branches) == 1 else {**rest, "anyOf": branches}


def _open(node: JsonObject) -> bool:
    """Whether a schema is an object with keys of one's own, which Google's dialect cannot say."""
    return node.get("type") == "object" and not node.get("properties")


def _mapped(node: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """A copy of a schema with its direct children changed."""
    out = dict(node)
    if "properties" in out:
        out["properties"] = {name: change(child) for name, child in out["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(out.get(key), dict):
            out[key] = change(out[key])
    if "anyOf" in out:
        out["anyOf"] = [change(branch) for branch in out["anyOf"]]
    return out


def _nodes(schema: JsonObject, path: str = "") -> Iterator[tuple[str, JsonObject]]:
    """Every schema inside a schema, with the path of the parameter it belongs to."""
    yield path, schema
    for name, child in schema.get("properties", {}).items():
        yield from _nodes(child, f"{path}.{name}".lstrip("."))
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _nodes(schema[key], path)
    for branch in schema.get("anyOf", ()):
        yield from _nodes(branch, path)


def _plain(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
