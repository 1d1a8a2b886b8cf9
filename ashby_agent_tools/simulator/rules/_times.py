"""Times as requests and rows spell them, as moments that can be compared."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["at", "epoch_ms"]


def at(text: str) -> datetime:
    """An ISO 8601 time; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def epoch_ms(text: str) -> int:
    """An ISO 8601 time in milliseconds since 1970."""
    return int(at(text).timestamp() * 1000)
