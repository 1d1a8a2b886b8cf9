"""Planning: which columns, how many rows, how much of each long text, which details, within a limit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial

from ashby_agent_tools.results.cells import Ref, Writer, dumps
from ashby_agent_tools.results.columns import ASKED, MATTERS, OVERVIEW, Column, refs_in
from ashby_agent_tools.results.counting import TokenCounter
from ashby_agent_tools.results.header import Header
from ashby_agent_tools.results.layout import CELL, Plan, assemble
from ashby_agent_tools.results.shape import Row

__all__ = ["Limit", "Names", "Planner"]

_SAMPLE = 40
_MANY = 1 << 30
_GOOD_FILL = 0.006
_SHORTER = (40, 8)
_FAIR_FILL = 0.04


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """The room for a text, in tokens and in characters."""

    tokens: int
    chars: int

    def less(self, tokens: int, chars: int) -> Limit:
        """A smaller room."""
        return Limit(self.tokens - tokens, self.chars - chars)


class Names:
    """Names for ids: real ones for what is shown, stand-ins of the same length for what is only weighed."""

    __slots__ = ("known", "prefix", "short")

    def __init__(self, short: Callable[[str, str], str] | None, prefix: Callable[[str], str]) -> None:
        self.short = short
        self.prefix = prefix
        self.known: dict[tuple[str, str], str] = {}

    def weigh(self, kind: str, uuid: str) -> str:
        """The name, or a stand-in that is hardly ever shorter."""
        if self.short is None:
            return uuid
        return self.known.get((kind, uuid)) or f"{self.prefix(kind)}_8888"

    def show(self, kind: str, uuid: str) -> str:
        """The name; asks for one when there is none yet."""
        if self.short is None:
            return uuid
        name = self.known.get((kind, uuid))
        if name is None:
            name = self.known[(kind, uuid)] = self.short(kind, uuid)
        return name


@dataclasses.dataclass(slots=True)
class Planner:
    """Plans one text; every decision depends on the page, the budget and the names alone."""

    rows: Sequence[Row]
    columns: list[Column]
    header: Header
    counter: TokenCounter
    limit: Limit
    writer: Writer
    full: bool
    start: int = 0
    end: int = 0
    single: bool = False
    only_asked: bool = False
    cell: int = CELL
    empty: frozenset[str] = frozenset()

    def text(self, plan: Plan, writer: Writer | None = None) -> str:
        """The text of a plan."""
        placed = {c.name for c in plan.columns}
        if plan.details and len(plan.details) >= self.end - self.start:
            placed |= set.intersection(*({c.name for c in cs} for _, cs in plan.details))
        left = [c for c in self.columns if c.name not in placed and not (plan.single and not c.filled and not c.long)]
        left += [c for c in self.columns if plan.single and c.name not in placed and not c.filled and not c.long]
        if plan.single:
            left += [c for c in plan.columns if not c.filled]
        left = [c for c in left if c.filled or c.name in self.empty]
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
        return assemble(plan, lambda cuts: about(cuts=cuts), writer or self.writer)

    def over(self, text: str) -> bool:
        """Whether a text breaks the limit."""
        return len(text) > self.limit.chars or self.counter.count(text) > self.limit.tokens

    def fits(self, plan: Plan) -> bool:
        """Whether a plan keeps the limit."""
        return not self.over(self.text(plan))

    def slack(self, plan: Plan) -> int:
        """The tokens that are left beside a plan; characters count as tokens of four where they run out first."""
        text = self.text(plan)
        return min(self.limit.tokens - self.counter.count(text), (self.limit.chars - len(text)) // 4)

    # --- the whole -----------------------------------------------------------------------------------------------

    def whole(self) -> Plan | None:
        """Everything, if it fits."""
        chosen = [c for c in self.columns if not self.only_asked or c.tier == ASKED or c.name == "id"]
        if sum(c.chars for c in chosen) > 12 * self.limit.tokens or sum(c.chars for c in chosen) > 2 * self.limit.chars:
            return None
        plan = self.plan([c for c in chosen if c.filled])
        plan.cell = _MANY
        return plan if self.fits(plan) else None

    def plan(self, columns: list[Column], shown: int | None = None) -> Plan:
        """A plan of columns, in their order, for all rows or the first ones."""
        order = {c.name: number for number, c in enumerate(self.columns)}
        columns = sorted(columns, key=lambda c: order[c.name])
        count = self.end - self.start if shown is None else shown
        return Plan(
            self.rows, columns, count, single=self.single, start=self.start, cell=self.cell if not self.single else 400
        )

    # --- columns and rows ----------------------------------------------------------------------------------------

    def table(self) -> Plan:
        """The overview of every record and the columns there is room for; fewer rows where not even ids fit.

        Where even the first row is too large, its cells are cut shorter, so that it blocks nobody.
        """
        plan = self._table()
        for cell in _SHORTER:
            if plan.shown or self.single or self.end == self.start:
                break
            self.cell = cell
            plan = self._fewer_rows(plan.columns, self.slack(self.plan([], 0)))
        return plan

    def _table(self) -> Plan:
        self._weigh()
        bare = self.plan([], 0)
        room = self.slack(bare) - 6
        count = self.end - self.start
        short = [c for c in self.columns if not c.long and c.filled]
        chosen: list[Column] = []
        spent = 0.0
        some = short or [c for c in self.columns if c.filled]
        must = [c for c in some if c.tier >= OVERVIEW][:2] or some[:1]
        if self.only_asked:
            must = [c for c in some if c.exact] or some[:1]
        base = 0 if self.single else count
        for column in must:
            chosen.append(column)
            spent += column.cost
        if base + spent > room and not self.single:
            return self._fewer_rows(chosen, room)
        self._greedy(self._candidates(short, chosen), chosen, room - base - spent)
        plan = self._exact(chosen, len(must))
        if self._saves(plan):
            return self._table()
        return plan

    def _saves(self, plan: Plan) -> bool:
        """Show names alone where ids may wait, if an overview column has no room and that is shorter."""
        missing = any(c.tier >= OVERVIEW and c.filled and not c.long and c not in plan.columns for c in self.columns)
        if not missing or self.single:
            return False
        saving = False
        for column in self.columns:
            if column.by_name and not column.bare and column.filled and not column.constant:
                legend, cost = column.legend, column.cost
                column.bare, column.legend = True, False
                self._weigh_one(column)
                if column.cost < cost:
                    saving = True
                else:
                    column.bare, column.legend, column.cost = False, legend, cost
                column.by_name = False
        return saving

    def widen(self, plan: Plan) -> Plan:
        """The plan with the columns that fit now that the names of ids are known."""
        if plan.shown < self.end - self.start or not plan.columns:
            return plan
        self._weigh()
        short = [c for c in self.columns if not c.long and c.filled]
        chosen = list(plan.columns)
        self._greedy(self._candidates(short, chosen), chosen, self.slack(plan) - 2)
        return self._exact(chosen, len(plan.columns)) if len(chosen) > len(plan.columns) else plan

    def _greedy(self, candidates: list[Column], chosen: list[Column], room: float) -> None:
        """Add columns while there is room, what was asked for first, then the best worth for its cost."""
        rows = max(1, self.end - self.start)
        while candidates:
            marked = self.single or any(c.outsider and not c.constant for c in chosen)
            best: Column | None = None
            best_score = best_cost = 0.0
            for column in candidates:
                cost = column.cost
                if column.outsider and not marked and not column.constant:
                    cost += 14 + 6.0 * column.filled
                if cost > room:
                    continue
                score = column.worth * (column.filled / rows) ** 0.5 / (cost / rows + 0.5)
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
        if self.only_asked:
            return [c for c in rest if c.tier == ASKED]
        return [c for c in rest if self.full or c.tier >= MATTERS]

    def _weigh(self) -> None:
        """Set about what each short column costs in tokens, from a sample of the rows."""
        for column in self.columns:
            if column.filled:
                self._weigh_one(column)

    def _weigh_one(self, column: Column) -> None:
        if column.constant or self.single:
            value = self.writer.value(self.rows[self.start].get(column.name), 400)
            column.cost = self.counter.count(f"{dumps(column.name)}:{dumps(value)},")
            return
        span = range(self.start, self.end)
        sample = span[:: max(1, len(span) // _SAMPLE)]
        values = [
            dumps(
                self.writer.value(
                    self.rows[i].get(column.name), CELL, legend=column.legend, day=column.day, bare=column.bare
                )
            )
            for i in sample
        ]
        cost = self.counter.count(",".join(values)) * len(span) / max(1, len(sample))
        column.cost = cost + 2 + (self._legend_cost(column, sample) if column.legend else 0)  # the name moves only

    def _legend_cost(self, column: Column, sample: Sequence[int]) -> float:
        seen: dict[tuple[str, str], Ref] = {}
        for index in sample:
            for ref in refs_in(self.rows[index].get(column.name)):
                if ref.label:
                    seen[(ref.kind, ref.id)] = ref
        return sum(
            8 + (len(ref.label or "") + (len(ref.mail or "") if column.mails else 0)) / 4 for ref in seen.values()
        )

    def _exact(self, chosen: list[Column], least: int) -> Plan:
        """Drop the last columns until the count is right, then try the cheap ones that now fit."""
        while True:
            plan = self.plan(chosen)
            over = -self.slack(plan)
            if over <= 0:
                return plan
            if len(chosen) <= least:
                if self.single:
                    if not chosen:
                        return plan
                    chosen = chosen[:-1]
                    continue
                return self._fewer_rows(chosen, self.slack(self.plan([], 0)))
            while over > 0 and len(chosen) > least:
                over -= int(chosen.pop().cost)

    def more_rows(self, plan: Plan) -> Plan:
        """The plan with the rows that fit now that names of ids are known."""
        if not 0 < plan.shown < self.end - self.start:
            return plan
        return self._fewer_rows(plan.columns, self.slack(self.plan([], 0)), plan.shown, self.slack(plan))

    def _fewer_rows(self, chosen: list[Column], room: int, least: int = 0, free: int = 0) -> Plan:
        """The most rows that fit; `least` rows are known to, and to leave `free` tokens."""
        low, high = least, self.end - self.start
        each = max(3.0, 3 + sum(c.cost for c in chosen) / max(1, high))
        if least:
            each = max(3.0, (room - free) / least)
        fixed = self.limit.tokens - room
        guess = min(high, max(low + 1, int(room / each)))
        for turn in range(64):
            if low >= high:
                break
            slack = self.slack(self.plan(chosen, guess))
            if slack >= 0:
                low = guess
                if slack < self.limit.tokens * (_GOOD_FILL if least else _FAIR_FILL):
                    break
            else:
                high = guess - 1
            used = max(1, self.limit.tokens - slack - fixed)
            guess = int(guess * room / used) if turn < 6 else (low + high + 1) // 2  # noqa: PLR2004
            guess = max(low + 1, min(high, guess))
        return self.plan(chosen, low)
