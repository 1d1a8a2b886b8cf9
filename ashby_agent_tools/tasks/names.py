"""Matching: which of some records a name means. Exactly, or not at all: what is only like it is a choice to offer."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["exact", "folded", "like", "person_name"]

Title = Callable[[JsonObject], str]


def folded(text: str) -> str:
    """A name without case, accents and stray space, to compare with."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(it for it in parts if not unicodedata.combining(it)).split())


def exact(name: str, records: Iterable[JsonObject], title: Title) -> list[JsonObject]:
    """The records that are called so; one with the same accents comes before those that lack them."""
    same = [record for record in records if folded(title(record)) == folded(name)]
    as_written = [record for record in same if _written(title(record)) == _written(name)]
    return as_written or same


def like(name: str, records: Sequence[JsonObject], title: Title, most: int = 6) -> list[JsonObject]:
    """The records whose names share words with this one, or are spelt nearly so; the nearest first."""
    words = set(folded(name).split())
    shared = [record for record in records if _shares(words, folded(title(record)))]
    near = difflib.get_close_matches(folded(name), [folded(title(record)) for record in records], n=most, cutoff=0.7)
    spelt = [record for record in records if folded(title(record)) in near]
    return list({id(record): record for record in (*shared, *spelt)}.values())[:most]


def person_name(user: JsonObject) -> str:
    """A colleague's name, as Ashby's users have it."""
    return f"{user.get('firstName') or ''} {user.get('lastName') or ''}".strip()


def _written(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _shares(words: set[str], title: str) -> bool:
    return any(part.startswith(word) for word in words for part in title.split())
