"""Arguments as they come from a model: one JSON object within limits, checked before anything else looks at them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date

from ashby_agent_tools._unseen import SURROGATE
from ashby_agent_tools.errors import InvalidArguments, UsageError
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = [
    "DEEPEST",
    "LARGEST_INTEGER",
    "MOST_CHARACTERS",
    "MOST_VALUES",
    "encoded",
    "must_name_a_call",
    "named",
    "taken",
    "with_objects",
]

MOST_CHARACTERS = 1_000_000
MOST_VALUES = 20_000
DEEPEST = 32
LARGEST_INTEGER = 2**53 - 1  # Ashby computes in JavaScript, where a larger one silently becomes another number

_DIGITS = len(str(LARGEST_INTEGER)) + 1  # with a sign
_SHOWN = 200  # characters of a path in a message
_UNSENT = "Nothing was sent."


def taken(tool: str, arguments: object) -> dict[str, Json]:
    """The arguments of a call as their own dict. Raises InvalidArguments for what is not one JSON object.

    Refused with the place named: numbers that JSON or Ashby cannot hold, halves of characters, keys that are not texts
    or come twice, other Python objects than dates, and more than MOST_CHARACTERS in all texts and keys, MOST_VALUES,
    or DEEPEST levels.
    """
    given = _parsed(tool, arguments) if isinstance(arguments, str) else arguments
    if not isinstance(given, Mapping):
        raise InvalidArguments(f"{tool}: the arguments must be one JSON object, not {_kind(given)}. {_UNSENT}")
    fault = _fault(given)
    if fault:
        raise InvalidArguments(f"{tool}: {fault}. {_UNSENT}")
    return dict(given)


def named(name: str | Operation, arguments: Mapping[str, Json] | str | None) -> tuple[str, Mapping[str, Json] | str]:
    """The name of a tool and its arguments, given as these or as an operation that has both.

    Raises UsageError if an operation comes with further arguments, InvalidArguments where a name has none.
    """
    if isinstance(name, Operation):
        if arguments is not None:
            raise UsageError(f"{type(name).__name__} has its arguments already; pass the operation alone.")
        return name.spec.endpoint, name.as_arguments()
    if arguments is None:  # also what a model sends as null
        raise InvalidArguments(f"{name}: the arguments must be one JSON object, not null. {_UNSENT}")
    return name, arguments


def must_name_a_call(tool: str, call_id: object) -> None:
    """Raise InvalidArguments for an id of a call that no store can keep, whichever server or framework gave it."""
    if call_id is not None and (not isinstance(call_id, str) or _halved(call_id)):
        what = f"holds {_HALF}" if isinstance(call_id, str) else f"is {_kind(call_id)}; it must be a string"
        raise InvalidArguments(f"{tool}: the id of the call {what}. {_UNSENT}")


def with_objects(given: Mapping[str, Json], paths: Iterable[tuple[str, ...]]) -> dict[str, Json]:
    """The arguments with JSON text in the place of an object read as that object, which is what strict modes send.

    `paths`: where only an object fits, so that a text there has no other meaning. What is not an object's text stays.
    """
    out: Json = given
    for path in paths:
        out = _read_at(out, path)
    return dict(out)


def _read_at(value: Json, path: tuple[str, ...]) -> Json:
    if isinstance(value, list | tuple):
        return [_read_at(item, path) for item in value]
    if not path:
        return _object_in(value) if isinstance(value, str) else value
    if not isinstance(value, Mapping) or path[0] not in value:
        return value
    return {**value, path[0]: _read_at(value[path[0]], path[1:])}


def _object_in(text: str) -> Json:
    try:
        read = _parsed("", text) if text else text
    except InvalidArguments:
        return text
    return read if isinstance(read, dict) else text


def encoded(tool: str, body: Json, *, canonical: bool = False) -> bytes:
    """JSON as it is sent, or `canonical` as fingerprints are made of it. Raises InvalidArguments for what is not JSON.

    Done before the gate: what cannot be written must not fail after an approval, where its outcome would count as
    unknown.
    """
    try:
        text = json.dumps(body, ensure_ascii=canonical, sort_keys=canonical, separators=(",", ":"), allow_nan=False)
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArguments(f"{tool}: the arguments cannot be written as JSON ({error}). {_UNSENT}") from None


def _parsed(tool: str, text: str) -> Json:
    if len(text) > MOST_CHARACTERS:
        raise InvalidArguments(f"{tool}: {_too_long()}. {_UNSENT}")
    try:
        return json.loads(text or "{}", object_pairs_hook=_object, parse_int=_integer, parse_constant=_no_number)
    except RecursionError:
        raise InvalidArguments(f"{tool}: {_too_deep()}. {_UNSENT}") from None
    except ValueError as error:
        raise InvalidArguments(
            f"{tool}: the arguments are not valid JSON ({error}). Send one JSON object. {_UNSENT}"
        ) from None


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in made if keys.count(key) > 1)
        raise ValueError(f"the key {double[:_SHOWN]!r} appears twice")
    return made


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"the number {digits[:_DIGITS]}... is too large")
    return int(digits)


def _no_number(name: str) -> Json:
    raise ValueError(f"{name} is not a JSON number")


def _fault(arguments: Mapping[str, Json]) -> str | None:
    """What is wrong with the arguments, or None. A loop: what is nested too deeply must not exhaust the stack."""
    pending: list[tuple[str, int, Json]] = [("", 0, arguments)]
    values = characters = 0
    while pending:
        where, depth, value = pending.pop()
        characters += len(value) if isinstance(value, str) else 0
        values += 1
        below = list(_below(where, value))
        characters += sum(len(key) for _, key, _ in below)
        fault = _fault_of(where, value)
        if fault is None and depth + bool(below) > DEEPEST:
            fault = _too_deep()
        if fault is None and values + len(pending) + len(below) > MOST_VALUES:
            fault = f"the arguments hold more than {MOST_VALUES:,} values; split the call into several"
        if fault is None and characters > MOST_CHARACTERS:
            fault = _too_long()
        if fault is not None:
            return fault
        pending.extend((path, depth + 1, item) for path, _, item in below)
    return None


def _below(where: str, value: Json) -> Iterable[tuple[str, str, Json]]:
    """What is in a list or an object: its path, its key (empty in a list), and itself."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            name = key if isinstance(key, str) else ""
            yield f"{where}.{name[:_SHOWN]}".lstrip(".")[-_SHOWN:], name, item
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield f"{where}.{number}", "", item


def _fault_of(where: str, value: Json) -> str | None:
    """What is wrong with one value by itself."""
    place = where or "the arguments"
    if isinstance(value, str):
        return f"{place} holds {_HALF}" if _halved(value) else None
    if isinstance(value, Mapping):
        return _fault_of_keys(place, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _fault_of_number(place, value)
    plain = value is None or isinstance(value, bool | list | tuple | date)
    return None if plain else f"{place} is {_kind(value)}, which JSON cannot hold"


def _fault_of_keys(place: str, value: Mapping[Json, Json]) -> str | None:
    if wrong := [key for key in value if not isinstance(key, str)]:
        return f"a key in {place} is {_kind(wrong[0])}; every key must be a string"
    return f"a key in {place} holds {_HALF}" if any(map(_halved, value)) else None


def _fault_of_number(place: str, value: float) -> str | None:
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{place} is {value}, which is not a JSON number"
    fits = -LARGEST_INTEGER <= value <= LARGEST_INTEGER
    return None if fits else f"{place} is too large a number: at most {LARGEST_INTEGER} is kept exactly"


_HALF = "half of a character (a lone surrogate, as of an emoji that was cut in two); write the whole character"


def _halved(text: str) -> bool:
    return not text.isascii() and SURROGATE.search(text) is not None


def _too_deep() -> str:
    return f"the arguments are nested more than {DEEPEST} levels deep; no operation takes that"


def _too_long() -> str:
    return f"the arguments are longer than {MOST_CHARACTERS:,} characters; shorten them"


def _kind(value: object) -> str:
    """What a value is, in the words of JSON."""
    if value is None:
        return "null"
    words = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return words.get(type(value), f"a Python {type(value).__name__}")
