"""The HTML of a job posting as Ashby keeps it: cleaned, and as plain text."""

from __future__ import annotations

import html
from collections.abc import Sequence
from html.parser import HTMLParser

from ashby_agent_tools._html import parsable_html

__all__ = ["clean_html", "plain"]

_KEPT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "i", "u", "a", "ul", "ol", "li", "code", "pre", "p"})


class _Cleaner(HTMLParser):
    """Keeps the tags that Ashby's page lists, and paragraphs; of attributes only the target of a link."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _KEPT:
            target = "".join(f' href="{html.escape(value or "")}"' for name, value in attrs if name == "href")
            self.out.append(f"<{tag}{target if tag == 'a' else ''}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _KEPT:
            self.out.append(f"</{tag}>")
            self.text.append("\n" if tag in ("p", "li", "pre") or tag.startswith("h") else "")

    def handle_data(self, data: str) -> None:
        self.out.append(data)
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _parsed(text: str) -> _Cleaner:
    cleaner = _Cleaner()
    cleaner.feed(parsable_html(text, whole=True))
    cleaner.close()
    return cleaner


def clean_html(text: str) -> str:
    """The HTML without the tags that a posting does not take. [S]"""
    return "".join(_parsed(text).out)


def plain(text: str) -> str:
    """The text of a piece of HTML."""
    return html.unescape("".join(_parsed(text).text)).strip()
