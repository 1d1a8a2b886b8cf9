"""Slots: which account has which client, who is using it, and which one is closed when there are too many."""

from __future__ import annotations

import dataclasses
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from ashby_agent_tools._given import must_be
from ashby_agent_tools.accounts.keys import AccountKey
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.locks import Lock

__all__ = ["Slot", "Slots"]

C = TypeVar("C")


@dataclasses.dataclass(slots=True, eq=False)
class Slot(Generic[C]):
    """An account's client. `users`: who is using it now. `kept`: whether the next one who asks gets it."""

    account: str
    key: AccountKey
    client: C
    asked_at: float
    users: int = 0
    kept: bool = True


class Slots(Generic[C]):
    """At most `most` clients that nobody uses; the least recently used leaves first, and no one that is in use.

    Every method that takes clients out answers them: who asked closes them, outside the lock. In a process that was
    forked since there are none: the first one's connections are not this one's.
    """

    def __init__(self, most: int, fresh_for: float, clock: Callable[[], float] = time.monotonic) -> None:
        must_be("most", most, int, write="give a number of clients")
        must_be("fresh_for", fresh_for, int, float, write="give seconds")
        if most < 1:
            raise UsageError(f"most is {most}; keep 1 client or more.")
        if not fresh_for > 0:
            raise UsageError(f"fresh_for is {fresh_for}; give seconds, more than 0.")
        self._most, self._fresh_for, self._clock = most, fresh_for, clock
        self._slots: OrderedDict[str, Slot[C]] = OrderedDict()
        self._lock, self._process, self._closed = Lock(), os.getpid(), False

    def take(self, account: str) -> Slot[C] | None:
        """The account's slot, in use from now on; None where its key has to be asked for (again)."""
        with self._lock:
            self._check()
            slot = self._slots.get(account)
            if slot is None or self._clock() - slot.asked_at >= self._fresh_for:
                return None
            return self._used(slot)

    def renew(self, account: str, key: AccountKey) -> Slot[C] | None:
        """The account's slot, in use from now on, if its key is still this one; None where a client is to be made."""
        with self._lock:
            self._check()
            slot = self._slots.get(account)
            if slot is None or slot.key != key:
                return None
            slot.asked_at = self._clock()
            return self._used(slot)

    def offer(self, account: str, key: AccountKey, client: C) -> tuple[Slot[C], list[C]]:
        """The account's slot with this key, in use from now on, and what is to be closed.

        That is the client that was offered where somebody else has offered one meanwhile.
        """
        if (there := self.renew(account, key)) is not None:
            return there, [client]
        with self._lock:
            slot = self._slots.get(account)
            leaving = [] if slot is None else self._dropped(slot)
            fresh = self._slots[account] = Slot(account, key, client, self._clock())
            self._used(fresh)
            return fresh, [*leaving, *self._too_many()]

    def give_back(self, slot: Slot[C]) -> list[C]:
        """The slot is not used any more; what is to be closed."""
        with self._lock:
            slot.users -= 1
            if not slot.kept:
                return [slot.client] if slot.users == 0 else []
            return self._too_many()

    def forget(self, account: str) -> list[C]:
        """The next one who asks gets another client; what is to be closed."""
        with self._lock:
            slot = self._slots.get(account)
            return [] if slot is None else self._dropped(slot)

    def close(self) -> list[C]:
        """Nobody gets a client any more; what is to be closed, the rest when it is given back."""
        with self._lock:
            self._closed = True
            return [client for slot in list(self._slots.values()) for client in self._dropped(slot)]

    @property
    def held(self) -> tuple[str, ...]:
        """The accounts that have a client, the least recently used first."""
        with self._lock:
            return tuple(self._slots)

    def _used(self, slot: Slot[C]) -> Slot[C]:
        slot.users += 1
        self._slots.move_to_end(slot.account)
        return slot

    def _too_many(self) -> list[C]:
        idle = [slot for slot in self._slots.values() if slot.users == 0]
        leaving = idle[: max(0, len(self._slots) - self._most)]
        return [client for slot in leaving for client in self._dropped(slot)]

    def _dropped(self, slot: Slot[C]) -> list[C]:
        slot.kept = False
        del self._slots[slot.account]
        return [slot.client] if slot.users == 0 else []

    def _check(self) -> None:
        if os.getpid() != self._process:
            self._slots, self._process = OrderedDict(), os.getpid()
        if self._closed:
            raise UsageError("These accounts were closed. Nothing was sent.")
