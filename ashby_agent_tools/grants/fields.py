"""The fields of a grant as plain data: read from a file or a store with every fault named, and written there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from ashby_agent_tools.approval.caps import Caps
from ashby_agent_tools.client.rows import Rows
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants.grant import Grant
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.index import near

__all__ = ["FIELDS", "Fault", "as_table", "grant_of"]

Fault = Callable[[tuple[str, ...], str], NoReturn]
"""Raises UsageError for the key at a path, with what is wrong with it."""
_HASHED = "sha256:"


def grant_of(name: str, table: Mapping[str, Any], fault: Fault) -> Grant:
    """The grant of this name in a table. `fault` is called for the first key that cannot be used."""
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key not in FIELDS:
            fault((key,), f"is not known here{near(key, FIELDS)}; known are {', '.join(FIELDS)}")
        field, read = FIELDS[key]
        given[field] = read(value, _below(fault, key))
    try:
        return Grant(name, **given)
    except UsageError as error:
        said = str(error)
        key = next((key for key, (field, _) in FIELDS.items() if said.startswith(f"{field} ")), "")
        fault((key,) if key else (), said.partition(" ")[2].rstrip("."))


def as_table(grant: Grant) -> JsonObject:
    """What `grant_of` reads it from: JSON, without what stands at its default. Raises UsageError for functions."""
    table: JsonObject = {}
    for key, (field, _) in FIELDS.items():
        value = getattr(grant, field)
        if value != _DEFAULTS[field]:
            table[key] = _plain(key, value)
    return table


def _plain(key: str, value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Caps() | Rows():
            given = {it.name: (getattr(value, it.name), it.default) for it in dataclasses.fields(value)}
            kept = {name: one for name, (one, default) in given.items() if one != default}
            return {name: sorted(one) if isinstance(one, frozenset) else one for name, one in kept.items()}
        case tuple():
            if not all(isinstance(it, str) for it in value):
                raise UsageError(f"{key} holds a function, which cannot be written down; name a policy.")
            return list(value)
    return _HASHED + value if key == "token" else value


def _below(fault: Fault, key: str) -> Fault:
    def below(path: tuple[str, ...], said: str) -> NoReturn:
        fault((key, *path), said)

    return below


# reading

Read = Callable[[Any, Fault], Any]


def _text(value: Any, fault: Fault) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        fault((), "is a text")
    return value


def _texts(value: Any, fault: Fault) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(it, str) and it.strip() for it in given):
        fault((), 'must be a list of strings: ["...", "..."]')
    return tuple(given)


def _flag(value: Any, fault: Fault) -> bool:
    if not isinstance(value, bool):
        fault((), "must be true or false")
    return value


def _number(value: Any, fault: Fault) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        fault((), "must be a number of tokens, such as 2000")
    return value


def _hash(value: Any, fault: Fault) -> str:
    if not isinstance(value, str) or not value.startswith(_HASHED):
        fault(
            (),
            f'must be the token\'s hash, not the token: token = "{_HASHED}...", as `ashby-mcp grants create` writes it',
        )
    return value.removeprefix(_HASHED)


def _time(value: Any, fault: Fault) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            fault((), "is not a time; write 2026-12-31T18:00:00Z")
    if not isinstance(value, datetime) or value.tzinfo is None:
        fault((), "must be a time with a time zone; write 2026-12-31T18:00:00Z")
    return value


def _caps(value: Any, fault: Fault) -> Caps:
    given = _known(value, [it.name for it in dataclasses.fields(Caps)], fault)
    try:
        return Caps(**given)
    except UsageError as error:
        fault((), f"cannot be used: {error}".rstrip("."))


def _rows(value: Any, fault: Fault) -> Rows:
    known = [it.name for it in dataclasses.fields(Rows)]
    given = _known(value, known, fault)
    sets = {name: frozenset(_texts(it, _below(fault, name))) for name, it in given.items()}
    try:
        return Rows(**sets)
    except UsageError as error:
        fault((), f"cannot be used: {error}".rstrip("."))


def _known(value: Any, known: list[str], fault: Fault) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        fault((), f"must be a table of {', '.join(known)}")
    for name in value:
        if name not in known:
            fault((name,), f"is not known here{near(name, known)}; known are {', '.join(known)}")
    return dict(value)


FIELDS: Mapping[str, tuple[str, Read]] = {
    "token": ("token_hash", _hash),
    "account": ("account", _text),
    "preset": ("preset", _text),
    "tags": ("tags", _texts),
    "include": ("include", _texts),
    "exclude": ("exclude", _texts),
    "methods": ("methods", _texts),
    "search": ("search", _flag),
    "acting_user": ("acting_user", _text),
    "rows": ("rows", _rows),
    "hide": ("hide", _texts),
    "show": ("show", _texts),
    "budget": ("budget", _number),
    "policies": ("policies", _texts),
    "caps": ("caps", _caps),
    "approvers": ("approvers", _texts),
    "expires": ("expires", _time),
    "revoked": ("revoked", _flag),
    "narrows": ("narrows", _text),
    "purpose": ("purpose", _text),
    "created_by": ("created_by", _text),
}
"""What a grant is written as: a key, the field of `Grant` that it becomes, and how it is read."""
_DEFAULTS = {it.name: it.default for it in dataclasses.fields(Grant)}
