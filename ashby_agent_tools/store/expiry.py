"""Expiry: whether a question has run out, by two clocks, so that setting one of them revives nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from ashby_agent_tools.locks import Lock

__all__ = ["Expiry"]

_AHEAD = 60.0  # seconds that clocks of processes may differ, or be corrected by, without voiding a question
_TIDY = 1_000


class Expiry:
    """Decides for one store, in one process, whether questions have run out, and remembers which did.

    `clock`: seconds since the epoch; people and other processes go by it, and it can be set. `steady`: seconds that
    only pass. A question has run out once either of them says so, and also where it was asked in the future: the clock
    was set back since, so nobody knows how old it is. What ran out stays so: the store writes it down.
    """

    def __init__(self, clock: Callable[[], float], *, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._steady = clock, steady
        self._ends: dict[str, float] = {}  # by the steady clock; what runs out or is settled leaves sooner or later
        self._over: set[str] = set()
        self._most = _TIDY
        self._lock = Lock()

    def over(self, identity: str, asked_at: float, expires_at: float) -> bool:
        """Whether this question has run out; once true, it stays true."""
        now, steady = self._clock(), self._steady()
        with self._lock:
            if len(self._ends) > self._most:
                self._ends = {name: end for name, end in self._ends.items() if end > steady}
                self._most = max(_TIDY, 2 * len(self._ends))  # so that many that wait are not gone through each time
            end = self._ends.setdefault(identity, steady + max(0.0, expires_at - now))
            if identity in self._over or now >= expires_at or steady >= end or asked_at > now + _AHEAD:
                self._over.add(identity)
            return identity in self._over

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The questions that were found to have run out and are not known to be written down."""
        with self._lock:
            return tuple(self._over)

    def written(self, identities: tuple[str, ...]) -> None:
        """The store has them as expired now."""
        with self._lock:
            self._over.difference_update(identities)
            for identity in identities:
                self._ends.pop(identity, None)
