"""Layout: which columns, texts and details of a page stand in a text, and the text itself as line JSON.

Every line ends in a newline and starts with neither white space nor a slash, so the tokens of lines add up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from ashby_agent_tools.results.cells import Cell, Ref, Writer, dumps
from ashby_agent_tools.results.columns import Column, refs_in
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.shape import Row

__all__ = ["MARK", "Plan", "assemble"]

MARK = "written_by_outsiders"
CELL = 160


@dataclasses.dataclass(slots=True)
class Plan:
    """What to show: `rows` of the records, `columns` in order, long texts to `clips` characters, `details` lines.

    `single`: one record, shown as an object. `header`: written first, by a function of the plan.
    """

    rows: Sequence[Row]
    columns: list[Column]
    shown: int
    single: bool = False
    clips: dict[tuple[int, str], int] = dataclasses.field(default_factory=dict)
    details: list[tuple[int, list[Column]]] = dataclasses.field(default_factory=list)
    cell: int = CELL
    start: int = 0


def assemble(plan: Plan, about: Callable[[bool], dict[str, Json]], writer: Writer) -> str:
    """The whole text. `about` makes the header, and is told whether anything below it was cut."""
    body = _record(plan, writer) if plan.single else _table(plan, writer)
    return f'{{"about":{dumps(about("…+" in body))},\n{body}'


def _value(plan: Plan, index: int, column: Column, writer: Writer) -> Json:
    cell: Cell = plan.rows[index].get(column.name)
    chars = plan.clips.get((index, column.name), plan.cell)
    if chars == 0 and cell is not None:
        return f"…+{len(cell)}" if isinstance(cell, str) else "…"
    return writer.value(cell, chars, legend=column.legend, day=column.day and not plan.single, bare=column.bare)


def _record(plan: Plan, writer: Writer) -> str:
    lists = _lists(plan)
    plain: list[str] = []
    marked: list[str] = []
    for column in plan.columns:
        if plan.rows[0].get(column.name) in (None, ""):
            continue
        together = lists.get(column.name)
        if together is not None and together[0] is not column:
            continue
        name, value = (
            (column.listed, _listed(plan, together, writer))
            if together
            else (column.name, _value(plan, 0, column, writer))
        )
        (marked if column.outsider else plain).append(f"{dumps(writer.value(name, 120))}:{dumps(value)}")
    lines = ['"record":{\n', ",\n".join(plain)]
    if marked:
        lines += [",\n" if plain else "", f'"{MARK}":{{\n', ",\n".join(marked), "}"]
    return "".join([*lines, "}}\n"])


def _lists(plan: Plan) -> dict[str, list[Column]]:
    """The columns of one record that are parts of the same list of objects, by each one's name."""
    groups: dict[tuple[str, bool], list[Column]] = {}
    for column in plan.columns:
        cell = plan.rows[0].get(column.name)
        if column.listed and isinstance(cell, list) and (0, column.name) not in plan.clips:
            groups.setdefault((column.listed, column.outsider), []).append(column)
    alone = {column.name for column in plan.columns if not column.listed}
    return {
        column.name: columns
        for (path, _), columns in groups.items()
        if len(columns) > 1 and path not in alone and len({len(plan.rows[0][c.name]) for c in columns}) == 1  # type: ignore[arg-type]
        for column in columns
    }


def _listed(plan: Plan, columns: list[Column], writer: Writer) -> Json:
    """A list of objects as a table of its own: the names once, then a line per object, as many as all columns show."""
    cells = [_value(plan, 0, column, writer) for column in columns]
    count = len(plan.rows[0][columns[0].name])  # type: ignore[arg-type]
    whole = [len(cell) if len(cell) == count else len(cell) - 1 for cell in cells if isinstance(cell, list)]
    shown = min(whole, default=0)
    lines: list[Json] = [[cell[i] for cell in cells if isinstance(cell, list)] for i in range(shown)]
    if shown < count:
        lines.append(f"…+{count - shown} more")
    path = columns[0].listed
    names: list[Json] = [writer.value(c.name.removeprefix(f"{path}.") or c.name, 120) for c in columns]
    return {"columns": names, "data": lines}


def _table(plan: Plan, writer: Writer) -> str:
    once = [c for c in plan.columns if c.constant]
    main = [c for c in plan.columns if not c.constant and not c.outsider]
    marked = [c for c in plan.columns if not c.constant and c.outsider]
    shown = range(plan.start, plan.start + plan.shown)
    rows = [dumps([_value(plan, i, c, writer) for c in main]) for i in shown] if main else []
    parts: list[str] = []
    if once and plan.rows:
        same = {str(writer.value(c.name, 120)): _value(plan, 0, c, writer) for c in once if not c.outsider}
        theirs = {str(writer.value(c.name, 120)): _value(plan, 0, c, writer) for c in once if c.outsider}
        if theirs:
            same[MARK] = theirs
        parts.append(f'"same_in_all_rows":{dumps(same)}')
    legend = _legend(plan, shown, writer)
    if legend:
        parts.append('"names":{\n' + ",\n".join(legend) + "}")
    if main:
        parts.append(f'"columns":{dumps([writer.value(c.name, 120) for c in main])}')
    parts.append('"data":[\n' + ",\n".join(rows) + "]" if rows else '"data":[]')
    if marked:
        parts.append(_marked_table(plan, marked, shown, writer))
    if plan.details:
        parts.append('"details":[\n' + ",\n".join(detail(plan, i, cs, writer) for i, cs in plan.details) + "]")
    return ",\n".join(parts) + "}\n"


def _key(plan: Plan, index: int, writer: Writer) -> Json:
    own = plan.rows[index].get("id")
    return index if own is None else writer.value(own, 80)


def _marked_table(plan: Plan, marked: list[Column], shown: range, writer: Writer) -> str:
    names: list[Json] = ["id" if any("id" in row for row in plan.rows) else "row"]
    names += [writer.value(c.name, 120) for c in marked]
    lines = []
    for i in shown:
        values = [_value(plan, i, c, writer) for c in marked]
        if any(value is not None for value in values):
            lines.append(dumps([_key(plan, i, writer), *values]))
    return f'"{MARK}":{{"columns":{dumps(names)},\n"data":[\n' + ",\n".join(lines) + "]}"


def detail(plan: Plan, index: int, columns: Sequence[Column], writer: Writer) -> str:
    """One line with further fields of one record."""
    line: dict[str, Json] = {"id": _key(plan, index, writer)}
    theirs: dict[str, Json] = {}
    for column in columns:
        if plan.rows[index].get(column.name) not in (None, ""):
            value = _value(plan, index, column, writer)
            (theirs if column.outsider else line)[str(writer.value(column.name, 120))] = value
    if theirs:
        line[MARK] = theirs
    return dumps(line)


def _legend(plan: Plan, shown: range, writer: Writer) -> list[str]:
    seen: dict[tuple[str, str], Ref] = {}
    mails: dict[tuple[str, str], str] = {}
    uses = [(i, c) for i in shown for c in plan.columns if c.legend and not c.constant]
    uses += [(i, c) for i, columns in plan.details for c in columns if c.legend]
    for index, column in uses:
        for ref in refs_in(plan.rows[index].get(column.name)):
            if ref.label:
                seen.setdefault((ref.kind, ref.id), ref)
                if column.mails and ref.mail:
                    mails[(ref.kind, ref.id)] = ref.mail
    lines = []
    for key, ref in seen.items():
        label = str(writer.value(ref.label, 80))
        if key in mails:
            label += f" <{writer.plain(mails[key])[:80]}>"
        lines.append(f"{dumps(writer.name(*key))}:{dumps(label)}")
    return lines
