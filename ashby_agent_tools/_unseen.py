"""Characters that a reader cannot see: the one list of them, for everything that is shown to a model or a person."""

from __future__ import annotations

import json
import re
import unicodedata

__all__ = ["INVISIBLE", "MARKS_IN_A_ROW", "SURROGATE", "all_seen", "escape_unseen", "is_unseen", "trimmed"]

# Controls but tab and newline, and what Unicode calls ignorable: soft hyphen; joiners, marks, embeddings, isolates;
# fillers; variation selectors; format characters of scripts, shorthand and music; tags. And the blank of Braille.
_COMMON = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
INVISIBLE = re.compile(
    f"[{_COMMON}\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
SURROGATE = re.compile("[\ud800-\udfff]")
_DOUBTFUL = re.compile(f"[{_COMMON}\ud800-\udfff\U00010000-\U0010ffff]")  # four times as quick as those two
MARKS_IN_A_ROW = 2  # more marks on one letter hide what stands above and below it
_NOT_ON_SCREENS = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


def is_unseen(char: str) -> bool:
    """Whether a person may see nothing there, or cannot know what: line breaks, private and unassigned ones included.

    Models read what is private or newer than this Python's tables, so results and errors go by INVISIBLE alone.
    """
    return INVISIBLE.match(char) is not None or unicodedata.category(char) in _NOT_ON_SCREENS


def all_seen(text: str) -> bool:
    """Whether a text surely holds no invisible character and no lone surrogate, said quickly."""
    return (text.isascii() and text.isprintable()) or _DOUBTFUL.search(text) is None


def trimmed(text: str) -> str:
    """The text without white space and invisible characters around it, which come along where something is copied."""
    first, last = 0, len(text)
    while first < last and _is_blank(text[first]):
        first += 1
    while last > first and _is_blank(text[last - 1]):
        last -= 1
    return text[first:last]


def _is_blank(char: str) -> bool:
    return char.isspace() or INVISIBLE.match(char) is not None


def escape_unseen(text: str) -> str:
    """The text with invisible characters and lone surrogates as JSON escapes; JSON keeps its value that way."""
    if all_seen(text):
        return text
    return SURROGATE.sub(_escape, INVISIBLE.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
