"""Maker: chance and dates for the demo company.

Each area draws from a stream of its own, so that areas do not disturb each other.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from ashby_agent_tools.simulator.organization import Organization, iso

__all__ = ["Maker"]

T = TypeVar("T")


class Maker:
    """What `populate` draws from. `candidates` and `applications` are how many there shall be."""

    def __init__(self, org: Organization, *, large: bool = False, area: str = "core") -> None:
        self.org = org
        self.large = large
        self.candidates = 10_000 if large else 120
        self.applications = 25_000 if large else 200
        self.random = random.Random(f"{org.seed} {area}")

    def of(self, area: str) -> Maker:
        """A maker with a stream of its own for one area."""
        return Maker(self.org, large=self.large, area=area)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return self.random.choice(items)

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` different items."""
        return self.random.sample(items, min(len(items), self.random.randint(least, most)))

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return self.random.random() < share

    def ago(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> str:
        """A time before now, as Ashby writes it; negative numbers lie ahead."""
        return iso(self.org.now - timedelta(days=days, hours=hours, minutes=minutes))

    def between(self, oldest: float, newest: float) -> str:
        """A time some days ago, between `oldest` and `newest` days, on a whole minute."""
        moment = self.org.now - timedelta(minutes=int(self.random.uniform(newest, oldest) * 1440))
        return iso(moment)
