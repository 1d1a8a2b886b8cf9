"""What a request consists of, for the ranking: its words, their stems and classes, pairs of words, and its form.

People's names, days, amounts of money, numbers and addresses become one word each (`_name`, `_date` ...): which person
or day it is about does not tell one operation from another, that it is about one may. Texts of the vocabulary and
requests are taken apart alike.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
import threading
import unicodedata
import weakref
from collections.abc import Collection, Iterable

from ashby_agent_tools.toolset.search.synonyms import CLASSES

__all__ = ["Reader", "words_of"]

# How much each kind of feature counts before its rarity does. Chosen by comparing a few values on part of the folds.
_CLASS = 2.0  # above the word itself: an unknown word's class is all there is
_STEM = 0.5
_PAIR = 0.3  # below the words: a pair is rare, and rarity counts already
_LETTERS = 0.3  # four letters in a row; for typing errors and words of the same root
_FORM = 0.7

_MOST_LETTERS, _MOST_WORDS = 1_000, 60  # that are looked at in one request
_ALIKE = 0.84  # from which an unknown word counts as a known one that was mistyped
_MOST_STEMS = 10_000  # that are kept
_SHORTEST = 5  # of words that are taken for mistyped ones

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DAYS = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_ADDRESSES = ((re.compile(r"https?://\S+"), " _url "), (re.compile(r"\S+@\S+\.\w+"), " _mail "))
_NUMBERS = (
    (
        re.compile(
            rf"\b\d{{1,2}}[:.]?\d{{0,2}}\s*(?:am|pm|h|uhr|cet|gmt)\b|\b\d{{1,2}}:\d\d\b|\b(?:{_DAYS})\b|"
            rf"\b\d{{0,2}}\.?\s?(?:{_MONTHS})\b(?: \d+)?|\b(?:to)?morrow\b|\byesterday\b|\btoday\b|\bnext week\b"
        ),
        " _date ",
    ),
    (
        re.compile(
            r"[\u20ac$\u00a3]\s?\d[\d.,]*k?|\b\d[\d.,]*\s?k\b|\b\d[\d.,]*\s?(?:eur|usd|gbp|euros?|dollars?|pounds?)\b"
        ),
        " _money ",
    ),
    (re.compile(r"\b(?=\w*\d)[\w-]{2,}\b"), " _num "),
)
_CAPITALIZED = re.compile("\\b[A-Z\u00c0-\u00de][\\w'\u00c0-\u024f.-]*\\w")
_WORD = re.compile(r"_[a-z]+|[a-z]+(?:[-'][a-z]+)*")
_LOWER = re.compile(r"\b[a-z][\w'-]*")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in lower case somewhere: those are no names."""
    return frozenset(part for text in texts for word in _LOWER.findall(text) for part in _parts(word))


class Reader:
    """Takes requests apart. `known` are the words that are no names. Safe to use from several threads."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._known):
            self._by_letter.setdefault(word[:1], []).append(word)
        self._stemmer = _Stemmer()

    def words(self, text: str) -> list[str]:
        """The words, in lower case and without accents; what stands for many is one word."""
        plain = unicodedata.normalize("NFKC", text[:_MOST_LETTERS]).replace("\u2019", "'")
        for pattern, one in _ADDRESSES:
            plain = pattern.sub(one, plain)
        plain = _CAPITALIZED.sub(lambda match: match[0] if self._is_word(match[0]) else " _name ", plain)
        folded = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in folded if not unicodedata.combining(letter)).lower()
        for pattern, one in _NUMBERS:
            plain = pattern.sub(one, plain)
        found: list[str] = []
        for word in _WORD.findall(plain):
            for part in _parts(word):
                if part != "_name" or found[-1:] != ["_name"]:
                    found.append(self._spelled(part))
        return found[:_MOST_WORDS]

    def features(self, text: str) -> dict[str, float]:
        """The features of a text with their weights."""
        words = self.words(text)
        found: dict[str, float] = {}
        found.update(dict.fromkeys((f"four {four}" for word in words for four in _fours(word)), _LETTERS))
        pairs = zip(["^", *words], [*words, "$"], strict=True)
        found.update(dict.fromkeys((f"pair {one} {other}" for one, other in pairs), _PAIR))
        found.update(dict.fromkeys((f"stem {stem}" for stem in self._stemmer(words)), _STEM))
        found.update(dict.fromkeys((name for word in words for name in CLASSES.get(word, ())), _CLASS))
        found.update(dict.fromkeys((f"word {word}" for word in words), 1.0))
        if words[:1] and "action:ask" in CLASSES.get(words[0], ()):
            found[f"first {words[0]}"] = _FORM
        if text.rstrip().endswith("?"):
            found["question mark"] = _FORM
        return found

    def _is_word(self, capitalized: str) -> bool:
        return len(capitalized) == 1 or all(part in self._known for part in _parts(capitalized.lower()))

    def _spelled(self, word: str) -> str:
        if len(word) < _SHORTEST or word.startswith("_") or word in self._known or word in CLASSES:
            return word
        return next(iter(difflib.get_close_matches(word, self._by_letter.get(word[0], ()), 1, _ALIKE)), word)


def _parts(word: str) -> list[str]:
    """A word with a hyphen or an apostrophe as the vocabulary has it: whole where it has a class, else in parts."""
    bare = word.removesuffix("'s").replace("'", "")
    return [bare] if bare in CLASSES else [part for part in bare.split("-") if part]


def _fours(word: str) -> Iterable[str]:
    marked = f"<{word}>"
    return (marked[at : at + 4] for at in range(len(marked) - 3))


class _Stemmer:
    """SQLite's Porter stemmer, which its full-text search has built in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._rows.close)  # as the index has it
        self._rows.execute("CREATE VIRTUAL TABLE given USING fts5(word, tokenize='porter unicode61')")
        self._rows.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(given, instance)")

    def __call__(self, words: Iterable[str]) -> list[str]:
        words = list(words)
        with self._lock:
            if len(self._known) > _MOST_STEMS:
                self._known.clear()
            self._learn([word for word in dict.fromkeys(words) if word not in self._known])
            return [self._known[word] for word in words]

    def _learn(self, words: list[str]) -> None:
        if not words:
            return
        self._rows.executemany("INSERT INTO given (rowid, word) VALUES (?, ?)", enumerate(words))
        stems = dict(self._rows.execute("SELECT doc, term FROM stems"))
        self._rows.execute("DELETE FROM given")
        self._known.update({word: stems.get(at, word) for at, word in enumerate(words)})
