"""read_on: any part of a stored page: rows, ids, fields, one text's rest; filtering, counting and summing."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Entity, View
from ashby_agent_tools.results.cells import Cell
from ashby_agent_tools.results.clean import time_in
from ashby_agent_tools.results.conditions import chosen_rows, field_values, is_field, labels_of, number_in, unit_of
from ashby_agent_tools.results.fit import records_of
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.header import spelt_out
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.render import Setting, Window, render, render_rows
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.titles import Titles
from ashby_agent_tools.results.withheld import without_withheld

__all__ = ["read_on"]


def read_on(
    page: Page,
    *,
    tool: str,
    ref: str | None,
    budget: Budget,
    entity: Entity | None = None,
    hidden: frozenset[str] = OFF_BY_DEFAULT,
    short: Callable[[str, str], str] | None = None,
    offset: int = 0,
    limit: int | None = None,
    ids: Sequence[str] = (),
    fields: Sequence[str] = (),
    where: Mapping[str, Json] | None = None,
    count_by: str | None = None,
    sum: str | None = None,  # noqa: A002  (the parameter's name in the tool)
    text_offset: int = 0,
    beside: tuple[tuple[str, Json], ...] = (),
    titles: Titles | None = None,
) -> Fitted:
    """A part of a stored page within the budget; the cursor of the next page comes with the last row.

    `ids` are full UUIDs of records. `where` maps a field to what it must be: a value, a list of which one must hold,
    or `{"contains": ..., "min": ..., "max": ..., "not": ..., "empty": true}`. `count_by` counts the records per value
    of a field, times by days; `sum` adds a field's numbers; both over the records that `ids` and `where` leave.
    `offset` and `limit` skip and bound rows, or counts. `text_offset` shows the asked texts from that character, and
    lists from that item on; `-812` shows the last 812. `beside` is in the header. Raises InvalidArguments for a field
    that is hidden or nowhere, or an offset beyond the last row; BudgetTooSmall as `fit` does.
    """
    if offset < 0 or (limit is not None and limit < 1):
        raise InvalidArguments("offset must be 0 or more, and limit 1 or more.")
    setting = Setting(tool, budget, entity, spelt_out(fields), hidden, short, ref, titles)
    every, report = records_of(without_withheld(page.data, entity))
    shaper = setting.shaper()
    rows = shaper.rows(every) if where or count_by is not None or sum is not None else []
    chosen = chosen_rows(every, rows, shaper, ids, where or {})
    extra: tuple[tuple[str, Json], ...] = (*beside, *(report or ()))
    numbers = count_by is not None or sum is not None
    if unused := _unused(numbers=numbers, fields=fields, text_offset=text_offset):
        extra = (*extra, ("ignored", list(unused)))
    if ids or where:
        extra = (*extra, ("rows_in_result", len(every)))
    if missing := len(set(ids) - {str(r.get("id")) for r in every if isinstance(r, dict)}):
        extra = (*extra, ("ids_not_in_this_result", missing))
    if numbers:
        few = Page(None, page.next_cursor, page.more, page.sync_token)
        table = [(every[i], rows[i]) for i in chosen]
        exists = functools.partial(is_field, every, rows)
        end = None if limit is None else offset + limit
        again = _again(count_by=count_by, sum=sum, ids=ids, where=where)
        window = Window(start=offset, end=end, extra=(*extra, ("counted_records", len(chosen))), again=again)
        return _numbers(table, few, setting, shaper, count_by, sum, window, exists)
    kept = [every[i] for i in chosen]
    end = None if limit is None else offset + limit
    single = len(kept[offset:end]) == 1
    window = Window(
        start=0 if single else offset, end=None if single else end, single=single, text_offset=text_offset, extra=extra,
        cursor_last=not (ids or where), again=_again(ids=ids, where=where, fields=fields, text_offset=text_offset),
    )  # fmt: skip
    if single:
        alone = (*extra, ("row", offset), ("of_rows", len(kept)))
        last = offset + 1 >= len(kept) or ids or where
        window = Window(single=True, text_offset=text_offset, extra=alone)
        return render(kept[offset : offset + 1], page if last else Page(None), setting, window, among=every)
    _within(offset, len(kept))
    return render(kept, page, setting, window, among=every)


def _unused(*, numbers: bool, fields: Sequence[str], text_offset: int) -> tuple[str, ...]:
    """The arguments that cannot matter beside the others; the header names them, so that none is dropped silently."""
    if not numbers:
        return ("text_offset",) if text_offset and not fields else ()
    return tuple(name for name, there in (("fields", fields), ("text_offset", text_offset)) if there)


def _within(offset: int, rows: int) -> None:
    if offset and offset >= rows:
        raise InvalidArguments(f"offset={offset} is beyond the last row; there are {rows} rows, the first is 0.")


def _again(**given: object) -> str:
    """The arguments that the call for the rest has to repeat."""
    names = [name for name, value in given.items() if value]
    return f", same {'/'.join(names)}" if names else ""


def _numbers(
    counted: list[tuple[Json, Row]], page: Page, setting: Setting, shaper: Shaper, count_by: str | None,
    add: str | None, window: Window, exists: Callable[[str], bool],
) -> Fitted:  # fmt: skip
    records, rows = [record for record, _ in counted], [row for _, row in counted]
    groups: dict[str | None, tuple[Cell, list[int]]] = {}
    if count_by is None:
        groups[""] = (None, list(range(len(rows))))
    else:
        for index, cells in enumerate(field_values(records, rows, shaper, count_by, empty=exists)):
            for key, cell in labels_of([_day(cell) for cell in cells]).items():
                groups.setdefault(key, (cell, []))[1].append(index)
    sums = field_values(records, rows, shaper, add, empty=exists) if add is not None else []
    out: list[Row] = []
    for _, (cell, members) in sorted(groups.items(), key=lambda item: (-len(item[1][1]), item[0] or "")):
        row: Row = {} if count_by is None else {count_by: cell}
        row["count"] = len(members)
        if add is not None:
            _add(row, add, [value for index in members for value in sums[index]])
        out.append(row)
    _within(window.start, len(out))
    table = Rows.of(out, shaper)
    shaper.settle(table.frame)
    names = tuple(table.frame.names())
    asked = Setting(
        setting.tool, setting.budget, setting.entity, (), setting.hidden, setting.short, setting.ref, setting.titles
    )
    shaper.paths.left.clear()
    view = View(overview=names)
    window = dataclasses.replace(window, single=len(out) == 1)
    return render_rows(table, page, asked, window, shaper, view=view)


def _day(cell: Cell) -> Cell:
    """A time as the day that a table shows of it; everything else as it is."""
    return (time_in(cell, day_only=True) or cell) if isinstance(cell, str) else cell


def _add(row: Row, name: str, values: list[Cell]) -> None:
    """Put the sum of the numbers, per currency, and how many there were, into a row."""
    totals: dict[str, float] = {}
    numbers = 0
    for value in values:
        number = number_in(value)
        if number is not None:
            numbers += 1
            totals[unit_of(value)] = totals.get(unit_of(value), 0) + number
    for unit, total in totals.items():
        row[f"sum of {name}{' in ' + unit if unit else ''}"] = (
            int(total) if float(total).is_integer() else round(total, 6)
        )
    row[f"numbers in {name}"] = numbers
