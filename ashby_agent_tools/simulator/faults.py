"""Faults on demand: what a network and a busy service do to a client, one request at a time.

`rate_limit`, `server_error` (500), `unavailable` (503), `failure_in_200`, `cut_before`: nothing was changed.
`cut_after`, `bad_gateway` (502), `half_body`, `not_json`, `wrong_json` (JSON, but no envelope): the request had its
effect, and its answer was lost. `slow`: it had its effect, and the answer comes late.
"""

from __future__ import annotations

import collections
import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import MappingProxyType
from typing import Literal, get_args

import httpx

from ashby_agent_tools.errors import UsageError

__all__ = ["WITHOUT_EFFECT", "FaultKind", "Faults", "HalfBody"]

FaultKind = Literal[
    "rate_limit",
    "server_error",
    "bad_gateway",
    "unavailable",
    "slow",
    "cut_before",
    "cut_after",
    "half_body",
    "failure_in_200",
    "not_json",
    "wrong_json",
]
WITHOUT_EFFECT: MappingProxyType[FaultKind, int] = MappingProxyType(
    {"rate_limit": 429, "server_error": 500, "unavailable": 503, "failure_in_200": 200, "cut_before": 0}
)
"""The faults that change nothing, with their HTTP status."""


class HalfBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that ends in its middle, as a connection that breaks leaves it. `whole`: bytes that were promised."""

    def __init__(self, content: bytes) -> None:
        self.whole, self.half = len(content), content[: len(content) // 2]

    def __iter__(self) -> Iterator[bytes]:
        yield self.half
        raise httpx.RemoteProtocolError("The simulator cut the connection in the middle of the body.")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


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

    def forget(self) -> None:
        """Let all that comes pass."""
        self._waiting.clear()

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
