"""Characters that a reader cannot see, made visible: controls, zero-width and bidirectional marks, lone surrogates."""

from __future__ import annotations

import json
import re

__all__ = ["INVISIBLE", "SURROGATE", "escape_unseen"]

# Controls but tab and newline; soft hyphen; joiners, marks, embeddings, isolates; fillers; variation selectors; tags.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
SURROGATE = re.compile("[\ud800-\udfff]")


def escape_unseen(text: str) -> str:
    """The text with invisible characters and lone surrogates as JSON escapes; JSON keeps its value that way."""
    if not (INVISIBLE.search(text) or SURROGATE.search(text)):
        return text
    return SURROGATE.sub(_escape, INVISIBLE.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
