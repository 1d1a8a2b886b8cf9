"""Redis counter: one rate for many processes. While Redis is gone it says so once, and the process counts for itself.

It knows names of keys and numbers, never the API key. Every process reckons in Redis' own time.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.client.pace import RECOVERY, Pace
from ashby_agent_tools.errors import UsageError

if TYPE_CHECKING:
    import asyncio

    from pyrate_limiter import Decision, Rate

__all__ = ["RedisCounter"]

_PATIENCE = 1.0  # seconds for Redis to answer
_AGAIN = 5.0  # seconds until a Redis that was gone is asked again
_SAME_TIME = 60.0  # seconds that a difference of clocks is taken for true
_SAME_CLOCK = 1.0  # seconds that a clock may be corrected by
_SAME_PACE = 1.0  # seconds until the other processes' pace is asked for again
_log = logging.getLogger("ashby_agent_tools")


class RedisCounter:
    """The buckets of one key in Redis; what cannot be asked there is None. Raises UsageError for a URL that is none."""

    def __init__(self, url: str, account: str, pace: Pace) -> None:
        try:
            import redis  # noqa: PLC0415  (from an extra; loaded where it is used)
            import redis.asyncio  # noqa: PLC0415
        except ImportError:
            raise UsageError("A limit in Redis needs redis: pip install 'ashby-agent-tools[redis]'.") from None
        from pyrate_limiter import GCRA  # noqa: PLC0415  (loaded where it is used)

        options: dict[str, Any] = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
        try:
            self._redis = redis.Redis.from_url(url, **options)
        except (ValueError, TypeError):
            raise UsageError(
                "The Redis URL has a port or a database that is not a number; write redis://localhost:6379/0. "
                "Check Limits(redis=...) and ASHBY_REDIS_URL."
            ) from None
        self._connect: Callable[[], Any] = partial(redis.asyncio.Redis.from_url, url, **options)
        self._failures = (redis.RedisError, OSError)
        self._account, self._algorithm = account, GCRA()
        self._here: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = weakref.WeakKeyDictionary()
        self._lost_at: float | None = None
        self._ahead, self._ahead_at = 0, -_SAME_TIME  # milliseconds that Redis' clock is ahead of the steady one here
        self._set_by = 0.0  # seconds between this machine's two clocks, when Redis' was asked
        self._pace, self._pace_at = pace, -_SAME_PACE

    @property
    def gone(self) -> bool:
        """Whether Redis did not answer, and is not asked again yet."""
        return self._lost_at is not None and time.monotonic() < self._lost_at + _AGAIN

    def check(self, name: str, rate: Rate, weight: int) -> Decision | None:
        """Take `weight` if there is room."""
        if self.gone:
            return None
        try:
            if self._clock_is_old:
                self._set_clock(self._redis.time())
            if self._pace_is_old:
                self._follow(self._redis.get(self._name("pace")))
            return self._found(self._store(self._redis, name).check(self._algorithm, [rate], self._now, weight))
        except self._failures as error:
            self._lose(error)
            return None

    async def acheck(self, name: str, rate: Rate, weight: int) -> Decision | None:
        """As check, awaited."""
        if self.gone:
            return None
        try:
            client = self._client_here()
            if self._clock_is_old:
                self._set_clock(await client.time())
            if self._pace_is_old:
                self._follow(await client.get(self._name("pace")))
            return self._found(await self._store(client, name).check(self._algorithm, [rate], self._now, weight))
        except self._failures as error:
            self._lose(error)
            return None

    def owed(self, name: str, rate: Rate) -> int | None:
        """How much of a bucket is taken."""
        if self.gone:
            return None
        try:
            state = self._store(self._redis, name).read(self._algorithm, [rate])
        except self._failures as error:
            self._lose(error)
            return None
        return self._algorithm.consumed([rate], state, self._now)

    async def aowed(self, name: str, rate: Rate) -> int | None:
        """As owed, awaited."""
        if self.gone:
            return None
        try:
            state = await self._store(self._client_here(), name).read(self._algorithm, [rate])
        except self._failures as error:
            self._lose(error)
            return None
        return self._algorithm.consumed([rate], state, self._now)

    def tell(self) -> None:
        """Tell the other processes how fast this one goes now."""
        try:
            self._redis.set(self._name("pace"), self._my_pace(), px=int(RECOVERY * 1000))
        except self._failures as error:
            self._lose(error)

    async def atell(self) -> None:
        """As tell, awaited."""
        try:
            await self._client_here().set(self._name("pace"), self._my_pace(), px=int(RECOVERY * 1000))
        except self._failures as error:
            self._lose(error)

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    async def aclose(self) -> None:
        """As close, with those of this event loop."""
        import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

        self.close()
        client = self._here.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def _client_here(self) -> Any:
        import asyncio  # noqa: PLC0415  (as above)

        loop = asyncio.get_running_loop()
        if loop not in self._here:
            for over in [old for old in self._here if old.is_closed()]:
                del self._here[over]  # its connections refer to it, so it would stay
            self._here[loop] = self._connect()
        return self._here[loop]

    def _store(self, client: Any, name: str) -> Any:
        from pyrate_limiter import RedisStateStore  # noqa: PLC0415  (as above)

        return RedisStateStore(client, self._name(name))

    def _name(self, name: str) -> str:
        return f"ashby-agent-tools:{self._account}:{name}"

    @property
    def _pace_is_old(self) -> bool:
        return time.monotonic() - self._pace_at > _SAME_PACE

    def _my_pace(self) -> str:
        return f"{self._pace.part(time.monotonic())} {self._now}"

    def _follow(self, said: bytes | str | None) -> None:
        """Go no faster than who slowed down last; it has recovered since as this process would."""
        self._pace_at = time.monotonic()
        if said is not None:
            part, at = map(float, said.split())
            self._pace.follow(part + max(0.0, self._now - at) / 1000 / RECOVERY, self._pace_at)

    @property
    def _clock_is_old(self) -> bool:
        """Whether to ask again: after a while, and where this machine's clock was set, or it slept."""
        slept = abs(time.time() - time.monotonic() - self._set_by) > _SAME_CLOCK
        return slept or time.monotonic() - self._ahead_at > _SAME_TIME

    def _set_clock(self, said: tuple[int, int]) -> None:
        seconds, microseconds = said
        self._ahead_at, self._set_by = time.monotonic(), time.time() - time.monotonic()
        self._ahead = seconds * 1000 + microseconds // 1000 - time.monotonic_ns() // 1_000_000

    @property
    def _now(self) -> int:
        """Redis' time. By the steady clock: an hour that somebody sets ours on would be one that all others wait."""
        return time.monotonic_ns() // 1_000_000 + self._ahead

    def _found(self, decision: Decision) -> Decision:
        if self._lost_at is not None:
            self._lost_at = None
            _log.warning("Redis answers again: the rate is shared with all processes that use this key.")
        return decision

    def _lose(self, error: Exception) -> None:
        if self._lost_at is None:
            _log.warning(
                "Redis, which counts requests for all processes with this key, cannot be used (%s): this process "
                "keeps to a careful rate of its own until it answers again.",
                type(error).__name__,
            )
        self._lost_at = time.monotonic()
