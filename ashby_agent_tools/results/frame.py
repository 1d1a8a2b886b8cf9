"""Frame: the cells of reshaped records by columns; a column has the rows that hold something under its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import TypeAlias

from ashby_agent_tools.results.cells import Cell

__all__ = ["LAST", "At", "Frame", "Notes", "Place", "Row", "Series", "pick"]

Row: TypeAlias = "dict[str, Cell]"
Place: TypeAlias = "tuple[int, ...]"  # a row, and where in it something stands; places sort in the order of reading
At: TypeAlias = "Callable[[int], Place]"  # where each of some values stands, by its number


def pick(at: At, numbers: Sequence[int]) -> At:
    """Where some of the values stand."""
    return lambda n: at(numbers[n])


LAST = 1 << 30  # where in a row stands what comes after everything else


class Notes(dict[str, Place]):
    """What was left out of a page, by name, with the place where it stood first; `mark`: where we are."""

    mark: Place = ()

    def add(self, name: str) -> None:
        """Note a name."""
        known = self.get(name)
        if known is None or self.mark < known:
            self[name] = self.mark

    def arrange(self) -> None:
        """Bring the names into the order of reading."""
        names = sorted(self.items(), key=itemgetter(1))
        self.clear()
        self.update(names)


class Series:
    """One column: `cells[n]` stands in the row `rows[n]`; rows ascend. `place`: where its name stands first."""

    __slots__ = ("_own", "cells", "place", "rows")

    def __init__(self, rows: Sequence[int], cells: Sequence[Cell], place: Place) -> None:
        self.rows, self.cells, self.place = rows, cells, place
        self._own = False

    def merge(self, rows: Sequence[int], cells: Sequence[Cell], place: Place) -> None:
        """Add cells; what comes later stands in place of what was in the same row."""
        self.place = min(self.place, place)
        if not self._own:
            self.rows, self.cells, self._own = [*self.rows], [*self.cells], True
        assert isinstance(self.rows, list)  # noqa: S101  (for mypy, here and below)
        assert isinstance(self.cells, list)  # noqa: S101
        if rows[0] > self.rows[-1]:
            self.rows += rows
            self.cells += cells
            return
        merged = dict(zip(self.rows, self.cells, strict=True))
        merged.update(zip(rows, cells, strict=True))
        self.rows = sorted(merged)
        self.cells = [merged[row] for row in self.rows]


class Frame:
    """Columns by their names."""

    __slots__ = ("series",)

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}

    def put(self, name: str, rows: Sequence[int], cells: Sequence[Cell], place: Place) -> None:
        """Cells of a column; neither sequence is changed."""
        held = self.series.get(name)
        if held is None:
            self.series[name] = Series(rows, cells, place)
        elif rows:
            held.merge(rows, cells, place)

    def add(self, part: Row, row: int, place: Place) -> None:
        """The cells of one row, from a place in it on."""
        for number, (name, cell) in enumerate(part.items()):
            self.put(name, (row,), (cell,), (*place, number))

    def add_rows(self, parts: Sequence[Row], rows: Sequence[int], at: At) -> None:
        """Cells of several rows."""
        found: dict[str, tuple[list[int], list[Cell], Place]] = {}
        for number, part in enumerate(parts):
            for within, (name, cell) in enumerate(part.items()):
                held = found.get(name)
                if held is None:
                    found[name] = [rows[number]], [cell], (*at(number), within)
                else:
                    held[0].append(rows[number])
                    held[1].append(cell)
        for name, (some, cells, place) in found.items():
            self.put(name, some, cells, place)

    def merge(self, other: Frame) -> None:
        """Add the rows of another frame."""
        for name, held in other.series.items():
            self.put(name, held.rows, held.cells, held.place)

    def names(self) -> list[str]:
        """The names in the order of reading."""
        places = {name: held.place for name, held in self.series.items()}
        return sorted(places, key=places.__getitem__)

    def rows(self, count: int) -> Iterator[Row]:
        """The rows of a frame of `count` rows."""
        out: list[Row] = [{} for _ in range(count)]
        for name in self.names():
            held = self.series[name]
            for row, cell in zip(held.rows, held.cells, strict=True):
                out[row][name] = cell
        return iter(out)
