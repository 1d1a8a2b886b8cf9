"""The type of a file, from its content; its name may say anything. Cheap for any file."""

from __future__ import annotations

import codecs
import io
import os
import re
from typing import BinaryIO

__all__ = ["DOCX", "ENDINGS", "HTML", "KINDS", "MARKS", "PDF", "PLAIN", "UNKNOWN", "type_of"]

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
_ODT = "application/vnd.oasis.opendocument.text"
_ZIP = "application/zip"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", HTML: ".html", PLAIN: ".txt", "application/msword": ".doc",
           "application/rtf": ".rtf", "image/png": ".png", "image/jpeg": ".jpg"}  # fmt: skip
_HEAD = 8_192
_TAIL = 262_144  # bytes at the end of an archive that may hold its table of contents; some 3,000 names
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
KINDS = frozenset({PDF, DOCX, HTML, PLAIN, UNKNOWN, _ODT, _ZIP, "image/webp", *(kind for _, kind in _BEGINNINGS)})
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HTML = re.compile(rb"(?i)<(!doctype\s+html|html|head|body|meta|div|p|table)[\s>]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


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
    marked = any(head.startswith(mark) for mark, _ in MARKS)
    if not head or (not marked and _CONTROLS.search(head)):
        return UNKNOWN
    return HTML if _HTML.search(head.replace(b"\x00", b"")[:2_048]) else PLAIN


def _type_of_zip(file: BinaryIO) -> str:
    """What an archive's table of contents says; only the file's end is looked at, so that no table is too long."""
    import zipfile  # noqa: PLC0415  (seldom needed)

    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    try:
        with zipfile.ZipFile(io.BytesIO(file.read(_TAIL))) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError):
        return _ZIP
    if "word/document.xml" in names:
        return DOCX
    return _ODT if "content.xml" in names else _ZIP
