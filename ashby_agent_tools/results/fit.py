"""fit: one page of Ashby's answer as a text within a budget, nothing lost silently."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.errors import BudgetTooSmall
from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Entity
from ashby_agent_tools.operations.short_ids import prefix_of
from ashby_agent_tools.results.cells import Writer
from ashby_agent_tools.results.columns import ASKED, Column, analyse, cell_size, matches
from ashby_agent_tools.results.counting import counter_for
from ashby_agent_tools.results.fill import details, texts
from ashby_agent_tools.results.header import Header
from ashby_agent_tools.results.held import without_held
from ashby_agent_tools.results.layout import Plan
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.plan import Limit, Planner
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.scale import Scale
from ashby_agent_tools.results.shape import Row, Shaper
from ashby_agent_tools.results.sheet import Names, Sheet
from ashby_agent_tools.results.titles import Titles, titles_in
from ashby_agent_tools.results.values import has
from ashby_agent_tools.results.view_tables import view_of
from ashby_agent_tools.results.views import View
from ashby_agent_tools.results.weights import COMPACT_ABOVE, NAMES_OF_HEADER
from ashby_agent_tools.results.writers import shortened

__all__ = ["Setting", "Window", "fit", "records_of", "render", "render_rows"]

_REPAIRS = 6
_CHARS_PER_TOKEN = 12
_EMPTY_ANSWER = "Ashby's answer is empty: it has no such record, or the id is wrong"


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """The part of the rows that a text is about: all of them, or what reading on asks for.

    `single`: one record, shown as an object. `extra` stands in the header. `cursor_last`: the cursor of the next page
    is handed out only beside the last row. `again`: the arguments that the call for the rest has to repeat.
    `brief`: nothing suggests to repeat the call, for it was a write.
    """

    start: int = 0
    end: int | None = None
    single: bool = False
    text_offset: int = 0
    extra: tuple[tuple[str, Json], ...] = ()
    cursor_last: bool = False
    again: str = ""
    brief: bool = False


def fit(
    page: Page,
    *,
    tool: str,
    budget: Budget,
    entity: Entity | None = None,
    fields: Sequence[str] = (),
    hidden: frozenset[str] = OFF_BY_DEFAULT,
    short: Callable[[str, str], str] | None = None,
    ref: str | None = None,
    titles: Titles | None = None,
) -> Fitted:
    """The page as line JSON within the budget: counts, an overview of every record, columns, texts, details.

    `fields` shows those fields and the id, and nothing else. `hidden` data classes do not appear. `short` names ids,
    and is called for shown ids only, in the order of reading (one that turns out longer than ids of its kind were
    weighed may, once named, have to make room after all); without it UUIDs stand there. `ref` is what
    `ashby_read_result` knows the page by. `titles`: what to call records whose ids stand alone, where columns leave
    room for it. Raises BudgetTooSmall when not even the header fits.
    """
    records, extra = records_of(without_held(page.data, entity))
    window = Window(single=(not isinstance(page.data, list) and extra is None) or len(records) == 1, extra=extra or ())
    return render(records, page, Setting(tool, budget, entity, tuple(fields), hidden, short, ref, titles), window)


def records_of(data: Json) -> tuple[list[Json], tuple[tuple[str, Json], ...] | None]:
    """The records of a result, and what stands beside them: for a report its title, status and times.

    An empty object holds no record: Ashby answers so where it does not know a report.
    """
    if isinstance(data, list):
        return data, None
    if data == {}:
        return [], (("note", _EMPTY_ANSWER),)
    report = data.get("reportData") if isinstance(data, dict) else None
    if isinstance(data, dict) and isinstance(report, dict):
        names, lines = report.get("columnNames"), report.get("data")
        if isinstance(names, list) and isinstance(lines, list):
            keys = _unique([str(shortened(str(name))) for name in names])
            table: list[Json] = [dict(zip(keys, line, strict=False)) for line in lines if isinstance(line, list)]
            beside: dict[str, Json] = {k: v for k, v in data.items() if k != "reportData" and v is not None}
            beside["metadata"] = report.get("metadata")
            return table, (("report", shortened(beside)),)
    return [data], None


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


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


def render(records: list[Json], page: Page, setting: Setting, window: Window) -> Fitted:
    """The records of a window as a text within the budget."""
    shaper = setting.shaper(single=window.single and len(records) == 1)
    rows = Rows(records, shaper)
    if rows.sampled and (window.text_offset or _may_be_whole(rows, setting.budget)):
        rows.everything()
    unknown = _bring(rows, records, shaper, setting.fields)
    return render_rows(rows, page, setting, window, shaper, unknown=unknown)


def _may_be_whole(rows: Rows, budget: Budget) -> bool:
    """Whether a long page might still fit whole, judged by its sample."""
    size = sum(map(cell_size, (cell for i in rows.sample for cell in rows[i].values())))
    return size * len(rows) / len(rows.sample) < 2 * _CHARS_PER_TOKEN * budget.tokens


def render_rows(
    rows: Sequence[Row], page: Page, setting: Setting, window: Window, shaper: Shaper, *, unknown: tuple[str, ...] = (),
    view: View | None = None,
) -> Fitted:  # fmt: skip
    """Reshaped rows as a text within the budget; what `fit`, reading on and the answers of writes share."""
    budget, fields = setting.budget, setting.fields
    mask = shaper.mask
    if window.text_offset:
        rows = [_later(row, fields, window.text_offset, mask=mask) for row in rows]
    columns = analyse(
        rows,
        rows.sample if isinstance(rows, Rows) else range(len(rows)),
        shaper,
        view or view_of(setting.entity),
        setting.entity,
        fields,
    )
    end = len(rows) if window.end is None else min(window.end, len(rows))
    header = Header(
        tool=setting.tool, ref=setting.ref, page=page, rows=len(rows), noise=tuple(shaper.left), end=end,
        hidden=tuple(shaper.dropped), unknown=unknown, allowance=max(40, int(budget.tokens * NAMES_OF_HEADER)),
        extra=window.extra, cursor_last=window.cursor_last, again=window.again, brief=window.brief,
    )  # fmt: skip
    alone = window.single and len(rows) == 1
    sheet = Sheet(
        rows, Names(setting.short if budget.ids == "handles" else None, prefix_of, setting.titles),
        mask=mask, single=alone,
    )  # fmt: skip
    job = _Job(
        columns, header, shaper, Scale(sheet, counter_for(budget.tokenizer, budget.factor)),
        budget.detail == "full" or alone,
        any(c.tier == ASKED and c.filled and (c.name != "id" or "id" in fields) for c in columns), window, end,
        _empty(columns, rows, shaper),
    )  # fmt: skip
    return job.run(Limit(budget.tokens, budget.most_chars))


def _empty(columns: Sequence[Column], rows: Sequence[Row], shaper: Shaper) -> frozenset[str]:
    """The names of columns that have no value in any row, not even one that stands in other columns below them."""
    filled = [name for c in columns if c.filled for name in (c.name, c.source)]
    below = (*filled, *shaper.left)
    names = [
        c.name for c in columns
        if not c.filled and not any(other == c.name or other.startswith(c.name + ".") for other in below)
    ]  # fmt: skip
    if isinstance(rows, Rows) and rows.sampled:
        names = [name for name in names if rows.lacks(name)]
    return frozenset(names)


def _later(row: Row, fields: tuple[str, ...], offset: int, *, mask: Mask | None) -> Row:
    """The row with its asked texts from an offset on; a negative one counts from the end."""
    plain = Writer(lambda _kind, uuid: uuid, mask=mask).plain
    return {
        name: plain(cell)[offset:]
        if isinstance(cell, str) and name != "id" and any(matches(name, name, field) for field in fields)
        else cell
        for name, cell in row.items()
    }


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


@dataclasses.dataclass(slots=True)
class _Job:
    """One rendering: plan, show, count, and repair if a tokenizer does not add up or names are longer than weighed."""

    columns: list[Column]
    header: Header
    shaper: Shaper
    scale: Scale
    full: bool
    only_asked: bool
    window: Window
    end: int
    empty: frozenset[str] = frozenset()
    first: bool = True

    def run(self, limit: Limit) -> Fitted:
        room = limit
        counter, names = self.scale.counter, self.scale.sheet.names
        for _ in range(_REPAIRS):
            text, plan = self.once(room)
            tokens = counter.count(text)
            if tokens <= limit.tokens and len(text) <= limit.chars:
                return Fitted(
                    text,
                    tokens,
                    not counter.exact,
                    plan.shown,
                    self.header.rows,
                    titles_in(text, plan, self.scale.sheet),
                )
            self.first = False
            if plan.shown == 0 and not self.window.single:
                break
            if names.longer:
                self.scale.forget()
            else:
                room = room.less(max(0, tokens - limit.tokens) + 2, max(0, len(text) - limit.chars) + 8)
        return self.least(limit)

    def planner(self, limit: Limit, header: Header) -> Planner:
        return Planner(
            self.columns, header, self.scale, limit, self.full,
            start=self.window.start, end=self.end, only_asked=self.only_asked, first=self.first, empty=self.empty,
        )  # fmt: skip

    def once(self, limit: Limit) -> tuple[str, Plan]:
        header = self.header
        planner = self.planner(limit, header)
        if not planner.rows:
            plan = Plan(planner.rows, [], 0)
            return planner.text(plan, show=True), plan
        bare = planner.text(planner.plan([], 0))
        if self.scale.tokens(bare) > COMPACT_ABOVE * limit.tokens or len(bare) > COMPACT_ABOVE * limit.chars:
            planner = self.planner(limit, dataclasses.replace(header, compact=True))
        plan = self.whole(planner) or self.filled(planner)
        if self.more_names():
            planner.header = dataclasses.replace(self.header, compact=planner.header.compact)
        return planner.text(plan, show=True), plan

    def whole(self, planner: Planner) -> Plan | None:
        """Everything, with the titles that are known if they fit, too."""
        self.title(on=bool(self.scale.sheet.names.titles))
        plan = planner.whole()
        if plan is None and self.scale.sheet.names.titled:
            self.title(on=False)
            plan = planner.whole()
        return plan

    def title(self, *, on: bool) -> None:
        """Whether titles stand beside ids from now on."""
        if self.scale.sheet.names.titled != on:
            self.scale.sheet.names.titled = on
            self.scale.forget()

    def filled(self, planner: Planner) -> Plan:
        """A plan that does not hold everything, filled as far as `detail` wants it."""
        plan = planner.table()
        if self.more_names():
            planner.header = dataclasses.replace(self.header, compact=planner.header.compact)
            while plan.shown and not planner.fits(plan):
                plan = dataclasses.replace(plan, shown=plan.shown - 1 - plan.shown // 50)
        if self.scale.sheet.names.titles:
            self.title(on=True)
            self.title(on=planner.fits(plan))
        plan = texts(planner, plan)
        if self.full and not planner.single and plan.shown == self.end - self.window.start:
            plan = details(planner, plan)
        return plan

    def more_names(self) -> bool:
        """Whether rows of a long page brought names that its sample did not have; they go into the header."""
        rows = self.scale.sheet.rows
        if not isinstance(rows, Rows):
            return False
        known = {*(c.name for c in self.columns), *self.header.noise}
        news = [name for name in (*self.shaper.left, *rows.names) if name not in known]
        news = [name for name in news if not name.endswith(".email")]
        self.header = dataclasses.replace(self.header, noise=(*self.header.noise, *news))
        return bool(news)

    def least(self, limit: Limit) -> Fitted:
        """The header alone, or the error that says how much it needs."""
        header = dataclasses.replace(self.header, compact=True)
        planner = self.planner(limit, header)
        text = planner.text(Plan(planner.rows, [], 0, start=self.window.start))
        tokens = self.scale.counter.count(text)
        if tokens > limit.tokens or len(text) > limit.chars:
            raise BudgetTooSmall(
                f"This result's header alone needs {tokens} tokens and {len(text)} characters; the budget has "
                f"{limit.tokens} and {limit.chars}. Ask again with a larger budget.",
                needed=tokens,
            )
        return Fitted(text, tokens, not self.scale.counter.exact, 0, self.header.rows)
