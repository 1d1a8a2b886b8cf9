"""Times as requests and rows spell them, as moments that can be compared."""

from __future__ import annotations

from datetime import UTC, datetime

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import iso

__all__ = ["added_ms", "at", "epoch_ms", "normal_time"]


def at(text: str) -> datetime:
    """An ISO 8601 time; without a zone it is UTC. [S]"""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def normal_time(text: str) -> str:
    """An ISO 8601 time as Ashby writes it."""
    return iso(at(text))


def epoch_ms(text: str) -> int:
    """An ISO 8601 time in milliseconds since 1970."""
    return int(at(text).timestamp() * 1000)


def added_ms(row: JsonObject) -> int:
    """When a record was added to Ashby, in epoch milliseconds; a back-dated createdAt does not count. [D]"""
    return epoch_ms(row.get("addedAt") or row["createdAt"])
