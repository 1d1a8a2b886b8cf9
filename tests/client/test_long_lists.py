"""Long lists: how far they are is told page by page, and a cursor that works no longer says so by its type."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Limits, Progress, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import PagingRules, Simulator

START_AGAIN = (
    "sync_token_expired",
    "sync_token_invalid",
    "incremental_sync_too_large",
    "next_cursor_expired",
    "cursor_invalid",
    "invalid_next_cursor",
)
BOTH = pytest.mark.parametrize("awaited", [False, True], ids=["sync", "async"])
LIST = op.CandidateList(limit=50)


async def walked(simulator: Simulator, told: list[Progress], *, awaited: bool) -> list[str]:
    """The ids of all candidates."""
    if awaited:
        async with simulator.async_client() as ashby:
            return [row["id"] async for row in ashby.records(LIST, on_page=told.append)]
    with simulator.client() as ashby:
        return [row["id"] for row in ashby.records(LIST, on_page=told.append)]


@BOTH
async def test_each_page_is_told_when_it_has_come(*, awaited: bool) -> None:
    simulator, told = Simulator(seed=7), []
    found = await walked(simulator, told, awaited=awaited)
    assert told == [
        Progress("candidate.list", 1, 50, more=True),
        Progress("candidate.list", 2, 100, more=True),
        Progress("candidate.list", 3, len(found), more=False),
    ]
    assert set(found) == set(simulator.state.table("candidate"))


@BOTH
async def test_an_error_of_the_callback_ends_the_walk_as_it_is(*, awaited: bool) -> None:
    class Stopped(Exception):
        pass

    def stop(progress: Progress) -> None:
        raise Stopped

    simulator = Simulator(seed=7)
    with pytest.raises(Stopped):
        await walked(simulator, type("Told", (), {"append": staticmethod(stop)})(), awaited=awaited)
    assert len(simulator.log) == 1


@BOTH
async def test_a_cursor_that_expired_on_the_way_is_told_by_type_after_what_came(*, awaited: bool) -> None:
    simulator = Simulator(seed=7, paging=PagingRules(life=timedelta(hours=1)))
    found: list[str] = []

    def late(progress: Progress) -> None:
        if progress.pages == 2:
            simulator.advance(hours=2)

    with pytest.raises(errors.CursorExpired, match="Start again from the first page") as caught:
        if awaited:
            async with simulator.async_client() as ashby:
                async for row in ashby.records(LIST, on_page=late):
                    found.append(row["id"])  # noqa: PERF401  (what came before the error counts)
        else:
            with simulator.client() as ashby:
                for row in ashby.records(LIST, on_page=late):
                    found.append(row["id"])  # noqa: PERF401  (as above)
    assert caught.value.code == "next_cursor_expired"
    assert len(set(found)) == 100


@BOTH
@pytest.mark.parametrize("code", START_AGAIN)
async def test_each_of_the_six_codes_is_that_type(code: str, *, awaited: bool) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"success": False, "errors": [code]}))
    with pytest.raises(errors.CursorExpired) as caught:
        if awaited:
            await AsyncClient("key", transport=transport).execute(LIST)
        else:
            Client("key", transport=transport).execute(LIST)
    assert caught.value.code == code


# ---- several lists side by side


async def test_lists_side_by_side_each_give_their_pages_in_order() -> None:
    simulator = Simulator(seed=7)
    operations = [op.CandidateList(limit=50), op.ApplicationList(limit=50), op.JobList(limit=2), op.OfferList(limit=3)]
    async with simulator.async_client() as ashby:
        alone = {each.spec.endpoint: [row["id"] async for row in ashby.records(each)] for each in operations}
        found: dict[str, list[str]] = {}
        async for page in ashby.side_by_side(*operations, at_once=3):
            found.setdefault(page.call.endpoint, []).extend(row["id"] for row in page.data)
    assert found == alone


@pytest.mark.parametrize("at_once", [1, 3])
async def test_no_more_lists_are_read_at_once_than_asked_for_and_none_runs_ahead(at_once: int) -> None:
    reading, most, sent = 0, 0, 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal reading, most, sent
        reading, sent = reading + 1, sent + 1
        most = max(most, reading)
        await asyncio.sleep(0.001)
        reading -= 1
        paging = {"moreDataAvailable": True, "nextCursor": str(sent)}
        return httpx.Response(200, json={"success": True, "results": [], **paging})

    async with AsyncClient("key", transport=httpx.MockTransport(answer), limits=Limits(rate=None)) as ashby:
        pages = ashby.side_by_side(*[LIST] * 5, at_once=at_once)
        for _ in range(4):
            await anext(pages)
        await asyncio.sleep(0.05)
        assert most == at_once
        assert sent <= 4 + 2 * at_once
        await pages.aclose()
        ended = sent
        await asyncio.sleep(0.02)
        assert sent == ended, "who leaves the loop leaves no reader behind"


@pytest.mark.usefixtures("no_waiting")
async def test_the_first_error_ends_all_lists_and_is_raised_as_it_is() -> None:
    simulator = Simulator(seed=7)
    async with simulator.async_client() as ashby:
        simulator.fail_next("failure_in_200", 20, endpoint="job.list")
        with pytest.raises(errors.ServerFailure):
            async for _ in ashby.side_by_side(op.JobList(), op.CandidateList(limit=1), at_once=2):
                pass


@pytest.mark.parametrize("wrong", [{"at_once": 0}, {"at_once": 1.5}, {"at_once": True}])
async def test_a_number_of_lists_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(errors.UsageError, match="at_once is .*1 or more"):
        await anext(Simulator(seed=7).async_client().side_by_side(LIST, **wrong))
    simulator = Simulator(seed=7)
    with pytest.raises(errors.UsageError, match="not paged"):
        await anext(simulator.async_client().side_by_side(LIST, op.UserSearch(email="a@example.com")))
    assert simulator.log == []
