"""A report that is started, waited for and fetched: a script for both clients, within Ashby's limits of reports.

Ashby takes 15 starts a minute and 3 reports at a time, for a whole organization; asking for one that runs is free. [S]
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Generator
from typing import TypeAlias

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.client.limits import checked_deadline
from ashby_agent_tools.client.paging import OnReport, ReportProgress
from ashby_agent_tools.errors import ApiError, NotFound, RateLimited, TransportError, UsageError
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.reports import ReportGenerate
from ashby_agent_tools.scripts import adrive, drive

__all__ = ["arun", "generating", "run"]

_POLL = 1.0  # seconds between two looks, as Ashby advises [S]
_START_AGAIN = 4.0  # seconds: 15 starts a minute


Step: TypeAlias = "Operation | float"
Script: TypeAlias = "Generator[Step, Result, Result]"


def _operation(report: str | Operation) -> ReportGenerate:
    if isinstance(report, str):
        return ReportGenerate(reportId=report)
    if not isinstance(report, ReportGenerate):
        raise UsageError(f"report is {report!r:.60}; give a report's id, or ReportGenerate(...).")
    return report


def generating(report: str | Operation, within: float, on_progress: OnReport | None) -> Script:
    """Yields operations, and seconds to wait; is sent what they answered, or RateLimited is thrown in.

    Raises UsageError for what is no report, NotFound for one that does not exist, ApiError for one that failed,
    TransportError where it is not ready in time.
    """
    operation, deadline = _operation(report), Deadline(checked_deadline(within))
    result = yield from _started(operation, deadline)
    looks = 0
    while _at(result, "status") == "in_progress":
        request = _at(result, "requestId") or operation.requestId or ""
        if deadline.left < _POLL:
            raise TransportError(
                f"The report still runs after {deadline.seconds:g} seconds. Nothing is lost: ask for it again with "
                f"requestId={request!r}."
            )
        if on_progress is not None:
            on_progress(ReportProgress(request, looks, deadline.waited))
        yield _POLL
        looks += 1
        result = yield operation.model_copy(update={"requestId": request})
    return _finished(result)


def _started(operation: ReportGenerate, deadline: Deadline) -> Script:
    while True:
        try:
            return (yield operation)
        except RateLimited as error:
            wait = error.retry_after or _START_AGAIN
            if wait >= deadline.left:
                raise
        yield wait


def _finished(result: Result) -> Result:
    status = _at(result, "status")
    if status is None:
        raise NotFound(
            "There is no such report, or this key may not see it. Ashby does not list reports: the id is in the "
            "report's address.",
            request_id=result.request_id,
        )
    if status == "failed":
        why = _at(result, "failureReason")
        raise ApiError(f"The report failed{f': {why:.500}' if why else ''}.", request_id=result.request_id)
    return result


def _at(result: Result, key: str) -> str | None:
    found = result.data.get(key) if isinstance(result.data, dict) else None
    return found if isinstance(found, str) else None


def run(script: Script, execute: Callable[[Operation], Result]) -> Result:
    """Carry a script out."""
    return drive(script, lambda step: time.sleep(step) if isinstance(step, float) else execute(step))


async def arun(script: Script, execute: Callable[[Operation], Awaitable[Result]]) -> Result:
    """As run, awaited."""
    import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

    return await adrive(script, lambda step: asyncio.sleep(step) if isinstance(step, float) else execute(step))
