"""Text of PDF, DOCX and HTML. The parsers are in the extra `files` and are loaded when the first file is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ashby_agent_tools.errors import ToolError, UnreadableFile

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from pypdf import PdfReader

__all__ = ["of_docx", "of_html", "of_pdf"]

MOST_PAGES = 100
_MOST_UNPACKED = 100_000_000  # bytes
_MOST_HTML = 300_000  # characters; a parser takes seconds for more, and text that long is no resume
_DATA = re.compile(r"data:[\w/+.;=-]{1,100},[A-Za-z0-9+/=%]*")  # pictures inside a page
_MOST_CHARACTERS = 2_000_000  # of one PDF; more is no document
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_AFTER = {f"{_W}p": "\n", f"{_W}tc": "\t", f"{_W}tr": "\n"}
_INSTEAD = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def of_pdf(data: bytes, name: str) -> str:
    """The text of the first 100 pages; further pages are counted in the last line."""
    try:
        import pypdf  # noqa: PLC0415
    except ImportError:
        raise _missing("pypdf", "a PDF") from None
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = bool(reader.is_encrypted and not reader.decrypt(""))
        pages = [] if locked else _pages(reader)
        beyond = 0 if locked else len(reader.pages) - len(pages)
    except Exception as error:  # a broken PDF makes the parser raise nearly anything
        raise _broken(name, "PDF", error) from error
    if locked:
        raise UnreadableFile(f"{name} is locked with a password; a person has to open it.")
    if beyond > 0 and any(page.strip() for page in pages):
        pages.append(f"[{beyond} more pages were not read]")
    return "\n\n".join(pages)


def _pages(reader: PdfReader) -> list[str]:
    """The text of each page, until there are 100 of them or the text is longer than any document."""
    pages: list[str] = []
    length = 0
    for page in reader.pages[:MOST_PAGES]:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > _MOST_CHARACTERS:
            break
    return pages


def of_docx(data: bytes, name: str) -> str:
    """The text of headers, paragraphs, tables and text boxes, in the order of the file."""
    try:
        import docx  # noqa: PLC0415
    except ImportError:
        raise _missing("python-docx", "a DOCX") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            large = sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED
        text = "" if large else _body(docx.Document(io.BytesIO(data)))
    except Exception as error:  # a broken DOCX makes the parser raise nearly anything
        raise _broken(name, "DOCX", error) from error
    if large:
        raise UnreadableFile(f"{name} unpacks to more than {_MOST_UNPACKED // 1_000_000} MB; it was not read.")
    return re.sub(r"\n\t", "\t", text)  # a cell is a paragraph: its row stays one line


def _body(document: DocxDocument) -> str:
    heads = [section.header for section in document.sections]
    parts = [head._element for head in heads if not head.is_linked_to_previous]  # noqa: SLF001  (no public door)
    return "".join(piece for part in [*parts, document.element.body] for piece in _pieces(part))


def _pieces(element: BaseOxmlElement) -> Iterator[str]:
    """Every piece of text below an element; what stands twice for older programs is read once."""
    if element.tag == f"{_W}t":
        yield element.text or ""
    elif element.tag in _INSTEAD:
        yield _INSTEAD[str(element.tag)]
    elif element.tag != _FALLBACK:
        for child in element:
            yield from _pieces(child)
        yield _AFTER.get(str(element.tag), "")


def of_html(html: str) -> str:
    """The text of a page of HTML, without scripts and styles."""
    from ashby_agent_tools.results.clean import html_to_text  # noqa: PLC0415  (loaded when the first file is read)

    bare = _DATA.sub("", html)
    text = html_to_text(bare, at_most=_MOST_HTML)
    beyond = len(bare) - _MOST_HTML
    return f"{text}\n[{beyond} more characters of HTML were not read]" if beyond > 0 and text else text


def _missing(library: str, what: str) -> ToolError:
    return ToolError(
        f"Reading {what} needs {library}, which is not installed here; the application's operator can install it: "
        "pip install 'ashby-agent-tools[files]'."
    )


def _broken(name: str, kind: str, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"{name} looks like a {kind} and cannot be read as one ({type(error).__name__}); it is probably broken, "
        "and a person has to look at it."
    )
