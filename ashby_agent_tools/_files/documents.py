"""Files as text. What a file is, is found out from its content; its name may say anything."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from ashby_agent_tools._files.document import Document
from ashby_agent_tools.errors import UnreadableFile

__all__ = ["ENDINGS", "Document", "read_document", "type_of"]

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", HTML: ".html", PLAIN: ".txt", "application/msword": ".doc",
           "application/rtf": ".rtf", "image/png": ".png", "image/jpeg": ".jpg"}  # fmt: skip
MOST_CHARACTERS = 500_000
_MOST_TIDIED = 1_000_000  # characters, blank ones included
_HEAD = 8_192
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HTML = re.compile(rb"(?i)<(!doctype\s+html|html|head|body|meta|div|p|table)[\s>]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LINES = re.compile(r"\n{3,}")


def type_of(file: BinaryIO) -> str:
    """The media type of a file by its content; the place in the file is moved."""
    file.seek(0)
    head = file.read(_HEAD)
    if b"%PDF-" in head[:1_024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _type_of_zip(file)
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    marked = any(head.startswith(mark) for mark, _ in _MARKS)
    if not head or (not marked and _CONTROLS.search(head)):
        return UNKNOWN
    return HTML if _HTML.search(head.replace(b"\x00", b"")[:2_048]) else PLAIN


def _type_of_zip(file: BinaryIO) -> str:
    import zipfile  # noqa: PLC0415  (seldom needed)

    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return "application/zip"
    if "word/document.xml" in names:
        return DOCX
    return "application/vnd.oasis.opendocument.text" if "content.xml" in names else "application/zip"


def read_document(data: bytes, *, name: str) -> Document:
    """The text of a PDF, DOCX, HTML or plain text file.

    Raises UnreadableFile where there is none: a scan, a picture, a broken or locked file, another type. A ToolError
    says what to install where a library is missing. A text of more than 500,000 characters is cut and says so.
    """
    from ashby_agent_tools._files import text  # noqa: PLC0415  (parsers are loaded when the first file is read)

    kind = type_of(io.BytesIO(data))
    if kind == PDF:
        found = text.of_pdf(data, name)
    elif kind == DOCX:
        found = text.of_docx(data, name)
    elif kind in (HTML, PLAIN):
        found = text.of_html(_decoded(data)) if kind == HTML else _decoded(data)
    else:
        raise UnreadableFile(
            f"{name} is {_said(kind)}, of which no text can be read; a person has to look at it. "
            "What can be read: PDF, DOCX, HTML and plain text."
        )
    return Document(_tidy(found, name, kind), name, kind, len(data))


def _said(kind: str) -> str:
    if kind.startswith("image/"):
        return f"a picture ({kind})"
    return "of a type nobody knows" if kind == UNKNOWN else f"of the type {kind}"


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _tidy(found: str, name: str, kind: str) -> str:
    from ashby_agent_tools.results.clean import clean_text  # noqa: PLC0415  (loaded when the first file is read)

    begin = found[:_MOST_TIDIED]
    lined = re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", begin)
    text = _LINES.sub("\n\n", "\n".join(line.rstrip() for line in clean_text(lined).split("\n"))).strip()
    if not text:
        scan = " It is probably a scan" if kind == PDF else " It is empty"
        raise UnreadableFile(f"There is no text in {name}.{scan}; a person has to look at it.")
    beyond = len(found) - len(begin) + max(0, len(text) - MOST_CHARACTERS)
    return f"{text[:MOST_CHARACTERS]}\n[{beyond} more characters were not read]" if beyond else text
