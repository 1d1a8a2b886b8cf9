"""Exchange: one call on its way, with all its attempts: its request, its deadline, and whether it may have arrived."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

import httpx

from ashby_agent_tools.call import Call
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.errors import OutcomeUnknown, RateLimited, ToolError, TransportError
from ashby_agent_tools.operations.base import Spec
from ashby_agent_tools.telemetry import RequestTrace, request

__all__ = ["LONGEST_WAIT", "Exchange"]

LONGEST_WAIT = 30.0  # seconds that all waits of one call may take together, unless it is part of a long read


@dataclasses.dataclass(slots=True, eq=False)
class Exchange:
    """What one call needs while it is tried. `bulk`: part of a long read, which lets other calls go first.

    `under_way`: an attempt has begun whose end is not known. `attempts`: those that have begun. `echoes`: what was sent
    in place of an argument, with what it stands for; an answer that repeats it is read as if it repeated the argument.
    """

    call: Call
    request: httpx.Request
    auth: httpx.BasicAuth | None
    secrets: Callable[[], Iterable[str]]
    deadline: Deadline
    bulk: bool = False
    under_way: bool = False
    attempts: int = 0
    echoes: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def heard(self, content: bytes) -> bytes:
        """The body of an answer, as an answer to the arguments of the call."""
        for other, own in self.echoes.items():
            content = content.replace(other.encode(), own.encode())
        return content

    @property
    def spec(self) -> Spec:
        """The facts of the operation."""
        return self.call.operation.spec

    @property
    def starts_report(self) -> bool:
        """Whether this starts a report, of which Ashby takes 15 a minute; asking for one that runs is free. [S]"""
        if self.spec.endpoint == "report.generate":
            return getattr(self.call.operation, "requestId", None) is None
        return self.spec.endpoint == "report.synchronous"

    @property
    def longest_wait(self) -> float:
        """Seconds that its waits between attempts may take together; a long read keeps a long Retry-After."""
        return max(LONGEST_WAIT, self.deadline.seconds or LONGEST_WAIT) if self.bulk else LONGEST_WAIT

    @property
    def patience(self) -> float:
        """Seconds that it waits for its turn at most: what an agent calls answers soon, a long read has time."""
        return self.deadline.left if self.bulk else min(self.deadline.left, LONGEST_WAIT)

    def begin(self) -> None:
        """An attempt begins: from here on it may arrive. Raises RateLimited where the time is over already."""
        if not self.deadline.left:
            raise self.late()
        self.under_way = True
        self.attempts += 1

    def traced(self) -> AbstractContextManager[RequestTrace]:
        """The span of the attempt that has begun, where the call belongs to a session that is watched."""
        url = self.request.url
        return request(self.spec.endpoint, url.host, url.port, self.attempts - 1)

    def not_in_time(self, wait: float) -> RateLimited:
        """Its turn would come too late; `wait`: seconds until then, 0 where nobody knows."""
        error = RateLimited(
            f"{self.call.tool} was not sent: with this key no call may leave for now"
            + (f", the next one in {wait:.0f} seconds" if wait else "")
            + ". It is a limit of this client (Limits), or follows from a 429 of Ashby's. Try again later."
        )
        error.retry_after = wait or None
        return error

    def late(self) -> ToolError:
        """The deadline is over. What may have arrived is in doubt if it writes."""
        from ashby_agent_tools.client.advice import after_write  # noqa: PLC0415  (loaded when it is needed)

        within = f"within the {self.deadline.seconds:g} seconds that a call may take"
        if not self.under_way:
            return RateLimited(f"{self.call.tool} could not be sent {within}. Nothing was done; try again later.")
        if self.spec.reads:
            return TransportError(f"{self.call.tool} was not answered {within}; try again later.")
        return OutcomeUnknown(f"{self.call.tool} was sent and not answered {within}. {after_write(self.spec)}")
