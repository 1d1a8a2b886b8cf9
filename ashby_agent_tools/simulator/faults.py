"""Faults on demand: what a network and a busy service do to a client, one request at a time.

`rate_limit`, `server_error`, `failure_in_200`, `cut_before`: nothing was changed. `cut_after`, `not_json`: the request
had its effect, but its answer was lost. `slow`: it had its effect, and the answer comes late.
"""

from __future__ import annotations

import collections
import dataclasses
import time
from collections.abc import Callable
from typing import Literal, get_args

import httpx

from ashby_agent_tools.errors import UsageError

__all__ = ["FaultKind", "Faults"]

FaultKind = Literal["rate_limit", "server_error", "slow", "cut_before", "cut_after", "failure_in_200", "not_json"]


@dataclasses.dataclass(slots=True)
class Faults:
    """The faults that wait for the next requests, first come first served. `slow_seconds`: how late `slow` is."""

    slow_seconds: float = 1.0
    retry_after: int = 1
    _waiting: collections.deque[tuple[FaultKind, str | None]] = dataclasses.field(default_factory=collections.deque)

    def expect(self, kind: FaultKind, times: int = 1, *, endpoint: str | None = None) -> None:
        """Let the next `times` requests (of that endpoint, if one is named) fail in this way."""
        if kind not in get_args(FaultKind):
            raise UsageError(f"There is no fault {kind!r}; there are {', '.join(get_args(FaultKind))}.")
        self._waiting.extend([(kind, endpoint)] * times)

    def take(self, endpoint: str) -> FaultKind | None:
        """The fault for this request, used up by it."""
        for item in self._waiting:
            if item[1] in (None, endpoint):
                self._waiting.remove(item)
                return item[0]
        return None

    def wait(self, request: httpx.Request, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Be late. In-process there is no read timeout but the request's own: then it strikes without waiting."""
        patience = request.extensions.get("timeout", {}).get("read")
        if patience is not None and patience < self.slow_seconds:
            raise httpx.ReadTimeout("The simulator answers late on purpose.", request=request)
        sleep(self.slow_seconds)
