"""Pace: the rate that is used now. Pure: halved when Ashby says too many, and back evenly as time passes."""

from __future__ import annotations

from ashby_agent_tools.errors import RateLimited
from ashby_agent_tools.operations.base import Spec

__all__ = ["PAUSE", "RECOVERY", "Pace", "about_the_rate"]

_SLOWEST = 1 / 16  # of what is set
RECOVERY = 120.0  # seconds from nothing back to what is set
PAUSE = 1.0  # seconds after a 429 that does not say how long


class Pace:
    """What part of the rate that is set is used. Times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._part, self._since = 1.0, 0.0

    def part(self, now: float) -> float:
        """From 1/16 to 1."""
        return min(1.0, self._part + max(0.0, now - self._since) / RECOVERY)

    def follow(self, part: float, now: float) -> None:
        """Go no faster than another process with the same key does."""
        if part < self.part(now):
            self._part, self._since = max(_SLOWEST, part), now

    def slow_down(self, sent: float, now: float) -> bool:
        """Halve, because what was sent at `sent` was too much; not again for what had left before it slowed down."""
        if sent <= self._since and self._part < 1.0:
            return False
        self._part, self._since = max(_SLOWEST, self.part(now) / 2), now
        return True


def about_the_rate(spec: Spec, error: RateLimited) -> bool:
    """Whether a refusal is about how fast requests come; reports have limits of their own, as Ashby's codes say."""
    return error.status is not None and not spec.endpoint.startswith("report.")
