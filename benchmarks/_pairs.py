"""Timing in turn: several ways to do the same thing, called A B C A B C, so that a busy machine slows all alike."""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

__all__ = ["Timing", "in_turn", "in_turn_async", "table"]


@dataclasses.dataclass(frozen=True, slots=True)
class Timing:
    """The median of many calls, and the ratio to the baseline: the median over the rounds of one call to the other."""

    name: str
    microseconds: float
    ratio: float


def in_turn(ways: Mapping[str, Callable[[], object]], *, rounds: int, warm_up: int = 30) -> list[Timing]:
    """Call every way once per round; the first one is the baseline."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(warm_up + rounds):
        for name, call in ways.items():
            started = time.perf_counter()
            call()
            took = time.perf_counter() - started
            if number >= warm_up:
                spent[name].append(took)
    return _timings(spent)


async def in_turn_async(
    ways: Mapping[str, Callable[[], Awaitable[object]]], *, rounds: int, warm_up: int = 30
) -> list[Timing]:
    """As in_turn, awaited."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(warm_up + rounds):
        for name, call in ways.items():
            started = time.perf_counter()
            await call()
            took = time.perf_counter() - started
            if number >= warm_up:
                spent[name].append(took)
    return _timings(spent)


def _timings(spent: Mapping[str, Sequence[float]]) -> list[Timing]:
    baseline = statistics.median(next(iter(spent.values())))
    return [
        Timing(name, statistics.median(times) * 1e6, statistics.median(times) / baseline)
        for name, times in spent.items()
    ]


def table(title: str, timings: Sequence[Timing], targets: Mapping[str, float] | None = None) -> str:
    """A Markdown table; the first row is what the others are compared with."""
    lines = [f"| {title} | µs | against {timings[0].name} | target |", "| --- | --: | --: | --: |"]
    for timing in timings:
        target = (targets or {}).get(timing.name)
        aim = "" if target is None else f"{target:.2f}"
        lines.append(f"| {timing.name} | {timing.microseconds:,.0f} | {timing.ratio:.2f} | {aim} |")
    return "\n".join(lines)
