"""read_on: any part of a stored page: rows, ids, fields, one text's rest; filtering, counting and summing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Entity
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.columns import matches
from ashby_agent_tools.results.fit import records_of
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.render import Setting, Window, render, render_rows
from ashby_agent_tools.results.shape import Row, Shaper
from ashby_agent_tools.results.titles import Titles
from ashby_agent_tools.results.values import has
from ashby_agent_tools.results.views import View
from ashby_agent_tools.results.withheld import without_withheld

__all__ = ["read_on"]

_BEYOND = 1e18
_MONEY = re.compile(r"\A([A-Z]{3}) (-?\d+(?:\.\d+)?)(?: per .*)?\Z")
_CHECKS = ("contains", "min", "max", "not", "empty")


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
    of a field, `sum` adds a field's numbers, both over the records that `ids` and `where` leave. `text_offset` shows
    the asked texts from that character on; `-812` shows the last 812. `beside` stands in the header. Raises
    InvalidArguments for a field that is hidden or nowhere, or a negative offset; BudgetTooSmall as `fit` does.
    """
    if offset < 0 or (limit is not None and limit < 1):
        raise InvalidArguments("offset must be 0 or more, and limit 1 or more.")
    setting = Setting(tool, budget, entity, tuple(fields), hidden, short, ref, titles)
    every, report = records_of(without_withheld(page.data, entity))
    shaper = setting.shaper()
    rows = [shaper.row(record) for record in every] if where or count_by is not None or sum is not None else []
    chosen = _chosen(every, rows, shaper, ids, where or {})
    extra: tuple[tuple[str, Json], ...] = (*beside, *(report or ()))
    numbers = count_by is not None or sum is not None
    if unused := _unused(numbers=numbers, fields=fields, offset=offset, limit=limit, text_offset=text_offset):
        extra = (*extra, ("ignored", list(unused)))
    if ids or where:
        extra = (*extra, ("rows_in_result", len(every)))
    if missing := len(set(ids) - {str(r.get("id")) for r in every if isinstance(r, dict)}):
        extra = (*extra, ("ids_not_in_this_result", missing))
    if numbers:
        few = Page(None, page.next_cursor, page.more, page.sync_token)
        table = [(every[i], rows[i]) for i in chosen]
        return _numbers(table, few, setting, shaper, count_by, sum, (*extra, ("counted_records", len(chosen))))
    kept = [every[i] for i in chosen]
    end = None if limit is None else offset + limit
    single = len(kept[offset:end]) == 1
    window = Window(
        start=0 if single else offset, end=None if single else end, single=single, text_offset=text_offset, extra=extra,
        cursor_last=not (ids or where), again=", same ids/where" if ids or where else "",
    )  # fmt: skip
    if single:
        alone = (*extra, ("row", offset), ("of_rows", len(kept)))
        last = offset + 1 >= len(kept) or ids or where
        window = Window(single=True, text_offset=text_offset, extra=alone)
        return render(kept[offset : offset + 1], page if last else Page(None), setting, window)
    if offset and offset >= len(kept):
        raise InvalidArguments(f"offset={offset} is beyond the last row; there are {len(kept)} rows, the first is 0.")
    return render(kept, page, setting, window)


def _unused(
    *, numbers: bool, fields: Sequence[str], offset: int, limit: int | None, text_offset: int
) -> tuple[str, ...]:
    """The arguments that cannot matter beside the others; the header names them, so that none is dropped silently."""
    if not numbers:
        return ("text_offset",) if text_offset and not fields else ()
    given = {"fields": bool(fields), "offset": offset > 0, "limit": limit is not None, "text_offset": text_offset != 0}
    return tuple(name for name, there in given.items() if there)


def _chosen(
    records: list[Json], rows: list[Row], shaper: Shaper, ids: Sequence[str], where: Mapping[str, Json]
) -> list[int]:
    wanted = {value.casefold() for value in ids}
    tests = [(path, _values(records, rows, shaper, path), check) for path, check in where.items()]
    chosen = []
    for index, record in enumerate(records):
        if wanted and not (isinstance(record, dict) and str(record.get("id")).casefold() in wanted):
            continue
        if all(_holds(values[index], check, path) for path, values, check in tests):
            chosen.append(index)
    return chosen


def _values(records: list[Json], rows: list[Row], shaper: Shaper, path: str) -> list[list[Cell]]:
    """Per record, the values of a field by its column's name, else by its path in Ashby's record."""
    if shaper.hides(path):
        raise InvalidArguments(f"{path} is hidden in this toolset and cannot be read, filtered, counted or summed.")
    names = dict.fromkeys(name for row in rows for name in row)
    exact = [name for name in names if name.casefold() == path.casefold()]
    found = [[value for name in exact for value in _flat(row.get(name))] for row in rows]
    raw = [[*_flat(shaper.dig(record, path))] for record in records]
    merged = [_masked(cells or values, shaper.mask) for cells, values in zip(found, raw, strict=True)]
    shaper.dropped.update(shaper.mask.used)
    if not any(merged) and records and not exact and not any(has(record, path) for record in records):
        below = [n for n in names if matches(n, shaper.source.get(n, n), path)]
        hint = f"; there is {', '.join(below[:5])}" if below else f"; fields are {', '.join([*names][:30])}"
        raise InvalidArguments(f"No record has a field {path!r}{hint}.")
    return merged


def _masked(cells: list[Cell], mask: Mask) -> list[Cell]:
    """The values as texts show them, so that no condition and no count tells what is hidden inside one."""
    if not mask:
        return cells
    return [
        mask(cell) if isinstance(cell, str)
        else cell._replace(label=mask(cell.label)) if isinstance(cell, Ref) and cell.label
        else cell
        for cell in cells
    ]  # fmt: skip


def _flat(cell: Cell) -> Iterable[Cell]:
    if isinstance(cell, list):
        for item in cell:
            yield from _flat(item)
    elif cell is not None:
        yield cell


def _faces(cell: Cell) -> list[str]:
    """The texts a value may be asked for by: a record's id or its name."""
    if isinstance(cell, Ref):
        return [face.casefold() for face in (cell.id, cell.label) if face]
    if isinstance(cell, bool):
        return [str(cell).casefold()]
    if isinstance(cell, float) and cell.is_integer():
        return [str(int(cell))]
    return [str(cell).casefold()]


def _holds(cells: list[Cell], check: Json, path: str) -> bool:
    faces = [face for cell in cells for face in _faces(cell)]
    if isinstance(check, list):
        return any(_holds(cells, item, path) for item in check)
    if not isinstance(check, dict):
        if check is None:
            return not cells
        wanted = _faces(check)[0]
        return wanted in faces or (
            re.fullmatch(r"\d{4}-\d\d-\d\d", wanted) is not None and any(f.startswith(wanted) for f in faces)
        )
    if unknown := [key for key in check if key not in _CHECKS]:
        raise InvalidArguments(
            f"where[{path!r}] does not know {unknown[0]!r}; use a value, a list, or {', '.join(_CHECKS)}."
        )
    return all(_check(cells, faces, key, value, path) for key, value in check.items())


def _check(cells: list[Cell], faces: list[str], key: str, value: Json, path: str) -> bool:
    if key == "contains":
        return any(str(value).casefold() in face for face in faces)
    if key == "not":
        return not _holds(cells, value, path)
    if key == "empty":
        return bool(value) == (not cells)
    return any(_compares(cell, value, least=key == "min") for cell in cells)


def _compares(cell: Cell, bound: Json, *, least: bool) -> bool:
    number = _number(cell)
    if number is not None and isinstance(bound, int | float):
        return number >= bound if least else number <= bound
    if isinstance(cell, str) and isinstance(bound, str):
        text = cell[: len(bound)] if not least else cell
        return text >= bound if least else text <= bound
    return False


def _number(cell: Cell) -> float | None:
    """The number in a cell; None for one that counts nothing that people count, and for infinities."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return cell if abs(cell) < _BEYOND else None
    if isinstance(cell, str) and (found := _MONEY.match(cell)):
        return float(found[2])
    return None


def _unit(cell: Cell) -> str:
    found = _MONEY.match(cell) if isinstance(cell, str) else None
    return found[1] if found else ""


def _numbers(
    table: list[tuple[Json, Row]], page: Page, setting: Setting, shaper: Shaper, count_by: str | None, add: str | None,
    extra: tuple[tuple[str, Json], ...],
) -> Fitted:  # fmt: skip
    records, rows = [record for record, _ in table], [row for _, row in table]
    groups: dict[str, tuple[Cell, list[int]]] = {}
    if count_by is None:
        groups[""] = (None, list(range(len(rows))))
    else:
        for index, cells in enumerate(_values(records, rows, shaper, count_by)):
            for cell in cells or [None]:
                key = "none" if cell is None else _faces(cell)[0]
                groups.setdefault(key, (cell, []))[1].append(index)
    sums = _values(records, rows, shaper, add) if add is not None else []
    out: list[Row] = []
    for _, (cell, members) in sorted(groups.items(), key=lambda item: (-len(item[1][1]), item[0])):
        row: Row = {} if count_by is None else {count_by: cell}
        row["count"] = len(members)
        if add is not None:
            _add(row, add, [value for index in members for value in sums[index]])
        shaper.settle(row)
        out.append(row)
    names = tuple(dict.fromkeys(name for row in out for name in row))
    asked = Setting(
        setting.tool, setting.budget, setting.entity, (), setting.hidden, setting.short, setting.ref, setting.titles
    )
    shaper.left.clear()
    view = View("numbers", overview=names)
    return render_rows(out, page, asked, Window(extra=extra, single=len(out) == 1), shaper, view=view)


def _add(row: Row, name: str, values: list[Cell]) -> None:
    """Put the sum of the numbers, per currency, and how many there were, into a row."""
    totals: dict[str, float] = {}
    numbers = 0
    for value in values:
        number = _number(value)
        if number is not None:
            numbers += 1
            totals[_unit(value)] = totals.get(_unit(value), 0) + number
    for unit, total in totals.items():
        row[f"sum of {name}{' in ' + unit if unit else ''}"] = (
            int(total) if float(total).is_integer() else round(total, 6)
        )
    row[f"numbers in {name}"] = numbers
