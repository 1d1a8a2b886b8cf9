"""Impostor names: those that read like words of a question, and those whose letters are not what they seem."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MIXED", "mixed_alphabets", "reads_like_ours"]

MIXED = "(mixed alphabets)"
"""Stands behind a quoted name of which some letters are another alphabet's."""

# Words that carry a question's meaning; a name that holds one of them is in quotes.
_MEANING = frozenset(
    """
    no not none nobody noone nothing never nowhere neither nor without cannot can't won't isn't aren't anybody
    anyone anything everybody everyone everything somebody someone something yes approve approved undo undone
    reversible irreversible
    """.split()  # noqa: SIM905  (a list of so many words is read more easily so)
)
_OF_NAMES = frozenset(
    """
    denied rejected sent told mail mails mailed email emails emailed candidate candidates person people notified
    notify send reason asked safe hidden unknown deleted archived test only else all more other others
    """.split()  # noqa: SIM905  (a list of so many words is read more easily so)
)
_NUMBERS = frozenset(
    """
    two three four five six seven eight nine ten hundred thousand
    """.split()  # noqa: SIM905  (a list of so many words is read more easily so)
)
_WORDS = re.compile(r"[^\W_]+(?:\u2019[^\W_]+)?")

# Letters of Latin writing, and what writes along with others in Japan, Taiwan and Korea.
_TOGETHER = (
    frozenset(("LATIN", "CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC")),
    frozenset(("LATIN", "CJK", "BOPOMOFO")),
    frozenset(("LATIN", "CJK", "HANGUL")),
)
# Cyrillic and Greek letters that nobody tells from Latin ones.
_LIKE_LATIN = frozenset(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d"
    "\u0410\u0412\u0415\u041d\u041a\u041c\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd"
)


def reads_like_ours(text: str, *, person: bool) -> bool:
    """Whether a name could be taken for what the question says: `Nobody`, `No email goes out`, `3 more`."""
    words = [word.casefold().replace("\u2019", "'") for word in _WORDS.findall(unicodedata.normalize("NFKC", text))]
    said = set(words) & (_MEANING | _OF_NAMES if person else _MEANING)
    if person and said == {"no"} and len(words) > 1:
        return False  # a family name in Korea
    return bool(said) or (len(words) > 1 and (words[0].isdecimal() or words[0] in _NUMBERS))


def mixed_alphabets(text: str) -> bool:
    """Whether letters are not the ones that a reader takes them for.

    So it is where a word mixes alphabets that are not written together, where a Cyrillic or Greek word consists of
    letters that look like Latin ones, and where letters are mathematical or otherwise only look like letters.
    """
    return not text.isascii() and any(map(_is_mixed, _WORDS.findall(text)))


def _is_mixed(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    alphabets = {unicodedata.name(char, "UNKNOWN").split()[0].split("-")[0] for char in letters}
    if len(alphabets) > 1:
        return not any(alphabets <= together for together in _TOGETHER)
    looks = len(letters) > 1 and all(char in _LIKE_LATIN for char in letters)
    return looks or bool(alphabets & {"MATHEMATICAL", "FULLWIDTH", "CIRCLED", "PARENTHESIZED", "SQUARED", "NEGATIVE"})
