"""Locks and forks: a lock that another thread held when the process was forked is free in the new process."""

from __future__ import annotations

import os
import threading
import weakref
from types import TracebackType

__all__ = ["Lock"]


class Lock:
    """A lock for a few steps in memory, used with `with`.

    The threads that hold locks do not go with a fork, so a plain lock that was held stays held in the new process for
    ever. What must not be shared with another process (a store, a connection) refuses instead of using this.
    """

    __slots__ = ("__weakref__", "_inner")

    def __init__(self) -> None:
        self.renew()
        _every.add(self)

    def renew(self) -> None:
        """Be free, whoever held it."""
        self._inner = threading.Lock()

    def __enter__(self) -> None:
        self._inner.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.release()


_every: weakref.WeakSet[Lock] = weakref.WeakSet()


def _renew() -> None:
    for lock in list(_every):
        lock.renew()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_renew)
