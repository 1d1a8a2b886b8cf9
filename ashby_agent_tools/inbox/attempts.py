"""Attempts: how often somebody may try to sign in, so that nobody guesses."""

from __future__ import annotations

import collections
import time
from collections.abc import Callable

from ashby_agent_tools.locks import Lock

__all__ = ["Attempts"]

_WINDOW = 300.0
_MOST_KEYS = 10_000


class Attempts:
    """Counts attempts of the last five minutes until one gets in, by a key such as an address; `most` are allowed."""

    def __init__(self, *, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._lock = most, clock, Lock()
        self._tried: dict[str, collections.deque[float]] = {}

    def count(self, key: str) -> float:
        """Count one more, if it may be tried: 0 then, else the seconds until one may."""
        now = self._clock()
        with self._lock:
            if len(self._tried) > _MOST_KEYS:  # the oldest are forgotten first: what is kept is bounded
                for old in list(self._tried)[: len(self._tried) // 2]:
                    del self._tried[old]
            times = self._tried.setdefault(key, collections.deque(maxlen=self._most))
            while times and times[0] <= now - _WINDOW:
                times.popleft()
            if len(times) >= self._most:
                return times[0] + _WINDOW - now
            times.append(now)
            return 0.0

    def forget(self, key: str) -> None:
        """Start again: this one got in."""
        with self._lock:
            self._tried.pop(key, None)
