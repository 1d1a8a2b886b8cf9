"""Limits: what one client of the HTTP server may take, so that the others go on."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Limits", "protocol"]


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What the server gives at most.

    `header_seconds`, `body_seconds`: for the head and for the body of a request to arrive. `waiting`: connections that
    have no whole request under way; beyond it the one that has waited longest is closed. `connections`: all of them;
    beyond it a request is answered with 503. `sessions`: open MCP sessions; beyond it a new one is answered with 503
    and the others go on. `body_bytes`: the size of a request's body; a larger one is answered with 413.
    """

    header_seconds: float = 10.0
    body_seconds: float = 30.0
    waiting: int = 256
    connections: int = 512
    sessions: int = 1_000
    body_bytes: int = 1024 * 1024

    @property
    def backlog(self) -> int:
        """Connections that are accepted at once: fewer than may wait, so that a new one is read before it is closed."""
        return max(1, self.waiting // 2)


class _Watched(H11Protocol):
    """Closes connections that take too long to send a request, and the oldest of too many that wait."""

    limits: ClassVar[Limits]
    waiting: ClassVar[dict[_Watched, None]]  # those without a whole request, the oldest first
    _timer: asyncio.TimerHandle | None = None
    _phase: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect(h11.IDLE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0]):
            self._expect(state)
        elif state is h11.IDLE:  # between two requests: uvicorn closes it when it stays so
            self._settle()
            self._wait()
        else:
            self._settle()

    def _expect(self, phase: object) -> None:
        """Give this phase of a request its time, counted from its beginning and not from the last byte."""
        if self._phase is not phase:
            self._settle()
            self._phase = phase
            seconds = self.limits.body_seconds if phase is h11.SEND_BODY else self.limits.header_seconds
            self._timer = self.loop.call_later(seconds, self.transport.abort)
            self._wait()

    def _wait(self) -> None:
        self.waiting[self] = None
        if len(self.waiting) > self.limits.waiting:
            oldest = next(iter(self.waiting))
            del self.waiting[oldest]
            oldest.transport.abort()

    def _settle(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._phase = None
        self.waiting.pop(self, None)


def protocol(limits: Limits) -> type[H11Protocol]:
    """The protocol of one server: the connections that wait are counted together."""
    return type("Watched", (_Watched,), {"limits": limits, "waiting": {}})
