"""Titles: what a text says of the records it names, for texts that come after it and hold their ids alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ashby_agent_tools.operations.kinds import TITLED
from ashby_agent_tools.results.cells import Ref, dumps
from ashby_agent_tools.results.clean import clean_text, mask_contact
from ashby_agent_tools.results.columns import Column, refs_of
from ashby_agent_tools.results.layout import Plan
from ashby_agent_tools.results.rows import Rows
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
    shown = range(plan.start, plan.start + plan.shown)
    found: dict[tuple[str, str], str] = {}
    cells = [plan.rows.cells(c.name)[shown.start : shown.stop] for c in columns if c.linked]
    named = dict.fromkeys([ref for some in cells for ref in refs_of(some) if ref.label and ref.kind in TITLED])
    for ref, parts in (*_own(plan.rows, shown, columns), *((ref, (str(ref.label),)) for ref in named)):
        key = (ref.kind, ref.id)
        if key not in found and all(_stands(part, text, sheet) for part in parts):
            found[key] = " ".join(" ".join(map(clean_text, parts)).split())
    return {key: _short(title) for key, title in found.items() if title and mask_contact(title) == title}


def _own(rows: Rows, shown: range, columns: Sequence[Column]) -> Iterator[tuple[Ref, tuple[str, ...]]]:
    """The records that the rows are of, if they are named in them, each with the texts of its name."""
    if not any(c.name == "id" for c in columns):
        return
    ids = rows.cells("id")
    naming = [(c.name, rows.cells(c.name)) for c in columns if c.name in _NAMES]
    for index in shown:
        own = ids[index]
        if isinstance(own, Ref) and own.kind in TITLED:
            said = {name: cell for name, cells in naming if isinstance(cell := cells[index], str)}
            _, keys = label_of(said)
            if parts := tuple(said[name] for name in _NAMES if name in keys and name in said):
                yield own, parts


def _stands(part: str, text: str, sheet: Sheet) -> bool:
    writer = sheet.writer
    return (writer.label(part) if len(part) <= _CERTAIN else dumps(writer.plain(part)[:_CERTAIN])[1:-1]) in text


def _short(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
