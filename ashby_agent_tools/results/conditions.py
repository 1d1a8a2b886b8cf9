"""Conditions: the values of a field in reshaped rows, the numbers in them, and whether they are what was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.clean import is_time, time_in
from ashby_agent_tools.results.columns import matches
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.values import has

__all__ = ["chosen_rows", "faces_of", "field_values", "is_field", "labels_of", "number_in", "unit_of"]

_BEYOND = 1e18
_MONEY = re.compile(r"\A([A-Z]{3}) (-?\d+(?:\.\d+)?)(?: per .*)?\Z")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECONDS = re.compile(r"T\d\d:\d\d:\d\d")
_CHECKS = ("contains", "min", "max", "not", "empty")


def chosen_rows(
    records: list[Json], rows: list[Row], shaper: Shaper, ids: Sequence[str], where: Mapping[str, Json], *,
    empty: Callable[[str], bool] | None = None,
) -> list[int]:  # fmt: skip
    """The numbers of the records that have one of the ids, if there are any, and fulfil every condition."""
    wanted = {value.casefold() for value in ids}
    tests = [(path, field_values(records, rows, shaper, path, empty=empty), check) for path, check in where.items()]
    chosen = []
    for index, record in enumerate(records):
        if wanted and not (isinstance(record, dict) and str(record.get("id")).casefold() in wanted):
            continue
        if all(_holds(values[index], check, path) for path, values, check in tests):
            chosen.append(index)
    return chosen


def field_values(
    records: list[Json], rows: list[Row], shaper: Shaper, path: str, *, empty: Callable[[str], bool] | None = None
) -> list[list[Cell]]:
    """Per record, the values of a field by its column's name, else by its path in Ashby's record.

    Raises InvalidArguments for a field that is hidden or that no record has, with the near ones. `empty`: whether a
    field that no record has is one that they could have.
    """
    if shaper.hides(path):
        raise InvalidArguments(f"{path} is hidden in this toolset and cannot be read, filtered, counted or summed.")
    names = dict.fromkeys(name for row in rows for name in row)
    exact = [name for name in names if name.casefold() == path.casefold()]
    found = [[value for name in exact for value in _flat(row.get(name))] for row in rows]
    raw = [[*_flat(shaper.dig(record, path))] for record in records]
    merged = [_masked(cells or values, shaper.mask) for cells, values in zip(found, raw, strict=True)]
    shaper.paths.hiding.drop(shaper.mask.used)
    there = any(merged) or not records or exact or any(has(record, path) for record in records)
    if not there and not (empty and empty(path)):
        below = [n for n in names if matches(n, shaper.source.get(n, n), path)]
        hint = f"{near(path, names)}; fields are {', '.join([*names][:30])}"
        if any(has(record, f"{path}Id") for record in records):
            hint = f"; its id is there, {path}Id, and ashby_query joins the list that has the rest"
        if below:
            hint = f"; there is {', '.join(below[:5])}"
        raise InvalidArguments(f"No record has a field {path!r}{hint}.")
    return merged


def is_field(records: list[Json], rows: list[Row], path: str) -> bool:
    """Whether one of the records has a field, be it empty, by its column's name or its path in Ashby's record."""
    name = path.casefold()
    return any(name == other.casefold() for row in rows for other in row) or any(has(it, path) for it in records)


def _masked(cells: list[Cell], mask: Mask) -> list[Cell]:
    """The values as texts show them, so that no condition and no count tells what is hidden inside one."""
    return [_shown(cell, mask) for cell in cells] if mask else cells


def _shown(cell: Cell, mask: Mask) -> Cell:
    if isinstance(cell, str):
        return mask(cell)
    if isinstance(cell, Ref):
        return cell._replace(label=mask(cell.label)) if cell.label else cell
    if isinstance(cell, list):
        return [_shown(item, mask) for item in cell]
    return {key: _shown(item, mask) for key, item in cell.items()} if isinstance(cell, dict) else cell


def _flat(cell: Cell) -> Iterable[Cell]:
    if isinstance(cell, list):
        for item in cell:
            yield from _flat(item)
    elif cell is not None:
        yield cell


def faces_of(cell: Cell) -> list[str]:
    """The texts a value may be asked for by: a record's id or its name."""
    if isinstance(cell, Ref):
        return [face.casefold() for face in (cell.id, cell.label) if face]
    if isinstance(cell, bool):
        return [str(cell).casefold()]
    if isinstance(cell, float) and cell.is_integer():
        return [str(int(cell))]
    return [str(cell).casefold()]


def labels_of(cells: list[Cell]) -> dict[str | None, Cell]:
    """What a record is counted under: each of its values once, by its text; None, not the text, where it has none."""
    found: dict[str | None, Cell] = {}
    for cell in cells:
        found.setdefault(faces_of(cell)[0], cell)
    return found or {None: None}


def _holds(cells: list[Cell], check: Json, path: str) -> bool:
    if isinstance(check, list):
        return any(_holds(cells, item, path) for item in check)
    if not isinstance(check, dict):
        return not cells if check is None else any(_is(cell, check) for cell in cells)
    if unknown := [key for key in check if key not in _CHECKS]:
        raise InvalidArguments(
            f"where[{path!r}] does not know {unknown[0]!r}; use a value, a list, or {', '.join(_CHECKS)}."
        )
    return all(_check(cells, key, value, path) for key, value in check.items())


def _is(cell: Cell, wanted: str | float) -> bool:
    """Whether a value is what was asked for: as it is, by its number, or a time by what a text shows of it."""
    faces, face = faces_of(cell), faces_of(wanted)[0]
    if face in faces:
        return True
    if not isinstance(wanted, str):
        return not isinstance(wanted, bool) and number_in(cell) == wanted
    if isinstance(cell, str) and is_time(cell):
        return _order_of_times(cell, wanted) == 0
    return _DAY.fullmatch(wanted) is not None and any(it.startswith(wanted) for it in faces)


def _check(cells: list[Cell], key: str, value: Json, path: str) -> bool:
    if key == "not":
        return not _holds(cells, value, path)
    if key == "empty":
        return (str(value).casefold() not in ("false", "0", "none", "")) == (not cells)
    if isinstance(value, list) and key == "contains":
        return any(_check(cells, key, item, path) for item in value)
    if isinstance(value, dict | list) or value is None:
        raise InvalidArguments(f"where[{path!r}]: {key} takes a text, a number or a time, not {value!r:.60}.")
    if key == "contains":
        return any(str(value).casefold() in face for cell in cells for face in faces_of(cell))
    orders = [_order(cell, value) for cell in cells]
    return any(order is not None and (order >= 0 if key == "min" else order <= 0) for order in orders)


def _order(cell: Cell, bound: str | float) -> float | None:
    """Below zero, zero or above: whether a value is before a bound, at it or after it; None where nobody can say.

    A text that begins with the bound is at it, so that `max: 2026-03` has all of March.
    """
    number, limit = _plain_number(cell), _plain_number(bound)
    if number is not None and limit is not None:
        return number - limit if unit_of(bound) in ("", unit_of(cell)) else None
    if not isinstance(cell, str) or not isinstance(bound, str) or number_in(cell) is not None:
        return None
    order = _order_of_times(cell, bound)
    if order is not None:
        return order
    return 0 if cell.startswith(bound) else (cell > bound) - (cell < bound)


def _plain_number(value: Cell) -> float | None:
    """The number in a value, be it written as a text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return number_in(value)


def _order_of_times(cell: str, bound: str) -> float | None:
    """The same for a time and a day, a minute or a time, as exactly as the bound says; None where one is none."""
    if not is_time(cell):
        return None
    if _DAY.fullmatch(bound):
        day = time_in(cell, day_only=True) or ""
        return (day > bound) - (day < bound)
    if not is_time(bound):
        return None
    try:
        moment, limit = (datetime.fromisoformat(it) for it in (cell, bound))
        moment, limit = (it.astimezone(UTC) if it.tzinfo else it.replace(tzinfo=UTC) for it in (moment, limit))
    except (ValueError, OverflowError):  # a 13th month
        return None
    if not limit.microsecond:
        moment = moment.replace(microsecond=0)
    if not _SECONDS.search(bound):
        moment = moment.replace(second=0)
    return (moment - limit).total_seconds()


def number_in(cell: Cell) -> float | None:
    """The number in a cell; None for one that counts nothing that people count, and for infinities."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return cell if abs(cell) < _BEYOND else None
    if isinstance(cell, str) and (found := _MONEY.match(cell)):
        return float(found[2])
    return None


def unit_of(cell: Cell) -> str:
    """The currency of an amount; empty for everything else."""
    found = _MONEY.match(cell) if isinstance(cell, str) else None
    return found[1] if found else ""
