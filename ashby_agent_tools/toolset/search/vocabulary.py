"""What people call each operation: the phrases of `words`, by endpoint, and descriptions that are made of them."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.schema import description_of

__all__ = ["described_at_length", "said", "vocabulary"]

_PHRASES = ("applications", "candidates", "jobs", "interviews", "offers", "organization", "tasks")
_REQUESTS = ("people_requests", "hiring_requests", "company_requests", "similar_requests", "longer_requests")
_LONGEST = 1024  # characters of a description, the least that any provider takes


@functools.cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """The phrases for each operation, by endpoint."""
    return MappingProxyType(_all(_PHRASES))


def said() -> Mapping[str, tuple[str, ...]]:
    """Whole requests for each operation, by endpoint; more material for the ranking to learn from."""
    return _all(_REQUESTS)


def _all(groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        words: str = importlib.import_module(f"{__package__}.words.{group}").WORDS
        for endpoint, texts in _read(words).items():
            found[endpoint] = tuple(dict.fromkeys((*found.get(endpoint, ()), *texts)))
    return found


def _read(words: str) -> dict[str, tuple[str, ...]]:
    texts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in words.strip().splitlines():
        if not line.startswith(" "):
            lines = texts[line] = []
        else:
            lines.append(line.strip())
    return {
        endpoint: tuple(dict.fromkeys(phrase.strip() for phrase in ";".join(parts).split(";") if phrase.strip()))
        for endpoint, parts in texts.items()
    }


def described_at_length(operation: type[Operation]) -> str:
    """The description with as many of the phrases as fit, for definitions that a provider's own search reads."""
    text = description_of(operation)
    phrases = vocabulary().get(operation.spec.endpoint, ())
    opening = "\n\nAlso: "
    for phrase in phrases:
        longer = f"{text}{opening}{phrase}"
        if len(longer) > _LONGEST:
            break
        text, opening = longer, "; "
    return text
