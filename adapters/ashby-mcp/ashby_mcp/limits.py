"""Limits: what one client of the HTTP server may take, so that the others go on."""

from __future__ import annotations

import asyncio
import dataclasses
import math
import socket
import struct
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ashby_agent_tools.errors import UsageError

__all__ = ["Limits", "protocol"]


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What the server gives at most.

    `header_seconds`, `body_seconds`: for the head and for the body of a request to arrive. `reading_seconds`: for a
    client to take what was sent, once more waits for it than fits into the buffers; its connection is closed.
    `keep_alive_seconds`: that a connection without a request is kept, longer than proxies keep theirs, so that none is
    closed as a request comes.
    `waiting`: connections that have no whole request under way; beyond it the one that has waited longest is closed.
    `connections`: all of them; beyond it a request is answered with 503. `sessions`: open MCP sessions; beyond it a
    new one is answered with 503 and the others go on. `header_bytes`: of a request's head; a larger one is answered
    with 400. `body_bytes`: of a body; 413. `nesting`: how deep its JSON may be; 400. `stopping_seconds`: that a server
    which is told to stop waits for the calls that are at Ashby.

    Of each holder, which is who has a token of their own: `rate`, `burst`: requests a second, and at once; beyond it
    they are answered with 429 and Retry-After. All who share a token share its rate. `sessions_each`, `requests_each`:
    open MCP sessions, and requests and streams; 429. They do not hold for a token that all share.
    """

    header_seconds: float = 10.0
    body_seconds: float = 30.0
    reading_seconds: float = 30.0
    keep_alive_seconds: float = 65.0
    waiting: int = 256
    connections: int = 2_000
    sessions: int = 1_000
    header_bytes: int = 32 * 1024
    body_bytes: int = 1024 * 1024
    nesting: int = 64
    stopping_seconds: float = 25.0
    rate: float = 50.0
    burst: int = 200
    sessions_each: int = 200
    requests_each: int = 100

    def __post_init__(self) -> None:
        """Raise UsageError for a limit that lets nothing through."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
                raise UsageError(f"Limits: {field.name} is {value!r:.40}; write a number above 0.")

    @property
    def backlog(self) -> int:
        """Connections that are accepted at once: fewer than may wait, so that a new one is read before it is closed."""
        return max(1, self.waiting // 2)


class _Watched(H11Protocol):
    """Closes connections that take too long to send or to read, and the oldest of too many that wait."""

    limits: ClassVar[Limits]
    waiting: ClassVar[dict[_Watched, None]]  # those without a whole request, the oldest first
    _timer: asyncio.TimerHandle | None = None
    _phase: object = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect(h11.IDLE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()
        self._has_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """More is sent than the client takes: from now on it has its time to catch up."""
        super().pause_writing()
        if self._reading is None:
            self._reading = self.loop.call_later(self.limits.reading_seconds, self._drop)

    def resume_writing(self) -> None:
        """The client has caught up."""
        super().resume_writing()
        self._has_read()

    def _drop(self) -> None:
        """Close it with all that waits for the client, which the kernel would keep for minutes otherwise."""
        at_once = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.transport.abort()

    def _has_read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

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
