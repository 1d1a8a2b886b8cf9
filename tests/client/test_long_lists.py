"""Long lists: how far they are is told page by page, and a cursor that works no longer says so by its type."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Progress, errors
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
