"""Fitting: a page of Ashby's answer as a text within a budget, nothing lost silently."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Entity
from ashby_agent_tools.results.header import spelt_out
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.render import Setting, Window, render
from ashby_agent_tools.results.titles import Titles
from ashby_agent_tools.results.withheld import without_withheld
from ashby_agent_tools.results.writers import shortened

__all__ = ["fit", "records_of"]

_EMPTY_ANSWER = "Ashby's answer is empty: it has no such record, or the id is wrong"


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
    weighed may, once named, have to make room after all); without it UUIDs are shown. `ref` is what
    `ashby_read_result` knows the page by. `titles`: what to call records whose ids stand alone, where columns leave
    room for it. Raises BudgetTooSmall when not even the header fits.
    """
    records, extra = records_of(without_withheld(page.data, entity))
    single = (not isinstance(page.data, list) and extra is None) or len(records) == 1
    window = Window(single=single, extra=extra or (), again=", same fields" if fields else "")
    return render(records, page, Setting(tool, budget, entity, spelt_out(fields), hidden, short, ref, titles), window)


def records_of(data: Json) -> tuple[list[Json], tuple[tuple[str, Json], ...] | None]:
    """The records of a result, and what is beside them: for a report its title, status and times.

    An empty object holds no record: Ashby answers so where it does not know a report. Nor does null.
    """
    if isinstance(data, list):
        return data, None
    if data is None or data == {}:
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
