"""What each weight of the planner holds: coverage, fill and time with it halved and doubled, against today's.

    python benchmarks/weights.py [--only OF_CELL ...] [--records 100]

Coverage and pages are those of `benchmarks/results.py`, at 1,000, 4,000 and 16,000 tokens, in points of 100. Time is
CPU time, in per cent of today's. A weight is right where neither side is better without being slower.
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

from _lookups import Record
from records import KINDS, World
from results import method

from ashby_agent_tools.results import weights

BUDGETS = (1_000, 4_000, 16_000)
NAMES = tuple(name for name in vars(weights) if name.isupper())


def figures(pages: dict[str, list[Record]]) -> list[float]:
    """Coverage at each budget, in points; and CPU seconds."""
    started = time.process_time()
    points = [100 * statistics.mean(method(kind, page, most)[0] for kind, page in pages.items()) for most in BUDGETS]
    return [*points, time.process_time() - started]


def scaled(value: Any, factor: float) -> Any:
    """A weight times a factor; whole numbers stay whole and above nothing."""
    if isinstance(value, tuple):
        return tuple(scaled(part, factor) for part in value)
    return max(1, round(value * factor)) if isinstance(value, int) else value * factor


def compared(name: str, pages: dict[str, list[Record]], today: list[float]) -> str:
    """A row: what changes with the weight halved, and doubled."""
    value = getattr(weights, name)
    cells = []
    for factor in (0.5, 2):
        setattr(weights, name, scaled(value, factor))
        try:
            *points, seconds = figures(pages)
        finally:
            setattr(weights, name, value)
        cells += [f"{now - before:+.1f}" for now, before in zip(points, today, strict=False)]
        cells.append(f"{100 * seconds / today[-1]:.0f} %")
    return f"| {name} | {value} | " + " | ".join(cells) + " |"


def rows(names: list[str], records: int) -> Iterator[str]:
    """The table."""
    world = World(7)
    pages = {kind: world.page(kind, records) for kind in KINDS}
    figures(pages)  # warm
    today = figures(pages)
    yield f"Today: {', '.join(f'{points:.1f}' for points in today[:-1])} points, {today[-1]:.1f} s"
    heads = [f"{factor} {most // 1000}k" for factor in ("half", "double") for most in (*BUDGETS, 0)]
    yield "| weight | today | " + " | ".join(head.replace("0k", "time") if head.endswith(" 0k") else head for head in heads) + " |"  # noqa: E501
    yield "| --- | --- |" + " --: |" * len(heads)
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
