"""Short ids and UUIDs as texts: what each looks like, and the id in a cell of a result."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["SHORT_ID", "UUID", "UUID_TEXT", "are_uuids", "is_uuid", "without_name"]

SHORT_ID = re.compile(r"\A([a-z]{1,40})_([0-9]{1,40})\Z")
UUID_TEXT = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # the pattern of one, wherever it stands
UUID = re.compile(rf"\A{UUID_TEXT}\Z")
_UUIDS = re.compile(rf"(?:{UUID_TEXT})*+")
_PASTED = re.compile(r"[^()]*\((\w{1,81}|[0-9A-Fa-f-]{36})\)")


def is_uuid(text: str) -> bool:
    """Whether the text has the form of a UUID."""
    return len(text) == 36 and text[8] == "-" and UUID.match(text) is not None  # noqa: PLR2004


def are_uuids(texts: Sequence[str]) -> bool:
    """Whether each of the texts has the form of a UUID, said of all at once."""
    return set(map(len, texts)) == {36} and _UUIDS.fullmatch("".join(texts)) is not None


def without_name(text: str) -> str:
    """The id in a cell of a result, `Name (cand_711)`; any other text as it is."""
    pasted = _PASTED.fullmatch(text)
    return pasted[1] if pasted else text
