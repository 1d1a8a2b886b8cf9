"""Rows: the reshaped records of a page by columns, all of them, or on demand where a page is long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell
from ashby_agent_tools.results.frame import LAST, Frame, Row
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.values import dig

__all__ = ["Rows"]


class Rows:
    """The rows of a page; a long page's rows are reshaped when they are first needed.

    `sample`: indices that stand for all, `frame`: their cells. `names`: every name in the rows reshaped so far.
    """

    def __init__(self, records: Sequence[Json], shaper: Shaper) -> None:
        self._records, self._shaper = records, shaper
        self._columns: dict[str, Sequence[Cell]] = {}
        self._brought: list[str] = []
        self._later: list[Frame] = []
        count = len(records)
        self.sampled = count > weights.SHAPED_AT_ONCE
        self.sample = range(0, count, max(1, count // weights.SHAPED_SAMPLE) if self.sampled else 1)
        self._missing = {*range(count)}.difference(self.sample) if self.sampled else set()
        self.frame = shaper.frame(records[:: self.sample.step], self.sample)
        self.names = dict.fromkeys(self.frame.names())

    @classmethod
    def of(cls, rows: Sequence[Row], shaper: Shaper) -> Rows:
        """Rows that are made already."""
        made = cls([], shaper)
        made._records, made.sample = rows, range(len(rows))  # type: ignore[assignment]
        made.frame.add_rows(rows, made.sample, lambda n: (n,))
        made.names = dict.fromkeys(made.frame.names())
        return made

    def everything(self) -> None:
        """Reshape every record now: the page may fit whole."""
        self.frame.merge(self._reshaped(self._missing))
        self.sampled, self.sample = False, range(len(self._records))

    def need(self, span: Iterable[int]) -> None:
        """Reshape the records of a span that were not yet."""
        if self._missing and (missing := self._missing.intersection(span)):
            found = self._reshaped(missing)
            self._later.append(found)
            for name, column in self._columns.items():
                _fill(column, name, found)  # type: ignore[arg-type]  # what is not whole is a list

    def _reshaped(self, numbers: set[int]) -> Frame:
        rows = sorted(numbers)
        self._missing -= numbers
        found = self._shaper.frame([self._records[row] for row in rows], rows)
        self._add(self._brought, rows, found)
        self.names.update(dict.fromkeys(found.names()))
        return found

    def cells(self, name: str) -> Sequence[Cell]:
        """A column, with the cell of each row in its place; None where a row has none, or was not needed so far."""
        column = self._columns.get(name)
        if column is None:
            held = self.frame.series.get(name)
            if held is not None and len(held.rows) == len(self):
                self._columns[name] = held.cells
                return held.cells
            column = self._columns[name] = [None] * len(self)
            for frame in (self.frame, *self._later):
                _fill(column, name, frame)
        return column

    def has(self, name: str) -> bool:
        """Whether any record has a column."""
        if name not in self.names and self._missing:
            self.need(range(len(self)))
        return name in self.names

    def lacks(self, name: str) -> bool:
        """Whether no record at all has a value at a path; a sample alone cannot say so."""
        return all(_nothing(dig(record, name)) for record in self._records)

    def bring(self, fields: Sequence[str]) -> None:
        """Add raw fields, by their paths in Ashby's record, to every row."""
        self._brought += fields
        self._add(fields, self.sample, self.frame)
        self.names.update(dict.fromkeys(fields))

    def _add(self, fields: Sequence[str], rows: Sequence[int], frame: Frame) -> None:
        found = Frame()
        for number, field in enumerate(fields if rows else ()):
            cells = [self._shaper.dig(self._records[row], field) for row in rows]
            found.put(field, rows, cells, (rows[0], LAST, number))
        self._shaper.settle(found)
        frame.merge(found)

    def __len__(self) -> int:
        return len(self._records)


def _fill(column: list[Cell], name: str, frame: Frame) -> None:
    held = frame.series.get(name)
    if held is not None:
        for row, cell in zip(held.rows, held.cells, strict=True):
            column[row] = cell


def _nothing(value: Json) -> bool:
    return value in (None, "") or (isinstance(value, list) and all(map(_nothing, value)))
