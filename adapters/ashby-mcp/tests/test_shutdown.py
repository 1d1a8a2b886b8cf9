"""A server that is told to stop: what is at Ashby ends and is recorded, nothing new comes in, no question is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal

import anyio
import httpx
import pytest
from mcp.shared.exceptions import MCPError

from ashby_agent_tools import SqliteStore
from ashby_mcp.health import Readiness
from ashby_mcp.http import application
from ashby_mcp.limits import Limits
from ashby_mcp.shutdown import ActiveCalls, HttpApplication

NOTE, REJECT = "ashby_candidate_create_note", "ashby_application_change_stage"
BASE = "http://127.0.0.1:8765"


async def asked(app, path="/healthz", method="GET"):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        return await client.request(method, path)


async def test_a_server_that_stops_lets_nothing_in_and_says_so(scene):
    app = application(scene.server(), health=Readiness({}))
    await app.stop(1.0)
    refused = await asked(app, "/mcp", "POST")
    assert (refused.status_code, refused.headers["connection"]) == (503, "close")
    assert "stopping" in refused.json()["error"]["message"]
    assert int(refused.headers["retry-after"]) > 0
    assert (await asked(app)).status_code == 200
    ready = await asked(app, "/readyz")
    assert (ready.status_code, ready.json()) == (503, {"status": "stopping"})


@pytest.mark.parametrize(("waits", "seconds", "stops"), [(False, 5.0, False), (True, 5.0, True), (False, 0.05, True)])
async def test_it_waits_for_what_is_at_work_and_for_no_person(waits, seconds, stops):
    active = ActiveCalls()
    app = HttpApplication(lambda *_: None, active, None)
    with active.call():
        stopping = asyncio.create_task(app.stop(seconds))
        if waits:
            with active.decision():
                await asyncio.wait([stopping], timeout=60 if stops else 0.3)
                assert stopping.done() is stops
        else:
            await asyncio.wait([stopping], timeout=60 if stops else 0.3)
            assert stopping.done() is stops
    await asyncio.wait_for(stopping, 60)


async def until(found):
    """Wait until something is there."""
    with anyio.fail_after(60):
        while not found():  # noqa: ASYNC110  (it happens in another process)
            await anyio.sleep(0.05)


@pytest.mark.slow
async def test_a_write_that_is_at_ashby_ends_and_is_recorded_before_the_process_does(served, era, connect, tmp_path):
    audit, results = tmp_path / "audit.jsonl", []
    with served.http("--audit", str(audit)) as url:
        async with connect(url, era) as client, httpx.AsyncClient(trust_env=False) as late:
            await client.list_tools()
            served.simulator.fail_next("slow", endpoint="candidate.createNote", seconds=4.0)

            async def write():
                results.append(await client.call_tool(NOTE, served.note()))

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write)
                await until(lambda: served.sent("candidate.createNote"))
                served.process.send_signal(signal.SIGTERM)
                while (await late.post(url, json={})).status_code != 503:  # noqa: ASYNC110  (another process)
                    await anyio.sleep(0.05)
                assert not results, "the write ended before it was seen that nothing more is let in"
            assert not results[0].is_error
        await anyio.to_thread.run_sync(served.process.wait)
    assert len(served.sent("candidate.createNote")) == 1
    steps = [json.loads(line)["step"] for line in audit.read_text().splitlines()]
    assert steps[-2:] == ["sent", "done"]


@pytest.mark.slow
async def test_a_question_that_waits_is_not_waited_for_and_not_lost(served, connect):
    async def never(context, params):
        await anyio.sleep_forever()

    with contextlib.closing(SqliteStore(served.store_file)) as store, served.http() as url:
        with pytest.raises((MCPError, ExceptionGroup)):
            async with connect(url, "legacy", never) as client, anyio.create_task_group() as tasks:
                tasks.start_soon(client.call_tool, REJECT, served.rejection())
                await until(store.requests)
                served.process.send_signal(signal.SIGTERM)
                with anyio.fail_after(Limits().stopping_seconds / 2):
                    await anyio.to_thread.run_sync(served.process.wait, abandon_on_cancel=True)
                raise MCPError(0, "over")
        assert [it.state for it in store.requests()] == ["pending"]
    assert served.sent() == []
