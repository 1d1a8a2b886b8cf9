"""Columns: what the rows of a page have in common, and how much each is worth."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Sequence
from itertools import chain

from ashby_agent_tools.operations.entity import Entity, View
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Html, Ref, Style
from ashby_agent_tools.results.clean import is_time
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.writers import holds_text, outsiders_write

__all__ = ["ASKED", "MATTERS", "NOISE", "OTHER", "OVERVIEW", "Column", "analyse", "cell_size", "matches"]

ASKED, OVERVIEW, MATTERS, OTHER, NOISE = 4, 3, 2, 1, 0
_TEXTS = {str, Html}
_SMALL = {type(None), bool, int, float}
_PARTED = {list, dict, Ref}  # no texts
_style = functools.lru_cache(maxsize=None)(Style)  # there are thirty-two
_NAMELIKE = ("name", "title", "text", "firstName", "label", "code", "status")


@dataclasses.dataclass(slots=True, eq=False)
class Column:
    """One named cell of every row.

    `tier`: asked for, overview, matters, other or noise; `place`: its place within the tier. `legend`: names stand once
    beside the table. `constant`: equal in all rows. `long`: its texts are cut to share the room that is left.
    `source`: the path in Ashby's record. `chars`: about how many characters its cells have in all.
    `mails`: the names beside the table carry the email addresses. `listed`: the list of objects that its cells are
    the parts of, by its path. `exact`: the id, or what was asked for by this very name. `by_name`: records in it are
    shown by name alone where room is short. `timed`: it holds times, which tables show as days. `linked`: it may hold
    references to records.
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
    linked: bool = False

    @property
    def worth(self) -> float:
        """How much a reader gains from the column, against others."""
        return weights.WORTH[self.tier] - weights.WORTH_OF_PLACE[self.tier] * min(self.place, weights.PLACES)

    def style(self, *, single: bool) -> Style:
        """How its cells are written, in a table or in a `single` record."""
        return _style(self.legend, self.bare, self.day and not single, self.name == "id", not single)


def matches(name: str, source: str, asked: str) -> bool:
    """Whether a column is what was asked for: its name, Ashby's path, or something below either."""
    asked = asked.casefold()
    for known in (name.casefold(), source.casefold()):
        if known == asked or known.startswith(asked + "."):
            return True
    return asked == "*"


def _is(name: str, source: str, asked: str) -> bool:
    return asked.casefold() in {name.casefold(), source.casefold()}


def analyse(rows: Rows, shaper: Shaper, view: View, entity: Entity | None, fields: Sequence[str]) -> list[Column]:
    """The columns of the rows, the worthiest tier first, in a fixed order; a sample of the rows stands for all."""
    found: dict[str, Column] = {}
    every, sample = len(rows), len(rows.sample)
    decided = shaper.paths.decided
    known: dict[tuple[str, str], Traits] = decided.traits if view is decided.view else {}
    for name in rows.frame.names():
        cells = rows.frame.series[name].cells
        source = shaper.source.get(name, name)
        traits = known.get((name, source))
        if traits is None:
            traits = known[(name, source)] = Traits.of(name, source, view, entity, fields, shaper.noise)
        column = found[name] = traits.column(name, source, cells, shaper, whole=sample == every)
        _fill(column, cells, whole=len(cells) == every > 1)
        column.long = column.long or name in view.texts
        column.linked = column.linked or sample < every
        column.filled = column.filled * every // sample
        column.chars = column.chars * every // sample
        column.legend = (
            column.linked and name != "id" and not column.constant and sample >= weights.LEGEND_ROWS and _repeats(cells)
        )
    _merge_mails(found)
    return sorted(found.values(), key=lambda c: (-c.tier, c.place))


def _fill(column: Column, cells: Sequence[Cell], *, whole: bool) -> None:
    """How many of a column's cells say something, how large they are, and whether all are equal."""
    kinds = set(map(type, cells))
    column.linked = Ref in kinds or list in kinds
    full = cells
    if type(None) in kinds or (str in kinds and "" in cells):
        full = [cell for cell in cells if cell is not None and cell != ""]
        kinds.discard(type(None))
    column.filled = len(full)
    if not full:
        return
    same = whole and len(full) == len(cells) and cells[0] == cells[-1]
    column.constant = same and cells.count(cells[0]) == len(cells)
    if kinds <= _TEXTS:
        sizes = list(map(len, full))  # type: ignore[arg-type]
        column.timed, column.chars, column.long = is_time(str(full[0])), sum(sizes), max(sizes) > weights.LONG
    elif kinds <= _SMALL:
        column.chars = 5 * len(full)
    else:
        column.timed, column.chars = _timed(full[0]), _size(full)
        column.long = type(cells[0]) not in _PARTED and max(map(cell_size, full)) > weights.LONG


@dataclasses.dataclass(frozen=True, slots=True)
class Traits:
    """What is true of a column on any page, by its name and its path in Ashby's record.

    `outsiders`: whether outsiders write its texts; None where nobody decided.
    """

    tier: int
    place: int
    exact: bool
    by_name: bool
    day: bool
    outsiders: bool | None

    @classmethod
    def of(
        cls, name: str, source: str, view: View, entity: Entity | None, fields: Sequence[str], noise: frozenset[str]
    ) -> Traits:
        """Decide what the view and what was asked for say."""
        tier, place = _tier(name, source, view, fields)
        if tier == ASKED and place >= len(fields) and _in(name, source, view.noise):
            place += len(fields)  # a part of what was asked for that a view leaves out comes last
        if tier == OTHER and _in(name, source, noise):
            tier = NOISE
        return cls(
            tier,
            place,
            exact=tier == ASKED and place < len(fields),
            by_name=tier != ASKED and bool({name, source} & set(view.by_name)),
            day=not _in(name, source, view.minutes) and not _in(name, source, fields),
            outsiders=outsiders_write(entity, source),
        )

    def column(self, name: str, source: str, cells: Sequence[Cell], shaper: Shaper, *, whole: bool) -> Column:
        """The column with its cells; what nobody decided holds no text where none of the cells of all records does."""
        untrusted = self.outsiders
        if untrusted is None:
            untrusted = not whole or any(map(holds_text, cells))
        if untrusted and source.rsplit(".", 1)[-1] == "customFields":
            untrusted = name in shaper.free
        return Column(
            name, self.tier, self.place, untrusted, source=source, listed=shaper.lists.get(name, ""),
            exact=self.exact, by_name=self.by_name, day=self.day,
        )  # fmt: skip


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


def _size(cells: Sequence[Cell]) -> int:
    """About how many characters cells have together, as `cell_size` says of each."""
    kinds = set(map(type, cells))
    if kinds <= _TEXTS:
        return sum(map(len, cells))  # type: ignore[arg-type]
    if kinds == {Ref}:
        return 20 * len(cells) + sum([len(label) for _, _, label, _, _ in refs_of(cells) if label])
    if kinds == {list}:
        items = [*chain.from_iterable(cells)]  # type: ignore[arg-type]
        return _size(items) + 3 * len(items)
    return sum(map(cell_size, cells))


def cell_size(cell: Cell) -> int:
    """About how many characters a cell has."""
    if type(cell) in _SMALL:
        return 5
    if isinstance(cell, Ref):
        return 20 + len(cell.label or "")
    if isinstance(cell, list):
        return sum(map(cell_size, cell)) + 3 * len(cell)
    if isinstance(cell, str):
        return len(cell)
    if isinstance(cell, dict):
        return sum(cell_size(item) + len(key) + 4 for key, item in cell.items())
    return 5


def _repeats(cells: Sequence[Cell]) -> bool:
    """Whether names are beside the table: where they repeat often enough to pay."""
    named = [(kind, uuid) for kind, uuid, label, _, _ in refs_of(cells) if label]
    return len(named) >= weights.LEGEND_SHARE * len(set(named)) > 0


def _merge_mails(found: dict[str, Column]) -> None:
    """A column of addresses that matters goes into the names beside the table, where all those people stand."""
    for mails in [c for c in found.values() if c.name.endswith(".email") and c.tier == MATTERS]:
        people = mails.name.removesuffix(".email")
        holders = [c for c in found.values() if people in {c.name, c.source} and c is not mails]
        if holders and all(c.legend for c in holders):
            for column in holders:
                column.mails = True
            del found[mails.name]


def refs_of(cells: Sequence[Cell]) -> Sequence[Ref]:
    """The references in cells, in order."""
    kinds = set(map(type, cells))
    if kinds == {Ref}:
        return cells  # type: ignore[return-value]
    if list not in kinds:
        return [cell for cell in cells if type(cell) is Ref] if Ref in kinds else ()
    return refs_of([*chain.from_iterable([cell if type(cell) is list else (cell,) for cell in cells])])


def refs_in(cell: Cell) -> Sequence[Ref]:
    """The references in a cell, in order."""
    return (cell,) if type(cell) is Ref else refs_of(cell) if type(cell) is list else ()
