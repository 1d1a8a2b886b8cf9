"""Progress of a slow call, so that a client which gives up after a silent minute keeps waiting."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import logging
from collections.abc import AsyncIterator, Iterator

from ashby_mcp.conversation import Context
from ashby_mcp.shutdown import ActiveCalls

__all__ = ["EVERY", "Progress", "reporting"]

EVERY = 5.0
"""Seconds between two notifications; most clients wait 60 for the next one."""

_log = logging.getLogger("ashby_mcp")


@dataclasses.dataclass(slots=True)
class Progress:
    """What a call is doing now, for the notifications about it."""

    active: ActiveCalls
    doing: str = "Still at work"

    @contextlib.contextmanager
    def deciding(self) -> Iterator[None]:
        """A person is being asked meanwhile."""
        before, self.doing = self.doing, "Waiting for a person's answer"
        try:
            with self.active.decision():
                yield
        finally:
            self.doing = before


@contextlib.asynccontextmanager
async def reporting(ctx: Context, active: ActiveCalls, every: float = EVERY) -> AsyncIterator[Progress]:
    """Notify the client every few seconds until the call is over; the SDK sends nothing where it gave no token.

    It is one of the `active` calls meanwhile.
    """
    progress = Progress(active)
    sending = asyncio.create_task(_send(ctx, progress, every))
    try:
        with active.call():
            yield progress
    finally:
        sending.cancel()
        await asyncio.wait([sending])
        if not sending.cancelled() and (error := sending.exception()):  # what the call came to must not be lost for it
            _log.warning("a progress notification failed: %s", type(error).__name__)


async def _send(ctx: Context, progress: Progress, every: float) -> None:
    for number in itertools.count(1):
        await asyncio.sleep(every)
        await ctx.session.report_progress(number, message=f"{progress.doing}, {number * every:.0f} s so far.")
