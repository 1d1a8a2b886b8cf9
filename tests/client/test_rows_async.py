"""Row limits of an AsyncClient: nothing blocks its event loop, and a call that is cancelled ends."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from blocking import watching
from rows_scene import Scene, scene
from valid_arguments import World

from ashby_agent_tools import AsyncClient, Limits, Rows, confirm_never
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import NotFound, TransportError

no_blocking = watching()


@pytest.fixture(scope="module")
def made() -> Scene:
    world = World()
    return scene(world, world.job["id"])


def client_of(made: Scene, transport: httpx.AsyncBaseTransport | None = None, **options: float) -> AsyncClient:
    simulator = made.world.simulator
    transport = transport or simulator.async_transport()
    free = Limits(rate=None, concurrent=None)
    return AsyncClient(simulator.key, transport=transport, policy=confirm_never, limits=free, **options)


async def test_reads_writes_and_lists_block_nothing(made):
    foreign, own = made.one_outside("candidate"), made.world.application
    async with client_of(made) as whole:
        limited = whole.limited_to(Rows(jobs=made.jobs))
        listed = [row async for row in limited.records(op.CandidateList(limit=50))]
        with pytest.raises(NotFound):
            await limited.execute(op.CandidateInfo(id=foreign))
        noted = await limited.execute(op.CandidateCreateNote(candidateId=own["candidateId"], note="Hello"))
        pages = limited.side_by_side(op.ApplicationList(limit=40), op.OfferList(), op.InterviewScheduleList())
        several = [page.data async for page in pages]
    assert listed
    assert noted.data["id"]
    assert not made.found([listed, several])


class Slow(httpx.AsyncBaseTransport):
    """Answers a few requests, then waits for ever."""

    def __init__(self, made: Scene, most: int) -> None:
        self.inner, self.left, self.waits = made.world.simulator.async_transport(), most, asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.left -= 1
        if self.left < 0:
            self.waits.set()
            await asyncio.sleep(60)
        return await self.inner.handle_async_request(request)


@pytest.mark.parametrize("most", [0, 1])
async def test_a_call_that_is_cancelled_ends(made, most):
    slow = Slow(made, most)
    async with client_of(made, slow) as whole:
        limited = whole.limited_to(Rows(jobs=made.jobs))
        task = asyncio.create_task(
            limited.execute(op.ApplicationListHistory(applicationId=made.world.application["id"]))
        )
        await slow.waits.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_all_requests_of_a_call_have_one_deadline(made):
    slow = Slow(made, 1)
    async with client_of(made, slow, deadline=0.3) as whole:
        limited = whole.limited_to(Rows(jobs=made.jobs))
        with pytest.raises(TransportError):
            await limited.execute(op.ApplicationListHistory(applicationId=made.world.application["id"]))
