"""Cursors of unified lists: where a page begins, as one text that is good for one list with the same filters only."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ashby_agent_tools.errors import UsageError

__all__ = ["Position", "after", "parents", "read", "written"]

_PAGES_BACK = 8
_PARENTS = 20
_PACKED = 17  # the bytes of an id, and one for its mark
_NONE = "This cursor does not come from a unified list; leave it out to start at the first page."


@dataclasses.dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: at which place in Ashby's list, after how many of its records.

    `size`: of Ashby's page that it begins within, since another size would hold other records; 0 where it begins one.
    `before`: where the pages before it begin, the nearest last; the last few, so that a cursor stays short.
    """

    at: str | None = None
    skip: int = 0
    size: int = 0
    before: tuple[tuple[str | None, int, int], ...] = ()

    def then(self, at: str | None, skip: int = 0, size: int = 0) -> Position:
        """The page after this one."""
        here = self.at and self.at.partition(":")[0] if _is_of_parents(self.at) else self.at
        return Position(at, skip, size, (*self.before, (here, self.skip, self.size))[-_PAGES_BACK:])

    @property
    def previous(self) -> Position | None:
        """The page before this one, where it is known; Ashby's own lists go forward only."""
        return Position(*self.before[-1], self.before[:-1]) if self.before else None


def parents(at: str | None) -> tuple[int, list[tuple[str, bool]]]:
    """The place in a list of lists, from 0, and the parents from there on: the id of each, and a mark.

    They stand in it so that the list of parents is not read again for each page. Raises UsageError for a text that is
    no such place.
    """
    place, _, told = (at or "0").partition(":")
    if not (place.isascii() and place.isdigit() and len(place) < 10):  # noqa: PLR2004
        raise UsageError(_NONE)
    try:
        packed = base64.urlsafe_b64decode(told.encode("ascii"))
    except ValueError:
        raise UsageError(_NONE) from None
    if len(packed) % _PACKED or len(packed) > _PACKED * _PARENTS:
        raise UsageError(_NONE)
    each = (packed[start : start + _PACKED] for start in range(0, len(packed), _PACKED))
    return int(place), [(str(uuid.UUID(bytes=it[:-1])), it[-1] != 0) for it in each]


def after(place: int, following: Sequence[tuple[str, bool]]) -> str | None:
    """The place after the first of these parents, with some of those that follow; None where none does."""
    left = following[1:]
    if not left:
        return None
    try:
        packed = b"".join(uuid.UUID(identity).bytes + bytes([mark]) for identity, mark in left[:_PARENTS])
    except ValueError:  # ids of another form are looked up again
        packed = b""
    return f"{place + 1}:{base64.urlsafe_b64encode(packed).decode()}"


def _is_of_parents(at: str | None) -> bool:
    return at is not None and at.partition(":")[0].isdigit() and ":" in at


def written(resource: str, filters: Mapping[str, Any], position: Position) -> str:
    """The position as a text: plain, so that it is little longer than Ashby's own cursor, which is its end."""
    before = "" if not position.before else _packed(json.dumps(position.before))
    at = "" if position.at is None else f".{position.at}"
    return f"{resource}.{_of(filters)}.{position.skip}.{position.size}.{before}{at}"


def read(resource: str, filters: Mapping[str, Any], text: str | None) -> Position:
    """The position of a text; raises UsageError for one of another list, or none."""
    if text is None:
        return Position()
    if not isinstance(text, str):
        raise UsageError(_NONE)
    try:
        name, digest, skip, size, before, *at = text.split(".", 5)
        earlier = json.loads(base64.urlsafe_b64decode(_padded(before))) if before else []
        position = Position(
            at[0] if at else None, int(skip), int(size), tuple((it, int(past), int(of)) for it, past, of in earlier)
        )
        if position.skip < 0 or not 0 <= position.size <= 100 or len(position.before) > _PAGES_BACK:  # noqa: PLR2004  (Ashby's largest page)
            raise ValueError(position.skip)  # noqa: TRY301 (one refusal for all)
        if not isinstance(earlier, list) or not all(it is None or isinstance(it, str) for it, _, _ in position.before):
            raise ValueError(before)  # noqa: TRY301 (as above)
    except (ValueError, TypeError, RecursionError):
        raise UsageError(_NONE) from None
    if name != resource:
        raise UsageError(f"This cursor is one of {name!s:.40}, and the list is {resource}; leave it out to start over.")
    if digest != _of(filters):
        raise UsageError("This cursor belongs to the same list with other filters; pass those, or start over.")
    return position


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _padded(text: str) -> bytes:
    return (text + "=" * (-len(text) % 4)).encode("ascii")


def _of(filters: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(sorted(filters.items()), default=str).encode()).hexdigest()[:12]
