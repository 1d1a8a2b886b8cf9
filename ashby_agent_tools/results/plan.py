"""Planning: which columns, how many rows, how much of each long text, which details, within a limit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.columns import ASKED, MATTERS, OVERVIEW, Column
from ashby_agent_tools.results.counting import Limit
from ashby_agent_tools.results.header import Header
from ashby_agent_tools.results.layout import Plan, Tables, assemble, counted_lines
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.scale import Scale
from ashby_agent_tools.results.sheet import Sheet

__all__ = ["Planner", "Task"]

_MANY = 1 << 30


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """What one text is planned from: the same for every attempt.

    The rows from `start` to `end` are to be shown. `full`: details, too, where there is room. `only_asked`: what was
    asked for and nothing else. `all_columns`: every column is part of the answer. `empty`: the names of columns without
    a value in any row.
    """

    columns: list[Column]
    scale: Scale
    start: int
    end: int
    full: bool = False
    only_asked: bool = False
    all_columns: bool = False
    empty: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many rows are to be shown."""
        return self.end - self.start

    def lacks(self, plan: Plan) -> bool:
        """Whether a plan has no room for long texts that were asked for, so that fewer rows would say more."""
        needed = self.all_columns or self.only_asked
        return needed and any(
            c.long and c.filled and (c.exact or self.all_columns) and c not in plan.columns for c in self.columns
        )


@dataclasses.dataclass(slots=True)
class Planner:
    """Plans one text; every decision depends on the page, the budget and the names alone.

    Columns are chosen by what `scale` estimates; a plan is laid out and counted exactly before it is taken. `first`:
    nothing was planned for this text before, so what is shown is counted and may be planned once more. `trusting`: the
    plan was taken without a count, since it is likely to fit.
    """

    task: Task
    header: Header
    limit: Limit
    first: bool = True
    cell: int = weights.CELL
    trusting: bool = False
    _known: tuple[Plan, Header, bool, tuple[int, int]] | None = None  # what was counted last
    _empty: tuple[Header, int, int] | None = None  # what a text without a row takes, under this header

    @property
    def scale(self) -> Scale:
        """What texts and columns cost."""
        return self.task.scale

    @property
    def sheet(self) -> Sheet:
        """The cells as JSON."""
        return self.scale.sheet

    @property
    def rows(self) -> Rows:
        """The rows of the page."""
        return self.scale.sheet.rows

    @property
    def single(self) -> bool:
        """Whether the text is of one record, shown as an object."""
        return self.scale.sheet.single

    def text(self, plan: Plan, apart: Tables = ()) -> str:
        """The text of a plan, with marks for names; `apart`: what is counted by columns, and not in the text."""
        placed = {c.name for c in plan.columns}
        if plan.details and len(plan.details) >= self.task.count:
            placed |= set.intersection(*({c.name for c in cs} for _, cs in plan.details))
        left = [c for c in self.task.columns if c.name not in placed]
        if plan.single:
            left.sort(key=lambda c: not c.filled and not c.long)  # what is empty comes last
            left += [c for c in plan.columns if not c.filled]
        left = [c for c in left if c.filled or c.name in self.task.empty]
        timed = [c for c in plan.columns if c.timed and not plan.single]
        about = partial(
            self.header.about,
            shown=plan.shown,
            start=plan.start,
            left=left,
            ids=[c.name for c in plan.columns if c.bare],
            times="" if not timed else "UTC, cut to days" if any(c.day for c in timed) else "UTC",
            details=len(plan.details),
        )
        return assemble(plan, lambda cuts, masked: about(cuts=cuts, masked=masked), self.sheet, apart=apart)

    def weighed(self, plan: Plan, apart: Tables = ()) -> str:
        """The text with stand-ins for names."""
        return self.sheet.names.weighed(self.text(plan, apart))

    def fits(self, plan: Plan) -> bool:
        """Whether a plan keeps the limit."""
        return self.slack(plan) >= 0

    def slack(self, plan: Plan) -> int:
        """The tokens that are left beside a plan; characters count as tokens of four where they run out first."""
        if (size := self.counted(plan)) is None:
            size = self._size(plan)
            self._known = (plan, self.header, self.sheet.names.titled, size)
        return self._left(*size)

    def counted(self, plan: Plan) -> tuple[int, int] | None:
        """The tokens and characters of a plan's text, if it was the last that was counted."""
        known, header, titled, size = self._known or (None, None, False, None)
        return size if known is plan and header is self.header and titled == self.sheet.names.titled else None

    def _left(self, tokens: int, chars: int) -> int:
        return min(self.limit.tokens - tokens, (self.limit.chars - chars) // 4)

    def bare(self) -> tuple[int, int]:
        """The tokens and characters of a text without a row."""
        if self._empty is None or self._empty[0] is not self.header:
            self._empty = (self.header, *self._size(self.plan([], 0)))
        return self._empty[1:]

    def room(self) -> int:
        """The tokens that such a text leaves for rows."""
        return self._left(*self.bare())

    def _size(self, plan: Plan) -> tuple[int, int]:
        """The tokens and characters of a plan's text."""
        if plan.single or plan.clips or not self.scale.counter.adds:
            text = self.weighed(plan)
            return self.scale.tokens(text), len(text)
        tables = counted_lines(plan, self.sheet)
        return self.scale.size(self.weighed(plan, tables), tables)

    # --- the whole -----------------------------------------------------------------------------------------------

    def whole(self) -> Plan | None:
        """Everything, if it fits."""
        chosen = [c for c in self.task.columns if not self.task.only_asked or c.tier == ASKED or c.name == "id"]
        chars = sum(c.chars for c in chosen)
        if chars > self.scale.most_chars(self.limit.tokens) or chars > 2 * self.limit.chars:
            return None
        chosen = [c for c in chosen if c.filled]
        about = self._alone(chosen, chars) if self.single else self.scale.all(chosen, self.task.start, self.task.end)
        if about > weights.SURELY_TOO_LARGE * self.limit.tokens and not self.single:
            return None
        plan = self.plan(chosen)
        plan.cell = _MANY
        self.trusting = (
            self.first
            and (self.single or not self.sheet.names.titled)
            and 0 < about < weights.LIKELY_WHOLE * self.limit.tokens
            and chars < self.limit.chars
        )
        return plan if self.trusting or self.fits(plan) else None

    def _alone(self, columns: Sequence[Column], chars: int) -> float:
        """About what a record that stands alone costs with its header, from above."""
        header = self.header.allowance + weights.HEADER_ALONE
        return (chars + header) / weights.CHARS_OF_SURE_TOKEN + weights.FIELD_ALONE * len(columns)

    def plan(self, columns: list[Column], shown: int | None = None) -> Plan:
        """A plan of columns, in their order, for all rows or the first ones."""
        order = {c.name: number for number, c in enumerate(self.task.columns)}
        columns = sorted(columns, key=lambda c: order[c.name])
        count = self.task.count if shown is None else shown
        cell = weights.CELL_ALONE if self.single else self.cell
        return Plan(self.rows, columns, count, single=self.single, start=self.task.start, cell=cell)

    # --- columns and rows ----------------------------------------------------------------------------------------

    def table(self) -> Plan:
        """The overview of every record and the columns there is room for; fewer rows where not even ids fit.

        Where even the first row is too large, its cells are cut shorter, so that it blocks nobody.
        """
        plan = self._table()
        for cell in weights.CELLS_SHORTER:
            if plan.shown or self.single or self.task.end == self.task.start:
                break
            self.cell = cell
            plan = self._fewer_rows(plan.columns, self.room())
        return plan

    def _table(self) -> Plan:
        room = self.room() - 6
        chosen, least = self._choose(room)
        if least and self._bare(chosen):
            chosen, least = self._choose(room)
        return self._exact(chosen, least) if least else self._fewer_rows(chosen, room)

    def _choose(self, room: float) -> tuple[list[Column], int]:
        """The columns there is room for by the estimate, and how many must stand; none where that is too much."""
        short = [c for c in self.task.columns if not c.long and c.filled]
        some = short or [c for c in self.task.columns if c.filled]
        chosen = [c for c in some if c.tier >= OVERVIEW][:2] or some[:1]
        if self.task.only_asked:
            chosen = [c for c in some if c.exact] or some[:1]
        candidates = self._candidates(short, chosen)
        for column in (*chosen, *candidates):
            column.cost = self.scale.cost(column, self.task.start, self.task.end)
        base = 0 if self.single else self.task.count
        spent = base + sum(c.cost for c in chosen)
        if spent > room and not self.single:
            return chosen, 0
        least = len(chosen)
        self._greedy(candidates, chosen, room - spent)
        return chosen, least

    def _bare(self, chosen: list[Column]) -> bool:
        """Show names alone where ids may wait, if an overview column has no room and that is shorter."""
        missing = any(c.tier >= OVERVIEW and c.filled and not c.long and c not in chosen for c in self.task.columns)
        if not missing or self.single:
            return False
        saving = False
        for column in self.task.columns:
            if column.by_name and not column.bare and column.filled and not column.constant:
                legend, cost = column.legend, column.cost
                column.bare, column.legend = True, False
                column.cost = self.scale.cost(column, self.task.start, self.task.end)
                if column.cost < cost:
                    saving = True
                else:
                    column.bare, column.legend, column.cost = False, legend, cost
        return saving

    def _greedy(self, candidates: list[Column], chosen: list[Column], room: float) -> None:
        """Add columns while there is room, what was asked for first, then the best worth for its cost."""
        rows = max(1, self.task.count)
        while candidates:
            marked = self.single or any(c.untrusted and not c.constant for c in chosen)
            best: Column | None = None
            best_score = best_cost = 0.0
            for column in candidates:
                cost = column.cost
                if column.untrusted and not marked and not column.constant:
                    cost += weights.MARKED_TABLE + weights.MARKED_ROW * column.filled
                if cost > room:
                    continue
                score = column.worth * (column.filled / rows) ** weights.FILLED_POWER / (cost / rows + weights.OF_CELL)
                if column.tier >= OVERVIEW:
                    score += 1e6 * column.tier - column.place
                if score > best_score:
                    best, best_score, best_cost = column, score, cost
            if best is None:
                return
            chosen.append(best)
            candidates.remove(best)
            room -= best_cost

    def _candidates(self, short: list[Column], chosen: list[Column]) -> list[Column]:
        rest = [c for c in short if c not in chosen]
        if self.task.only_asked:
            return [c for c in rest if c.tier == ASKED]
        return [c for c in rest if self.task.full or c.tier >= MATTERS]

    def _exact(self, chosen: list[Column], least: int) -> Plan:
        """Drop the last columns until the count is right, then add those that fit into what is really left."""
        plan = self.plan(chosen)
        slack = self.slack(plan)
        while slack < 0:
            if len(chosen) <= least:
                if not self.single:
                    return self._fewer_rows(chosen, self.room())
                if not chosen:
                    return plan
                chosen.pop()
            else:
                over = -slack
                while over > 0 and len(chosen) > least:
                    over -= int(chosen.pop().cost)
            plan = self.plan(chosen)
            slack = self.slack(plan)
        return self._widened(plan, slack)

    def _widened(self, plan: Plan, slack: int) -> Plan:
        short = [c for c in self.task.columns if not c.long and c.filled]
        for share in weights.CAREFUL:
            chosen = list(plan.columns)
            self._greedy(self._candidates(short, chosen), chosen, share * slack)
            if len(chosen) == len(plan.columns):
                break
            wider = self.plan(chosen)
            left = self.slack(wider)
            if left >= 0:
                plan, slack = wider, left
        return plan

    def _fewer_rows(self, chosen: list[Column], room: int) -> Plan:
        """The most rows that fit."""
        low, high = 0, self.task.count
        each = max(3.0, 3 + sum(c.cost for c in chosen) / max(1, high))
        fixed = self.limit.tokens - room
        guess = min(high, max(1, int(room / each)))
        for turn in range(64):
            if low >= high:
                break
            slack = self.slack(self.plan(chosen, guess))
            if slack >= 0:
                low = guess
                if slack < self.limit.tokens * weights.GOOD_FILL:
                    break
            else:
                high = guess - 1
            used = max(1, self.limit.tokens - slack - fixed)
            guess = int(guess * room / used) if turn < 6 else (low + high + 1) // 2  # noqa: PLR2004
            guess = max(low + 1, min(high, guess))
        return self.plan(chosen, low)
