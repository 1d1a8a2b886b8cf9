"""Rate limit on demand: at most so many requests in any stretch of time, counted on a real clock for each key.

Ashby publishes no number; what is set here is a test's. A moving window is the strictest way to count: whoever passes
it passes fixed windows and leaky buckets of the same rate.
"""

from __future__ import annotations

import collections
import dataclasses
import math
import time
from collections.abc import Callable

from ashby_agent_tools.errors import UsageError

__all__ = ["RateLimit"]


@dataclasses.dataclass(slots=True)
class RateLimit:
    """At most `requests` in any `seconds`, of one key, or of all keys together where `scope` is another's."""

    requests: int
    seconds: float
    scope: str | None = None
    clock: Callable[[], float] = time.monotonic
    _taken: dict[str, collections.deque[float]] = dataclasses.field(
        default_factory=lambda: collections.defaultdict(collections.deque)
    )

    def __post_init__(self) -> None:
        if self.requests < 1 or self.seconds <= 0:
            raise UsageError("A rate limit takes a number of requests, 1 or more, and a number of seconds above 0.")

    def refused_for(self, key: str) -> float | None:
        """Seconds until there is room again; None where there is room, which is then taken."""
        taken, now = self._taken["" if self.scope else key], self.clock()
        while taken and taken[0] <= now - self.seconds:
            taken.popleft()
        if len(taken) >= self.requests:
            return taken[0] + self.seconds - now
        taken.append(now)
        return None

    def headers(self, wait: float) -> dict[str, str]:
        """What a refusal carries: whole seconds, and whose limit it is if it is not the key's own. [D]"""
        found = {"Retry-After": str(max(1, math.ceil(wait)))}
        return found if self.scope is None else {**found, "X-RateLimit-Scope": self.scope}
