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
    """Counts failed attempts of the last five minutes, by name and by address; `most` of each are allowed."""

    def __init__(self, *, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._lock = most, clock, Lock()
        self._failed: dict[str, collections.deque[float]] = {}

    def wait(self, *keys: str) -> float:
        """Seconds until one more may be tried; 0 if now."""
        now = self._clock()
        with self._lock:
            waits = [self._recent(key, now) for key in keys]
            return max((times[0] + _WINDOW - now for times in waits if len(times) >= self._most), default=0.0)

    def failed(self, *keys: str) -> None:
        """Count one that failed."""
        now = self._clock()
        with self._lock:
            if len(self._failed) > _MOST_KEYS:  # the oldest are forgotten first: what is kept is bounded
                for key in list(self._failed)[: len(self._failed) // 2]:
                    del self._failed[key]
            for key in keys:
                times = self._recent(key, now)
                times.append(now)
                self._failed[key] = times

    def forget(self, *keys: str) -> None:
        """Start again: this one got in."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)

    def _recent(self, key: str, now: float) -> collections.deque[float]:
        times = self._failed.get(key, collections.deque(maxlen=self._most))
        while times and times[0] <= now - _WINDOW:
            times.popleft()
        return times
