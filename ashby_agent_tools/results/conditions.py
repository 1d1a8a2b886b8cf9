"""Conditions: the values of a field in reshaped rows, the numbers in them, and whether they are what was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.columns import matches
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.values import has

__all__ = ["chosen_rows", "faces_of", "field_values", "number_in", "unit_of"]

_BEYOND = 1e18
_MONEY = re.compile(r"\A([A-Z]{3}) (-?\d+(?:\.\d+)?)(?: per .*)?\Z")
_CHECKS = ("contains", "min", "max", "not", "empty")


def chosen_rows(
    records: list[Json], rows: list[Row], shaper: Shaper, ids: Sequence[str], where: Mapping[str, Json]
) -> list[int]:
    """The numbers of the records that have one of the ids, if there are any, and fulfil every condition."""
    wanted = {value.casefold() for value in ids}
    tests = [(path, field_values(records, rows, shaper, path), check) for path, check in where.items()]
    chosen = []
    for index, record in enumerate(records):
        if wanted and not (isinstance(record, dict) and str(record.get("id")).casefold() in wanted):
            continue
        if all(_holds(values[index], check, path) for path, values, check in tests):
            chosen.append(index)
    return chosen


def field_values(records: list[Json], rows: list[Row], shaper: Shaper, path: str) -> list[list[Cell]]:
    """Per record, the values of a field by its column's name, else by its path in Ashby's record.

    Raises InvalidArguments for a field that is hidden or that no record has, with the near ones.
    """
    if shaper.hides(path):
        raise InvalidArguments(f"{path} is hidden in this toolset and cannot be read, filtered, counted or summed.")
    names = dict.fromkeys(name for row in rows for name in row)
    exact = [name for name in names if name.casefold() == path.casefold()]
    found = [[value for name in exact for value in _flat(row.get(name))] for row in rows]
    raw = [[*_flat(shaper.dig(record, path))] for record in records]
    merged = [_masked(cells or values, shaper.mask) for cells, values in zip(found, raw, strict=True)]
    shaper.paths.hiding.drop(shaper.mask.used)
    if not any(merged) and records and not exact and not any(has(record, path) for record in records):
        below = [n for n in names if matches(n, shaper.source.get(n, n), path)]
        hint = f"{near(path, names)}; fields are {', '.join([*names][:30])}"
        if any(has(record, f"{path}Id") for record in records):
            hint = f"; its id is there, {path}Id, and ashby_query joins the list that has the rest"
        if below:
            hint = f"; there is {', '.join(below[:5])}"
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


def faces_of(cell: Cell) -> list[str]:
    """The texts a value may be asked for by: a record's id or its name."""
    if isinstance(cell, Ref):
        return [face.casefold() for face in (cell.id, cell.label) if face]
    if isinstance(cell, bool):
        return [str(cell).casefold()]
    if isinstance(cell, float) and cell.is_integer():
        return [str(int(cell))]
    return [str(cell).casefold()]


def _holds(cells: list[Cell], check: Json, path: str) -> bool:
    faces = [face for cell in cells for face in faces_of(cell)]
    if isinstance(check, list):
        return any(_holds(cells, item, path) for item in check)
    if not isinstance(check, dict):
        if check is None:
            return not cells
        wanted = faces_of(check)[0]
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
    number = number_in(cell)
    if number is not None and isinstance(bound, int | float):
        return number >= bound if least else number <= bound
    if isinstance(cell, str) and isinstance(bound, str):
        text = cell[: len(bound)] if not least else cell
        return text >= bound if least else text <= bound
    return False


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
