"""AsyncSync and AsyncMirror: the same, awaited; nothing blocks the loop, and a task that is cancelled loses nothing."""

from __future__ import annotations

import asyncio

import pytest
from blocking import watching

from ashby_agent_tools import MemoryStore
from ashby_agent_tools.sync import AsyncMirror, AsyncSync
from ashby_agent_tools.webhooks import Event

no_blocking = watching()
HIRED = Event("candidateHire", {"application": {"id": "a"}}, "e1")
PEOPLE = ("candidate", "application")


@pytest.fixture
def store():
    with MemoryStore() as made:
        yield made


@pytest.fixture
async def sync(simulator, store):
    async with simulator.async_client() as client:
        yield AsyncSync(client, state=store, lists=PEOPLE, limit=50)


def rename(simulator):
    row = simulator.state.first("candidate")
    row["name"] = "Somebody Else"
    simulator.state.touch("candidate", row)
    return row["id"]


async def test_everything_and_then_what_changed(simulator, sync):
    first = {(it.kind, it.id) async for it in sync.changes()}
    assert first == {(kind, it) for kind in PEOPLE for it in simulator.state.table(kind)}
    identity = rename(simulator)
    assert [(it.kind, it.id) async for it in sync.changes()] == [("candidate", identity)]


async def test_a_mirror(simulator, sync):
    mirror = AsyncMirror(sync)
    assert (await mirror.update()).changed == 320
    rename(simulator)
    drift = await mirror.drift()
    assert [it.problem for it in drift.samples if it.kind == "candidate"] == ["different"]
    assert len([it async for it in mirror.changes()]) == 1
    await mirror.update(full=True)
    assert not await mirror.drift()


async def test_an_event_is_taken_once(sync):
    mirror = AsyncMirror(sync)

    async def handle():
        async with mirror.take(HIRED) as mine:
            await asyncio.sleep(0)
            return mine

    assert sorted(await asyncio.gather(*(handle() for _ in range(5)))) == [False] * 4 + [True]
    with pytest.raises(OSError, match="no"):
        async with mirror.take(Event("candidateHire", {}, "e2")):
            raise OSError("no")
    assert [it.id for it in mirror.open_events] == ["e2"]


@pytest.mark.parametrize("requests", range(6))
async def test_a_task_that_is_cancelled_loses_nothing(simulator, sync, requests):
    mirror = AsyncMirror(sync)
    task = asyncio.create_task(mirror.update())
    while len(simulator.log) < requests:  # noqa: ASYNC110  (the simulator tells nobody)
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await mirror.update()
    assert not await mirror.drift()
