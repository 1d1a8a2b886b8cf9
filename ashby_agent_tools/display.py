"""Text made for the place where it is read: a terminal or a log, JSON on a terminal, a client's Markdown, a pipe.

Whatever others wrote (arguments of a model, names from Ashby, messages of a server) goes through the function of its
place before it is shown. A file's name is made by `_files.saving.safe_name`; this package writes no HTML.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ashby_agent_tools._unseen import MARKS_IN_A_ROW, is_unseen

__all__ = ["NOBODY_READS", "NOT_WRITTEN", "for_json", "for_markdown", "for_terminal", "standard_streams"]

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


NOT_WRITTEN, NOBODY_READS = 74, 141  # EX_IOERR of sysexits.h; 128 and SIGPIPE, as shells count it
_CANNOT_TAKE = {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT}


@contextlib.contextmanager
def standard_streams() -> Iterator[None]:
    r"""Standard streams that take whatever a command prints, and an end in one line where they cannot.

    A closed one is one that takes nothing. What an encoding lacks is a JSON escape (`\u0141`), so JSON stays the same
    value; what goes to a file or a pipe is UTF-8 unless PYTHONIOENCODING says otherwise. A reader who has gone ends the
    process with 141, a full device with 74: a call may have been made all the same.
    """
    _open_closed()
    codecs.register_error("ashby_json_escape", _escape_unencodable)
    if isinstance(sys.stdout, io.TextIOWrapper):
        chosen = sys.stdout.isatty() or "PYTHONIOENCODING" in os.environ
        sys.stdout.reconfigure(encoding=None if chosen else "utf-8", errors="ashby_json_escape")
    try:
        try:
            yield
        except SystemExit as ended:
            if isinstance(ended.__context__, BrokenPipeError):  # what Typer makes of it has the code of a refusal
                raise ended.__context__ from None
            sys.stdout.flush()
            raise
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or (error.errno not in _CANNOT_TAKE and not isinstance(error, BrokenPipeError)):
            raise
        _end_unwritten(error)


def _open_closed() -> None:
    """A place for each stream that the process was started without, so that no file opened later gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  (the process's, to its end)


def _escape_unencodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def _end_unwritten(error: OSError) -> None:
    """End the process; what is still held back for stdout goes nowhere, so the interpreter complains of nothing."""
    with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        sys.stdout.flush()
    if isinstance(error, BrokenPipeError):
        sys.exit(NOBODY_READS)
    with contextlib.suppress(OSError):
        sys.stderr.write(
            f"What was printed is not whole ({error.strerror}). A call that was made stays made: look before you make "
            "it again.\n"
        )
    sys.exit(NOT_WRITTEN)
