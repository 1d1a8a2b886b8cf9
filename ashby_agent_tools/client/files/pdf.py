"""PDF: the text of its pages, up to a number of pages and of drawing operators."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.client.files.problems import Problem

if TYPE_CHECKING:
    from pypdf import PdfReader

    from ashby_agent_tools.client.files.readers import Reader

__all__ = ["reader"]

_MOST_CHARACTERS = 2_000_000  # of one file; more is not a document


def reader(*, pages: int, operators: int) -> Reader:
    """A function that reads a PDF; pages that it leaves out are counted in the last line."""
    try:
        import pypdf  # noqa: PLC0415  (an extra; loaded by the process that reads)
    except ImportError:
        raise Problem("missing") from None

    def read(data: bytes) -> str:
        try:
            found = pypdf.PdfReader(io.BytesIO(data))
            locked = bool(found.is_encrypted and not found.decrypt(""))
            texts, beyond = ([], 0) if locked else _texts(found, pages, operators)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  (a broken PDF makes the parser raise nearly anything)
            raise Problem("broken", type(error).__name__) from None
        if locked:
            raise Problem("locked")
        if beyond and any(text.strip() for text in texts):
            texts.append(f"[{beyond} more pages were not read]")
        return "\n\n".join(texts)

    return read


def _texts(found: PdfReader, most: int, operators: int) -> tuple[list[str], int]:
    """The text of each page until one of the limits is reached, and how many pages are left out."""
    count, texts, length = _Count(operators), [], 0
    total = len(found.pages)
    try:
        for number in range(min(most, total)):
            texts.append(found.pages[number].extract_text(visitor_operand_before=count))
            length += len(texts[-1])
            if length > _MOST_CHARACTERS:
                break
    except Problem:
        if not any(text.strip() for text in texts):
            raise
    return texts, total - len(texts)


class _Count:
    """Called before each drawing operator; raises Problem when there were too many."""

    def __init__(self, most: int) -> None:
        self._left = most

    def __call__(self, *_: Any) -> None:
        self._left -= 1
        if self._left < 0:
            raise Problem("complex")
