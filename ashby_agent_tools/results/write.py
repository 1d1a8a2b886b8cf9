"""write_summary: the short answer of a write: the id, what changed, the new state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.entity import Entity
from ashby_agent_tools.results.columns import matches
from ashby_agent_tools.results.fit import Setting, Window, records_of, render, render_rows
from ashby_agent_tools.results.held import without_held
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.shape import Row
from ashby_agent_tools.results.view_tables import view_of

__all__ = ["write_summary"]


def write_summary(
    page: Page,
    *,
    tool: str,
    budget: Budget,
    entity: Entity | None = None,
    before: Json = None,
    sent: Mapping[str, Json] | None = None,
    hidden: frozenset[str] = frozenset(),
    short: Callable[[str, str], str] | None = None,
    ref: str | None = None,
) -> Fitted:
    """What a write did, in a few lines within the budget.

    `page` is Ashby's answer, `before` the record as it was, where that is known, `sent` the arguments. Shown are the
    id, every field that differs from `before` with its former value, the fields that were sent, and the overview of
    the new state. A list as answer is shown as `fit` shows it. Raises BudgetTooSmall as `fit` does.
    """
    setting = Setting(tool, budget, entity, (), hidden, short, ref)
    records, beside = records_of(without_held(page.data, entity))
    extra: tuple[tuple[str, Json], ...] = (("done", True), *(beside or ()))
    if page.data in (None, {}, True):  # nothing but that it was done
        return render_rows([{}], page, setting, Window(extra=extra, single=True, brief=True), setting.shaper())
    if len(records) != 1 or not isinstance(records[0], dict):
        return render(records, page, setting, Window(extra=extra, single=not isinstance(page.data, list), brief=True))
    shaper = setting.shaper()
    now = shaper.row(records[0])
    was = shaper.row(before) if isinstance(before, dict) else {}
    view = view_of(entity)
    shown: Row = {}
    changed: list[str] = []
    for name, cell in now.items():
        source = shaper.source.get(name, name)
        new = bool(was) and name in was and was[name] != cell and name != "updatedAt"
        known = name == "id" or not view.overview or any(matches(name, source, other) for other in view.overview)
        if new or known or any(matches(name, source, key.removesuffix("Id")) or source == key for key in sent or {}):
            shown[name] = cell
        if new:
            changed.append(name)
            shown[f"{name} before"] = was[name]
            shaper.source[f"{name} before"] = source
    if was:
        extra = (*extra, ("changed", list(changed)))
    for name in now:
        if name not in shown and now[name] is not None:
            shaper.left[name] = None
    return render_rows([shown], page, setting, Window(extra=extra, single=True, brief=True), shaper)
