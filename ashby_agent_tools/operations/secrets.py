"""Masking: arguments as anybody but Ashby may see them. Which parameters are secrets, the catalogue says."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from ashby_agent_tools.operations.base import Json, JsonObject, Operation, Params

__all__ = [
    "HIDDEN",
    "holds_a_mask",
    "masked",
    "masked_as_given",
    "secrets_in",
    "takes_secrets",
    "texts_in",
    "unmasked",
    "withheld_secrets",
]

HIDDEN = "(not shown)"
# For bodies that nothing describes: `Client.request`, and operations of an application's own.
_BY_NAME = re.compile(r"(?i)secret|passw(?:or)?d|passphrase|(?:api|private|access)_?key|credential|authorization|token")
_MOST_ITEMS = 200  # of a list in which each is looked for
_NO_SECRET = re.compile(r"(?i)(?:sync|page|cursor)_?token\Z")

Paths = frozenset[str]


def masked(operation: Operation, body: JsonObject | None = None) -> JsonObject:
    """The arguments (or the body, as it was made), with `(not shown)` for every secret.

    Secret is what `Spec.secrets` names, a field with `repr=False`, and what is called a secret, password, key or token.
    """
    return masked_as_given(type(operation), operation.as_arguments() if body is None else body)


def masked_as_given(operation: type[Operation], arguments: Mapping[str, Json]) -> JsonObject:
    """The same of arguments that nobody has validated, as a model gave them."""
    shown: JsonObject = _masked(arguments, "", _secret_paths(operation))
    return shown


def unmasked(operation: type[Operation], given: Mapping[str, Json], before: JsonObject) -> JsonObject:
    """Arguments that a person edited, with the secrets that they were not shown put back from the call before.

    In a list, an item that is unchanged is found wherever it stands now; if one alone is changed it is the one at its
    place. Otherwise the mask stays, and a call that holds one is refused.
    """
    filled: JsonObject = _unmasked(given, before, "", _secret_paths(operation))
    return filled


def holds_a_mask(operation: type[Operation], arguments: JsonObject) -> bool:
    """Whether a secret is `(not shown)`: a mask that came back, and never what somebody means to send."""
    return any(value == HIDDEN for value in secrets_in(operation, arguments))


def secrets_in(operation: type[Operation], arguments: Mapping[str, Json]) -> Iterator[Json]:
    """The values of the arguments that are secrets."""
    return _secrets(arguments, "", _secret_paths(operation))


def takes_secrets(operation: type[Operation]) -> bool:
    """Whether an argument of the operation is declared secret, be it given or not."""
    return bool(_secret_paths(operation)) or any(_is_secret(name, name, frozenset()) for name in operation.model_fields)


def withheld_secrets(operation: type[Operation], answer: Json) -> Iterator[Json]:
    """The secrets in an answer: of what no model is shown of the record, that which is called so."""
    entity = operation.spec.entity
    paths = entity.withheld if entity else ()
    secret = frozenset(path for path in paths if _is_secret(path.rpartition(".")[2], path, frozenset()))
    for record in (answer if isinstance(answer, list) else [answer]) if secret else ():
        yield from _declared(record, "", secret)


def texts_in(node: Json) -> Iterator[str]:
    """The texts in a value, and in what it holds."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping | list | tuple):
        for item in node.values() if isinstance(node, Mapping) else node:
            yield from texts_in(item)


@functools.lru_cache(maxsize=1024)
def _secret_paths(operation: type[Operation]) -> Paths:
    """The dotted paths of the arguments that are declared secret; lists are passed through."""
    return frozenset((*operation.spec.secrets, *_unrepresented(operation, "", ())))


def _unrepresented(model: type[Params], prefix: str, above: tuple[type[Params], ...]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        path = prefix + (field.alias or name)
        if not field.repr:
            yield path
        for child in _models_in(field.annotation):
            if child is not model and child not in above:
                yield from _unrepresented(child, f"{path}.", (*above, model))


def _models_in(annotation: Any) -> Iterator[type[Params]]:
    if isinstance(annotation, type) and issubclass(annotation, Params):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _is_secret(key: str, path: str, secret: Paths) -> bool:
    return path in secret or bool(_BY_NAME.search(key) and not _NO_SECRET.search(key))


def _at(path: str, key: str) -> str:
    return f"{path}.{key}".lstrip(".")


def _masked(value: Json, path: str, secret: Paths) -> Json:
    if isinstance(value, list | tuple):
        return [_masked(item, path, secret) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: HIDDEN if _is_secret(str(key), at := _at(path, key), secret) else _masked(child, at, secret)
        for key, child in value.items()
    }


def _secrets(value: Json, path: str, secret: Paths) -> Iterator[Json]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _secrets(item, path, secret)
    elif isinstance(value, Mapping):
        for key, child in value.items():
            if _is_secret(str(key), at := _at(path, key), secret):
                yield child
            else:
                yield from _secrets(child, at, secret)


def _declared(value: Json, path: str, secret: Paths) -> Iterator[Json]:
    """The values at declared paths only, whatever other keys are called."""
    if isinstance(value, list):
        for item in value:
            yield from _declared(item, path, secret)
    elif isinstance(value, Mapping):
        for key, child in value.items():
            if (at := _at(path, key)) in secret:
                yield child
            else:
                yield from _declared(child, at, secret)


def _unmasked(given: Json, before: Json, path: str, secret: Paths) -> Json:
    if isinstance(given, Mapping):
        known = before if isinstance(before, Mapping) else {}
        return {
            key: known[key]
            if value == HIDDEN and key in known and _is_secret(key, _at(path, key), secret)
            else _unmasked(value, known.get(key), _at(path, key), secret)
            for key, value in given.items()
        }
    if isinstance(given, list | tuple):
        items = before if isinstance(before, list | tuple) else ()
        paired = zip(given, _partners(given, items, path, secret), strict=True)
        return [_unmasked(item, partner, path, secret) for item, partner in paired]
    return given


def _partners(given: Json, before: Json, path: str, secret: Paths) -> list[Json]:
    """For each item of a list the one that it was before; None where nothing tells for certain."""
    if not 0 < max(len(given), len(before)) <= _MOST_ITEMS:
        return [None] * len(given)
    shown, wanted = ([_masked(item, path, secret) for item in items] for items in (before, given))
    changed = [at for at, item in enumerate(wanted) if item not in shown]
    partners: list[Json] = []
    for at, item in enumerate(wanted):
        in_place = len(shown) == len(wanted) and (shown[at] == item or (changed == [at] and shown[at] not in wanted))
        found = shown.index(item) if shown.count(item) == 1 else at if in_place else None
        partners.append(None if found is None else before[found])
    return partners
