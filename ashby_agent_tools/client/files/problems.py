"""Problems: why a file gives no text, as the reading process reports it and as a model reads it.

The process that reads an outsider's file is believed as little as the file: it sends a code and one name, and the words
are made here.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["PROBLEMS", "Problem", "said"]

PROBLEMS: Final = {
    "empty": "{name} is empty; a person has to look at it.",
    "scan": "There is no text in {name}, which is probably a scan; a person has to look at it.",
    "locked": "{name} is protected with a password; a person has to open it.",
    "type": "No text can be extracted from {name}: it is {detail}. A person has to look at it. "
    "PDF, DOCX, HTML and plain text can be read.",
    "broken": "{name} cannot be read as the {kind} that it looks like ({detail}); it is probably broken, and a person "
    "has to look at it.",
    "unpacks": "{name} unpacks to far more than a document should hold; it was not read, and a person has to look "
    "at it.",
    "complex": "{name} has far more drawing instructions or elements than a document should; it was not read, and a "
    "person has to look at it.",
    "memory": "{name} needs more memory than a file may take; it was not read. A person has to look at it.",
    "time": "{name} takes longer to read than a file may; reading was stopped, and a person has to look at it.",
    "crash": "The process that read {name} crashed ({detail}); a person has to look at it.",
}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}\Z")


class Problem(BaseException):
    """Why there is no text: a key of PROBLEMS, or `missing` where pypdf is not installed.

    No Exception: parsers catch those, and a limit that was reached must end the reading.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def said(code: str, *, name: str, kind: str, detail: str) -> str:
    """The sentence for a problem; `detail` is shown if it is one plain word."""
    if code == "type":
        detail = _described(kind)
    elif not _WORD.match(detail):
        detail = "unknown"
    return PROBLEMS[code].format(name=name, detail=detail, kind="PDF" if kind.endswith("pdf") else "DOCX")


def _described(kind: str) -> str:
    if kind.startswith("image/"):
        return f"a picture ({kind})"
    return "a file of an unknown type" if kind == "application/octet-stream" else f"a file of the type {kind}"
