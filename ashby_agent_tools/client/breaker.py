"""Breaker: after repeated failures calls fail at once for a while, and say until when.

The circuit is purgatory's. It opens after whole calls, each with its retries, and for reads and writes alike: what it
stops was certainly not sent. What a write in doubt raised is never replaced: a call that was sent raises its own error.
"""

from __future__ import annotations

import math
import time
from types import TracebackType
from typing import TYPE_CHECKING

import httpx

from ashby_agent_tools.client.limits import Limits
from ashby_agent_tools.errors import (
    ApiError,
    CircuitOpen,
    OutcomeUnknown,
    RateLimited,
    ServerFailure,
    TransportError,
)
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.time_limits import in_thread

if TYPE_CHECKING:
    from purgatory.service._sync.circuitbreaker import SyncCircuitBreaker

__all__ = ["Breaker"]

_FAILED = (httpx.RequestError, TransportError, ServerFailure, OutcomeUnknown)


class Breaker:
    """The circuit to one host, used with `with` around a call. Threads and tasks share it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._circuit: SyncCircuitBreaker | None = None  # made by the first failure: most clients never need one
        self._closes_at = -math.inf

    def __enter__(self) -> None:
        if self._circuit is not None:
            self._must_be_closed(self._circuit)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, _FAILED):
            self._note(error)
        elif self._circuit is not None and (
            error is None or (isinstance(error, ApiError) and not isinstance(error, RateLimited))
        ):
            self._note(None)  # it answered

    async def __aenter__(self) -> None:
        self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._circuit is None and isinstance(error, _FAILED):
            await in_thread(self.__exit__, kind, error, trace)  # the first failure loads purgatory, which reads files
        else:
            self.__exit__(kind, error, trace)

    def _must_be_closed(self, circuit: SyncCircuitBreaker) -> None:
        """Raise CircuitOpen while it rests. For how long goes by a clock that nobody sets: purgatory's own can be."""
        with self._lock:
            if circuit.context.state != "opened":
                return
            left = self._closes_at - time.monotonic()
            if left <= 0:
                from purgatory.domain.model import HalfOpenedState  # noqa: PLC0415  (loaded with the first failure)

                circuit.context.set_state(HalfOpenedState())
                return
        raise CircuitOpen(
            f"The last {self._limits.failures} calls all failed, so none is sent for another {math.ceil(left)} "
            "seconds. Nothing was sent; try again then.",
            retry_after=left,
        )

    def _note(self, error: BaseException | None) -> None:
        with self._lock:
            if self._circuit is None:
                self._circuit = self._made()
                if self._circuit is None:
                    return
            before = self._circuit.context.state
            self._circuit.__exit__(None if error is None else type(error), error, None)
            if before != "opened" and self._circuit.context.state == "opened":
                self._closes_at = time.monotonic() + self._limits.rest

    def _made(self) -> SyncCircuitBreaker | None:
        if self._limits.failures is None:
            return None
        from purgatory import SyncCircuitBreakerFactory  # noqa: PLC0415  (as above)

        factory = SyncCircuitBreakerFactory(default_threshold=self._limits.failures, default_ttl=self._limits.rest)
        return factory.get_breaker("ashby")
