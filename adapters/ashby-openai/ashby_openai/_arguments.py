"""Arguments as OpenAI-compatible servers send them, as the JSON text of an object where the meaning is certain."""

from __future__ import annotations

import json
import re

from ashby_agent_tools import Json

_FENCE, _MARK = "```", "\ufeff"  # of a byte order
_LANGUAGE = re.compile(r"json\b|[\w+-]{0,20}[ \t]{0,20}\n", re.IGNORECASE)
_TAG = re.compile(r"<[/|\uff5c]?[\w|:.\-\uff5c\u2581]+/?>")  # such as </tool_call>, <|im_end|> or those of DeepSeek
_LONGEST_TAG = 80
_DEEPEST = 3  # how often text may be encoded as JSON text


def readable(arguments: Json) -> str:
    """The JSON text of what a model gave: what says nothing means no arguments, wrappings are taken off.

    Wrappings are a code fence, the tags of a chat template, a mark of the byte order, and JSON text encoded as JSON
    text again. Whatever is not an object then stays as it came, so that preparing the call says what is wrong with it.
    Takes time in proportion to the length: models that are lost write blank lines until they are stopped.
    """
    if not isinstance(arguments, str):
        return "{}" if arguments is None else _written(arguments)
    text = _bare(arguments)
    for _ in range(_DEEPEST):
        if text in ("", "null"):
            return "{}"
        inner = _unwrapped(text)
        if inner is None:
            return arguments if _decoded(text) is None else text
        text = _bare(inner)
    return arguments


def _bare(text: str) -> str:
    return text.strip().removeprefix(_MARK).lstrip()


def _written(arguments: Json) -> str:
    """What is not yet text, as JSON; what cannot be written as JSON is named, so that it is refused as it should be."""
    try:
        return json.dumps(arguments, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return f"({type(arguments).__name__} that cannot be written as JSON)"


def _unwrapped(text: str) -> str | None:
    """What stands within one wrapping; None where there is none that is certain."""
    if len(text) >= 2 * len(_FENCE) and text.startswith(_FENCE) and text.endswith(_FENCE):
        fenced = text[len(_FENCE) : -len(_FENCE)]
        language = _LANGUAGE.match(fenced)
        return fenced[language.end() :] if language else fenced
    if (inner := _untagged(text)) is not None:
        return inner
    decoded = _decoded(text)
    return decoded if isinstance(decoded, str) else None


def _untagged(text: str) -> str | None:
    """An object with tags behind it, or between a tag and what closes it, without them."""
    end, closing = len(text), list[str]()
    while text.endswith(">", 0, end):
        start = text.rfind("<", max(0, end - _LONGEST_TAG), end)
        if start < 0 or not _TAG.fullmatch(text, start, end):
            break
        closing.append(text[start:end])
        end = start
        while text[end - 1 : end].isspace():
            end -= 1
    if not closing:
        return None
    opening = _TAG.match(text)
    within = opening is not None and f"</{opening[0][1:]}" in closing
    inner = text[opening.end() if opening and within else 0 : end].strip()
    return inner if isinstance(_decoded(inner), dict) else None


def _decoded(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
