"""Layout: which columns, texts and details of a page are in a text, and the text itself as line JSON.

Every line ends in a newline and starts with neither white space nor a slash, so the tokens of lines add up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeAlias

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Ref, dumps
from ashby_agent_tools.results.columns import Column
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.sheet import Sheet
from ashby_agent_tools.structured_output import MARK

__all__ = ["MARK", "Plan", "Tables", "assemble", "counted_lines", "detail"]

Tables: TypeAlias = "Sequence[Sequence[tuple[Hashable, Sequence[str]]]]"  # tables by their columns


@dataclasses.dataclass(slots=True)
class Plan:
    """What to show: `rows` of the records, `columns` in order, long texts to `clips` characters, `details` lines.

    `single`: one record, shown as an object. `header`: written first, by a function of the plan.
    """

    rows: Rows
    columns: list[Column]
    shown: int
    single: bool = False
    clips: dict[tuple[int, str], int] = dataclasses.field(default_factory=dict)
    details: list[tuple[int, list[Column]]] = dataclasses.field(default_factory=list)
    cell: int = weights.CELL
    start: int = 0


def assemble(
    plan: Plan,
    about: Callable[[bool, tuple[str, ...]], dict[str, Json]],
    sheet: Sheet,
    *,
    apart: Tables = (),
) -> str:
    """The whole text. `about` makes the header, and is told whether anything below it was cut, and what was masked.

    `apart`: the `counted_lines`, for whoever counts those by their columns; the text has none of them then.
    """
    body = _record(plan, sheet) if plan.single else _table(plan, sheet, brief=bool(apart))
    cuts = "…+" in body or any("…+" in "".join(cells) for columns in apart for _, cells in columns)
    mask = sheet.writer.mask
    masked = tuple(mask.used) if mask else ()
    return f'{{"about":{dumps(about(cuts, masked))},\n{body}'


def _cell(plan: Plan, index: int, column: Column, sheet: Sheet) -> str:
    chars = plan.clips.get((index, column.name), plan.cell) if plan.clips else plan.cell
    return sheet.cell(column, index, chars)


def _record(plan: Plan, sheet: Sheet) -> str:
    cells = {column.name: plan.rows.cells(column.name)[0] for column in plan.columns}
    lists = _lists(plan, cells)
    plain: list[str] = []
    marked: list[str] = []
    for column in plan.columns:
        if cells[column.name] in (None, ""):
            continue
        together = lists.get(column.name)
        if together is not None and together[0] is not column:
            continue
        name, value = (
            (column.listed, _listed(plan, together, sheet))
            if together
            else (column.name, _cell(plan, 0, column, sheet))
        )
        (marked if column.untrusted else plain).append(f"{_name(name, sheet)}:{value}")
    lines = ['"record":{\n', ",\n".join(plain)]
    if marked:
        lines += [",\n" if plain else "", f'"{MARK}":{{\n', ",\n".join(marked), "}"]
    return "".join([*lines, "}}\n"])


def _lists(plan: Plan, cells: Row) -> dict[str, list[Column]]:
    """The columns of one record that are parts of the same list of objects, by each one's name."""
    groups: dict[tuple[str, bool], list[Column]] = {}
    for column in plan.columns:
        if column.listed and isinstance(cells[column.name], list) and (0, column.name) not in plan.clips:
            groups.setdefault((column.listed, column.untrusted), []).append(column)
    alone = {column.name for column in plan.columns if not column.listed} if groups else set()
    return {
        column.name: columns
        for (path, _), columns in groups.items()
        if len(columns) > 1 and path not in alone and len({len(cells[c.name]) for c in columns}) == 1  # type: ignore[arg-type]
        for column in columns
    }


def _listed(plan: Plan, columns: list[Column], sheet: Sheet) -> str:
    """A list of objects as its own table: the names once, then a line per object, as many as all columns show."""
    lists: list[list[Cell]] = [plan.rows.cells(column.name)[0] for column in columns]  # type: ignore[misc]
    cells = [sheet.writer.items(it, plan.cell, c.style(single=True)) for c, it in zip(columns, lists, strict=True)]
    count = len(lists[0])
    shown = min(len(texts) if len(texts) == count else len(texts) - 1 for texts in cells)
    lines = [f"[{','.join(texts[i] for texts in cells)}]" for i in range(shown)]
    if shown < count:
        lines.append(f'"…+{count - shown} more"')
    path = columns[0].listed
    names = [_name(c.name.removeprefix(f"{path}.") or c.name, sheet) for c in columns]
    return f'{{"columns":[{",".join(names)}],"data":[{",".join(lines)}]}}'


def _name(name: str, sheet: Sheet) -> str:
    """The name of a column; Ashby's own are letters, which hold nothing to hide or to escape."""
    if len(name) <= weights.HEAD and name.isascii() and name.replace(".", "").isalpha():
        return f'"{name}"'
    return dumps(sheet.writer.text(name, weights.HEAD))


def _table(plan: Plan, sheet: Sheet, *, brief: bool) -> str:
    once = [c for c in plan.columns if c.constant]
    main, marked = _tables(plan)
    shown = range(plan.start, plan.start + plan.shown)
    plan.rows.need(shown)
    last = shown[-1:] if brief else shown
    rows = [f"[{','.join(cells)}]" for cells in _lines(plan, main, last, sheet)] if main else []
    parts: list[str] = []
    if once and plan.rows:
        parts.append(f'"same_in_all_rows":{_said(plan, 0, once, sheet)}')
    legend = _legend(plan, shown, sheet)
    if legend:
        parts.append('"names":{\n' + ",\n".join(legend) + "}")
    if main:
        parts.append(f'"columns":{_heads(main, sheet)}')
    parts.append('"data":[\n' + ",\n".join(rows) + "]" if rows else '"data":[]')
    if marked:
        filled = _filled(plan, marked, shown, sheet)
        parts.append(_marked_table(plan, marked, filled[-1:] if brief else filled, sheet))
    if plan.details:
        lines = [detail(plan, i, columns, sheet) for i, columns in plan.details]
        parts.append('"details":[\n' + ",\n".join(lines) + "]")
    return ",\n".join(parts) + "}\n"


def _tables(plan: Plan) -> tuple[list[Column], list[Column]]:
    """The columns of the table, and those of outsiders' texts, which have a table of their own."""
    columns = [c for c in plan.columns if not c.constant]
    return [c for c in columns if not c.untrusted], [c for c in columns if c.untrusted]


def counted_lines(plan: Plan, sheet: Sheet) -> Tables:
    """All lines of the tables but the last ones, by columns, each with a key that says what it holds."""
    tables: list[list[tuple[Hashable, Sequence[str]]]] = []
    main, marked = _tables(plan)
    shown = range(plan.start, plan.start + plan.shown)
    rest = shown[:-1]
    if main and rest:
        tables.append([((*sheet.key(c, plan.cell), rest), sheet.weighed(c, rest, plan.cell)) for c in main])
    if marked and (filled := _filled(plan, marked, shown, sheet)[:-1]):
        weighed = sheet.names.weighed_all
        keys = weighed([sheet.own(i) for i in filled])
        tables.append([(None, keys), *((None, weighed(sheet.cells(c, filled, plan.cell))) for c in marked)])
    return tables


def _filled(plan: Plan, columns: Sequence[Column], shown: range, sheet: Sheet) -> Sequence[int]:
    """The rows in which any of the columns holds something."""
    every = _lines(plan, columns, shown, sheet)
    return [i for i, cells in zip(shown, every, strict=True) if cells.count("null") < len(columns)]


def _lines(plan: Plan, columns: Sequence[Column], shown: Sequence[int], sheet: Sheet) -> Iterator[Sequence[str]]:
    """The cells of each row."""
    clipped = {name for _, name in plan.clips}
    return zip(*(
        [_cell(plan, i, c, sheet) for i in shown] if c.name in clipped else sheet.cells(c, shown, plan.cell)
        for c in columns
    ), strict=True)  # fmt: skip


def _heads(columns: Sequence[Column], sheet: Sheet, *first: str) -> str:
    return f"[{','.join([*map(dumps, first), *(_name(c.name, sheet) for c in columns)])}]"


def _said(plan: Plan, index: int, columns: Sequence[Column], sheet: Sheet, *first: str) -> str:
    """Cells by their names, as an object; what outsiders wrote stands under the mark."""
    ours, theirs = [*first], list[str]()
    for column in columns:
        said = f"{_name(column.name, sheet)}:{_cell(plan, index, column, sheet)}"
        (theirs if column.untrusted else ours).append(said)
    if theirs:
        ours.append(f'"{MARK}":{{{",".join(theirs)}}}')
    return f"{{{','.join(ours)}}}"


def _marked_table(plan: Plan, marked: list[Column], filled: Sequence[int], sheet: Sheet) -> str:
    rows = zip(filled, _lines(plan, marked, filled, sheet), strict=True)
    lines = [f"[{sheet.own(i)},{','.join(cells)}]" for i, cells in rows]
    key = "id" if plan.rows.has("id") else "row"
    return f'"{MARK}":{{"columns":{_heads(marked, sheet, key)},\n"data":[\n' + ",\n".join(lines) + "]}"


def detail(plan: Plan, index: int, columns: Sequence[Column], sheet: Sheet) -> str:
    """One line with further fields of one record."""
    filled = [c for c in columns if c.name != "id" and plan.rows.cells(c.name)[index] not in (None, "")]
    return _said(plan, index, filled, sheet, f'"id":{sheet.own(index)}')


def _legend(plan: Plan, shown: range, sheet: Sheet) -> list[str]:
    writer = sheet.writer
    seen: dict[tuple[str, str], str] = {}
    mails: dict[tuple[str, str], str] = {}
    columns = [c for c in plan.columns if c.legend and not c.constant]
    for (kind, uuid, label, _, mail), mailed in (*sheet.named(columns, shown), *_detailed(plan, sheet)):
        if label:
            seen.setdefault((kind, uuid), label)
            if mailed and mail:
                mails[kind, uuid] = mail
    lines = []
    for key, label in seen.items():
        mail = f" <{dumps(writer.plain(mails[key])[:80])[1:-1]}>" if key in mails else ""
        lines.append(f'"{writer.name(*key)}":"{writer.label(label)}{mail}"')
    for key, title in _titles(plan, shown, sheet).items():
        if key not in seen:
            lines.append(f'"{writer.name(*key)}":{dumps(writer.plain(title))}')
    return lines


def _detailed(plan: Plan, sheet: Sheet) -> Iterator[tuple[Ref, bool]]:
    """The references in the details, line by line."""
    for index, columns in plan.details:
        yield from sheet.named([c for c in columns if c.legend], range(index, index + 1))


def _titles(plan: Plan, shown: range, sheet: Sheet) -> dict[tuple[str, str], str]:
    """What the conversation knows the records by that are in a table by their ids alone."""
    found: dict[tuple[str, str], str] = {}
    if not sheet.names.titled:
        return found
    columns = [c for c in plan.columns if c.name != "id" and not c.bare]
    for row in zip(*(sheet.refs(c, shown) for c in columns), strict=True):
        for ref in (ref for refs in row for ref in refs):
            if not ref.label and (title := sheet.names.title(ref.kind, ref.id)):
                found[(ref.kind, ref.id)] = title
    return found
