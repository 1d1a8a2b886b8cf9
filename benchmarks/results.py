"""What results cost and what they still answer: tokens raw and fitted, records that fit, coverage at a budget, time.

Run `python benchmarks/results.py [--records 100] [--quick]`. All records are synthetic: an invented organization,
made from a seed; the figures say how the methods compare and nothing about anybody's real data.

Coverage: the share of weighted field look-ups that a text still answers. A look-up counts if the value, or the short
name that stands for it, is in that record's row or details; a long text counts by the share of its beginning.
"""

# ruff: noqa: D102, E501

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from _lookups import Record, answered, lookups, minified
from records import KINDS, World

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.operations.entity import view_of
from ashby_agent_tools.results import Page, counter_for, fit, prefix_of
from ashby_agent_tools.results.cells import Cell, Style, Writer
from ashby_agent_tools.results.shape import Shaper

BUDGETS = (1_000, 2_000, 4_000, 8_000, 16_000, 25_000)
COUNTER = counter_for("o200k_base")


class ShortIds:
    """Short ids as a session gives them: per prefix, in the order of asking."""

    def __init__(self, first: int = 112) -> None:
        self.first = first
        self.given: dict[tuple[str, str], str] = {}
        self.last: dict[str, int] = {}

    def __call__(self, kind: str, uuid: str) -> str:
        if (kind, uuid) not in self.given:
            prefix = prefix_of(kind)
            self.last[prefix] = self.last.get(prefix, self.first - 1) + 1
            self.given[(kind, uuid)] = f"{prefix}_{self.last[prefix]}"
        return self.given[(kind, uuid)]


def roomy(tokens: int, detail: str = "full") -> Budget:
    """A budget with the limit in characters and the ceiling lifted."""
    return Budget(tokens, chars=10**8, ceiling=10**7, detail=detail)  # type: ignore[arg-type]


def parts(text: str, count: int, short_ids: ShortIds, records: Sequence[Record]) -> list[str]:
    """Per record, everything that a fitted text says of it: row, marked row, details, what short ids stand for."""
    body = json.loads(text)
    mine: dict[str, list[Any]] = {}
    for line in body.get("data", []):
        mine.setdefault(line[0], []).append(line)
    for line in body.get("written_by_outsiders", {}).get("data", []):
        mine.setdefault(line[0], []).append(line)
    for line in body.get("details", []):
        mine.setdefault(line["id"], []).append(line)
    same, legend = body.get("same_in_all_rows", {}), body.get("names", {})
    own = {r["id"]: name for (_, uuid), name in short_ids.given.items() for r in records if r["id"] == uuid}
    out = []
    for record in records[:count]:
        rows = mine.get(own.get(record["id"], ""), [])
        shown = minified([rows, same]) if rows else ""
        words = shown.replace('"', " ").replace(",", " ").replace(":", " ").replace("[", " ").replace("]", " ").split()
        out.append(shown + minified([legend[word] for word in dict.fromkeys(words) if word in legend]))
    return out


def short_names(short_ids: ShortIds) -> dict[str, str]:
    """The short id of each id."""
    return {uuid: name for (_, uuid), name in short_ids.given.items()}


# --- the methods ---------------------------------------------------------------------------------------------------


def method(kind: str, records: list[Record], tokens: int) -> tuple[float, int]:
    """This package's coverage and the tokens it used."""
    short_ids = ShortIds()
    fitted = fit(
        Page(records), tool="ashby_list", budget=roomy(tokens), entity=BY_NAME[kind], short=short_ids, ref="r1"
    )  # fmt: skip
    shown = parts(fitted.text, len(records), short_ids, records)
    names = short_names(short_ids)
    return statistics.mean(
        answered(lookups(kind, r), s, names) for r, s in zip(records, shown, strict=True)
    ), fitted.tokens


def cutting(kind: str, records: list[Record], tokens: int) -> float:
    """The JSON cut after so many tokens."""
    text = minified(records)
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if COUNTER.count(text[:middle]) <= tokens else (low, middle - 1)
    room = low
    scores = []
    for record in records:
        piece = minified(record)
        scores.append(answered(lookups(kind, record), piece[: max(0, room)], {}))
        room -= len(piece) + 1
    return statistics.mean(scores)


def whole_records(kind: str, records: list[Record], tokens: int) -> float:
    """Reshaped records with short ids, one after another until the budget is full."""
    short_ids, names = ShortIds(), {}
    writer = Writer(short_ids)
    shaper = Shaper(view_of(BY_NAME[kind]), BY_NAME[kind], frozenset())
    scores = []
    room = float(tokens)
    for record in records:
        piece = _as_object(writer, shaper.row(record))
        room -= COUNTER.count(piece + "\n")
        names = short_names(short_ids)
        scores.append(answered(lookups(kind, record), piece, names) if room >= 0 else 0.0)
    return statistics.mean(scores)


def _as_object(writer: Writer, row: dict[str, Cell]) -> str:
    return f"{{{','.join(f'{minified(name)}:{writer.json(cell, 10**6)}' for name, cell in row.items())}}}"


def summary(kind: str, records: list[Record], tokens: int) -> float:
    """A fixed hand-made summary, columns named once, row after row until the budget is full."""
    short_ids = ShortIds()
    writer = Writer(short_ids)
    shaper = Shaper(view_of(BY_NAME[kind]), BY_NAME[kind], frozenset())
    fields = ("id", *_FIXED[kind])
    scores = []
    room = tokens
    for record in records:
        row = shaper.row(record)
        piece = f"[{','.join(writer.json(row.get(name), 160, Style(day=True)) for name in fields)}]"
        room -= COUNTER.count(piece + "\n")
        scores.append(answered(lookups(kind, record), piece, short_names(short_ids)) if room >= 0 else 0.0)
    return statistics.mean(scores)


_FIXED: dict[str, tuple[str, ...]] = {
    "candidate": ("name", "primaryEmailAddress", "position", "company", "location.locationSummary", "fraudStatus",
                  "applicationIds", "tags", "updatedAt"),
    "application": ("candidate", "status", "currentInterviewStage", "job", "source", "archiveReason", "updatedAt"),
    "interviewSchedule": ("status", "applicationId", "interviewStageId", "interviewEvents.interview",
                          "interviewEvents.startTime", "updatedAt"),
    "applicationFeedback": ("submittedByUser", "submittedAt", "applicationId", "interviewId",
                            "answers.Overall recommendation", "answers.Level"),
    "offer": ("applicationId", "acceptanceStatus", "offerStatus", "latestVersion.salary", "latestVersion.startDate",
              "latestVersion.author"),
    "jobPosting": ("title", "jobId", "departmentName", "locationName", "employmentType", "workplaceType",
                   "compensation.compensationTierSummary"),
    "note": ("author", "createdAt", "content"),
    "job": ("title", "status", "employmentType", "location", "departmentId", "openedAt", "updatedAt", "hiringTeam"),
}  # fmt: skip


# --- tables --------------------------------------------------------------------------------------------------------


def sizes(world: World, count: int) -> Iterator[str]:
    """Tokens per page of each kind, raw and fitted at the default budget, and records that fit."""
    yield f"| {count} records of | raw tokens | fitted, auto, 4,000 | shown | fields in overview |"
    yield "| --- | --: | --: | --: | --: |"
    for kind in KINDS:
        records = world.page(kind, count)
        fitted = fit(
            Page(records), tool="ashby_list", budget=Budget(), entity=BY_NAME[kind], short=ShortIds(), ref="r1"
        )  # type: ignore[arg-type]
        body = json.loads(fitted.text)
        fields = (
            len(body["columns"])
            + len(body.get("same_in_all_rows", {}))
            + len(body.get("written_by_outsiders", {}).get("columns", "x"))
            - 1
        )
        yield f"| {kind} | {COUNTER.count(minified(records)):,} | {fitted.tokens:,} | {fitted.shown} | {fields} |"


def capacity(world: World) -> Iterator[str]:
    """How many records a budget holds: in the overview, and whole."""
    budgets = (4_000, 8_000, 16_000, 25_000)
    yield "| records that fit (overview / whole / raw) | " + " | ".join(f"{b // 1000}k" for b in budgets) + " |"
    yield "| --- |" + " --: |" * len(budgets)
    for kind in KINDS:
        records = world.page(kind, 1_500)
        raw = statistics.mean(COUNTER.count(minified(r)) for r in records[:100])
        cells = []
        for budget in budgets:
            shown = fit(
                Page(records), tool="t", budget=roomy(budget, "auto"), entity=BY_NAME[kind], short=ShortIds(), ref="r1"
            ).shown  # type: ignore[arg-type]
            whole = _whole(kind, records, budget)
            cells.append(f"{shown} / {whole} / {int(budget / raw)}")
        yield f"| {kind} | " + " | ".join(cells) + " |"


def _whole(kind: str, records: list[Record], budget: int) -> int:
    writer = Writer(ShortIds())
    shaper = Shaper(view_of(BY_NAME[kind]), BY_NAME[kind], frozenset())
    room = budget
    for number, record in enumerate(records):
        room -= COUNTER.count(_as_object(writer, shaper.row(record)) + "\n")
        if room < 0:
            return number
    return len(records)


def simulated(count: int) -> dict[str, list[Record]]:
    """Records of the simulator's demo company, of the kinds it has enough of."""
    from ashby_agent_tools import operations as op  # noqa: PLC0415
    from ashby_agent_tools.simulator import Simulator  # noqa: PLC0415

    client = Simulator(seed=7).client()
    asked: dict[str, Any] = {
        "candidate": op.CandidateList(), "application": op.ApplicationList(), "offer": op.OfferList(),
        "interviewSchedule": op.InterviewScheduleList(), "applicationFeedback": op.ApplicationFeedbackList(),
    }  # fmt: skip
    pages = {kind: list(client.records(operation)) for kind, operation in asked.items()}
    notes: list[Record] = []
    for person in pages["candidate"]:
        notes += client.records(op.CandidateListNotes(candidateId=person["id"]))
    pages["note"] = notes
    client.close()
    return {kind: page[:count] for kind, page in pages.items() if len(page) >= count}


def coverage(world: World, count: int, budgets: Sequence[int], *, simulator: bool) -> dict[str, list[float]]:
    """Coverage per method and budget, averaged over the kinds; and our mean fill where not everything fits."""
    methods: dict[str, Callable[[str, list[Record], int], float]] = {
        "cut the JSON": cutting, "whole records until full": whole_records, "a fixed summary": summary,
    }  # fmt: skip
    table: dict[str, list[float]] = {name: [] for name in (*methods, "this package", "fill")}
    made = simulated(count) if simulator else {}
    pages = {kind: made.get(kind) or world.page(kind, count) for kind in KINDS}
    everything = {kind: method(kind, page, 10**6)[1] for kind, page in pages.items()}
    for budget in budgets:
        for name, run in methods.items():
            table[name].append(statistics.mean(run(kind, page, budget) for kind, page in pages.items()))
        ours = {kind: method(kind, page, budget) for kind, page in pages.items()}
        table["this package"].append(statistics.mean(score for score, _ in ours.values()))
        cut = {kind: tokens / budget for kind, (_, tokens) in ours.items() if everything[kind] > budget}
        table["fill"].append(statistics.mean(cut.values()) if cut else float("nan"))
        for kind, (score, _) in ours.items():
            table.setdefault(f"  {kind}", []).append(score)
            table.setdefault(f"  {kind} fill", []).append(cut.get(kind, float("nan")))
    return table


def speed(world: World, megabytes: int, budgets: Sequence[int]) -> Iterator[str]:
    """Milliseconds to fit so many megabytes, against one tiktoken pass over the same text."""
    records: list[Record] = []
    size = 0
    while size < megabytes * 1_000_000:
        record = world.make("candidate" if len(records) % 2 else "application")
        size += len(minified(record))
        records.append(record)
    text = minified(records)
    start = time.perf_counter()
    COUNTER.count(text)
    one_pass = time.perf_counter() - start
    for budget in budgets:
        start = time.perf_counter()
        fit(Page(records), tool="t", budget=roomy(budget), entity=BY_NAME["application"], short=ShortIds(), ref="r1")  # type: ignore[arg-type]
        took = time.perf_counter() - start
        yield (
            f"| {megabytes} MB, {len(records)} records | {budget:,} | {took * 1000:.0f} | {one_pass * 1000:.0f} | {took / one_pass:.2f} |"
        )


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100)
    options.add_argument("--no-simulator", action="store_true", help="this folder's own generator for every kind")
    options.add_argument("--quick", action="store_true", help="coverage at 4k and 25k only")
    chosen = options.parse_args()
    print(
        "All records are synthetic. Tokens: o200k_base,"
        + (" exact." if COUNTER.exact else " ESTIMATED: no vocabulary.")
    )
    budgets = (4_000, 25_000) if chosen.quick else BUDGETS
    table = coverage(World(7), chosen.records, budgets, simulator=not chosen.no_simulator)
    print("\n| coverage at | " + " | ".join(f"{b // 1000}k" for b in budgets) + " |\n| --- |" + " --: |" * len(budgets))
    for name, values in table.items():
        print(f"| {name} | " + " | ".join("whole" if math.isnan(value) else f"{value:.2f}" for value in values) + " |")
    if chosen.quick:
        return
    print()
    print("\n".join(sizes(World(7), chosen.records)))
    print()
    print("\n".join(capacity(World(7))))
    print("\n| result | budget | ms to fit | ms one tiktoken pass | ratio |\n| --- | --: | --: | --: | --: |")
    for megabytes, sizes_of_budget in ((1, (4_000, 25_000)), (10, (1_000, 4_000, 16_000, 25_000))):
        print("\n".join(speed(World(7), megabytes, sizes_of_budget)))


if __name__ == "__main__":
    main()
