"""An organization's own words for labels whose data are hidden, checked when a toolset is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.entity import OwnWords

__all__ = ["own_words", "with_flags"]

_LONGEST = 100
_WORD = re.compile(r"\*?\w+\*?\Z")
_LEAST = 2  # letters of a word with a star, so that none hides everything


def own_words(patterns: Mapping[str, Iterable[str]]) -> OwnWords:
    """The phrases by class, folded as labels are. Raises UsageError for one that is none, or that hides everything."""
    made = []
    for name, phrases in patterns.items():
        if isinstance(phrases, str):
            raise UsageError(f"patterns[{name!r}] is one text; write a list: [{phrases!r}].")
        made.append((name, tuple(_folded(phrase) for phrase in phrases)))
    return tuple(made)  # type: ignore[arg-type]  # hiding checks the names of the classes


def with_flags(
    names: Iterable[str], patterns: Mapping[str, Iterable[str]]
) -> tuple[tuple[str, ...], dict[str, Iterable[str]]]:
    """The classes that are named, and the phrases by class; a name such as `pay=level of reward` is a phrase."""
    classes, words = list(patterns), dict(patterns)
    for name in names:
        data_class, is_phrase, phrase = name.partition("=")
        classes.append(data_class)
        if is_phrase:
            words[data_class] = (*words.get(data_class, ()), phrase)
    return tuple(classes), words


def _folded(phrase: str) -> str:
    text = unicodedata.normalize("NFKD", phrase.casefold())
    words = re.sub(r"[\s_\-'\u2019]+", " ", "".join(c for c in text if not unicodedata.combining(c))).split()
    fits = all(_WORD.match(word) and ("*" not in word or len(word.strip("*")) >= _LEAST) for word in words)
    if not words or len(phrase) > _LONGEST or not fits:
        raise UsageError(
            f"{phrase[:_LONGEST]!r} is not a pattern: write words of letters and digits, at most {_LONGEST} "
            "characters, "
            f"with * at the beginning or end of a word of {_LEAST} letters or more."
        )
    return " ".join(words)
