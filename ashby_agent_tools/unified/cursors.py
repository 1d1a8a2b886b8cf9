"""Cursors of unified lists: where a page begins, as one text that is good for one list with the same filters only."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ashby_agent_tools.errors import UsageError

__all__ = ["Position", "number", "read", "written"]

_PAGES_BACK = 8
_NONE = "This cursor is none that a unified list gave; leave it out to begin at the first page."


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
        return Position(at, skip, size, (*self.before, (self.at, self.skip, self.size))[-_PAGES_BACK:])

    @property
    def previous(self) -> Position | None:
        """The page before this one, where it is known; Ashby's own lists go forward only."""
        return Position(*self.before[-1], self.before[:-1]) if self.before else None


def number(at: str | None) -> int:
    """The place in a list of lists, from 0; raises UsageError for a text that names none."""
    if at is not None and not (at.isascii() and at.isdigit() and len(at) < 10):  # noqa: PLR2004
        raise UsageError(_NONE)
    return int(at or 0)


def written(resource: str, filters: Mapping[str, Any], position: Position) -> str:
    """The position as a text."""
    told = [resource, _of(filters), position.at, position.skip, position.size, position.before]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def read(resource: str, filters: Mapping[str, Any], text: str | None) -> Position:
    """The position of a text; raises UsageError for one of another list, or none."""
    if text is None:
        return Position()
    try:
        padded = text + "=" * (-len(text) % 4)
        name, digest, at, skip, size, before = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        position = Position(at, int(skip), int(size), tuple((it, int(past), int(of)) for it, past, of in before))
        if position.skip < 0 or not 0 <= position.size <= 100:  # noqa: PLR2004  (Ashby's largest page)
            raise ValueError(position.skip)  # noqa: TRY301 (one refusal for all)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise UsageError(_NONE) from None
    if name != resource:
        raise UsageError(f"This cursor is one of {name!s:.40}, and the list is {resource}; leave it out to begin anew.")
    if digest != _of(filters):
        raise UsageError("This cursor belongs to the same list with other filters; pass those, or begin anew.")
    return position


def _of(filters: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(sorted(filters.items()), default=str).encode()).hexdigest()[:12]
