"""fit: one page of Ashby's answer as a text within a budget, nothing lost silently."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.entity import Entity
from ashby_agent_tools.errors import BudgetTooSmall
from ashby_agent_tools.results.cells import Writer
from ashby_agent_tools.results.columns import OTHER, Column, analyse, matches
from ashby_agent_tools.results.counting import TokenCounter, counter_for
from ashby_agent_tools.results.handles import prefix_of
from ashby_agent_tools.results.header import Header
from ashby_agent_tools.results.layout import Plan
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.plan import Limit, Names, Planner
from ashby_agent_tools.results.shape import Row, Shaper, dig
from ashby_agent_tools.results.view_tables import view_of

__all__ = ["Window", "fit", "records_of", "render"]

_REPAIRS = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """The part of the records that a text is about: all of them, or what reading on asks for."""

    start: int = 0
    end: int | None = None
    single: bool = False
    text_offset: int = 0
    extra: tuple[tuple[str, Json], ...] = ()
    rows: int | None = None


def fit(
    page: Page,
    *,
    tool: str,
    budget: Budget,
    entity: Entity | None = None,
    fields: Sequence[str] = (),
    hidden: frozenset[str] = frozenset(),
    short: Callable[[str, str], str] | None = None,
    ref: str | None = None,
) -> Fitted:
    """The page as line JSON within the budget: counts, an overview of every record, columns, texts, details.

    `fields` shows those fields and the id, and nothing else. `hidden` data classes do not appear. `short` names ids,
    and is called for shown ids only, in the order in which they are shown; without it UUIDs stand there. `ref` is
    what `ashby_read_result` knows the page by. Raises BudgetTooSmall when not even the header fits.
    """
    records, extra = records_of(page.data)
    window = Window(single=not isinstance(page.data, list) and extra is None or len(records) == 1, extra=extra or ())
    return render(
        records, page, tool=tool, budget=budget, entity=entity, fields=tuple(fields), hidden=hidden, short=short, ref=ref,
        window=window,
    )  # fmt: skip


def records_of(data: Json) -> tuple[list[Json], tuple[tuple[str, Json], ...] | None]:
    """The records of a result, and what stands beside them: for a report its title, status and times."""
    if isinstance(data, list):
        return data, None
    if isinstance(data, dict) and isinstance(data.get("reportData"), dict):
        report = data["reportData"]
        names, lines = report.get("columnNames"), report.get("data")  # type: ignore[union-attr]
        if isinstance(names, list) and isinstance(lines, list):
            keys = _unique([str(name) for name in names])
            table: list[Json] = [dict(zip(keys, line, strict=False)) for line in lines if isinstance(line, list)]
            beside = {key: value for key, value in data.items() if key != "reportData" and value is not None}
            beside["metadata"] = report.get("metadata")  # type: ignore[union-attr]
            return table, (("report", beside),)
    return [data], None


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def render(
    records: list[Json],
    page: Page,
    *,
    tool: str,
    budget: Budget,
    entity: Entity | None,
    fields: tuple[str, ...],
    hidden: frozenset[str],
    short: Callable[[str, str], str] | None,
    ref: str | None,
    window: Window,
) -> Fitted:
    """The records of a window as a text within the budget; what `fit` and reading on share."""
    counter = counter_for(budget.tokenizer, budget.factor)
    view = view_of(entity)
    shaper = Shaper(view, entity, hidden, wanted=fields)
    rows = [shaper.row(record) for record in records]
    if window.text_offset:
        rows = [_later(row, fields, window.text_offset) for row in rows]
    unknown = _bring(rows, records, shaper, fields)
    columns = analyse(rows, shaper, view, entity, fields)
    names = Names(short if budget.ids == "handles" else None, prefix_of)
    header = Header(
        tool=tool, ref=ref, page=page, rows=len(rows) if window.rows is None else window.rows, noise=tuple(shaper.left),
        hidden=tuple(shaper.dropped), unknown=unknown, allowance=max(40, int(budget.tokens * 0.3)), extra=window.extra,
        end=window.end,
    )  # fmt: skip
    limit = Limit(budget.tokens, budget.most_chars)
    end = len(rows) if window.end is None else min(window.end, len(rows))
    job = _Job(rows, columns, header, counter, names, budget.detail == "full", bool(fields), window, end, "contact" in hidden)
    return job.run(limit)


def _later(row: Row, fields: tuple[str, ...], offset: int) -> Row:
    """The row with its long texts from an offset on."""
    return {
        name: cell[offset:] if isinstance(cell, str) and name != "id" and any(matches(name, name, f) for f in fields) else cell
        for name, cell in row.items()
    }


def _bring(rows: list[Row], records: list[Json], shaper: Shaper, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Fetch asked fields that the reshaping does not show, raw; the names that are nowhere come back."""
    names = {name for row in rows for name in row}
    unknown = []
    for field in fields:
        if any(matches(name, shaper.source.get(name, name), field) for name in names):
            continue
        values = [dig(record, field) for record in records]
        if shaper.hides(field) or all(_nothing(value) for value in values):
            unknown.append(field)
            continue
        for row, value in zip(rows, values, strict=True):
            row[field] = shaper.raw(value)
    return tuple(unknown)


def _nothing(value: Json) -> bool:
    return value is None or (isinstance(value, list) and all(_nothing(item) for item in value))


@dataclasses.dataclass(slots=True)
class _Job:
    """One rendering: plan, show, count, and repair if a tokenizer does not add up."""

    rows: list[Row]
    columns: list[Column]
    header: Header
    counter: TokenCounter
    names: Names
    full: bool
    only_asked: bool
    window: Window
    end: int
    mask: bool

    def run(self, limit: Limit) -> Fitted:
        room = limit
        for _ in range(_REPAIRS):
            text, shown = self.once(room)
            tokens = self.counter.count(text)
            if tokens <= limit.tokens and len(text) <= limit.chars:
                return Fitted(text, tokens, not self.counter.exact, shown, self.header.rows)
            if shown == 0 and not self.window.single:
                break
            room = room.less(max(0, tokens - limit.tokens) + 2, max(0, len(text) - limit.chars) + 8)
        return self.least(limit)

    def planner(self, limit: Limit, header: Header) -> Planner:
        return Planner(
            self.rows, self.columns, header, self.counter, limit, Writer(self.names.weigh, mask=self.mask), self.full,
            start=self.window.start, end=self.end, single=self.window.single and len(self.rows) == 1,
            only_asked=self.only_asked,
        )  # fmt: skip

    def once(self, limit: Limit) -> tuple[str, int]:
        header = self.header
        planner = self.planner(limit, header)
        show = Writer(self.names.show, mask=self.mask)
        if not self.rows:
            return planner.text(Plan(self.rows, [], 0), show), 0
        bare = planner.text(planner._plan([], 0))
        if self.counter.count(bare) > 0.35 * limit.tokens or len(bare) > 0.35 * limit.chars:
            planner = self.planner(limit, dataclasses.replace(header, compact=True))
        plan = planner.whole()
        if plan is None:
            plan = planner.table()
            planner.text(plan, show)
            plan = planner.texts(plan)
            if self.full:
                plan = planner.detail(plan)
        return planner.text(plan, show), plan.shown

    def least(self, limit: Limit) -> Fitted:
        """The header alone, or the error that says how much it needs."""
        header = dataclasses.replace(self.header, compact=True)
        planner = self.planner(limit, header)
        text = planner.text(Plan(self.rows, [], 0, start=self.window.start))
        tokens = self.counter.count(text)
        if tokens > limit.tokens or len(text) > limit.chars:
            raise BudgetTooSmall(
                f"This result's header alone needs {tokens} tokens and {len(text)} characters; the budget has "
                f"{limit.tokens} and {limit.chars}. Ask again with a larger budget.",
                needed=tokens,
            )
        return Fitted(text, tokens, not self.counter.exact, 0, self.header.rows)


OTHERS = OTHER
