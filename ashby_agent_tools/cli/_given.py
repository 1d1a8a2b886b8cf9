"""The arguments of `call` on a command line: one JSON object, - for stdin, or name=value pairs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.toolset.tool import Tool

__all__ = ["given"]

_NUMBERS = {"integer", "number"}


def given(tool: Tool, words: Sequence[str]) -> Mapping[str, Json] | str:
    """What the words say: JSON as it stands, or the pairs as arguments.

    Raises InvalidArguments for a word that is neither, naming the arguments that there are.
    """
    if not words:
        return {}
    if len(words) == 1 and words[0] == "-":
        return _piped()
    if len(words) == 1 and words[0].lstrip()[:1] in tuple('{["'):
        return words[0]
    known: JsonObject = tool.schema.get("properties", {})
    found: dict[str, Json] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise InvalidArguments(
                f"{word!r:.80} is not name=value. {tool.name} takes {', '.join(known) or 'no arguments'}; or give one "
                "JSON object. Nothing was sent."
            )
        value = _value(text, known.get(name, {}))
        found[name] = _added(found[name], value, name) if name in found else value
    return found


def _piped() -> str:
    """What stdin holds; some shells put a mark in front of it."""
    try:
        return sys.stdin.read().removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidArguments(
            f"The arguments cannot be read from stdin ({type(error).__name__}): give one JSON object in UTF-8, or "
            "name=value. Nothing was sent."
        ) from error


def _added(before: Json, value: Json, name: str) -> Json:
    """A name that comes again adds to a list."""
    if not (isinstance(before, list) and isinstance(value, list)):
        raise InvalidArguments(f"{name} is given twice, and it is not a list. Nothing was sent.")
    return [*before, *value]


def _value(text: str, schema: JsonObject) -> Json:
    """The text as the schema wants it: a text stays one, a single value is a list of one, the rest is JSON."""
    types = schema.get("type", ())
    types = {types} if isinstance(types, str) else set(types)
    if types == {"string"} or (types and types <= _NUMBERS | {"string"} and not _is_json(text)):
        return text
    if types == {"array"} and not text.lstrip().startswith("["):
        return [_value(text, schema.get("items", {}))]
    return json.loads(text) if _is_json(text) else text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
