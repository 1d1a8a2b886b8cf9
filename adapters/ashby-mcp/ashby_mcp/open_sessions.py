"""Which MCP sessions are open over HTTP, and whose each is, so that nobody opens too many."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

from starlette.types import Scope

__all__ = ["SESSION", "OpenSessions", "session_of"]

SESSION = b"mcp-session-id"
# Seconds that an ended session is still known here, since the transport ends it, and by its own clock; and that one is
# silent before it makes room for another.
_GRACE = 60.0


def session_of(scope: Scope) -> bytes | None:
    """The MCP session that a request names; None where it names none, or several."""
    given = [bytes(value) for header, value in scope["headers"] if header == SESSION]
    return given[0] if len(given) == 1 else None


@dataclasses.dataclass(slots=True)
class _Session:
    holder: str
    user: Any = None
    in_flight: int = 0
    silent_since: float = 0.0
    requests: set[str] = dataclasses.field(default_factory=set)


class OpenSessions:
    """The sessions of one server. `idle`: seconds after which the transport ends a silent one. `end`: told of each end.

    A session is forgotten once it has ended, and never because there are many: whose it is stays known while it lives.
    """

    def __init__(
        self,
        idle: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        end: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        self._idle, self._clock, self._end = idle, clock, end
        self._open: dict[bytes, _Session] = {}
        self._counts: dict[str, int] = {}
        self._looked = clock()

    def __len__(self) -> int:
        """Those that the transport has not ended, as far as the time tells; asked from another thread, too."""
        oldest = self._clock() - self._idle
        return sum(bool(one.in_flight) or one.silent_since >= oldest for one in list(self._open.values()))

    def opened(self, session: bytes, holder: str, user: Any = None) -> None:
        """Remember who opened a session, and as what the transport knows them."""
        self._forget_silent()
        if session not in self._open:
            self._open[session] = _Session(holder, user, silent_since=self._clock())
            self._counts[holder] = self._counts.get(holder, 0) + 1

    def ended(self, session: bytes) -> None:
        """Forget a session that the transport has ended."""
        found = self._open.pop(session, None)
        if found is not None:
            self._end(session)
            self._counts[found.holder] -= 1
            if not self._counts[found.holder]:
                del self._counts[found.holder]

    def count(self, holder: str) -> int:
        """How many sessions a holder has open."""
        self._forget_silent()
        return self._counts.get(holder, 0)

    def longest_silent(self, holder: str) -> tuple[bytes, Any] | None:
        """The holder's session that has been silent for longest, and its user; None where none has been for a while."""
        since = self._clock() - _GRACE
        silent = [
            (one.silent_since, name, one.user)
            for name, one in self._open.items()
            if one.holder == holder and not one.in_flight and one.silent_since < since
        ]
        return min(silent, key=lambda it: it[0])[1:] if silent else None

    def is_of(self, session: bytes | None, holder: str) -> bool:
        """Whether this session is the holder's own."""
        found = self._open.get(session) if session is not None else None
        return found is not None and found.holder == holder

    def is_under_way(self, session: bytes, request: str | None) -> bool:
        """Whether a request of this id is under way in this session: another one of the same id gets no answer."""
        found = self._open.get(session)
        return found is not None and request in found.requests

    def begins(self, session: bytes, request: str | None = None) -> None:
        """A request in this session begins, of this id if it has one: the session is not silent meanwhile."""
        if found := self._open.get(session):
            found.in_flight += 1
            found.requests |= {request} if request else set()

    def finishes(self, session: bytes, request: str | None = None) -> None:
        """A request in this session is over."""
        if found := self._open.get(session):
            found.in_flight -= 1
            found.silent_since = self._clock()
            found.requests -= {request}

    def _forget_silent(self) -> None:
        now = self._clock()
        if now - self._looked < min(1.0, self._idle):
            return
        self._looked, oldest = now, now - self._idle - _GRACE
        for name in [it for it, one in self._open.items() if not one.in_flight and one.silent_since < oldest]:
            self.ended(name)
