"""RecentReads: what was read for a question a moment ago, so that the state before a write is not read again."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping

from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import Json, Operation

__all__ = ["RecentReads"]

_SECONDS = 5.0
_MOST = 32


class RecentReads:
    """Answers of one session that are a few seconds old; whatever the session writes makes all of them old."""

    def __init__(self) -> None:
        self._found: list[tuple[float, Operation, Json]] = []
        self._written = float("-inf")

    def reading(self, read: Callable[[Operation], Json]) -> Callable[[Operation], Json]:
        """The same read; what it finds is kept."""

        def noting(operation: Operation) -> Json:
            began = time.monotonic()
            found = read(operation)
            self._keep(began, operation, found)
            return found

        return noting

    def areading(self, read: Callable[[Operation], Awaitable[Json]]) -> Callable[[Operation], Awaitable[Json]]:
        """As reading, awaited."""

        async def noting(operation: Operation) -> Json:
            began = time.monotonic()
            found = await read(operation)
            self._keep(began, operation, found)
            return found

        return noting

    def _keep(self, began: float, operation: Operation, found: Json) -> None:
        if began > self._written:
            self._found = [*self._found[1 - _MOST :], (began, operation, found)]

    def known(self, wanted: Mapping[str, Operation]) -> dict[str, Json]:
        """What of this was read a moment ago."""
        young = [(kept, found) for began, kept, found in self._found if time.monotonic() - began < _SECONDS]
        return {
            name: found
            for name, operation in wanted.items()
            for kept, found in young
            if type(kept) is type(operation) and kept == operation and found is not None
        }

    @contextlib.contextmanager
    def sending(self, call: Call) -> Iterator[None]:
        """A call leaves: of what was read before a write has ended, nothing is sure to stand."""
        if call.operation.spec.reads:
            yield
            return
        self._found = []
        try:
            yield
        finally:
            self._written, self._found = time.monotonic(), []
