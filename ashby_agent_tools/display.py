"""Text made for the place where a person reads it: a terminal or a log, JSON on a terminal, a client's Markdown.

Whatever others wrote (arguments of a model, names from Ashby, messages of a server) goes through the function of its
place before it is shown. A file's name is made by `_files.saving.safe_name`; this package writes no HTML.
"""

from __future__ import annotations

import json
import re
import unicodedata

from ashby_agent_tools._unseen import MARKS_IN_A_ROW, is_unseen

__all__ = ["for_json", "for_markdown", "for_terminal"]

_DRAWN = re.compile("[\u2500-\u259f\u23a1-\u23ad\u239b-\u23a0]")  # with which a frame could be painted


def for_terminal(text: str, *, lines: bool = False, drawings: bool = True) -> str:
    r"""The text for a terminal or a line of a log: it moves no cursor, sets no colour or title, and hides nothing.

    Control, bidirectional and invisible characters, lone surrogates and piled-up marks are shown as escapes (`\x1b`,
    `\u202e`). `lines`: line breaks and tabs of the text are kept; otherwise they are escapes too. Without `drawings`,
    characters that draw frames are escapes, for places where a frame of ours says what is what.
    """
    if text.isascii() and text.isprintable():
        return text
    if lines:
        text = text.replace("\r\n", "\n").expandtabs(4)
    shown: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        hidden = is_unseen(char) or marks > MARKS_IN_A_ROW or (not drawings and _DRAWN.match(char))
        shown.append(_escape(char) if hidden and not (lines and char == "\n") else char)
    return "".join(shown)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode()


def for_json(value: object, *, indent: int | None = None) -> str:
    """A value as JSON that a terminal may show: what cannot be seen stands as a JSON escape, the value is the same."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(_json_escape(char) if is_unseen(char) and char != "\n" else char for char in written)


def _json_escape(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"


_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_INLINE = re.compile(r"[\\`*\[\]~$]|(?<![^\W_])_|_(?![^\W_])")
_LINK = re.compile(r"(?i):(?=//)|(?<=www)\.")
_LINE_START = re.compile(r"(?m)^( {0,3})(?=#{1,6}(?: |$)|>|\+ )")
_RULE = re.compile(r"(?m)^([| :]*)(?=[-=][-=|: ]*$)")


def for_markdown(text: str) -> str:
    r"""The text for a client that may render Markdown or HTML, or neither: it reads the same, and nothing of it acts.

    `<` and an `&` that begins an entity become entities. A backslash stands before each backslash, backtick, `*`, `[`,
    `]`, `~`, `$`, an `_` that is not inside a word, the colon of `https://`, the full stop of `www.`, and before what
    would make a line a heading, a quotation, a list with `+`, a rule or a table. So there is no picture, link, code or
    element. Line breaks become hard ones (two blanks before them): what stands on its own line stays there.
    """
    shown = for_terminal(text, lines=True)
    shown = _ENTITY.sub("&amp;", shown)
    shown = _INLINE.sub(lambda found: "\\" + found[0], shown)
    shown = _LINK.sub(lambda found: "\\" + found[0], shown)
    shown = _LINE_START.sub(r"\1\\", shown)
    shown = _RULE.sub(r"\1\\", shown)
    shown = shown.replace("<", "&lt;")
    return re.sub(r"(?<=\S)\n(?=\S)", "  \n", shown)
