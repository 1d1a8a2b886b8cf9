"""A report is started, looked for and fetched, and waits where Ashby takes no more starts."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import Any

import pytest

from ashby_agent_tools import AsyncClient, Client, ReportProgress, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

BOTH = pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """Seconds that were waited; the simulator's clock moves by them, and no real one."""
    found: list[float] = []
    simulators: list[Simulator] = []

    def wait(seconds: float) -> None:
        found.append(seconds)
        for simulator in simulators:
            simulator.advance(seconds=seconds)

    async def await_(seconds: float) -> None:
        wait(seconds)

    monkeypatch.setattr("ashby_agent_tools.client.report.time", type("Clock", (), {"sleep": staticmethod(wait)}))
    monkeypatch.setattr(asyncio, "sleep", await_)
    found_and = (found, simulators)
    yield found_and
    assert time.sleep


class World:
    """A company with reports, and a client of one kind."""

    def __init__(self, kind: type, waits: Any, computes: str = "pipeline") -> None:
        self.simulator = Simulator(seed=7)
        self.waits, simulators = waits
        simulators.append(self.simulator)
        self.client = self.simulator.client() if kind is Client else self.simulator.async_client()
        rows = self.simulator.state.table("report").values()
        self.report = next(row for row in rows if row["computes"] == computes and not row.get("fails"))["id"]
        self.failing = next(row for row in rows if row.get("fails"))["id"]

    async def get(self, *words: Any, **more: Any) -> Any:
        made = self.client.report(*words, **more)
        return await made if inspect.isawaitable(made) else made


@BOTH
async def test_it_is_looked_for_until_it_is_ready(kind, waits) -> None:
    world, told = World(kind, waits), []
    result = await world.get(world.report, on_progress=told.append)
    assert result.data["status"] == "complete"
    assert result.data["reportData"]["data"][0] == result.data["reportData"]["columnNames"]
    assert len(told) == len(world.waits) >= 1
    assert all(isinstance(progress, ReportProgress) and progress.request_id for progress in told)
    assert [progress.looks for progress in told] == list(range(len(told)))
    starts = [request for request in world.simulator.log if "requestId" not in request.body]
    assert len(starts) == 1


@BOTH
async def test_it_waits_where_ashby_takes_no_more_starts(kind, waits) -> None:
    world = World(kind, waits)
    for _ in range(3):
        world.simulator.client().execute(op.ReportGenerate(reportId=world.report))
    result = await world.get(op.ReportGenerate(reportId=world.report, includeHeadersInData=False))
    assert result.data["status"] == "complete"
    assert [request.status for request in world.simulator.log].count(429) >= 1


@BOTH
async def test_what_does_not_come_is_told_by_type(kind, waits) -> None:
    world = World(kind, waits)
    with pytest.raises(errors.ApiError, match="The report failed: A field"):
        await world.get(world.failing)
    with pytest.raises(errors.NotFound, match="no such report"):
        await world.get("3ae2b801-19f6-41ef-ad28-214bd731948f")
    with pytest.raises(errors.TransportError, match="still runs after 0.5 seconds.*requestId="):
        await world.get(world.report, within=0.5)
    for wrong in (7, op.JobList(), None):
        with pytest.raises(errors.UsageError, match="give a report's id"):
            await world.get(wrong)
    with pytest.raises(errors.UsageError, match="deadline is -1"):
        await world.get(world.report, within=-1)
