"""Arguments as OpenAI-compatible servers send them, as the JSON text of an object where the meaning is certain."""

from __future__ import annotations

import json
import re

from ashby_agent_tools import Json

_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL | re.IGNORECASE)
_TAGGED = re.compile(r"(\{.*\})(?:\s*<[/|]?[\w|:.\-]+/?>)+", re.DOTALL)  # such as </tool_call> or <|im_end|>
_DEEPEST = 3  # how often text may be encoded as JSON text


def readable(arguments: Json) -> str:
    """The JSON text of what a model gave: what says nothing means no arguments, wrappings are taken off.

    Wrappings are a code fence, closing tags of a chat template, and JSON text encoded as JSON text again. Whatever
    is not an object then stays as it came, so that preparing the call says what is wrong with it.
    """
    if not isinstance(arguments, str):
        return "{}" if arguments is None else _written(arguments)
    text = arguments.strip()
    for _ in range(_DEEPEST):
        if text in ("", "null"):
            return "{}"
        inner = _unwrapped(text)
        if inner is None:
            return arguments if _decoded(text) is None else text
        text = inner.strip()
    return arguments


def _written(arguments: Json) -> str:
    """What is not yet text, as JSON; what cannot be written as JSON is named, so that it is refused as it should be."""
    try:
        return json.dumps(arguments, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return f"({type(arguments).__name__} that cannot be written as JSON)"


def _unwrapped(text: str) -> str | None:
    """What stands within one wrapping; None where there is none that is certain."""
    if fenced := _FENCED.fullmatch(text):
        return fenced[1]
    if (tagged := _TAGGED.fullmatch(text)) and isinstance(_decoded(tagged[1]), dict):
        return tagged[1]
    decoded = _decoded(text)
    return decoded if isinstance(decoded, str) else None


def _decoded(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
