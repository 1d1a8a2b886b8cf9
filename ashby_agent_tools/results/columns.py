"""Columns: what the rows of a page have in common, and how much each is worth."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from ashby_agent_tools.operations.entity import Entity, View
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.clean import is_time
from ashby_agent_tools.results.shape import Row, Shaper
from ashby_agent_tools.results.writers import below_mark

__all__ = ["ASKED", "MATTERS", "NOISE", "OTHER", "OVERVIEW", "Column", "analyse", "cell_size", "matches"]

ASKED, OVERVIEW, MATTERS, OTHER, NOISE = 4, 3, 2, 1, 0
_NAMELIKE = ("name", "title", "text", "firstName", "label", "code", "status")


@dataclasses.dataclass(slots=True)
class Column:
    """One named cell of every row.

    `tier`: asked for, overview, matters, other or noise; `place`: its place within the tier. `legend`: names stand once
    beside the table. `constant`: equal in all rows. `long`: its texts are cut to share the room that is left.
    `source`: the path in Ashby's record. `chars`: about how many characters its cells have in all.
    `mails`: the names beside the table carry the email addresses. `listed`: the list of objects that its cells are
    the parts of, by its path. `exact`: the id, or what was asked for by this very name. `by_name`: records in it are
    shown by name alone where room is short. `timed`: it holds times, which tables show as days.
    """

    name: str
    tier: int
    place: int
    untrusted: bool
    long: bool = False
    constant: bool = False
    legend: bool = False
    day: bool = True
    filled: int = 0
    chars: int = 0
    cost: float = 0.0
    mails: bool = False
    source: str = ""
    listed: str = ""
    exact: bool = False
    by_name: bool = False
    bare: bool = False
    timed: bool = False

    @property
    def worth(self) -> float:
        """How much a reader gains from the column, against others."""
        return weights.WORTH[self.tier] - weights.WORTH_OF_PLACE[self.tier] * min(self.place, weights.PLACES)


def matches(name: str, source: str, asked: str) -> bool:
    """Whether a column is what was asked for: its name, Ashby's path, or something below either."""
    asked = asked.casefold()
    for known in (name.casefold(), source.casefold()):
        if known == asked or known.startswith(asked + "."):
            return True
    return asked == "*"


def _is(name: str, source: str, asked: str) -> bool:
    return asked.casefold() in {name.casefold(), source.casefold()}


def analyse(
    every: Sequence[Row],
    sample: Sequence[int],
    shaper: Shaper,
    view: View,
    entity: Entity | None,
    fields: Sequence[str],
) -> list[Column]:
    """The columns of the rows, the worthiest tier first, in a fixed order; a sample of the rows stands for all."""
    cells: dict[str, list[Cell]] = {}
    for index in sample:
        for name, cell in every[index].items():
            held = cells.get(name)
            if held is None:
                cells[name] = [cell]
            else:
                held.append(cell)
    found: dict[str, Column] = {}
    for name, held in cells.items():
        column = found[name] = _column(name, held, shaper, view, entity, fields, whole=len(sample) == len(every))
        _fill(column, held, whole=len(held) == len(every) > 1)
        column.long = column.long or name in view.texts
        column.filled = column.filled * len(every) // len(sample)
        column.chars = column.chars * len(every) // len(sample)
        column.legend = name != "id" and not column.constant and len(sample) >= weights.LEGEND_ROWS and _repeats(held)
    _merge_mails(found)
    return sorted(found.values(), key=lambda c: (-c.tier, c.place))


def _fill(column: Column, cells: list[Cell], *, whole: bool) -> None:
    """How many of a column's cells say something, how large they are, and whether all are equal."""
    first = cells[0]
    listed = isinstance(first, list | dict | Ref)
    full = [cell for cell in cells if cell is not None and cell != ""]
    column.filled = len(full)
    if not full:
        return
    column.constant = whole and len(full) == len(cells) and all(cell == first for cell in cells)
    column.timed = _timed(full[0])
    sizes = list(map(cell_size, full))
    column.chars = sum(sizes)
    column.long = not listed and max(sizes) > weights.LONG


def _column(
    name: str, cells: Sequence[Cell], shaper: Shaper, view: View, entity: Entity | None, fields: Sequence[str], *,
    whole: bool,
) -> Column:  # fmt: skip
    source = shaper.source.get(name, name)
    tier, place = _tier(name, source, view, fields)
    if tier == ASKED and place >= len(fields) and any(matches(name, source, path) for path in view.noise):
        place += len(fields)  # a part of what was asked for that a view leaves out comes last
    if tier == OTHER and any(matches(name, source, path) for path in shaper.noise):
        tier = NOISE
    untrusted = below_mark(entity, source, cells, whole=whole)
    if untrusted and source.rsplit(".", 1)[-1] == "customFields":
        untrusted = name in shaper.free
    return Column(
        name,
        tier,
        place,
        untrusted,
        source=source,
        listed=shaper.lists.get(name, ""),
        exact=tier == ASKED and place < len(fields),
        by_name=tier != ASKED and bool({name, source} & set(view.by_name)),
        day=not _in(name, source, view.minutes) and not _in(name, source, fields),
    )


def _in(name: str, source: str, names: Iterable[str]) -> bool:
    return any(matches(name, source, other) for other in names)


def _tier(name: str, source: str, view: View, fields: Sequence[str]) -> tuple[int, int]:
    if name == "id":
        return (ASKED if fields else OVERVIEW), -2
    for places, fits in ((0, _is), (len(fields), matches)):  # what was asked for first, then what stands below it
        for place, asked in enumerate(fields):
            if fits(name, source, asked):
                return ASKED, places + place
    for tier, names in ((OVERVIEW, view.overview), (MATTERS, (*view.matters, *view.texts))):
        for place, known in enumerate(names):
            if known in {name, source} or name.startswith(_answers_of(known)):
                return tier, place
    if not view.overview and name in _NAMELIKE:
        return OVERVIEW, _NAMELIKE.index(name)
    return OTHER, name.count(".")


def _answers_of(known: str) -> str:
    """What the names of a form's answers begin with, for the form or the answers that a view names."""
    return "answers." if known == "answers" else f"{known}.answers."


def _timed(cell: Cell) -> bool:
    """Whether a cell holds a time, or a list of times."""
    while isinstance(cell, list) and cell:
        cell = cell[0]
    return isinstance(cell, str) and is_time(cell)


def cell_size(cell: Cell) -> int:
    """About how many characters a cell has."""
    if isinstance(cell, str):
        return len(cell)
    if isinstance(cell, Ref):
        return 20 + len(cell.label or "")
    if isinstance(cell, list):
        return sum(map(cell_size, cell)) + 3 * len(cell)
    if isinstance(cell, dict):
        return sum(cell_size(item) + len(key) + 4 for key, item in cell.items())
    return 5


def _repeats(cells: Sequence[Cell]) -> bool:
    """Whether names are beside the table: where they repeat often enough to pay."""
    seen: set[tuple[str, str]] = set()
    uses = 0
    for cell in cells:
        if isinstance(cell, tuple | list):
            for ref in refs_in(cell):
                if ref.label:
                    uses += 1
                    seen.add((ref.kind, ref.id))
    return uses >= weights.LEGEND_SHARE * len(seen) > 0


def _merge_mails(found: dict[str, Column]) -> None:
    """A column of addresses that matters goes into the names beside the table, where all those people stand."""
    for mails in [c for c in found.values() if c.name.endswith(".email") and c.tier == MATTERS]:
        people = mails.name.removesuffix(".email")
        holders = [c for c in found.values() if people in {c.name, c.source} and c is not mails]
        if holders and all(c.legend for c in holders):
            for column in holders:
                column.mails = True
            del found[mails.name]


def refs_in(cell: Cell) -> list[Ref]:
    """The references in a cell, in order."""
    if isinstance(cell, Ref):
        return [cell]
    if isinstance(cell, list):
        return [ref for item in cell for ref in refs_in(item)]
    return []
