"""Phrases: every piece of data that enters a question goes through here, so that none of it can pass for our words.

A value is shown bare only if it looks like a plain name or title and not like our words; everything else stands
between straight single quotes, with a mark behind it where its letters are another alphabet's than they seem. A
straight single quote never occurs inside: marks that look like one become a double quote, or the typographic
apostrophe between two letters. Invisible, bidirectional and control characters and line breaks are gone.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from ashby_agent_tools._unseen import MARKS_IN_A_ROW, is_unseen
from ashby_agent_tools.approval.prompts._impostors import MIXED, mixed_alphabets, reads_like_ours
from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = [
    "address",
    "changes",
    "clean",
    "count",
    "in_words",
    "join",
    "listing",
    "moment",
    "person",
    "quoted",
    "shown",
    "span",
    "state",
    "title",
    "whole_name",
]

_MOST_READ = 20_000
_LIKE_QUOTES = frozenset("'\"`\u00b4\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u02ee\u055a\u055b\u055d\u05f3"
                         "\u05f4\u1fbd\u1fbf\u1ffe\u2032\u2033\u2034\u2035\u2036\u2037\u275b\u275c\u275d\u275e\u300c\u300d"
                         "\u300e\u300f\u301d\u301e\u301f\ua78b\ua78c\uff02\uff07\uff40")  # fmt: skip
_ASCII_QUOTE = re.compile("['\"`]")
_WORD = r"[^\W\d_]{1,3}\.|[^\W_][\w\u2019&/+#()-]*|[(&/+-][\w&/+#()-]*"  # a full stop after a short word only
_TITLE = re.compile(rf"(?:{_WORD})(?: (?:{_WORD})){{0,6}}\Z")
_PARTICLE = re.compile(r"[^\W\d_]{1,3}\Z")
_MOST_TITLE, _MOST_NAME_WORDS = 60, 5
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")
_PLAIN_TEXT = ("PlainText", "text/plain")
_KEY, _CAPITAL, _MOST_PARTS = re.compile(r"[a-z][A-Za-z_]{0,30}\Z"), re.compile(r"(?<=[a-z])(?=[A-Z])"), 6
_STATE = re.compile(r"[A-Z][A-Za-z]{1,40}\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clean(text: str) -> str:
    """One line of visible characters: no controls, nothing invisible or bidirectional, no piled-up marks."""
    if text.isascii() and text.isprintable():  # most texts
        return " ".join(text[:_MOST_READ].split())
    kept: list[str] = []
    marks = 0
    seen = "".join(char for char in text[:_MOST_READ] if char.isspace() or not is_unseen(char))
    for char in unicodedata.normalize("NFC", seen):
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(" " if char.isspace() else char)
    return " ".join("".join(kept).split())


def quoted(value: Json, *, most: int = 120, tell: bool = True) -> str:
    """A value as data between quotes, at most `most` characters of it; with `tell` a longer one says how long it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    whole = clean(text)
    if len(whole) <= most:
        return f"'{_without_quotes(whole)}'"
    return f"'{_without_quotes(whole[:most].rstrip())}\u2026'" + (f" ({len(text):,} characters in all)" if tell else "")


def _without_quotes(text: str) -> str:
    if text.isascii() and not _ASCII_QUOTE.search(text):  # most texts
        return text
    return "".join(_mark(text, at) if _is_quote(char) else char for at, char in enumerate(text))


def _is_quote(char: str) -> bool:
    return char in _LIKE_QUOTES or unicodedata.category(char) in ("Pi", "Pf")


def _mark(text: str, at: int) -> str:
    """The apostrophe of O'Brien, between two letters, is harmless; any other mark becomes a double quote."""
    inside = 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha()
    return "\u2019" if inside else '"'


def title(value: Json, *, most: int = _MOST_TITLE, tell: bool = True) -> str | None:
    """The name of a thing: bare if it is a plain one, quoted if it is not; None if there is none."""
    return _named(value, most=most, tell=tell, person=False)


def _named(value: Json, *, most: int, tell: bool, person: bool) -> str | None:
    if not isinstance(value, str) or not (text := clean(value)):
        return None
    bare = _without_quotes(text)
    plain = len(bare) <= most and _TITLE.match(bare) and bare[0].isalnum() and not bare[0].islower()
    if mixed_alphabets(text):
        return f"{quoted(value, most=most, tell=tell)} {MIXED}"
    return bare if plain and not reads_like_ours(bare, person=person) else quoted(value, most=most, tell=tell)


def whole_name(value: Json, *, most: int = _MOST_TITLE, tell: bool = True) -> str | None:
    """The name of a person: bare if each word looks like part of a name, quoted if not; None if there is none."""
    found = _named(value, most=most, tell=tell, person=True)
    if found is None or found.startswith("'"):
        return found
    words = found.split()
    fits = all(not word[0].islower() or _PARTICLE.match(word) for word in words) and not re.search(r"[\d&/+#()]", found)
    return found if fits and len(words) <= _MOST_NAME_WORDS else quoted(value, most=most, tell=tell)


def state(value: Json) -> str:
    """One of Ashby's own words for a state, bare: `Open`, `WaitingOnApprovals`."""
    return value if isinstance(value, str) and _STATE.match(value) else title(value) or shown(value)


def person(record: JsonObject, *, most: int = _MOST_TITLE, tell: bool = True) -> str | None:
    """A colleague, by first and last name."""
    parts = [part for key in ("firstName", "lastName") if isinstance(part := record.get(key), str)]
    return whole_name(" ".join(parts), most=most, tell=tell)


def address(value: Json) -> str:
    """An email address: bare if it is a plain one."""
    return value if isinstance(value, str) and _ADDRESS.match(value) else quoted(value)


def moment(value: Json) -> str:
    """A time in words, with its zone: `Sat 14 Mar 2026 at 15:00 UTC`; epoch milliseconds are taken too."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return _words_of(datetime.fromtimestamp(value / 1000, UTC), "UTC")
        except (ValueError, OverflowError, OSError):
            return quoted(value)
    if not isinstance(value, str):
        return quoted(value)
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return quoted(value)
    if len(value.strip()) <= len("2026-03-14"):
        return f"{_DAYS[found.weekday()]} {found.day} {_MONTHS[found.month - 1]} {found.year}"
    offset = found.strftime("%z")
    return _words_of(found, "UTC" if offset in ("", "+0000") else f"{offset[:3]}:{offset[3:5]}")


def span(start: Json, end: Json) -> str:
    """From one time to another; the day is said once."""
    first, last = moment(start), moment(end)
    day, _, since = first.partition(" at ")
    same, _, until = last.partition(" at ")
    if not since or not until or day != same or since.split(" ")[1] != until.split(" ")[1]:
        return f"{first} to {last}"
    return f"{day} from {since.split(' ')[0]} to {until}"


def _words_of(found: datetime, zone: str) -> str:
    day = f"{_DAYS[found.weekday()]} {found.day} {_MONTHS[found.month - 1]} {found.year}"
    return f"{day} at {found:%H:%M} {zone}"


def shown(value: Json, *, most: int = 120) -> str:
    """Any JSON value, as a person reads it; text is always quoted."""
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, list):
        return listing([shown(item, most=most) for item in value])
    if isinstance(value, dict):
        return _shown_object(value, most)
    return quoted(value, most=most)


def in_words(value: JsonObject) -> bool:
    """Whether an object is one value: an amount of money, or a text of a kind."""
    return _amount(value) is not None or _typed(value) is not None


def _amount(value: JsonObject) -> str | None:
    amount, code = value.get("value"), value.get("currencyCode")
    plain = isinstance(amount, int | float) and not isinstance(amount, bool) and len(value) == len(("value", "code"))
    return f"{amount:,} {code}" if plain and isinstance(code, str) and _CURRENCY.match(code) else None


def _typed(value: JsonObject) -> str | None:
    text, kind = value.get("value"), value.get("type", _PLAIN_TEXT[0])
    return text if value.keys() <= {"type", "value"} and isinstance(text, str) and isinstance(kind, str) else None


def _shown_object(value: JsonObject, most: int) -> str:
    if (amount := _amount(value)) is not None:
        return amount
    if (text := _typed(value)) is not None:
        kind = value.get("type", _PLAIN_TEXT[0])
        of = "" if kind in _PLAIN_TEXT else " (as HTML)" if kind == "text/html" else f" (as {quoted(kind, most=40)})"
        return f"{quoted(text, most=most)}{of}"
    if len(value) <= _MOST_PARTS and all(map(_KEY.match, value)) and not _nested(value):
        return ", ".join(
            f"{_CAPITAL.sub(' ', key).lower().replace('_', ' ')} {shown(item, most=most)}"
            for key, item in value.items()
        )
    return quoted(value, most=most)


def _nested(value: JsonObject) -> bool:
    return any(isinstance(item, dict | list) for item in value.values())


def join(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(parts)
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1] if found else "nothing"


def listing(parts: Iterable[str], *, most: int = 8) -> str:
    """The first parts, and how many more there are."""
    found = list(parts)
    return join(found if len(found) <= most else [*found[:most], f"{len(found) - most} more"])


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 event`, `3 events`, `no events`."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def changes(*rows: tuple[str, str | None, str]) -> str:
    """One line per field: what it is now and what it will be. A None before means that it is not known."""
    lines = (f"\n- {name}: {now} -> {then}" if now is not None else f"\n- {name}: {then}" for name, now, then in rows)
    return "".join(lines)
