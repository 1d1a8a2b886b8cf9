"""The ids in the arguments of a call, by kind, and the same arguments with others in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.short_ids import is_uuid

__all__ = ["Id", "body_with", "ids_in", "like_handles", "loose_ids", "replaced"]

Id = tuple[str, str]  # its kind and the UUID

_HANDLE = re.compile(r"[\w.+/=-]{32,}", re.ASCII)
_NAMES = frozenset({"path", "fieldId"})  # of fields in forms: never ids of records


def ids_in(operation: Operation) -> set[Id]:
    """The ids whose kind the operation names, wherever they stand."""
    found: set[Id] = set()

    def note(kind: str, text: str) -> str:
        found.add((kind, text.lower()))
        return text

    type(operation).model_validate(operation.as_arguments(), context={"resolve": note})
    return found


def loose_ids(body: Json, known: set[str]) -> set[str]:
    """The UUIDs in answers to forms and other open places, of no kind that anything names."""
    return {text.lower() for text in _texts(body) if is_uuid(text) and text.lower() not in known}


def like_handles(body: Json) -> set[str]:
    """What may be the handle of a file in answers to forms: long, and of one word."""
    return {text for text in _texts(body) if _HANDLE.fullmatch(text) and not is_uuid(text)}


def body_with(operation: Operation, instead: Mapping[Id, str]) -> JsonObject:
    """The body of the operation with other ids in the place of some."""

    def other(kind: str, text: str) -> str:
        return instead.get((kind, text.lower()), text)

    changed = type(operation).model_validate(operation.as_arguments(), context={"resolve": other})
    return changed.body()


def replaced(node: Json, instead: Mapping[str, str]) -> Json:
    """The same JSON with other texts in the place of some."""
    if isinstance(node, str):
        return instead.get(node, instead.get(node.lower(), node))
    if isinstance(node, list):
        return [replaced(item, instead) for item in node]
    if isinstance(node, dict):
        return {key: replaced(value, instead) for key, value in node.items()}
    return node


def _texts(node: Json, name: str = "") -> Iterator[str]:
    if isinstance(node, str) and name not in _NAMES:
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item, name)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, key)
