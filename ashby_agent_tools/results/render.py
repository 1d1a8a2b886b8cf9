"""Rendering: reshaped rows become a text within a budget; what fit, reading on and the answers of writes share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.operations.entity import Entity, View, view_of
from ashby_agent_tools.operations.kinds import prefix_of
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.attempts import Attempts
from ashby_agent_tools.results.cells import Cell, Writer
from ashby_agent_tools.results.columns import ASKED, Column, analyse, cell_size, matches
from ashby_agent_tools.results.counting import Limit, counter_for
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.header import Header
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.names import Names
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.plan import Task
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.scale import Scale
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.sheet import Sheet
from ashby_agent_tools.results.titles import Titles
from ashby_agent_tools.results.values import has

__all__ = ["Setting", "Window", "render", "render_rows"]


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """The part of the rows that a text is about: all of them, or what reading on asks for.

    `single`: one record, shown as an object. `extra` is in the header. `cursor_last`: the cursor of the next page
    is handed out only beside the last row. `again`: the arguments that the call for the rest has to repeat.
    `brief`: nothing suggests to repeat the call, for it was a write. `fewer`: how a call gives fewer rows.
    """

    start: int = 0
    end: int | None = None
    single: bool = False
    text_offset: int = 0
    extra: tuple[tuple[str, Json], ...] = ()
    cursor_last: bool = False
    again: str = ""
    brief: bool = False
    fewer: str = "with a smaller limit"


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """What one text is made for: the call, the room, the kind of record, what to show and what to hide."""

    tool: str
    budget: Budget
    entity: Entity | None
    fields: tuple[str, ...]
    hidden: frozenset[str]
    short: Callable[[str, str], str] | None
    ref: str | None
    titles: Titles | None = None

    def shaper(self, *, single: bool = False) -> Shaper:
        """What reshapes this kind of record; `single` where one stands alone."""
        return Shaper(view_of(self.entity), self.entity, self.hidden, wanted=self.fields, single=single)


def render(
    records: list[Json], page: Page, setting: Setting, window: Window, *, among: list[Json] | None = None
) -> Fitted:
    """The records of a window as a text within the budget. `among`: what they were chosen from, by default all."""
    shaper = setting.shaper(single=window.single and len(records) == 1)
    rows = Rows(records, shaper)
    if rows.sampled and (window.text_offset or _may_be_whole(rows, setting.budget)):
        rows.everything()
    unknown = _bring(rows, records, shaper, setting.fields)
    if unknown and among is not None and len(among) > len(records):
        unknown = _nowhere(unknown, among, setting, rows)
    return render_rows(rows, page, setting, window, shaper, unknown=unknown)


def _may_be_whole(rows: Rows, budget: Budget) -> bool:
    """Whether a long page might still fit whole, judged by its sample."""
    size = sum(cell_size(cell) for held in rows.frame.series.values() for cell in held.cells)
    return size * len(rows) / len(rows.sample) < 3 * weights.MOST_CHARS_OF_TOKEN * budget.tokens


def render_rows(
    rows: Rows, page: Page, setting: Setting, window: Window, shaper: Shaper, *, unknown: tuple[str, ...] = (),
    view: View | None = None,
) -> Fitted:  # fmt: skip
    """Reshaped rows as a text within the budget; what `fit`, reading on and the answers of writes share."""
    budget, fields = setting.budget, setting.fields
    mask = shaper.mask
    if window.text_offset:
        made = rows.frame.rows(len(rows))
        rows = Rows.of([_later(row, fields, window.text_offset, mask=mask) for row in made], shaper)
    columns = analyse(rows, shaper, view or view_of(setting.entity), setting.entity, fields)
    end = len(rows) if window.end is None else min(window.end, len(rows))
    allowance = max(weights.NAMES_AT_LEAST, int(budget.tokens * weights.NAMES_OF_HEADER))
    header = Header(
        tool=setting.tool, ref=setting.ref, page=page, rows=len(rows), noise=tuple(shaper.left), end=end,
        hidden=tuple(shaper.dropped), unknown=unknown, allowance=allowance,
        extra=window.extra, cursor_last=window.cursor_last, again=window.again, brief=window.brief, fewer=window.fewer,
    )  # fmt: skip
    alone = window.single and len(rows) == 1
    sheet = Sheet(
        rows, Names(setting.short if budget.ids == "short" else None, prefix_of, setting.titles),
        mask=mask, single=alone,
    )  # fmt: skip
    task = Task(
        columns,
        Scale(sheet, counter_for(budget.tokenizer, budget.factor)),
        window.start,
        end,
        full=budget.detail == "full" or alone,
        only_asked=any(c.tier == ASKED and c.filled and (c.name != "id" or "id" in fields) for c in columns),
        all_columns=view is not None,
        empty=_empty(columns, rows, shaper),
    )
    return Attempts(task, header, shaper, window.single).run(Limit(budget.tokens, budget.most_chars))


def _empty(columns: Sequence[Column], rows: Rows, shaper: Shaper) -> frozenset[str]:
    """The names of columns that have no value in any row, not even one that stands in other columns below them."""
    filled = [name for c in columns if c.filled for name in (c.name, c.source)]
    below = "\0".join(["", *filled, *shaper.left, ""])
    names = [c.name for c in columns if not c.filled and f"\0{c.name}\0" not in below and f"\0{c.name}." not in below]
    if rows.sampled:
        names = [name for name in names if rows.lacks(name)]
    return frozenset(names)


def _later(row: Row, fields: tuple[str, ...], offset: int, *, mask: Mask | None) -> Row:
    """The row with its asked texts and lists from an offset on; a negative one counts from the end."""
    plain = Writer(lambda _kind, uuid: uuid, mask=mask).plain

    def later(cell: Cell) -> Cell:
        if isinstance(cell, str):
            return plain(cell)[offset:]
        if isinstance(cell, list):  # so many items of one that has more, else so many characters of each of its texts
            return cell[offset:] if abs(offset) < len(cell) else [later(item) for item in cell]
        return {key: later(item) for key, item in cell.items()} if isinstance(cell, dict) else cell

    return {
        name: later(cell) if name != "id" and any(matches(name, name, field) for field in fields) else cell
        for name, cell in row.items()
    }


def _nowhere(fields: tuple[str, ...], among: list[Json], setting: Setting, rows: Rows) -> tuple[str, ...]:
    """Those of the fields that no record has from which the rows were chosen; the others are empty in the rows."""
    shaper = setting.shaper()
    every = Rows(among, shaper)
    if every.sampled:
        every.everything()
    unknown = _bring(every, among, shaper, fields)
    rows.bring([field for field in fields if field not in unknown])
    return unknown


def _bring(rows: Rows, records: list[Json], shaper: Shaper, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Fetch asked fields that the reshaping does not show, raw; the names that are nowhere come back."""
    unknown, bring = [], []
    for field in fields:
        if any(matches(name, shaper.source.get(name, name), field) for name in rows.names):
            continue
        if shaper.hides(field) or not any(has(record, field) for record in records):
            unknown.append(field)
        else:
            bring.append(field)
    rows.bring(bring)
    return tuple(unknown)
