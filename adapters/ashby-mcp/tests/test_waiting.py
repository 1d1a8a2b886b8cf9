"""Calls that take their time: progress reaches clients that give up after a silence, in both protocol eras."""

from __future__ import annotations

import asyncio

import anyio
import pytest
from mcp import types

from ashby_agent_tools import AsyncClient, Decision, MemoryStore, Session, Toolset
from ashby_mcp import build_server

TOOL = "ashby_application_change_stage"
EVERY, PATIENCE, SLOW = 0.1, 2.0, 2.5

pytestmark = pytest.mark.slow  # each waits for seconds; make test-slow


async def call_patiently(client, tool, arguments):
    """Call as clients do whose timeout starts again with each progress notification; also what they heard."""
    heard = []
    with anyio.fail_after(PATIENCE) as scope:

        async def hear(progress, total, message):
            heard.append((progress, total, message))
            scope.deadline = anyio.current_time() + PATIENCE

        return await client.call_tool(tool, arguments, progress_callback=hear), heard
    raise TimeoutError("nothing was heard for too long")


def must_grow(heard):
    numbers = [progress for progress, _, _ in heard]
    assert numbers == sorted(set(numbers))
    assert all(total is None for _, total, _ in heard)


async def test_a_slow_person_who_is_asked_within_the_call_is_waited_for(scene, connect):
    async def slowly(context, params):
        await asyncio.sleep(SLOW)
        return types.ElicitResult(action="accept", content={"approve": True})

    async with connect(scene.server(progress_every=EVERY), "legacy", slowly) as client:
        result, heard = await call_patiently(client, TOOL, scene.rejection())
    assert not result.is_error
    must_grow(heard)
    assert any("person" in message for _, _, message in heard)
    assert scene.sent() == [scene.rejection()]


async def test_a_slow_approver_of_the_application_is_waited_for(scene, era, connect):
    async def slowly(call, question):
        await asyncio.sleep(SLOW)
        return Decision.approve(by="robin@example.com")

    sender, store = scene.simulator.async_client(), MemoryStore()
    server = build_server(
        lambda name: Session(
            Toolset.preset("operations"), async_client=sender, conversation=name, store=store, approver=slowly
        ),
        progress_every=EVERY,
    )  # fmt: skip
    async with connect(server, era) as client:
        result, heard = await call_patiently(client, TOOL, scene.rejection())
    assert not result.is_error
    must_grow(heard)
    assert scene.sent() == [scene.rejection()]


async def test_a_slow_page_is_waited_for(served, era, connect):
    async with AsyncClient(served.simulator.key, base_url=served.simulator.url) as sender:
        server = build_server(
            lambda name: Session(Toolset.preset("operations"), async_client=sender, conversation=name),
            progress_every=EVERY,
        )
        served.simulator.fail_next("slow", endpoint="candidate.list", seconds=SLOW)
        async with connect(server, era) as client:
            result, heard = await call_patiently(client, "ashby_candidate_list", {"limit": 1})
    assert not result.is_error
    must_grow(heard)


async def test_a_quick_call_and_one_without_a_token_send_no_progress(scene, era, connect):
    async with connect(scene.server(progress_every=EVERY * 1_000), era) as client:
        result, heard = await call_patiently(client, "ashby_candidate_list", {"limit": 1})
        assert not result.is_error
        assert heard == []
        assert not (await client.call_tool("ashby_candidate_list", {"limit": 1})).is_error


@pytest.mark.parametrize("outcome", ["decline", "accept"])
async def test_a_client_that_leaves_meanwhile_leaves_no_task_behind(scene, connect, outcome):
    answered = asyncio.Event()

    async def slowly(context, params):
        await answered.wait()
        return types.ElicitResult(action=outcome)

    before = asyncio.all_tasks()
    async with connect(scene.server(progress_every=EVERY), "legacy", slowly) as client:
        with pytest.raises(TimeoutError), anyio.fail_after(EVERY * 4):
            await client.call_tool(TOOL, scene.rejection(), progress_callback=_nothing)
        answered.set()
    with anyio.fail_after(60):
        while not asyncio.all_tasks() <= before:  # noqa: ASYNC110  (each ends when it is its turn)
            await asyncio.sleep(EVERY)
    assert scene.sent() == []


async def _nothing(progress, total, message):
    """Hear the progress and do nothing about it."""
