"""Choosing rows by time for lists that take createdAfter and createdBefore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import iso

__all__ = ["made_between"]


def made_between(rows: Iterable[JsonObject], after: int | None, before: int | None, *, field: str) -> list[JsonObject]:
    """The rows whose time in `field` lies after and before two moments in epoch milliseconds; None sets no limit."""
    least = iso(datetime.fromtimestamp(after / 1000, UTC)) if after is not None else ""
    most = iso(datetime.fromtimestamp(before / 1000, UTC)) if before is not None else "~"
    return [row for row in rows if least < row[field] < most]
