"""Deliveries: which webhooks were handled and which are being worked on, for all processes that share a store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal

from ashby_agent_tools._given import must_be_seconds
from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Connection
from ashby_agent_tools.store.retention import HOUR

__all__ = ["Deliveries", "DeliveryLog"]

A_WEEK = 7 * 24 * HOUR
_CLAIM = (
    "INSERT INTO ashby_delivery (key, done, until) VALUES (:key, 0, :until) "
    "ON CONFLICT (key) DO UPDATE SET done = 0, until = :until WHERE ashby_delivery.until <= :now"
)
_ADD = (
    "INSERT INTO ashby_delivery (key, done, until) VALUES (:key, 1, :until) "
    "ON CONFLICT (key) DO UPDATE SET done = 1, until = :until"
)
_RELEASE = "DELETE FROM ashby_delivery WHERE key = :key AND done = 0 AND until = :until"


class Deliveries(BaseStore):
    """What a store remembers of webhooks: digests only, no data of people."""

    def deliveries(self, *, keep_for: float = A_WEEK, busy_for: float = 300.0) -> DeliveryLog:
        """The deliveries of this store, for `webhooks.app` and `webhooks.Receiver`; its methods raise StoreUnavailable.

        `keep_for`: seconds for which a delivery is remembered. `busy_for`: seconds after which a process that took one
        and did not finish counts as dead, and it may be taken again.
        """
        must_be_seconds("keep_for", keep_for)
        must_be_seconds("busy_for", busy_for)
        return DeliveryLog(self._reading, self._writing, self.now, keep_for=keep_for, busy_for=busy_for)


class DeliveryLog:
    """The deliveries of one store, as receivers ask for them; `webhooks.Shared` has the methods."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[str], AbstractContextManager[Connection]],
        now: Callable[[], float],
        *,
        keep_for: float,
        busy_for: float,
    ) -> None:
        self._reading, self._writing, self._now = reading, writing, now
        self._keep_for, self._busy_for, self._purged_at = keep_for, busy_for, now()
        self._until: dict[bytes, float] = {}  # of what is claimed here: only that is released here

    def __contains__(self, key: str) -> bool:
        with self._reading() as db:
            statement = "SELECT 1 FROM ashby_delivery WHERE key = :key AND done = 1 AND until > :now"
            return bool(db.rows(statement, key=_digest(key), now=self._now()))

    def claim(self, key: str) -> Literal["event", "duplicate", "in_progress"]:
        """Take this key, in one step: event if it is ours now, else what it is elsewhere."""
        digest, now = _digest(key), self._now()
        with self._writing(_lock(digest)) as db:
            if not db.change(_CLAIM, key=digest, until=now + self._busy_for, now=now):
                ((done,),) = db.rows("SELECT done FROM ashby_delivery WHERE key = :key", key=digest)
                return "duplicate" if done else "in_progress"
        self._until[digest] = now + self._busy_for
        return "event"

    def add(self, key: str) -> None:
        """Remember this key as handled, and forget what is too old."""
        digest, now = _digest(key), self._now()
        with self._writing(_lock(digest)) as db:
            db.change(_ADD, key=digest, until=now + self._keep_for)
        self._until.pop(digest, None)
        if abs(now - self._purged_at) >= HOUR:
            self._purged_at = now
            with self._writing("deliveries") as db:
                db.change("DELETE FROM ashby_delivery WHERE until <= :now", now=now)

    def release(self, key: str) -> None:
        """Give up a key that was claimed here and not added; one that another process has taken by now stays."""
        digest = _digest(key)
        if (until := self._until.pop(digest, None)) is not None:
            with self._writing(_lock(digest)) as db:
                db.change(_RELEASE, key=digest, until=until)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()[:16]


def _lock(digest: bytes) -> str:
    return f"delivery {digest.hex()}"
