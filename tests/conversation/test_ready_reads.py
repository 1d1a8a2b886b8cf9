"""Where a read is prepared: in the event loop once it was met, and in a thread where something may have to wait."""

from __future__ import annotations

import asyncio
import time

import loop_steps
import pytest
from blocking import watching

from ashby_agent_tools import MemoryStore, Rows, Session, SqliteStore, Toolset, Verdict, errors

TOOLS = Toolset.all()
steps, nothing_was_met = loop_steps.steps, loop_steps.nothing_was_met
READ = "candidate.info"
no_blocking = watching()


def slow_policy(call):
    time.sleep(0.01)
    return Verdict.RUN


@pytest.fixture
def person(simulator):
    return simulator.state.rows("candidate")[0]["id"]


@pytest.mark.parametrize("door", ["arun", "astart"])
@pytest.mark.parametrize("file", [False, True], ids=["memory", "file"])
async def test_a_read_that_was_met_leaves_without_a_thread(simulator, person, steps, tmp_path, door, file):
    store = await asyncio.to_thread(SqliteStore, tmp_path / "a.db") if file else MemoryStore()
    session = Session(TOOLS, async_client=simulator.async_client(), store=store)
    run = getattr(session, door)
    first = await run(READ, {"id": person})
    assert not steps.here["prepared"]
    again = await run(READ, {"id": person})
    assert steps.here == {
        "prepared": True,
        "sent": True,
        "done": False,
    }  # SQLite is called in threads: blocking is watched for
    assert (again.data, again.ref) == (first.data, f"r{int(first.ref[1:]) + 1}")
    other = Session(TOOLS, async_client=simulator.async_client(), store=store, conversation="other")
    assert (await getattr(other, door)(READ, {"id": person})).text
    assert steps.here == {"prepared": True, "sent": True, "done": False}  # what is loaded, is so for all
    with pytest.raises(errors.InvalidArguments, match="id"):
        await run(READ, {"id": 7})
    await asyncio.to_thread(store.close)


@pytest.mark.parametrize("why", ["a short id", "an unknown short id", "much", "an audit file", "a policy", "rows"])
async def test_what_may_have_to_wait_is_prepared_in_a_thread(simulator, person, steps, tmp_path, why):
    client = simulator.async_client()
    if why == "rows":
        client = await asyncio.to_thread(client.limited_to, Rows(jobs=[simulator.state.rows("job")[0]["id"]]))
    options = {"audit": tmp_path / "audit.jsonl"} if why == "an audit file" else {}
    toolset = TOOLS.with_policy(slow_policy) if why == "a policy" else TOOLS
    session = await asyncio.to_thread(lambda: Session(toolset, async_client=client, **options))
    store = session._store
    page = await session.arun("candidate.list", {"limit": 1})
    known = await asyncio.to_thread(store.short_ids, session._key, "candidate")
    shown = known[0][0] if why == "a short id" else "cand_1"
    if "short id" in why:
        await session.arun(READ, {"id": person})
        steps.here.clear()
        if why == "a short id":
            assert (await session.arun(READ, {"id": shown})).data["id"] == page.data[0]["id"]
        else:
            with pytest.raises(errors.UnknownShortId):
                await session.arun(READ, {"id": shown})
            return
    else:
        steps.here.clear()
        await session.arun("candidate.list", {"limit": 1, "fields": ["name"] * (500 if why == "much" else 1)})
    assert not steps.here["prepared"]
