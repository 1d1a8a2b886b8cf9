"""Texts of several lines in a question: HTML as text, every line marked, the rest folded with its length said."""

from __future__ import annotations

import html.parser
import textwrap

from ashby_agent_tools._html import parsable_html
from ashby_agent_tools.approval.prompts._phrases import changes, clean
from ashby_agent_tools.operations.base import Json

__all__ = ["as_text", "text_block"]

MARK = "| "
"""Begins every line of a text that somebody wrote; no line of ours begins so."""

_WIDTH = 100
_MOST_PARSED = 200_000
_BREAKS = frozenset(
    ("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip


class _Text(html.parser.HTMLParser):
    """The text of HTML: blocks as lines, addresses of links and pictures beside them, for they are sent, too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block; remember where a link leads."""
        given = dict(attrs)
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("* ")
        if tag == "a":
            self._links.append(given.get("href") or "")
        if tag == "img":
            self.parts.append(f"[picture {given.get('alt') or ''} {given.get('src') or ''}]")

    def handle_endtag(self, tag: str) -> None:
        """End the line of a block; say where a link leads."""
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag == "a" and self._links:
            target = self._links.pop()
            self.parts.append(f" [{target}]" if target else "")

    def handle_data(self, data: str) -> None:
        """Line breaks in HTML are blanks."""
        self.parts.append(" ".join(data.split("\n")))


def as_text(value: str) -> list[str]:
    """The lines of a text, HTML as text; nothing in them is invisible, and no two empty ones follow each other."""
    lines = value[:_MOST_PARSED].splitlines()
    if "<" in value:
        parser = _Text()
        parser.feed(parsable_html(value[:_MOST_PARSED], whole=True))
        parser.close()
        lines = "".join(parser.parts).split("\n")
    kept: list[str] = []
    for line in map(clean, lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept[:-1] if kept and not kept[-1] else kept


def text_block(name: str, value: Json, *, most: int) -> str:
    """A text as lines of a question under its name: at most `most` characters, and how many more there are."""
    lines = as_text(value) if isinstance(value, str) else []
    length = sum(len(line) + 1 for line in lines)
    if not lines:
        return changes((name, None, "nothing"))
    told, left = "", most
    for line in lines:
        if left <= 0:
            break
        told += "".join(f"\n{MARK}{part}".rstrip() for part in textwrap.wrap(line[:left], _WIDTH) or [""])
        left -= len(line) + 1
    folded = length - most
    size = f"{length:,} characters" + (f", of which the last {folded:,} are folded" if folded > 0 else "")
    return changes((name, None, size)) + told
