"""Rows: the reshaped records of a page, all of them, or on demand where a page has more than a text can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.shape import Row, Shaper
from ashby_agent_tools.results.values import dig

__all__ = ["Rows"]


class Rows(Sequence[Row]):
    """The rows of a page; a long page's rows are reshaped when they are first looked at.

    `sample`: indices that stand for all. `names`: every name in the rows that were reshaped so far.
    """

    def __init__(self, records: Sequence[Json], shaper: Shaper) -> None:
        self._records = records
        self._shaper = shaper
        self._rows: dict[int, Row] = {}
        self._brought: tuple[str, ...] = ()
        self.names: dict[str, None] = {}
        count = len(records)
        self.sampled = count > weights.SHAPED_AT_ONCE
        step = max(1, count // weights.SHAPED_SAMPLE) if self.sampled else 1
        self.sample = range(0, count, step)
        for index in self.sample:
            self[index]

    def everything(self) -> None:
        """Reshape every record now: the page may fit whole."""
        self.sampled = False
        self.sample = range(len(self._records))
        for index in self.sample:
            self[index]

    def lacks(self, name: str) -> bool:
        """Whether no record at all has a value at a path; a sample alone cannot say so."""
        return all(_nothing(dig(record, name)) for record in self._records)

    def bring(self, fields: Sequence[str]) -> None:
        """Add raw fields, by their paths in Ashby's record, to every row."""
        self._brought = (*self._brought, *fields)
        for index, row in self._rows.items():
            self._add(index, row)

    def _add(self, index: int, row: Row) -> None:
        for field in self._brought:
            row[field] = self._shaper.dig(self._records[index], field)
            self.names[field] = None
        if self._brought:
            self._shaper.settle(row)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self._records)))]
        row = self._rows.get(index)
        if row is None:
            row = self._rows[index] = self._shaper.row(self._records[index])
            self._add(index, row)
            if not row.keys() <= self.names.keys():
                self.names.update(dict.fromkeys(row))
        return row

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Row]:
        for index in range(len(self._records)):
            yield self[index]


def _nothing(value: Json) -> bool:
    return value in (None, "") or (isinstance(value, list) and all(map(_nothing, value)))
