"""Masking: arguments as anybody but Ashby may see them. Which parameters are secrets, the catalogue says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ashby_agent_tools.operations.base import Json, JsonObject, Operation, Params

__all__ = ["HIDDEN", "masked", "secret_paths"]

HIDDEN = "(not shown)"
# For bodies that nothing describes: `Client.request`, and operations of an application's own.
_BY_NAME = re.compile(r"(?i)secret|passw(?:or)?d|passphrase|(?:api|private|access)_?key|credential|authorization|token")
_NO_SECRET = re.compile(r"(?i)(?:sync|page|cursor)_?token\Z")


def masked(operation: Operation, body: JsonObject | None = None) -> JsonObject:
    """The arguments (or the body, as it was made), with `(not shown)` for every secret.

    Secret is what `Spec.secrets` names, a field with `repr=False`, and what is called a secret, password, key or token.
    """
    shown: JsonObject = _masked(operation.as_arguments() if body is None else body, "", secret_paths(operation))
    return shown


def secret_paths(operation: Operation) -> frozenset[str]:
    """The dotted paths of the arguments that are declared secret; lists are passed through."""
    return frozenset((*operation.spec.secrets, *_unrepresented(operation, "")))


def _unrepresented(model: Params, prefix: str) -> Iterator[str]:
    for name, field in type(model).model_fields.items():
        path, value = prefix + (field.alias or name), getattr(model, name)
        if not field.repr:
            yield path
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, Params):
                yield from _unrepresented(child, f"{path}.")


def _masked(value: Json, path: str, secret: frozenset[str]) -> Json:
    if isinstance(value, list):
        return [_masked(item, path, secret) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _shown(key, child, f"{path}.{key}".lstrip("."), secret) for key, child in value.items()}


def _shown(key: str, value: Json, path: str, secret: frozenset[str]) -> Json:
    hidden = path in secret or (_BY_NAME.search(key) and not _NO_SECRET.search(key))
    return HIDDEN if hidden else _masked(value, path, secret)
