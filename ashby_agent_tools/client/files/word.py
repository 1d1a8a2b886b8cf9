"""DOCX: the text of headers, paragraphs, tables and text boxes, in the order of the file.

A DOCX is a ZIP archive of XML. Each part is read as a stream, without a tree, so memory does not grow with the part. A
document type declaration is refused, and with it every entity; no DOCX has one.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from ashby_agent_tools.client.files.problems import Problem

if TYPE_CHECKING:
    from ashby_agent_tools.client.files.readers import Reader

__all__ = ["reader"]

_MOST_MEMBERS = 3_000
_MOST_UNPACKED = 50_000_000  # bytes of one part
_RATIO = 200  # times that a part of more than a megabyte may grow; text in XML grows 10 to 40 times
_SMALL = 1_000_000
_CHUNK = 65_536
_DOCUMENT = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_AFTER: Final = {f"{_W}p": "\n", f"{_W}tc": "\t", f"{_W}tr": "\n"}
_INSTEAD: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def reader(*, elements: int) -> Reader:
    """A function that reads a DOCX of at most so many elements."""

    def read(data: bytes) -> str:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                many = len(archive.infolist()) > _MOST_MEMBERS
                text = "" if many else _read(archive, elements)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  (a broken archive makes the libraries raise nearly anything)
            raise Problem("broken", type(error).__name__) from None
        if many:
            raise Problem("unpacks")
        return re.sub(r"\n\t", "\t", text)  # a cell is a paragraph: its row stays one line

    return read


def _read(archive: zipfile.ZipFile, elements: int) -> str:
    text = _Text(elements)
    _parse(archive, _DOCUMENT, text)
    heads = _Text(text.elements_left)
    for name in _targets(archive, text.headers, elements):
        _parse(archive, name, heads)
    return heads.text() + text.text()


def _targets(archive: zipfile.ZipFile, wanted: list[str], elements: int) -> list[str]:
    """The names of the parts behind relation ids; those that are outside the archive or missing are left out."""
    if not wanted or _RELATIONS not in archive.namelist():
        return []
    found = _Relations(elements)
    _parse(archive, _RELATIONS, found)
    there = set(archive.namelist())
    names = [found.targets[key] for key in wanted if key in found.targets]
    return [name for name in dict.fromkeys(names) if name in there]


class _Events:
    """What the XML parser calls; raises Problem when there are too many elements."""

    def __init__(self, elements: int) -> None:
        self.elements_left = elements

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  (subclasses use them)
        self.elements_left -= 1
        if self.elements_left < 0:
            raise Problem("complex")

    def end(self, tag: str) -> None:
        """An element ends."""

    def characters(self, data: str) -> None:
        """Characters between two tags."""


class _Text(_Events):
    """Collects text; what stands a second time for older programs (Fallback) is left out."""

    def __init__(self, elements: int) -> None:
        super().__init__(elements)
        self.headers: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._in_fallback = 0

    def text(self) -> str:
        """What was collected."""
        return "".join(self._pieces)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        self._in_text += tag == f"{_W}t"
        self._in_fallback += tag == _FALLBACK
        if tag in _INSTEAD:
            self._add(_INSTEAD[tag])
        elif tag == f"{_W}headerReference":
            self.headers.append(attributes.get(f"{_R}id", ""))

    def end(self, tag: str) -> None:
        self._in_text -= tag == f"{_W}t"
        self._in_fallback -= tag == _FALLBACK
        if tag in _AFTER:
            self._add(_AFTER[tag])

    def characters(self, data: str) -> None:
        if self._in_text:
            self._add(data)

    def _add(self, piece: str) -> None:
        if not self._in_fallback:
            self._pieces.append(piece)


class _Relations(_Events):
    """Collects which part a relation id stands for; one to a place outside the archive is left out."""

    def __init__(self, elements: int) -> None:
        super().__init__(elements)
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if tag == _RELATION and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/word", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = path.lstrip("/")


def _parse(archive: zipfile.ZipFile, name: str, events: _Events) -> None:
    """Stream one part of the archive through the XML parser."""
    entry = archive.getinfo(name)
    if entry.flag_bits & 1:
        raise Problem("locked")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a limit
        raise Problem("broken", "compression")
    grown = entry.file_size > _SMALL and entry.file_size > _RATIO * entry.compress_size
    if grown or entry.file_size > _MOST_UNPACKED:
        raise Problem("unpacks")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = events.characters
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise Problem("broken", "DOCTYPE")
