"""Limits: how fast and how many at once the calls with one key may leave, and what is set where nothing is said.

Ashby publishes no general number (only that of reports), so all of these are settings with careful defaults.
"""

from __future__ import annotations

import dataclasses
import math
import os

import httpx

from ashby_agent_tools.client.connection import is_loopback
from ashby_agent_tools.errors import UsageError

__all__ = ["DEADLINE", "Limits", "checked_deadline", "checked_timeout", "limits_for"]

DEADLINE = 300.0  # seconds that one call may take in all, unless told otherwise
_RATE, _BURST, _CONCURRENT = 10.0, 10, 10
_SLOWEST, _FASTEST = 1 / 3600, 10_000.0  # requests a second
_LONGEST = 24 * 3600.0
_REDIS = ("redis", "rediss", "unix")


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What the calls with one key may take together, in this process or, with `redis`, in many.

    `rate`: requests a second in the long run, 10 by default; None for no limit. `burst`: how many may leave at once
    after a quiet moment. `reserved`: of these, how many only calls of an agent may take, so that a bulk read (`pages`,
    `records`, a sync) never takes the last one; by default half of `burst`. `concurrent`: requests under way at once in
    this process, of which bulk reads take four fifths at most; None for no limit.
    `redis`: a URL, redis://[user:password@]host:6379/0 (rediss:// for TLS), whose server counts for every process that
    uses the key; needs the extra `redis`. `alone`: requests a second of this process while that server is gone, by
    default a tenth of `rate`.
    `failures`: how many calls in a row may fail (no connection, 5xx, no answer) before calls fail at once, for `rest`
    seconds; None: never.

    After a 429 the rate is halved (down to a sixteenth) and comes back evenly, within two minutes at most.
    """

    rate: float | None = _RATE
    burst: int = _BURST
    reserved: int | None = None
    concurrent: int | None = _CONCURRENT
    redis: str | None = dataclasses.field(default=None, repr=False)
    alone: float | None = None
    failures: int | None = 5
    rest: float = 30.0

    def __post_init__(self) -> None:
        _in_range("rate", self.rate, _SLOWEST, _FASTEST, "requests a second, for instance 10", optional=True)
        _in_range("alone", self.alone, _SLOWEST, _FASTEST, "requests a second, for instance 1", optional=True)
        _in_range("rest", self.rest, 0.001, _LONGEST, "seconds, for instance 30")
        _whole("burst", self.burst, 1)
        _whole("reserved", self.reserved, 0, optional=True)
        _whole("concurrent", self.concurrent, 1, optional=True)
        _whole("failures", self.failures, 1, optional=True)
        if self.reserved is not None and self.reserved >= self.burst:
            raise UsageError(
                f"Limits(reserved={self.reserved}) leaves nothing of burst={self.burst} to bulk reads; "
                "give a smaller number."
            )
        if self.redis is not None:
            _checked_redis(self.redis, needs_rate=self.rate is None)

    @property
    def bulk_burst(self) -> int:
        """How much of the burst a bulk read may take."""
        return self.burst - (self.burst // 2 if self.reserved is None else self.reserved)

    @property
    def bulk_concurrent(self) -> int | None:
        """How many requests of bulk reads may be under way at once."""
        return None if self.concurrent is None else max(1, self.concurrent - max(1, self.concurrent // 5))

    @property
    def rate_alone(self) -> float | None:
        """The rate of this process by itself, while the Redis that counts for all is gone."""
        return self.alone if self.alone is not None or self.rate is None else self.rate / 10


def limits_for(given: Limits | None, base_url: str, transport: object) -> Limits:
    """The limits of a client: those given, else what the environment says, else careful ones.

    What never leaves this machine (a base URL on it, or a transport that makes its answers itself) is not limited
    unless somebody says so. Raises UsageError for a variable that makes no sense.
    """
    if given is not None:
        if not isinstance(given, Limits):
            raise UsageError(f"limits is {given!r:.60}; give Limits(rate=...), or leave it out.")
        return given
    rate, redis = os.environ.get("ASHBY_RATE"), os.environ.get("ASHBY_REDIS_URL") or None
    if not rate:
        here = isinstance(transport, httpx.MockTransport) or is_loopback(httpx.URL(base_url).host)
        return Limits(rate=None, concurrent=None) if here and redis is None else Limits(redis=redis)
    try:
        return Limits(rate=float(rate), redis=redis)
    except (ValueError, UsageError):
        raise UsageError(
            f"ASHBY_RATE is {rate!r:.60}; set it to a number of requests a second, for instance 10."
        ) from None


def checked_timeout(timeout: float | httpx.Timeout) -> httpx.Timeout:
    """Seconds for each phase (connect, write, read, wait for a connection), or httpx.Timeout with one for each."""
    if isinstance(timeout, httpx.Timeout):
        for name, seconds in timeout.as_dict().items():
            _in_range(f"timeout ({name})", seconds, 0.001, _LONGEST, "seconds, for instance 30", optional=True)
        return timeout
    _in_range("timeout", timeout, 0.001, _LONGEST, "seconds, for instance 30, or httpx.Timeout(30, connect=5)")
    return httpx.Timeout(timeout)


def checked_deadline(deadline: float | None) -> float | None:
    """Seconds for a whole call; None for no deadline."""
    _in_range("deadline", deadline, 0.001, _LONGEST, "seconds for a whole call, for instance 60", optional=True)
    return deadline


def _in_range(name: str, value: object, least: float, most: float, what: str, *, optional: bool = False) -> None:
    if value is None and optional:
        return
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not least <= number <= most:
        unless = ", or None for no limit" if optional else ""
        raise UsageError(f"{name} is {value!r:.60}; give a number of {what}{unless}.")


def _whole(name: str, value: object, least: int, *, optional: bool = False) -> None:
    if value is None and optional:
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        unless = ", or None for no limit" if optional else ""
        raise UsageError(f"{name} is {value!r:.60}; give a whole number, {least} or more{unless}.")


def _checked_redis(url: object, *, needs_rate: bool) -> None:
    """Raise UsageError for what is no Redis URL. Never repeats it: it may carry a password."""
    parts = url.partition("://") if isinstance(url, str) else ("", "", "")
    if parts[0] not in _REDIS or not parts[2].strip("/"):
        raise UsageError(
            "The Redis URL is not one such as redis://localhost:6379/0 (rediss:// for TLS). "
            "Check Limits(redis=...) and ASHBY_REDIS_URL."
        )
    if needs_rate:
        raise UsageError("Limits(redis=...) counts towards a rate: give a rate, too, for instance rate=10.")
