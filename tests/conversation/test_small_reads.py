"""Where an answer is kept and shown: in the event loop if it is small, and in a thread where that may take longer.

Blocking is not watched for here: where it is, SQLite is called in threads only (test_ready_reads.py).
"""

from __future__ import annotations

import asyncio
import threading

import loop_steps
import pytest

from ashby_agent_tools import Budget, MemoryStore, Session, SqliteStore, Toolset

TOOLS = Toolset.all()
steps, nothing_was_met = loop_steps.steps, loop_steps.nothing_was_met
READ = "candidate.info"


@pytest.fixture
def person(simulator):
    return simulator.state.rows("candidate")[0]["id"]


@pytest.mark.parametrize("door", ["arun", "astart"])
@pytest.mark.parametrize("file", [False, True], ids=["memory", "file"])
async def test_a_small_answer_is_shown_without_a_thread_from_memory(simulator, person, steps, tmp_path, door, file):
    store = SqliteStore(tmp_path / "a.db") if file else MemoryStore()
    one, other = (
        Session(TOOLS, async_client=simulator.async_client(), store=store, conversation=name) for name in ("1", "2")
    )
    first = await getattr(one, door)(READ, {"id": person})
    assert (steps.here["prepared"], steps.here["done"]) == (False, False)
    again = await getattr(one, door)(READ, {"id": person})
    assert steps.here == {"prepared": True, "sent": True, "done": not file}
    assert (again.data, again.ref) == (first.data, f"r{int(first.ref[1:]) + 1}")
    assert again.text.replace(again.ref, first.ref) == first.text
    steps.here.clear()
    assert (await getattr(other, door)(READ, {"id": person})).text  # what is loaded is so for all sessions
    assert steps.here == {"prepared": True, "sent": True, "done": not file}
    store.close()


@pytest.mark.parametrize("file", [False, True], ids=["memory", "file"])
async def test_the_text_of_a_small_answer_from_memory_is_made_when_it_is_asked_for(simulator, person, tmp_path, file):
    store = SqliteStore(tmp_path / "a.db") if file else MemoryStore()
    session, other = (
        Session(TOOLS, async_client=simulator.async_client(), store=store, conversation=name) for name in ("1", "2")
    )
    await session.arun(READ, {"id": person})  # from here on the tool was used
    made = await other.arun(READ, {"id": person})
    assert bool(store.short_ids(other._key)) is file  # names are given when the text is made
    text = made.text
    assert store.short_ids(other._key)[0][0] in text
    store.close()


class Clock:
    """One that can be set."""

    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize("why", ["many records", "one large text", "HTML", "another tokenizer", "old results to purge"])
async def test_an_answer_that_may_take_longer_is_shown_in_a_thread(simulator, person, steps, why):
    counted_by = len if why == "another tokenizer" else "o200k_base"
    clock = Clock()
    session = Session(
        TOOLS,
        async_client=simulator.async_client(),
        store=MemoryStore(clock=clock),
        budget=Budget(tokenizer=counted_by),
    )
    name, arguments = ("candidate.list", {"limit": 50}) if why == "many records" else (READ, {"id": person})
    await session.arun(name, arguments)
    row = simulator.state.rows("candidate")[0]
    row["position"] = {"one large text": "Engineer " * 500, "HTML": "<b>Engineer</b>"}.get(why, "Engineer")
    clock.now += 3_601 if why == "old results to purge" else 1
    assert (await session.arun(name, arguments)).text
    assert steps.here == {"prepared": True, "sent": True, "done": False}
    clock.now += 1
    row["position"] = "Engineer"
    await session.arun(READ, {"id": person})
    await session.arun(READ, {"id": person})
    assert steps.here["done"] is (why != "another tokenizer")


async def test_a_store_that_a_thread_is_using_is_waited_for_in_a_thread(simulator, person):
    store, held, free = MemoryStore(), threading.Event(), threading.Event()
    session = Session(TOOLS, async_client=simulator.async_client(), store=store)
    await session.arun(READ, {"id": person})
    call = TOOLS.prepare("candidate.createNote", {"candidateId": person, "note": "Called."})

    def wait(_):
        held.set()
        assert free.wait(10)

    asking = threading.Thread(target=store.add_request, args=(session._key, call, "?"), kwargs={"guard": wait})
    asking.start()
    assert await asyncio.to_thread(held.wait, 10)
    reading = asyncio.create_task(session.arun(READ, {"id": person}))
    await asyncio.sleep(0.05)  # the loop goes on
    assert not reading.done()
    free.set()
    assert (await reading).text
    asking.join()
