"""write_summary: the answer of a write: the id, what changed, what was sent, the new state."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Entity, view_of
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results.columns import matches, refs_in
from ashby_agent_tools.results.fit import records_of
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.render import Setting, Window, render, render_rows
from ashby_agent_tools.results.rows import Rows
from ashby_agent_tools.results.shape import Shaper
from ashby_agent_tools.results.titles import Titles
from ashby_agent_tools.results.withheld import without_withheld

__all__ = ["write_summary"]


def write_summary(
    page: Page,
    *,
    tool: str,
    budget: Budget,
    entity: Entity | None = None,
    before: Json = None,
    sent: Mapping[str, Json] | None = None,
    hidden: frozenset[str] = OFF_BY_DEFAULT,
    short: Callable[[str, str], str] | None = None,
    ref: str | None = None,
    titles: Titles | None = None,
) -> Fitted:
    """What a write made or changed, within the budget.

    `page` is Ashby's answer, `before` the record as it was, where that is known, `sent` the arguments. One record is
    shown as `fit` shows one, but for what is as it was before and is in no overview: the conversation has that.
    What differs has its former value beside it. Where there is little room, that and what was sent come first.
    A list as answer is shown as `fit` shows it. Raises BudgetTooSmall as `fit` does.
    """
    setting = Setting(tool, budget, entity, (), hidden, short, ref, titles)
    records, beside = records_of(without_withheld(page.data, entity))
    undo = () if page.undo is None else (("undo", page.undo),)
    nothing = page.data in (None, {}, True)
    extra: tuple[tuple[str, Json], ...] = (("done", True), *undo, *(() if nothing else beside or ()))
    if nothing:  # nothing but that it was done
        shaper = setting.shaper()
        alone = Rows.of([{}], shaper)
        return render_rows(alone, page, setting, Window(extra=extra, single=True, brief=True), shaper)
    if len(records) != 1 or not isinstance(records[0], dict):
        return render(
            records,
            page,
            setting,
            Window(extra=extra, single=not isinstance(page.data, list) or len(records) == 1, brief=True),
        )
    shaper = setting.shaper(single=True)
    now = shaper.row(records[0])
    was = shaper.row(before) if isinstance(before, dict) else {}
    changed = [name for name, cell in now.items() if name in was and was[name] != cell and name != "updatedAt"]
    answering = _answering(now, shaper, sent or {})
    view = view_of(entity)
    row: Row = {}
    for name, cell in now.items():
        if name in was and name not in {*changed, *answering, *view.overview, "id"}:
            if cell is not None:
                shaper.paths.leave(name)
            continue
        row[name] = cell
        if name in changed:
            row[f"{name} before"] = was[name]
            shaper.source[f"{name} before"] = shaper.source.get(name, name)
    if was:
        extra = (*extra, ("changed", list(changed)))
    first = (*changed, *(f"{name} before" for name in changed), *answering)
    view = dataclasses.replace(view, overview=tuple(dict.fromkeys((*first, *view.overview))))
    return render_rows(
        Rows.of([row], shaper), page, setting, Window(extra=extra, single=True, brief=True), shaper, view=view
    )


def _answering(now: Row, shaper: Shaper, sent: Mapping[str, Json]) -> list[str]:
    """The names that show what was sent: they are called so, or hold an id that was."""
    ids = {value for value in _texts(dict(sent)) if is_uuid(value)}
    names = [(name, shaper.source.get(name, name)) for name in now]
    called = {
        name
        for name, source in names
        if any(source == key or matches(name, source, key.removesuffix("Id")) for key in sent)
    }
    return [name for name, cell in now.items() if name in called or any(ref.id in ids for ref in refs_in(cell))]


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
