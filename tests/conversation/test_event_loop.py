"""Nothing on an async path blocks the event loop: every kind of call, with stores and files on a disk."""

from __future__ import annotations

import asyncio
import threading
import time

import httpx
import pytest
from blocking import watching

from ashby_agent_tools import (
    AsyncClient,
    Conversations,
    Decision,
    MemoryStore,
    Session,
    SqliteStore,
    Toolset,
    Verdict,
    allow,
    confirm_writes,
    errors,
)  # fmt: skip
from ashby_agent_tools import operations as op

TOOLS = Toolset.all()
STORES = {"memory": lambda folder: MemoryStore(), "file": lambda folder: SqliteStore(folder / "store.db")}
no_blocking = watching()


def yes(call, question):
    return Decision.approve(by="Robin")


async def ayes(call, question):
    return Decision.approve(by="Robin")


def slow_policy(call):
    time.sleep(0.01)
    return Verdict.RUN if call.operation.spec.reads else Verdict.ASK


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    made = STORES[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def session(store, simulator, tmp_path):
    return Session(
        TOOLS.with_policy(allow("candidate.create", otherwise=confirm_writes)), async_client=simulator.async_client(),
        store=store, audit=tmp_path / "audit.jsonl", approver=yes, download_dir=tmp_path,
    )  # fmt: skip


def candidate(simulator):
    return next(row for row in simulator.state.rows("candidate") if row["resumeFileHandle"])


async def test_reads_and_what_reads_on_in_them(session):
    page = await session.arun("candidate.list", {"limit": 100})
    assert len(page.text) > 1_000
    more = await session.arun("ashby_read_result", {"ref": page.ref, "all_pages": True})
    assert '"all_pages":"whole"' in more.text
    shown = page.text.split('["cand_')[1].split('"')[0]
    assert (await session.arun("candidate.info", {"id": f"cand_{shown}"})).text


@pytest.mark.parametrize("approver", [yes, ayes], ids=["plain", "async"])
async def test_writes_asked_about_or_not(session, simulator, approver):
    session.approver = approver
    await session.arun("candidate.createNote", {"candidateId": candidate(simulator)["id"], "note": "Called."})
    assert [it.endpoint for it in simulator.log] == [
        "candidate.info",
        "candidate.createNote",
    ]  # the question's, its own
    free = {"name": "Ines Example"}
    assert (await session.arun("candidate.create", free)).text


async def test_a_question_apart_from_its_answer(store, simulator):
    session = Session(TOOLS.with_policy(confirm_writes), async_client=simulator.async_client(), store=store)
    note = {"candidateId": candidate(simulator)["id"], "note": "Called."}
    call = await session.aprepare("candidate.createNote", note, call_id="one")
    assert "Called." in await session.aquestion(call)
    assert await session.aquestion(call) == await session.aquestion(call)
    assert (await session.aexecute(call, decision=Decision.approve(by="Robin"))).text
    other = await session.aprepare("candidate.createNote", {**note, "note": "Again."}, call_id="two")
    await session.aquestion(other)
    with pytest.raises(errors.Declined):
        await session.aexecute(other, decision=Decision.deny("No", by="Robin"))


async def test_a_dry_run_and_a_refusal(store, simulator):
    session = Session(TOOLS, async_client=simulator.async_client(), store=store, dry_run=True)
    note = {"candidateId": candidate(simulator)["id"], "note": "Called."}
    assert "dry" in (await session.arun("candidate.createNote", note)).text.lower()
    with pytest.raises(errors.AshbyError):
        await session.arun("candidate.info", {"id": "cand_1"})


async def test_a_policy_that_takes_its_time(store, simulator):
    client = AsyncClient(simulator.key, transport=simulator.async_client()._transport, policy=slow_policy)
    assert (await client.execute(op.CandidateList(limit=5))).data
    session = Session(TOOLS.with_policy(slow_policy), async_client=client, store=store)
    assert (await session.arun("candidate.list", {"limit": 5})).text


@pytest.fixture
async def served(simulator):
    """A client of the simulator on loopback: inside the process it reads its files in the event loop."""
    url = await asyncio.to_thread(simulator.start)
    async with AsyncClient(simulator.key, base_url=url) as client:
        yield client
    await asyncio.to_thread(simulator.stop)


async def test_files_come_down_go_up_and_are_read(served, simulator, store, tmp_path):
    person = candidate(simulator)
    handle = person["resumeFileHandle"]["handle"]
    options = {"async_client": served, "store": store, "download_dir": tmp_path}
    session = await asyncio.to_thread(Session, TOOLS, **options)  # it looks at the folder
    assert (await session.arun("ashby_read_resume", {"candidateId": person["id"]})).text
    assert (await session.arun("ashby_file_download", {"fileHandle": handle})).text
    await served.download_file(handle, to=tmp_path / "cv.pdf")
    await served.upload_file(person["id"], tmp_path / "cv.pdf", decision=Decision.approve(by="Robin"))
    assert (await served.read_resume(person["id"])).text
    assert len(await asyncio.to_thread(lambda: list(tmp_path.glob("*.pdf")))) == 2
    assert not await asyncio.to_thread(lambda: list(tmp_path.glob(".ashby-*")))


async def test_conversations_are_made_and_met_again(simulator, store):
    conversations = Conversations(TOOLS, async_client=simulator.async_client(), store=store)
    for name in ("one", "two", "one"):
        session = await asyncio.to_thread(conversations.session, name)
        assert (await session.arun("candidate.list", {"limit": 5})).text


# a call that is cancelled


class Gated(httpx.AsyncBaseTransport):
    """Holds back what is sent to one endpoint until it is told to go on."""

    def __init__(self, simulator, endpoint):
        self.inner, self.endpoint, self.reached = simulator.async_client()._transport, endpoint, asyncio.Event()

    async def handle_async_request(self, request):
        if request.url.path.endswith(self.endpoint):
            self.reached.set()
            await asyncio.sleep(60)
        return await self.inner.handle_async_request(request)


class Dawdling(SqliteStore):
    """A store on a slow disk: it says when a step has begun, and ends it when it is told to go on."""

    def __init__(self, path):
        super().__init__(path)
        self.begun, self.go_on, self.step = threading.Event(), threading.Event(), ""

    def _slowly(self, step):
        if step == self.step:
            self.begun.set()
            self.go_on.wait(60)

    def admit(self, *args, **kwargs):
        admission = super().admit(*args, **kwargs)
        self._slowly("admit")
        return admission

    def finish(self, *args, **kwargs):
        self._slowly("finish")
        super().finish(*args, **kwargs)

    def save_result(self, *args, **kwargs):
        self._slowly("save_result")
        return super().save_result(*args, **kwargs)


async def cancelled_in(step, session, store, *, times=1):
    """Cancel a note at this step of the store."""
    store.step = step
    note = {"candidateId": "4e0d39f7-543f-48a1-b1aa-11c34be28d92", "note": "Called."}
    task = asyncio.ensure_future(session.arun("candidate.createNote", note))
    assert await asyncio.to_thread(store.begun.wait, 60)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    store.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    store.step = ""
    return await asyncio.to_thread(store.writes, session._key)


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("step", "outcome", "sent"), [("admit", "failed", 0), ("finish", "done", 1), ("save_result", "done", 1)]
)
async def test_a_cancelled_call_leaves_no_half_state(simulator, tmp_path, step, outcome, sent, times):
    store = await asyncio.to_thread(Dawdling, tmp_path / "store.db")
    session = Session(TOOLS, async_client=simulator.async_client(), store=store)
    (left,) = await cancelled_in(step, session, store, times=times)
    assert left.outcome == outcome
    assert len(simulator.log) == sent
    assert (await session.arun("candidate.list", {"limit": 5})).text
    await asyncio.to_thread(store.close)


async def test_a_call_that_is_cancelled_on_its_way_is_unknown_and_not_made_twice(simulator, tmp_path):
    transport = Gated(simulator, "candidate.createNote")
    client = AsyncClient(simulator.key, transport=transport)
    store = await asyncio.to_thread(SqliteStore, tmp_path / "store.db")
    session = Session(TOOLS, async_client=client, store=store)
    note = {"candidateId": candidate(simulator)["id"], "note": "Called."}
    task = asyncio.ensure_future(session.arun("candidate.createNote", note))
    await asyncio.wait_for(transport.reached.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (left,) = await asyncio.to_thread(store.writes, session._key)
    assert left.outcome == "unknown"
    with pytest.raises(errors.Declined, match="unknown|look"):
        await session.arun("candidate.createNote", note)
    await asyncio.to_thread(store.close)


async def test_approvers_that_hang_keep_no_other_call_waiting(simulator, store):
    """People take minutes; the pool of an event loop has a few threads only."""
    release = threading.Event()

    def slow(call, question):
        release.wait(120)
        return Decision.approve(by="Robin")

    client = simulator.async_client()
    tools = TOOLS.with_policy(confirm_writes)
    sessions = [
        Session(tools, async_client=client, store=store, approver=slow, conversation=str(number))
        for number in range(40)
    ]
    note = {"candidateId": candidate(simulator)["id"], "note": "Called."}
    asked = [asyncio.ensure_future(it.arun("candidate.createNote", note)) for it in sessions]
    await asyncio.sleep(0.3)
    read = sessions[0].arun("candidate.list", {"limit": 5})
    try:
        assert (await asyncio.wait_for(read, 60)).text
    finally:
        release.set()
    assert len(await asyncio.gather(*asked)) == 40
