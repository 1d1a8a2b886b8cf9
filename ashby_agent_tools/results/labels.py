"""Labels: which data a title, a question or a column's name asks for, by its words.

Words are compared without accents and case; camelCase and compounds are taken apart. What follows "experience with", or
stands before "experience", asks for a skill and for no data.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from ashby_agent_tools._unseen import INVISIBLE
from ashby_agent_tools.operations.entity import DataClass, OwnWords
from ashby_agent_tools.results.vocabulary import NO_DATA, SKILLS, WORDS

__all__ = ["Entries", "asks_for", "fold"]

BORDER = "|"
_LONGEST = 400
_WORDS = 8_192  # that are remembered
_Choice: TypeAlias = "tuple[frozenset[str], tuple[str, ...]]"  # words, and patterns of words
_Rest: TypeAlias = "tuple[_Choice, ...]"
_NONE: frozenset[str] = frozenset()
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINED = re.compile(r"[\s_\-'`\u00b4\u02bc\u2010-\u2012\u2018\u2019]+")  # apostrophes and hyphens, too
_PIECE = re.compile(r"\w+|[^\w\s]")
_UMLAUT = re.compile(r"(?<![aeiounq])([aou])e(?=[bcdfghklmnprstvz])")  # `Gehaelter`; `revenue` is left alone
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\.\w)\.")  # `P.O. box`
_MOST_BEFORE = 4  # words before "experience" that say which one
_LINKS = frozenset(
    (
        "with",
        "in",
        "on",
        "of",
        "using",
        "mit",
        "im",
        "bei",
        "der",
        "von",
        "en",
        "con",
        "de",
        "del",
        "avec",
        "des",
        "du",
        "dans",
        "com",
        "em",
        "no",
        "na",
        "to",
        "para",
        "for",
        "as",
    )
)
_WORKED = frozenset(("worked", "working", "arbeiten", "gearbeitet", "trabajado", "trabalhou", "travaille"))
_STOPS = frozenset(
    (
        "your",
        "you",
        "for",
        "of",
        "with",
        "based",
        "given",
        "per",
        "by",
        "on",
        "to",
        "the",
        "what",
        "is",
        "ihr",
        "ihre",
        "su",
        "tu",
        "votre",
        "sua",
        "seu",
        "pour",
        "por",
        "para",
        "fur",
        "nach",
        "expected",
        "desired",
        "current",
    )
)


def fold(label: str, *, camel: bool = False) -> tuple[str, ...]:
    """The label as words in small letters without accents; `|` stands for the borders of its clauses."""
    text = INVISIBLE.sub("", label[:_LONGEST])
    text = (_CAMEL.sub(" ", text) if camel else text).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    pieces = _PIECE.findall(_JOINED.sub(" ", text))
    return (BORDER, *(piece if piece[0].isalnum() else BORDER for piece in pieces), BORDER)


class Entries:
    """Words and phrases to look for: `*gehalt*` finds Jahresgehalt, `day/hourly rate` both, `|` a clause's border.

    Each word of a label is looked up by itself and by its beginnings, so that the time grows with the label alone.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._pairs: dict[tuple[str, str], list[_Rest]] = {}  # the first two words of an entry, where they are exact
        self._exact: dict[str, list[_Rest]] = {}
        self._begins: dict[str, list[_Rest]] = {}
        self._within: list[tuple[str, str, _Rest]] = []
        for entry in entries:
            first, *rest = entry.split()
            after = tuple(map(_choice, rest))
            exact, patterns = after[0] if after else (_NONE, ())
            for word in first.split("/"):
                if word.startswith("*"):
                    self._within.append((word.strip("*"), word, after))
                elif exact and not patterns and not word.endswith("*"):
                    for second in exact:
                        self._pairs.setdefault((word, second), []).append(after[1:])
                else:
                    place = self._begins if word.endswith("*") else self._exact
                    place.setdefault(word.rstrip("*"), []).append(after)
        self._rests = functools.lru_cache(maxsize=_WORDS)(self._looked_up)

    def _looked_up(self, word: str) -> tuple[_Rest, ...]:
        """What has to follow a word, for each entry that it may begin."""
        rests = list(self._exact.get(word, ()))
        for end in range(2, len(word) + 1):
            rests += self._begins.get(word[:end], ())
        rests += [rest for core, pattern, rest in self._within if core in word and _fits(word, pattern)]
        return tuple(rests)

    def at(self, words: Sequence[str], start: int) -> int:
        """Where the longest entry that begins at a word ends; 0 where none does."""
        ends = [start + 1 + len(rest) for rest in self._rests(words[start]) if _follow(words, start + 1, rest)]
        rests = self._pairs.get((words[start], words[start + 1]), ()) if start + 1 < len(words) else ()
        ends += [start + 2 + len(rest) for rest in rests if _follow(words, start + 2, rest)]
        return max(ends, default=0)

    def found(self, words: Sequence[str]) -> bool:
        """Whether any entry stands anywhere."""
        return any(self.at(words, start) for start in range(len(words)))

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """From where to where each entry goes."""
        for start in range(len(words)):
            if end := self.at(words, start):
                yield start, end


def _choice(entry: str) -> _Choice:
    words = entry.split("/")
    return frozenset(word for word in words if "*" not in word), tuple(word for word in words if "*" in word)


def _follow(words: Sequence[str], start: int, rest: _Rest) -> bool:
    if start + len(rest) > len(words):
        return False
    for word, (exact, patterns) in zip(words[start : start + len(rest)], rest, strict=True):
        if word not in exact and not any(_fits(word, pattern) for pattern in patterns):
            return False
    return True


def _fits(word: str, pattern: str) -> bool:
    core = pattern.strip("*")
    if pattern.startswith("*"):
        return core in word if pattern.endswith("*") else word.endswith(core)
    return word.startswith(core) if pattern.endswith("*") else word == core


def asks_for(label: str, own: OwnWords = ()) -> frozenset[DataClass]:
    """The data classes that a label asks for: by the vocabulary, and by an organization's own entries."""
    found = _by_words(label)
    return found | _by_own(label, own) if own else found


def _readings(label: str) -> tuple[tuple[str, ...], ...]:
    """The label's words; also with umlauts for `ae`, `oe`, `ue`, without `/` and dots, and camelCase taken apart."""
    plain = fold(label)
    readings = [plain, tuple(_UMLAUT.sub(r"\1", word) for word in plain)]
    if (joined := _INITIALS.sub("", label.replace("/", " "))) != label:
        readings.append(fold(joined))
    if " " not in label.strip():
        readings.append(fold(label, camel=True))
    return tuple(dict.fromkeys(readings))


@functools.lru_cache(maxsize=8_192)
def _by_words(label: str) -> frozenset[DataClass]:
    classes, first_words, skills, no_data = _vocabulary()
    found: set[DataClass] = set()
    for words in filter(first_words.found, _readings(label)):  # most names and titles have no such word
        kept = _without_topics(words, skills)
        for start, end in list(no_data.spans(kept)):
            kept[start:end] = [BORDER] * (end - start)
        found.update(name for name, entries in classes.items() if entries.found(kept))
    return frozenset(found)


def _without_topics(words: Sequence[str], skills: Entries) -> list[str]:
    """The words with borders in place of skills: experience with what, and what experience."""
    kept = list(words)
    for start, word in enumerate(words):
        end = skills.at(words, start) or (start + 1 if word in _WORKED else 0)
        if not end:
            continue
        if end < len(words) and words[end] in _LINKS:
            end = next(number for number in range(end, len(words)) if words[number] == BORDER)
        if word not in _WORKED:
            first = start
            while first > start - _MOST_BEFORE and words[first - 1] not in _STOPS and words[first - 1] != BORDER:
                first -= 1
            kept[first:start] = [BORDER] * (start - first)
        kept[start:end] = [BORDER] * (end - start)
    return kept


@functools.lru_cache(maxsize=8_192)
def _by_own(label: str, own: OwnWords) -> frozenset[DataClass]:
    readings = _readings(label)
    return frozenset(name for name, texts in own if any(_own(texts).found(words) for words in readings))


@functools.lru_cache(maxsize=64)
def _own(texts: tuple[str, ...]) -> Entries:
    return Entries(texts)


@functools.cache
def _vocabulary() -> tuple[Mapping[DataClass, Entries], Entries, Entries, Entries]:
    """The entries of each class, the first words of them all, skills, and what asks for no data."""
    classes = MappingProxyType({name: Entries(_split(words)) for name, words in WORDS.items()})
    entries = (entry for words in WORDS.values() for entry in _split(words))
    first_words = Entries({next(word for word in entry.split() if word != BORDER) for entry in entries})
    return classes, first_words, Entries(_split(SKILLS)), Entries(_split(NO_DATA))


def _split(words: str) -> Iterator[str]:
    return (entry for each in words.split(",") if (entry := each.strip()))
