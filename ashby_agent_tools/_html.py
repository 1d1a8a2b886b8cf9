"""HTML made safe to parse: a parser reads it in a time that grows with its length, and fails at none of it."""

from __future__ import annotations

import re

__all__ = ["parsable_html"]

_DECLARATION = re.compile(r"<![^<>]*>")  # no text in a browser; the parser fails at those that it does not know
_LOOSE = re.compile(r"<(?![a-zA-Z/?][^<>]*>)")  # begins no tag; the parser takes minutes for thousands of these


def parsable_html(html: str, *, whole: bool = False) -> str:
    """HTML that a parser reads, whatever it is, in a time that grows with its length.

    It is without comments and declarations, and what begins no tag is text.
    What follows a comment that never ends is left out, as browsers do; with `whole` it is text.
    """
    bare, rest = _without_comments(html)
    kept = bare + rest.replace("<!--", "&lt;!--") if whole else bare
    return _LOOSE.sub("&lt;", _DECLARATION.sub("", kept))


def _without_comments(html: str) -> tuple[str, str]:
    """The HTML without comments, and what follows one that never ends."""
    pieces, start = [], 0
    while (begin := html.find("<!--", start)) >= 0:
        pieces.append(html[start:begin])
        start = html.find("-->", begin)
        if start < 0:
            return "".join(pieces), html[begin:]
        start += 3
    return "".join([*pieces, html[start:]]), ""
