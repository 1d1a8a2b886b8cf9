"""RecentGuard and RecentWrites: of what a conversation ever sent only that is read which a guard looks at."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from ashby_agent_tools.store.records import ConversationKey, WriteRecord

__all__ = ["RecentGuard", "RecentWrites", "since_of"]


@dataclasses.dataclass(frozen=True, slots=True)
class RecentGuard:
    """A guard that needs to see only what was sent after a time; None for all of it."""

    look: Callable[..., Any]
    since: float | None

    def __call__(self, *given: object) -> Any:
        """What the guard says."""
        return self.look(*given)


@runtime_checkable
class RecentWrites(Protocol):
    """A store that gives what was sent after a time without reading the rest: `SqlStore`."""

    def recent_writes(self, key: ConversationKey, since: float) -> tuple[WriteRecord, ...]:
        """Those that were recorded after a time, oldest first."""


def since_of(guard: object) -> float | None:
    """From when on a guard needs to see what was sent; None for all of it."""
    since: object = getattr(guard, "since", None)
    return since if isinstance(since, float) and math.isfinite(since) else None
