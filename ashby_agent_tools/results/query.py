"""query: rows of several kinds of record, filtered, grouped, counted and summed, as a text and as plain data."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import itertools
import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.entity import View
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.clean import clean_text, is_time, time_in
from ashby_agent_tools.results.conditions import (
    chosen_rows,
    faces_of,
    field_values,
    is_field,
    labels_of,
    number_in,
    unit_of,
)
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.joins import Part, joined
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.render import Setting, Window, render_rows
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.titles import Titles
from ashby_agent_tools.results.values import has

__all__ = ["Period", "QueryOptions", "possible", "query"]

Period = Literal["day", "week", "month", "quarter", "year"]
_WORK: Mapping[str, Callable[[list[float]], float]] = {"sum": sum, "avg": statistics.fmean, "min": min, "max": max}
_MOST_GROUPS_OF_ROW = 1_000
_KEPT = 6  # digits after the point
_PERIOD = re.compile(r"\d{4}(-(Q\d|W?\d\d)(-\d\d)?)?")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueryOptions:
    """What a query asks for, as the tool `ashby_query` takes it; `where` with full ids."""

    where: Mapping[str, Json] = dataclasses.field(default_factory=dict)
    on: str | None = None
    group_by: Sequence[str] = ()
    period: Period = "month"
    count_distinct: str | None = None
    sum: str | None = None
    avg: str | None = None
    min: str | None = None
    max: str | None = None
    order_by: str | None = None
    ascending: bool = False
    top: int | None = None
    fields: Sequence[str] = ()

    @property
    def counts(self) -> bool:
        """Whether numbers are asked for, and not rows."""
        return bool(self.group_by or self.count_distinct or self.measured or not self.fields)

    @property
    def measured(self) -> list[tuple[str, str]]:
        """What is worked out of which field."""
        found = ((measure, getattr(self, measure)) for measure in _WORK)
        return [(measure, path) for measure, path in found if path is not None]


def query(
    parts: Sequence[Part],
    asked: QueryOptions,
    *,
    tool: str,
    budget: Budget,
    hidden: frozenset[str],
    short: Callable[[str, str], str] | None = None,
    beside: tuple[tuple[str, Json], ...] = (),
    titles: Titles | None = None,
) -> tuple[Fitted, list[Json]]:
    """The answer as a text within the budget, and its rows as plain data, where a record is its id and its name.

    The first of the parts is what is counted; the others are joined to it. `beside` is in the header. Raises
    InvalidArguments for a field that is hidden or nowhere, and where the parts cannot be joined.
    """
    whole = joined(parts, asked.on, hidden)
    setting = Setting(tool, budget, whole.entity, (), hidden, short, None, titles)
    shaper = setting.shaper()
    shaper.paths.hiding.drop(whole.dropped)
    every = shaper.rows(whole.records)
    empty = functools.partial(_exists, parts[1:], whole, every)
    where = {whole.placed(it): asked.where[it] for it in asked.where}
    kept = chosen_rows(whole.records, every, shaper, (), where, empty=empty)
    table = _Table(whole, [whole.records[i] for i in kept], [every[i] for i in kept], shaper, empty)
    beside = (*beside, ("rows_joined", len(every))) if len(parts) > 1 else beside
    beside = (*beside, ("matching", len(kept))) if asked.where else beside
    out = _ordered(_groups(table, asked), asked) if asked.counts else _rows(table, asked)
    shown = out[: asked.top]
    if len(shown) < len(out):
        beside = (*beside, ("of", len(out)))
    shaper.paths.left.clear()
    shaper.source.update({f"{measure} of {path}": whole.placed(path) for measure, path in asked.measured})
    settled = Rows.of(shown, shaper)
    shaper.settle(settled.frame)
    view = View(overview=tuple(settled.frame.names()))
    window = Window(extra=beside, single=len(shown) == 1, fewer="with `where` or a smaller `top`")
    plain: list[Json] = [{name: _plain(cell) for name, cell in row.items()} for row in settled.frame.rows(len(shown))]
    return render_rows(settled, Page(None), setting, window, shaper, view=view), plain


def _exists(parts: Sequence[Part], whole: Part, rows: list[Row], path: str) -> bool:
    """Whether a field is one of any row, or of a kind that was joined and of which no record belongs to any row."""
    kind, _, rest = path.partition(".")
    return is_field(whole.records, rows, path) or any(
        kind in (part.kind, whole.places.get(part.kind))
        and (not rest or not part.records or any(has(record, rest) for record in part.records))
        for part in parts
    )


def _plain(cell: Cell) -> Json:
    if isinstance(cell, Ref):
        return {"id": cell.id, "name": clean_text(cell.label)} if cell.label else cell.id
    if isinstance(cell, list):
        return [_plain(item) for item in cell]
    if isinstance(cell, dict):
        return {key: _plain(item) for key, item in cell.items()}
    return clean_text(cell) if isinstance(cell, str) else cell


def possible(part: Part, where: Mapping[str, Json], hidden: frozenset[str]) -> Part:
    """The records of a part that fulfil those of the conditions that are about them; the rest is not known yet."""
    shaper = Setting("", Budget(), part.entity, (), hidden, None, None).shaper()
    rows = shaper.rows(part.records)
    own: dict[str, Json] = {}
    for path, check in where.items():
        with contextlib.suppress(InvalidArguments):  # a field of what is joined
            field_values(part.records, rows, shaper, path)
            own[path] = check
    kept = chosen_rows(part.records, rows, shaper, (), own)
    return Part(part.entity, [part.records[i] for i in kept])


@dataclasses.dataclass(slots=True)
class _Table:
    """Records and their rows, with the values of each field that was asked for."""

    whole: Part
    records: list[Json]
    rows: list[Row]
    shaper: Shaper
    empty: Callable[[str], bool]
    _known: dict[str, list[list[Cell]]] = dataclasses.field(default_factory=dict)

    def cells(self, path: str) -> list[list[Cell]]:
        """Per row, the values of a field."""
        if path not in self._known:
            placed = self.whole.placed(path)
            self._known[path] = field_values(self.records, self.rows, self.shaper, placed, empty=self.empty)
        return self._known[path]


def _rows(table: _Table, asked: QueryOptions) -> list[Row]:
    """The asked fields of each row, with the id of what is counted."""
    order: Sequence[int] = range(len(table.rows))
    if asked.order_by is not None:
        cells = table.cells(asked.order_by)
        filled = sorted((i for i in order if cells[i]), key=lambda i: _rank(cells[i][0]), reverse=not asked.ascending)
        order = [*filled, *(i for i in order if not cells[i])]
    columns = {path: table.cells(path) for path in asked.fields}
    rows = []
    for index in order:
        row: Row = {"id": table.rows[index].get("id")} if "id" in table.rows[index] else {}
        for path, cells in columns.items():
            row[path] = cells[index] if len(cells[index]) > 1 else next(iter(cells[index]), None)
        rows.append(row)
    return rows


def _groups(table: _Table, asked: QueryOptions) -> list[Row]:
    columns = [table.cells(path) for path in asked.group_by]
    groups: dict[tuple[str | None, ...], tuple[tuple[Cell, ...], list[int]]] = {}
    if not asked.group_by:
        groups[()] = ((), list(range(len(table.rows))))
    for index in range(len(table.rows) if asked.group_by else 0):
        choices = [_labels(column[index], asked.period) for column in columns]
        if math.prod(map(len, choices)) > _MOST_GROUPS_OF_ROW:
            raise InvalidArguments("group_by: too many groups for one record, by lists in it; name fewer fields.")
        for labels in itertools.product(*(choice.items() for choice in choices)):
            cells = tuple(cell for _, cell in labels)
            groups.setdefault(tuple(key for key, _ in labels), (cells, []))[1].append(index)
    return [_group(table, asked, cells, members) for cells, members in groups.values()]


def _labels(cells: list[Cell], period: Period) -> dict[str | None, Cell]:
    """What a row is counted under, times by their period."""
    return labels_of([_period(cell, period) if isinstance(cell, str) and is_time(cell) else cell for cell in cells])


def _period(time: str, period: Period) -> str:
    """`2026-03-14T15:09Z` as `2026-03`, `2026-Q1`, `2026-W11` and so on, in UTC."""
    day = time_in(time, day_only=True) or time
    if period == "week":
        year, week, _ = dt.date.fromisoformat(day).isocalendar()
        return f"{year}-W{week:02}"
    if period == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[: {"day": 10, "month": 7, "year": 4}[period]]


def _group(table: _Table, asked: QueryOptions, cells: tuple[Cell, ...], members: list[int]) -> Row:
    row: Row = dict(zip(asked.group_by, cells, strict=True))
    row["count"] = len(members)
    if asked.count_distinct is not None:
        column = table.cells(asked.count_distinct)
        row[f"distinct {asked.count_distinct}"] = len({faces_of(cell)[0] for i in members for cell in column[i]})
    for measure, path in asked.measured:
        column = table.cells(path)
        row.update(_measured(measure, path, [cell for i in members for cell in column[i]]))
    return row


def _measured(measure: str, path: str, cells: list[Cell]) -> Row:
    """One number per currency; the first and the last of times and days for `min` and `max`."""
    name = f"{measure} of {path}"
    numbers: dict[str, list[float]] = {}
    for cell in cells:
        if (number := number_in(cell)) is not None:
            numbers.setdefault(unit_of(cell), []).append(number)
    if not numbers and measure in ("min", "max"):
        texts = [cell for cell in cells if isinstance(cell, str)]
        return {name: (min(texts) if measure == "min" else max(texts)) if texts else None}
    work = _WORK[measure]
    row: Row = {f"{name} in {unit}" if unit else name: _rounded(work(found)) for unit, found in numbers.items()}
    return row or {name: None}


def _rounded(number: float) -> float:
    return int(number) if float(number).is_integer() else round(number, _KEPT)


def _ordered(rows: list[Row], asked: QueryOptions) -> list[Row]:
    """By what was asked for, else the largest first, and periods as they followed."""
    names = dict.fromkeys(name for row in rows for name in row)
    if asked.order_by is None:
        timed = len(asked.group_by) == 1 and all(_is_period(row[asked.group_by[0]]) for row in rows)
        columns, ascending = (asked.group_by if timed else ["count"]), timed
    else:
        called = re.compile(rf"((distinct|\w+ of) )?{re.escape(asked.order_by)}( in [A-Z]{{3}})?")
        columns, ascending = [name for name in names if called.fullmatch(name)], asked.ascending
        if rows and not columns:
            wrong = f"{asked.order_by!r}{near(asked.order_by, names)}"
            raise InvalidArguments(f"order_by: no column {wrong}; there are {', '.join(names)}.")

    def found(row: Row) -> list[Cell]:
        return [row[name] for name in columns if row.get(name) is not None]

    filled = sorted(filter(found, rows), key=lambda row: [_rank(row[name]) for name in asked.group_by])
    filled.sort(key=lambda row: _rank(found(row)[0]), reverse=not ascending)
    return [*filled, *(row for row in rows if not found(row))]


def _is_period(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and _PERIOD.fullmatch(cell) is not None)


def _rank(cell: Cell) -> tuple[int, float, str]:
    """Numbers before texts, each by its size; nothing comes last."""
    if (number := number_in(cell)) is not None:
        return (0, number, "")
    label = cell.label or cell.id if isinstance(cell, Ref) else cell
    return (2, 0.0, "") if label is None else (1, 0.0, str(label).casefold())
