"""Limiter: lets the calls with one key leave no faster, and no more of them at once, than is set.

Counting is pyrate-limiter's leaky bucket (GCRA): one number for each key, in this process or in Redis. A bulk read is
let through with a smaller burst on the same number: it may use the whole rate, and what an agent calls goes first.
"""

from __future__ import annotations

import collections
import contextlib
import math
import os
import threading
import time
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, cast

from ashby_agent_tools.client.exchange import Exchange
from ashby_agent_tools.client.limits import Limits
from ashby_agent_tools.client.pace import PAUSE, Pace, about_the_rate
from ashby_agent_tools.errors import RateLimited
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.time_limits import in_thread

if TYPE_CHECKING:
    import asyncio

    from pyrate_limiter import Decision, Rate, StateStore
    from pyrate_limiter.abstracts.algorithm import State

    from ashby_agent_tools.client.redis_counter import RedisCounter

__all__ = ["Limiter", "rate_of", "seconds_of"]

_UNIT = 1000  # of a Rate, so that its interval in milliseconds is the microseconds of one request
_REPORTS = (0.2, 3)  # starts a second and at once: never more than 15 in any minute [S]
_REPORTS_AT_ONCE = 3
_KEYS = 1_000  # that a process remembers although no client with them is open


def rate_of(a_second: float, burst: int) -> Rate:
    """A rate for the library."""
    from pyrate_limiter import Rate  # noqa: PLC0415  (loaded by the first call that is limited)

    return Rate(_UNIT, max(1, round(1_000_000 / a_second)), burst)


def seconds_of(decision: Decision) -> float:
    """How long to wait; 0 to go."""
    return 0.0 if decision.allowed else (decision.retry_after_ms or 1) / 1000


class _Slots:
    """Places for requests under way, and the lines in which calls wait, those of bulk reads apart.

    Only the first of each line asks for its turn. Who waits for the start of a report stands in a line of its own, and
    holds nothing else up. `kind`: threading, or asyncio for one event loop.
    """

    def __init__(self, kind: Any, limits: Limits) -> None:
        self.reports = [kind.Semaphore(_REPORTS_AT_ONCE)]
        every = [kind.Semaphore(limits.concurrent)] if limits.concurrent else []
        bulk = [kind.Semaphore(limits.bulk_concurrent)] if limits.bulk_concurrent else []
        self.places = {False: every, True: [*bulk, *every]}
        self.lines = {(name, bulk): kind.Lock() for name in ("rate", "reports") for bulk in (False, True)}

    def of(self, exchange: Exchange) -> list[Any]:
        places = self.places[exchange.bulk]
        return [*self.reports, *places] if exchange.starts_report else places


class _Shared:
    """What all clients with one key in this process have in common."""

    def __init__(self) -> None:
        from pyrate_limiter import GCRA, InMemoryStateStore  # noqa: PLC0415  (as above)

        self.pace = Pace()
        self.algorithm = GCRA()
        self.stores: dict[str, StateStore] = {name: InMemoryStateStore() for name in ("rate", "reports")}
        self._lock = Lock()
        self._slots: dict[int | None, _Slots] = {}
        self._of_loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int | None, _Slots]]
        self._of_loops = weakref.WeakKeyDictionary()

    def slots(self, limits: Limits) -> _Slots:
        """For threads; clients with the same cap share them."""
        found = self._slots.get(limits.concurrent)
        if found is None:
            with self._lock:
                found = self._slots.setdefault(limits.concurrent, _Slots(threading, limits))
        return found

    def slots_here(self, limits: Limits) -> _Slots:
        """For the event loop that runs."""
        import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

        loop = asyncio.get_running_loop()
        found = self._of_loops.get(loop, _NONE).get(limits.concurrent)
        if found is None:
            with self._lock:
                for over in [old for old in self._of_loops if old.is_closed()]:
                    del self._of_loops[over]  # what waited in a loop refers to it, so it would stay
                here = self._of_loops.setdefault(loop, {})
                found = here.setdefault(limits.concurrent, _Slots(asyncio, limits))
        return found


_NONE: dict[int | None, _Slots] = {}
_every: weakref.WeakValueDictionary[str, _Shared] = weakref.WeakValueDictionary()
_recent: collections.OrderedDict[str, _Shared] = collections.OrderedDict()  # a client may be made for each call
_making = Lock()
if hasattr(os, "register_at_fork"):  # not on Windows; a fork begins anew, and counts for itself
    os.register_at_fork(after_in_child=_every.clear)
    os.register_at_fork(after_in_child=_recent.clear)


def _shared(account: str) -> _Shared:
    with _making:
        found = _every.get(account)
        if found is None:
            found = _every[account] = _Shared()
        _recent[account] = found
        _recent.move_to_end(account)
        if len(_recent) > _KEYS:
            _recent.popitem(last=False)
        return found


class Limiter:
    """One client's way to what all calls with its key share. `account`: a name for the key that does not tell it."""

    def __init__(self, limits: Limits, account: str) -> None:
        self._limits = limits
        self._account = account
        self._made: _Shared | None = None
        self._counter: RedisCounter | None = None
        if limits.redis is not None:
            from ashby_agent_tools.client.redis_counter import RedisCounter  # noqa: PLC0415  (loaded where one is used)

            self._counter = RedisCounter(limits.redis, account, self._shared.pace)

    @property
    def _shared(self) -> _Shared:
        if self._made is None:
            self._made = _shared(self._account)
        return self._made

    def close(self) -> None:
        """Close what this client has open to Redis."""
        if self._counter is not None:
            self._counter.close()

    async def aclose(self) -> None:
        """As close, awaited."""
        if self._counter is not None:
            await self._counter.aclose()

    # ---- threads

    @contextlib.contextmanager
    def turn(self, exchange: Exchange) -> Iterator[None]:
        """Wait for a place and for the rate; a 429 that is raised inside slows down every call with this key.

        Raises RateLimited where that would take longer than the call may.
        """
        slots, taken = self._shared.slots(self._limits), list[Any]()
        try:
            for place in slots.of(exchange):
                _take(place, exchange)
                taken.append(place)
            if exchange.starts_report:
                self._wait("reports", exchange, slots)
            self._wait("rate", exchange, slots)
            sent = time.monotonic()
            try:
                yield
            except RateLimited as error:
                self._slow_down(exchange, error, sent)
                raise
        finally:
            for place in taken:
                place.release()

    def _wait(self, name: str, exchange: Exchange, slots: _Slots) -> None:
        if self._limits.rate is None and name == "rate":
            return
        line = slots.lines[name, exchange.bulk]
        _take(line, exchange)
        try:
            while wait := self._ask(name, exchange):
                if wait > exchange.patience:
                    raise exchange.not_in_time(wait)
                time.sleep(wait)
        finally:
            line.release()

    def _ask(self, name: str, exchange: Exchange) -> float:
        """Seconds until it may leave; 0 has taken its turn."""
        rate = self._rate(name, exchange)
        decision = None if self._counter is None or rate is None else self._counter.check(name, rate, 1)
        return seconds_of(decision or self._check_here(name, exchange, rate))

    def _slow_down(self, exchange: Exchange, error: RateLimited, sent: float) -> None:
        pause = self._pause(exchange, error, sent)
        if pause is None:
            return
        owed = None
        if self._counter is not None:
            self._counter.tell()
            owed = self._counter.owed("rate", pause)
        filling = self._filling(pause, error, owed)
        if filling is not None and (self._counter is None or self._counter.check("rate", *filling) is None):
            self._take_here("rate", *filling)

    # ---- an event loop

    @contextlib.asynccontextmanager
    async def aturn(self, exchange: Exchange) -> AsyncIterator[None]:
        """As turn, awaited; who awaits it keeps the deadline. A task that is cancelled gives its place back."""
        if self._made is None:
            await in_thread(lambda: self._shared)  # the library reads a file when it is loaded
        slots, taken = self._shared.slots_here(self._limits), list[Any]()
        try:
            for place in slots.of(exchange):
                await place.acquire()
                taken.append(place)
            if exchange.starts_report:
                await self._await("reports", exchange, slots)
            await self._await("rate", exchange, slots)
            sent = time.monotonic()
            try:
                yield
            except RateLimited as error:
                await self._aslow_down(exchange, error, sent)
                raise
        finally:
            for place in taken:
                place.release()

    async def _await(self, name: str, exchange: Exchange, slots: _Slots) -> None:
        import asyncio  # noqa: PLC0415  (as above)

        if self._limits.rate is None and name == "rate":
            return
        async with slots.lines[name, exchange.bulk]:
            while wait := await self._aask(name, exchange):
                if wait > exchange.patience:
                    raise exchange.not_in_time(wait)
                await asyncio.sleep(wait)

    async def _aask(self, name: str, exchange: Exchange) -> float:
        rate = self._rate(name, exchange)
        decision = None if self._counter is None or rate is None else await self._counter.acheck(name, rate, 1)
        return seconds_of(decision or self._check_here(name, exchange, rate))

    async def _aslow_down(self, exchange: Exchange, error: RateLimited, sent: float) -> None:
        pause = self._pause(exchange, error, sent)
        if pause is None:
            return
        owed = None
        if self._counter is not None:
            await self._counter.atell()
            owed = await self._counter.aowed("rate", pause)
        filling = self._filling(pause, error, owed)
        if filling is not None and (self._counter is None or await self._counter.acheck("rate", *filling) is None):
            self._take_here("rate", *filling)

    # ---- what both decide

    def _rate(self, name: str, exchange: Exchange) -> Rate | None:
        """The rate for this call now: of reports, of all calls, or of this process while Redis is gone."""
        if name == "reports":
            return rate_of(*_REPORTS)
        limits, burst = self._limits, self._limits.bulk_burst if exchange.bulk else self._limits.burst
        rate = limits.rate
        if self._counter is not None and self._counter.gone:
            rate, burst = limits.rate_alone, 1
        return None if rate is None else rate_of(rate * self._shared.pace.part(time.monotonic()), burst)

    def _check_here(self, name: str, exchange: Exchange, rate: Rate | None) -> Decision:
        """This process' own count; beside a Redis the rate is asked for anew, for that may be gone by now."""
        if self._counter is not None:
            rate = self._rate(name, exchange)
        assert rate is not None  # noqa: S101  (a client without a rate does not come here)
        return self._take_here(name, rate, 1)

    def _take_here(self, name: str, rate: Rate, weight: int) -> Decision:
        shared = self._shared
        decision = shared.stores[name].check(shared.algorithm, [rate], time.monotonic_ns() // 1_000_000, weight)
        return cast("Decision", decision)  # in memory none has to be awaited

    def _pause(self, exchange: Exchange, error: RateLimited, sent: float) -> Rate | None:
        """The rate after a 429, if it is about the rate and the calls have not slowed down since it was sent."""
        slowed = about_the_rate(exchange.spec, error) and self._shared.pace.slow_down(sent, time.monotonic())
        return self._rate("rate", exchange) if slowed else None

    def _filling(self, rate: Rate, error: RateLimited, owed: int | None) -> tuple[Rate, int] | None:
        """What to take so that nothing leaves until Retry-After is over; None where nothing leaves earlier anyway.

        The burst bounds it: whoever comes second, in another process, finds the bucket full and takes nothing.
        """
        from pyrate_limiter import Rate  # noqa: PLC0415  (as above)

        shared = self._shared
        if owed is None:
            state = cast("State", shared.stores["rate"].read(shared.algorithm, [rate]))
            owed = shared.algorithm.consumed([rate], state, time.monotonic_ns() // 1_000_000)
        pause = PAUSE if error.retry_after is None else error.retry_after
        wanted = self._limits.burst + math.ceil(pause * 1_000_000 / rate.interval)
        return (Rate(_UNIT, rate.interval, wanted + 1), wanted - owed) if wanted > owed else None


def _take(place: Any, exchange: Exchange) -> None:
    """Take a place or the head of a line. Raises RateLimited when the call may wait no longer."""
    left = exchange.deadline.left
    if not place.acquire(timeout=-1 if left == math.inf else left):
        raise exchange.not_in_time(0.0)
