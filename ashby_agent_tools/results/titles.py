"""Titles: what a text says of the records it names, for texts that come after it and hold their ids alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ashby_agent_tools.operations.kinds import TITLED
from ashby_agent_tools.results.cells import Ref, dumps
from ashby_agent_tools.results.clean import clean_text, mask_contact
from ashby_agent_tools.results.columns import Column, refs_in
from ashby_agent_tools.results.layout import Plan
from ashby_agent_tools.results.shape import Row
from ashby_agent_tools.results.sheet import Sheet
from ashby_agent_tools.results.values import label_of

__all__ = ["TITLE", "Titles", "titles_in"]

Titles: TypeAlias = "Mapping[tuple[str, str], str]"  # by kind and id

TITLE = 60  # characters of a title at most
_CERTAIN = 40  # so much of a name is in a text where it was cut on a word
_NAMES = ("firstName", "lastName", "name", "title", "text", "reasonText", "label")


def titles_in(text: str, plan: Plan, sheet: Sheet) -> dict[tuple[str, str], str]:
    """The titles of records that a text shows, beside their short ids or alone, cleaned, in one line.

    Only of kinds that the organization names itself, never from what outsiders wrote, from a name that was cut away
    or from one that holds contact data.
    """
    columns = [c for c in plan.columns if not c.untrusted]
    found: dict[tuple[str, str], str] = {}
    for index in range(plan.start, plan.start + plan.shown):
        for ref, parts in _named(plan.rows[index], columns):
            key = (ref.kind, ref.id)
            if key not in found and all(_stands(part, text, sheet) for part in parts):
                found[key] = " ".join(" ".join(map(clean_text, parts)).split())
    return {key: _short(title) for key, title in found.items() if title and mask_contact(title) == title}


def _named(row: Row, columns: Sequence[Column]) -> Iterator[tuple[Ref, tuple[str, ...]]]:
    """The records in a row that are there by name, the row's own first, each with the texts of its name."""
    own = row.get("id")
    if isinstance(own, Ref) and own.kind in TITLED and any(c.name == "id" for c in columns):
        said = {c.name: str(row[c.name]) for c in columns if c.name in _NAMES and isinstance(row.get(c.name), str)}
        _, keys = label_of(dict(said))
        if parts := tuple(said[name] for name in _NAMES if name in keys and name in said):
            yield own, parts
    for column in columns:
        for ref in refs_in(row.get(column.name)):
            if ref.label and ref.kind in TITLED:
                yield ref, (ref.label,)


def _stands(part: str, text: str, sheet: Sheet) -> bool:
    return dumps(sheet.showing.plain(part)[:_CERTAIN])[1:-1] in text


def _short(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
