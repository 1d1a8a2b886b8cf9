"""What each weight of the planner holds: coverage, texts and time with it halved and doubled, against today's.

    python benchmarks/weights.py [--only OF_CELL ...] [--records 100]

Coverage and pages are those of `benchmarks/results.py`, over budgets from 700 to 16,000 tokens, in points of 100;
beside it how many of the texts change, and CPU time in per cent of today's. A weight is right where neither side is
better without being slower. The worths of tiers count by their ratios, so they are raised to these powers instead.
One that changes no text here is held by the tests of the case that its reason names, or by `benchmarks/speed.py`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from _lookups import Record, answered, lookups
from records import KINDS, World
from results import Handles, parts, roomy, short_names

from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.results import Page, fit, weights

BUDGETS = (700, 1_000, 1_500, 2_500, 4_000, 8_000, 16_000)
NAMES = tuple(name for name in vars(weights) if name.isupper())
BY_RATIO = ("WORTH",)


def figures(pages: dict[str, list[Record]]) -> tuple[float, list[str], float]:
    """Mean coverage in points, the texts, and CPU seconds."""
    scores, texts = [], []
    started = time.process_time()
    for kind, page in pages.items():
        for tokens in BUDGETS:
            score, text = method(kind, page, tokens)
            scores.append(100 * score)
            texts.append(text)
    return statistics.mean(scores), texts, time.process_time() - started


def method(kind: str, records: list[Record], tokens: int) -> tuple[float, str]:
    """This package's coverage of a page at a budget, and the text."""
    handles = Handles()
    text = fit(Page(records), tool="t", budget=roomy(tokens), entity=BY_NAME[kind], short=handles, ref="r1").text  # type: ignore[arg-type]
    shown, names = parts(text, len(records), handles, records), short_names(handles)
    return statistics.mean(answered(lookups(kind, r), s, names) for r, s in zip(records, shown, strict=True)), text


def scaled(name: str, value: Any, factor: float) -> Any:
    """A weight times a factor; whole numbers stay whole and above nothing."""
    if isinstance(value, tuple):
        return tuple(part**factor if name in BY_RATIO else scaled(name, part, factor) for part in value)
    return max(1, round(value * factor)) if isinstance(value, int) else value * factor


def compared(name: str, pages: dict[str, list[Record]], today: tuple[float, list[str], float]) -> str:
    """A row: what changes with the weight halved, and doubled."""
    value = getattr(weights, name)
    cells: list[str] = []
    for factor in (0.5, 2):
        setattr(weights, name, scaled(name, value, factor))
        try:
            points, texts, seconds = figures(pages)
        finally:
            setattr(weights, name, value)
        changed = sum(now != before for now, before in zip(texts, today[1], strict=True))
        cells += [f"{points - today[0]:+.2f}", str(changed), f"{100 * seconds / today[2]:.0f} %"]
    return f"| {name} | {value} | " + " | ".join(cells) + " |"


def rows(names: list[str], records: int) -> Iterator[str]:
    """The table."""
    world = World(7)
    pages = {kind: world.page(kind, records) for kind in KINDS}
    figures(pages)  # warm
    today = figures(pages)
    yield f"Today: {today[0]:.1f} points over {len(today[1])} texts in {today[2]:.1f} s\n"
    yield "| weight | today | half: points | texts | time | double: points | texts | time |"
    yield "| --- | --- |" + " --: |" * 6
    for name in names:
        yield compared(name, pages, today)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES), metavar="NAME")
    options.add_argument("--records", type=int, default=100)
    chosen = options.parse_args()
    for line in rows(chosen.only, chosen.records):
        print(line, flush=True)


if __name__ == "__main__":
    main()
