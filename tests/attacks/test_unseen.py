"""What cannot be seen is one list, and every place that shows text goes by it."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest

import ashby_agent_tools
from ashby_agent_tools import Decision, errors
from ashby_agent_tools._unseen import INVISIBLE
from ashby_agent_tools.approval.prompts._phrases import quoted, title
from ashby_agent_tools.client.files.saving import safe_name
from ashby_agent_tools.display import for_json, for_markdown, for_terminal
from ashby_agent_tools.results.clean import clean_text

HIDES = {  # one of each kind
    "escape": "\x1b", "C1 control": "\x9b", "soft hyphen": "\xad", "grapheme joiner": "\u034f",
    "Hangul filler": "\u115f",
    "Khmer vowel": "\u17b4", "Mongolian selector": "\u180b", "zero width": "\u200b", "override": "\u202e",
    "isolate": "\u2066", "word joiner": "\u2060", "Braille blank": "\u2800", "halfwidth filler": "\uffa0",
    "variation selector": "\ufe0f", "its supplement": "\U000e0100", "byte order mark": "\ufeff", "tag": "\U000e0041",
    "shorthand format": "\U0001bca0", "musical format": "\U0001d173", "hieroglyph joiner": "\U00013430",
    "interlinear anchor": "\ufff9",
}  # fmt: skip
PRINTED = {0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Signs under numbers, which Unicode counts among the format characters and which are drawn."""


def test_the_list_has_every_control_and_format_character_of_unicode():
    formats = {n for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) in ("Cc", "Cf", "Zl", "Zp")}
    missing = {n for n in formats if not INVISIBLE.match(chr(n))}
    assert missing == PRINTED | {ord("\t"), ord("\n")}


def through_an_error(text):
    return str(errors.Declined(text))


def through_a_claimed_name(text):
    return Decision.deny(by=text, claimed=True).by


PLACES = {
    "terminal": for_terminal, "JSON": for_json, "Markdown": for_markdown, "results": clean_text, "files": safe_name,
    "errors": through_an_error, "who answered": through_a_claimed_name,
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_no_place_shows_a_character_that_cannot_be_seen(place):
    shown = {kind: place(f"pay{char}day") for kind, char in HIDES.items()}
    assert [kind for kind, char in HIDES.items() if char in shown[kind]] == []


def test_a_question_shows_none():
    for kind, char in HIDES.items():
        assert char not in quoted(f"pay{char}day") + str(title(f"Pay{char}day")), kind


def test_no_other_file_has_a_list_of_its_own():
    """A second list would fall behind the first."""
    package = Path(ashby_agent_tools.__file__).parent
    own = re.compile(r"""["']C[cfson]["'],|\\u20[026][0-9a-f]-\\u""")
    found = [path.name for path in package.rglob("*.py") if own.search(path.read_text())]
    assert found == ["_unseen.py"]


def test_what_this_python_does_not_know_yet_is_kept_for_a_model_and_escaped_on_a_screen():
    for char in ("\ue000", "\U0001fadf", "\U000f0000"):
        if unicodedata.category(char) in ("Cn", "Co"):
            assert clean_text(char) == char
            assert char not in for_terminal(char)
            assert json.loads(for_json(char)) == char
