"""Short ids and UUIDs as texts: what each looks like, and the id in a cell of a result."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ashby_agent_tools._unseen import trimmed

__all__ = ["SHORT_ID", "UUID", "UUID_TEXT", "are_uuids", "is_uuid", "without_name"]

SHORT_ID = re.compile(r"\A([a-z]{1,40})_([0-9]{1,40})\Z")
UUID_TEXT = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # the pattern of one, wherever it stands
UUID = re.compile(rf"\A{UUID_TEXT}\Z")
_UUIDS = re.compile(rf"(?:{UUID_TEXT})*+")
_LONGEST = 400  # characters of a cell
_AROUND = "`'\"*{}<>[]#"  # what Markdown, JSON and other programs put around an id
_PASTED = re.compile(rf"\(([A-Za-z]{{1,40}}_[0-9]{{1,40}}|{UUID_TEXT})\)")


def is_uuid(text: str) -> bool:
    """Whether the text has the form of a UUID."""
    return len(text) == 36 and text[8] == "-" and UUID.match(text) is not None  # noqa: PLR2004


def are_uuids(texts: Sequence[str]) -> bool:
    """Whether each of the texts has the form of a UUID, said of all at once."""
    return set(map(len, texts)) == {36} and _UUIDS.fullmatch("".join(texts)) is not None


def without_name(text: str) -> str:
    """The id in a cell of a result, `Name (cand_711)`, or in what stands around ids in texts; else the text as it is.

    A name may have brackets of its own, but where two ids stand in brackets, nobody knows which is meant.
    """
    if SHORT_ID.match(text) or is_uuid(text) or len(text) > _LONGEST:
        return text
    cell = trimmed(text)
    pasted = _PASTED.findall(cell)
    found = pasted[0] if len(pasted) == 1 and cell.endswith(f"({pasted[0]})") else trimmed(cell.strip(_AROUND))
    if SHORT_ID.match(found.lower()):
        return found.lower()
    return found if is_uuid(found) else text
