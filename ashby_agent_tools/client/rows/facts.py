"""Facts: what was looked up about records, remembered for a short time and in bounded number."""

from __future__ import annotations

import collections
import time
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from ashby_agent_tools.locks import Lock

__all__ = ["LIFE", "UNKNOWN", "Facts"]

LIFE = 30.0  # seconds after which a record that moved is noticed
UNKNOWN = object()  # no fact: not remembered, or too old
_MOST = 50_000


class Facts:
    """Facts by key; the oldest go first where there are too many. May be used from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: collections.OrderedDict[Hashable, tuple[float, Any]] = collections.OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """What is known, or UNKNOWN."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, UNKNOWN))
            return value if until > self._clock() else UNKNOWN

    def put(self, key: Hashable, value: object, life: float = LIFE) -> None:
        """Remember it for `life` seconds."""
        self.put_all({key: value}, life)

    def put_all(self, facts: Mapping[Any, object], life: float = LIFE) -> None:
        """Remember several; they are forgotten at the same moment."""
        with self._lock:
            now = self._clock()
            for key, value in facts.items():
                self._kept.pop(key, None)
                self._kept[key] = (now + life, value)
            while self._kept and (len(self._kept) > _MOST or next(iter(self._kept.values()))[0] <= now):
                self._kept.popitem(last=False)

    def drop_old(self) -> None:
        """Let go of what is too old to count: nothing else does, where nobody asks any more."""
        with self._lock:
            now = self._clock()
            for key in [key for key, (until, _) in self._kept.items() if until <= now]:
                del self._kept[key]

    def forget(self, key: Hashable) -> None:
        """Look again next time."""
        with self._lock:
            self._kept.pop(key, None)
