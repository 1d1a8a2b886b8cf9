"""Filling: long texts share the room that a table leaves, and details of the first records take the rest."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.columns import ASKED, MATTERS, Column
from ashby_agent_tools.results.layout import Plan, detail
from ashby_agent_tools.results.plan import Planner

__all__ = ["details", "lists", "texts"]


def texts(planner: Planner, plan: Plan) -> Plan:
    """Share the room that is left among the long texts, the shortest first, all others alike."""
    task = planner.task
    if plan.shown < task.end - task.start:
        return plan
    long = [
        c for c in task.columns if c.long and c.filled and (c.tier >= MATTERS or (task.full and not task.only_asked))
    ]
    if task.only_asked:
        long = [c for c in long if c.tier == ASKED]
    slack = planner.slack(plan) * len(planner.rows) / max(1, task.count)  # `filled` is of all rows
    while long and not planner.single and slack < weights.LEAST_OF_TEXT * sum(c.filled for c in long):
        long = long[:-1]
    while long:
        bigger = _with_texts(planner, plan, long)
        if bigger is not None:
            return bigger
        long = long[:-1]
    return plan


def _with_texts(planner: Planner, plan: Plan, long: list[Column]) -> Plan | None:
    task = planner.task
    held = [(c.name, planner.rows.cells(c.name)) for c in long]
    cells = [(i, name, len(str(values[i]))) for i in range(task.start, task.end) for name, values in held if values[i]]
    wider = planner.plan([*plan.columns, *long])
    wider.clips = {(i, name): 0 for i, name, _ in cells}
    slack = planner.slack(wider)
    if slack < weights.LEAST_OF_TEXT * len(cells) and not planner.single:
        return None
    if slack <= 0:
        return None
    best: Plan | None = None
    chars = min(slack * weights.CHARS_OF_TEXT, sum(size for _, _, size in cells))
    for _ in range(weights.ROUNDS_OF_TEXT):
        level = _level([size for _, _, size in cells], chars)
        trial = dataclasses.replace(wider, clips={(i, n): min(s, level) for i, n, s in cells if s > level})
        trial.cell = max(level, weights.CELL)
        left = planner.slack(trial)
        if left >= 0:
            best = trial
            if left < max(6, planner.limit.tokens // 100) or not trial.clips:
                break
        used = max(1, slack - left)
        chars = min(chars * slack / used * (0.995 if left < 0 else 1.0), chars * 4)
    return _top_up(planner, best, cells) if best else None


def _top_up(planner: Planner, plan: Plan, cells: list[tuple[int, str, int]]) -> Plan:
    """Give the last few tokens to the first texts that are still cut."""
    slack = planner.slack(plan)
    for i, name, size in [cell for cell in cells if cell[:2] in plan.clips][: weights.TOPPED_UP]:
        if slack < 4:  # noqa: PLR2004
            break
        for chars in (slack * 4, slack * 2, slack):
            clips = {**plan.clips, (i, name): min(size, plan.clips[(i, name)] + chars)}
            trial = dataclasses.replace(plan, clips=clips)
            left = planner.slack(trial)
            if left >= 0:
                plan, slack = trial, left
                break
    return plan


def lists(planner: Planner, plan: Plan) -> Plan:
    """Let the lists of a record that stands alone take the room that is left, where they were cut."""
    if not plan.single or planner.slack(plan) < weights.LEAST_OF_DETAIL or "…+" not in planner.text(plan):
        return plan
    least, most = plan.cell, planner.limit.chars
    for _ in range(weights.ROUNDS_OF_LISTS):
        trial = dataclasses.replace(plan, cell=(least + most) // 2)
        if planner.fits(trial):
            plan, least = trial, trial.cell
        else:
            most = trial.cell
    return plan


def details(planner: Planner, plan: Plan) -> Plan:
    """Fill what is left with further fields of the first records."""
    task = planner.task
    if plan.single or task.only_asked or plan.shown < task.end - task.start:
        return plan
    placed = {c.name for c in plan.columns}
    rest = [c for c in task.columns if c.name not in placed and c.filled]
    slack = planner.slack(plan) - 8
    found: list[tuple[int, list[Column]]] = []
    held = [(c, planner.rows.cells(c.name)) for c in rest]
    for i in range(task.start, task.end):
        mine = [c for c, values in held if values[i] not in (None, "")]
        if not mine:
            continue
        cost = _cost(planner, plan, i, mine)
        if cost > slack:
            mine = _part(planner, plan, i, mine, slack)
            cost = _cost(planner, plan, i, mine) if mine else 0
        if mine:
            found.append((i, mine))
            slack -= cost
        if slack < weights.LEAST_OF_DETAIL or not mine:
            break
    plan = dataclasses.replace(plan, details=found)
    while plan.details and not planner.fits(plan):
        *before, (index, columns) = plan.details
        fewer = columns[: len(columns) * 2 // 3]  # the names beside the table take room as well
        plan = dataclasses.replace(plan, details=[*before, (index, fewer)] if fewer else before)
    return plan


def _cost(planner: Planner, plan: Plan, index: int, columns: list[Column]) -> int:
    return planner.scale.tokens(planner.sheet.names.weighed(detail(plan, index, columns, planner.sheet)) + ",\n")


def _part(planner: Planner, plan: Plan, index: int, columns: list[Column], room: int) -> list[Column]:
    kept: list[Column] = []
    for column in columns:
        if _cost(planner, plan, index, [*kept, column]) <= room:
            kept.append(column)
    return kept


def _level(sizes: list[int], chars: float) -> int:
    """The length to which texts are cut so that they take `chars` in all; a cut text's mark takes room, too."""
    sizes = sorted(sizes)
    room = chars
    for number, size in enumerate(sizes):
        others = len(sizes) - number
        if size * others > room:
            return max(0, int(room / others) - weights.MARK_OF_CUT)
        room -= size
    return sizes[-1] if sizes else 0
