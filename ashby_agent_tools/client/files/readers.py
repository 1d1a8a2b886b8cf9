"""Readers: the text of a file by its type, without invisible characters. Runs in a separate process, see `apart`.

The parser that a type needs is loaded by `reader_of`, before the file is parsed and the process confined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from ashby_agent_tools.client.files.kinds import DOCX, HTML, MARKS, PDF, PLAIN
from ashby_agent_tools.client.files.problems import Problem
from ashby_agent_tools.results.clean import clean_text, html_to_text

__all__ = ["Reader", "reader_of"]

Reader: TypeAlias = Callable[[bytes], str]

_MOST_HTML = 300_000  # characters; a parser takes seconds for more, and text that long is not a resume
_DATA = re.compile(r"data:[\w/+.;=-]{1,100},[A-Za-z0-9+/=%]*")  # pictures inside a page
_LINES = re.compile(r"\n{3,}")


def reader_of(kind: str, *, pages: int, operators: int, characters: int) -> Reader:
    """A function that reads files of a type; raises Problem for a type without text or without its library."""
    read: Reader
    if kind == PDF:
        from ashby_agent_tools.client.files.pdf import reader  # noqa: PLC0415  (each process loads one parser)

        read = reader(pages=pages, operators=operators)
    elif kind == DOCX:
        from ashby_agent_tools.client.files.word import reader as word_reader  # noqa: PLC0415  (as above)

        read = word_reader(elements=operators)
    elif kind == HTML:
        import bs4  # noqa: F401, PLC0415  (as above)

        read = _of_html
    elif kind == PLAIN:
        read = _decoded
    else:
        raise Problem("type")
    return lambda data: _tidy(read(data), "scan" if kind == PDF else "empty", characters)


def _of_html(data: bytes) -> str:
    bare = _DATA.sub("", _decoded(data))
    text = html_to_text(bare, at_most=_MOST_HTML)
    beyond = len(bare) - _MOST_HTML
    return f"{text}\n[{beyond} more characters of HTML were not read]" if beyond > 0 and text else text


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _tidy(found: str, otherwise: str, most: int) -> str:
    begin = found[: 2 * most]  # blank characters included
    lined = re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", begin)
    text = _LINES.sub("\n\n", "\n".join(line.rstrip() for line in clean_text(lined).split("\n"))).strip()
    if not text:
        raise Problem(otherwise)
    beyond = len(found) - len(begin) + max(0, len(text) - most)
    return f"{text[:most]}\n[{beyond} more characters were not read]" if beyond else text
