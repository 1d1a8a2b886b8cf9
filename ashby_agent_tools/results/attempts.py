"""Attempts: a text is planned, shown and counted, and planned again with less room where the count was wrong."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.errors import BudgetTooSmall
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.counting import Limit
from ashby_agent_tools.results.fill import details, lists, texts
from ashby_agent_tools.results.header import Header
from ashby_agent_tools.results.layout import Plan
from ashby_agent_tools.results.page import Fitted
from ashby_agent_tools.results.plan import Planner, Task
from ashby_agent_tools.results.scale import Scale
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.titles import titles_in

__all__ = ["Attempts"]


@dataclasses.dataclass(slots=True)
class Attempts:
    """One rendering: plan, show, count, and repair if a tokenizer does not add up or names are longer than weighed."""

    task: Task
    header: Header
    shaper: Shaper
    alone: bool
    first: bool = True
    trusted: bool = False

    @property
    def scale(self) -> Scale:
        """What texts and columns cost."""
        return self.task.scale

    def run(self, limit: Limit) -> Fitted:
        """The text that keeps the limit; raises BudgetTooSmall where not even its header does."""
        room = limit
        counter, names = self.scale.counter, self.scale.sheet.names
        for _ in range(weights.REPAIRS):
            text, plan, tokens = self.once(room)
            if tokens <= limit.tokens and len(text) <= limit.chars:
                return Fitted(
                    text,
                    tokens,
                    not counter.exact,
                    plan.shown,
                    self.header.rows,
                    titles_in(text, plan, self.scale.sheet),
                )
            trusted, self.first, self.trusted = self.trusted, False, False
            if plan.shown == 0 and not self.alone:
                break
            if names.longer:
                names.lengthen()
                self.scale.forget()
            elif not trusted:  # what was trusted was not counted
                room = room.less(max(0, tokens - limit.tokens) + 2, max(0, len(text) - limit.chars) + 8)
        return self.least(limit)

    def planner(self, limit: Limit, header: Header) -> Planner:
        """A planner with so much room."""
        return Planner(self.task, header, limit, first=self.first)

    def once(self, limit: Limit) -> tuple[str, Plan, int]:
        """One plan, its text, and the text's tokens, which may still turn out too many."""
        planner = self.planner(limit, self.header)
        if not planner.rows:
            none = Plan(planner.rows, [], 0)
            text = self.shown(planner, none)
            return text, none, self.tokens(text, none, planner)
        plan = self.whole(planner)
        if plan is None:
            planner = self.terse(planner)
            plan = self.filled(planner)
        self.trusted = planner.trusting
        if self.more_names():
            planner.header = dataclasses.replace(self.header, compact=planner.header.compact)
        text = self.shown(planner, plan)
        return text, plan, self.tokens(text, plan, planner)

    def tokens(self, text: str, plan: Plan, planner: Planner) -> int:
        """The tokens of a text; what was counted with stand-ins and surely comes to the same is not counted again."""
        counter, counted = self.scale.counter, planner.counted(plan)
        return counted[0] if counted and planner.sheet.names.alike and counter.sums(text) else counter.count(text)

    def terse(self, planner: Planner) -> Planner:
        """The planner, or one with a header in numbers alone where that would take too much of the room."""
        tokens, chars = planner.bare()
        most = weights.COMPACT_ABOVE
        if tokens > most * planner.limit.tokens or chars > most * planner.limit.chars:
            return self.planner(planner.limit, dataclasses.replace(self.header, compact=True))
        return planner

    def shown(self, planner: Planner, plan: Plan) -> str:
        """The text of a plan with the names that it needs."""
        return self.scale.sheet.names.shown(planner.text(plan))

    def whole(self, planner: Planner) -> Plan | None:
        """Everything, with the titles that are known if they fit, too."""
        self.title(on=bool(self.scale.sheet.names.titles))
        plan = planner.whole()
        if plan is None and self.scale.sheet.names.titled:
            self.title(on=False)
            plan = planner.whole()
        return plan

    def title(self, *, on: bool) -> None:
        """Whether titles are beside ids from now on."""
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
        plan = self.with_asked(planner, lists(planner, texts(planner, plan)))
        if self.task.full and not planner.single and plan.shown == self.task.count:
            plan = details(planner, plan)
        return plan

    def with_asked(self, planner: Planner, plan: Plan) -> Plan:
        """The plan, or one of fewer rows, in which the long texts have room that are asked for."""
        fewer = plan
        while fewer.shown > 1 and planner.task.lacks(fewer):
            end = planner.task.start + fewer.shown // 2
            planner = dataclasses.replace(planner, task=dataclasses.replace(planner.task, end=end))
            fewer = texts(planner, planner.table())
        return plan if planner.task.lacks(fewer) else fewer

    def more_names(self) -> bool:
        """Whether rows of a long page brought names that its sample did not have; they go into the header."""
        rows = self.scale.sheet.rows
        if not rows.sampled:
            return False
        known = {*(c.name for c in self.task.columns), *self.header.noise}
        news = [name for name in (*self.shaper.left, *rows.names) if name not in known]
        news = [name for name in news if not name.endswith(".email")]
        self.header = dataclasses.replace(self.header, noise=(*self.header.noise, *news))
        return bool(news)

    def least(self, limit: Limit) -> Fitted:
        """The header alone, or the error that says how much it needs."""
        header = dataclasses.replace(self.header, compact=True)
        planner = self.planner(limit, header)
        text = planner.weighed(Plan(planner.rows, [], 0, start=self.task.start))
        tokens = self.scale.counter.count(text)
        if tokens > limit.tokens or len(text) > limit.chars:
            raise BudgetTooSmall(
                f"This result's header alone needs {tokens} tokens and {len(text)} characters; the budget has "
                f"{limit.tokens} and {limit.chars}. Ask again with a larger budget.",
                needed=tokens,
            )
        return Fitted(text, tokens, not self.scale.counter.exact, 0, self.header.rows)
