"""Deadline: one bound on a whole call, from which each phase of each attempt takes what is left."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

import httpx

__all__ = ["Deadline"]

_LEAST = 0.001  # seconds: a timeout of 0 would mean "do not wait at all"


class Deadline:
    """When a call has to be over. `seconds` None: never. `started`: when it began, by time.monotonic."""

    __slots__ = ("_ends", "seconds", "started")

    def __init__(self, seconds: float | None) -> None:
        self.started = time.monotonic()
        self.seconds = seconds
        self._ends = math.inf if seconds is None else self.started + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, infinite without a deadline, never below zero."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def waited(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.started

    def phases(self, timeouts: Mapping[str, float | None]) -> dict[str, float | None]:
        """The timeouts of httpx's phases, none of them longer than what is left when it begins."""
        return dict(timeouts) if self.seconds is None else _Phases(timeouts, self)

    def must_hold(self, request: httpx.Request) -> None:
        """Raise httpx.ReadTimeout once it is over: an answer that trickles meets no timeout of a phase."""
        if self.seconds is not None and time.monotonic() >= self._ends:
            raise httpx.ReadTimeout(f"no whole answer within {self.seconds:g} seconds", request=request)


class _Phases(dict[str, float | None]):
    """httpcore asks for each phase's timeout when the phase begins."""

    def __init__(self, timeouts: Mapping[str, float | None], deadline: Deadline) -> None:
        super().__init__(timeouts)
        self._deadline = deadline

    def get(self, key: str, default: float | None = None) -> float | None:  # type: ignore[override]
        """The timeout of a phase that begins now."""
        set_for_it, left = super().get(key, default), max(_LEAST, self._deadline.left)
        return left if set_for_it is None else min(set_for_it, left)
