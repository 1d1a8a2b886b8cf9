"""Two organizations under load at once, over one store and with one client kept: nothing of one reaches the other.

ASHBY_TENANT_RUNS: how many random runs of each kind (2 by default).
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import json
import os
import re
import threading

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ashby_agent_tools import Accounts, AsyncAccounts, Caps, SqliteStore, Toolset, errors
from ashby_agent_tools.simulator import Simulator

RUNS = int(os.environ.get("ASHBY_TENANT_RUNS", "2"))
URL = "https://ashby.example.com"
TOOLS = Toolset.preset("operations")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORT_ID, REF = re.compile(r"\bcand_\d+\b"), re.compile(r"ref=\W*(r\d+)")
WRITES = 3
STEPS = ("list", "info", "their name", "read on", "their result", "note", "ask", "their call", "their approval")


@functools.cache
def ids_of(seed):
    """Every id of an organization."""
    return frozenset(UUID.findall(json.dumps(Simulator(seed=seed).state.snapshot(), default=str)))


@dataclasses.dataclass
class Tenant:
    """An organization with its simulator, and what was seen and done for it."""

    name: str
    simulator: Simulator
    store: SqliteStore
    names: list = dataclasses.field(default_factory=list)
    refs: list = dataclasses.field(default_factory=list)
    calls: list = dataclasses.field(default_factory=list)
    sent: int = 0
    faults: list = dataclasses.field(default_factory=list)

    def __post_init__(self):
        self.ids = ids_of(self.simulator.state.seed)
        self.people = list(self.simulator.state.table("candidate"))

    def saw(self, result, other):
        """Note the names in a result; whatever is the other's is a fault."""
        shown = result.text + json.dumps(result.data, default=str)
        if theirs := set(UUID.findall(shown)) & (other.ids - self.ids):
            self.faults.append(f"{self.name} was shown {theirs}")
        self.names += SHORT_ID.findall(result.text)
        if result.ref:
            self.refs.append(result.ref)


async def step(run, session, me, other, kind, number):  # noqa: C901  (a table of steps)
    """One thing that a tenant's agent does; `run` awaits, or calls, what the session does."""
    if kind == "list":
        me.saw(await run(session, "ashby_candidate_list", {"limit": 2 + number}), other)
    elif kind == "info" and me.names:
        result = await run(session, "ashby_candidate_info", {"id": me.names[number % len(me.names)]})
        if result.data["id"] not in me.simulator.state.table("candidate"):
            me.faults.append(f"{me.name} read {result.data['id']}")
    elif kind == "their name" and other.names:
        await refused(me, run(session, "ashby_candidate_info", {"id": other.names[number % len(other.names)]}))
    elif kind == "read on" and me.refs:
        me.saw(await run(session, "ashby_read_result", {"ref": me.refs[number % len(me.refs)]}), other)
    elif kind == "their result" and other.refs:
        await refused(me, run(session, "ashby_read_result", {"ref": other.refs[number % len(other.refs)]}))
    elif kind == "note":
        with contextlib.suppress(errors.Declined):  # the cap, or the same note twice
            note = {"candidateId": me.people[number], "note": f"Note {number} of {me.name}"}
            await run(session, "ashby_candidate_create_note", note)
            me.sent += 1
    elif kind == "ask":
        call = session.prepare("candidate.anonymize", {"candidateId": me.people[number]}, call_id=f"call {number}")
        with contextlib.suppress(errors.Declined):  # the cap
            session.question(call)
            me.calls.append(call)
    elif kind == "their call" and other.calls:
        await refused(me, run(session, other.calls[number % len(other.calls)], None))
    elif kind == "their approval" and me.calls and me.name == "acme":  # or the other approves what is asked here
        for asked in me.store.requests():
            if asked.key.account == other.name and asked.state == "pending":
                me.store.answer(asked.id, approved=True, by="robin@example.com")
        await refused(me, run(session, me.calls[-1], None))


async def refused(me, work):
    try:
        result = await work
    except (errors.ToolError, errors.UsageError):
        return
    me.faults.append(f"{me.name} was answered {result.text[:200]}")


async def threaded(session, what, given):
    """As a program without a loop calls it."""
    return session.run(what, given) if isinstance(what, str) else session.execute(what, decision=given)


async def awaited(session, what, given):
    if isinstance(what, str):
        return await session.arun(what, given)
    return await session.aexecute(what, decision=given)


OPTIONS = {"caps": Caps(writes=WRITES), "conversation": "one"}


def in_threads(tenants, plans, store):
    """A thread for each, starting together; after each step the client goes back, and the other's takes its place."""
    by_name = {tenant.name: tenant for tenant in tenants}
    barrier = threading.Barrier(2)

    def work(accounts, me, other, plan):
        barrier.wait()
        try:
            for kind, number in plan:
                with accounts.session(me.name, TOOLS, store=store, **OPTIONS) as session:
                    asyncio.run(step(threaded, session, me, other, kind, number))
        except Exception as error:  # noqa: BLE001  (told below, in the test's own thread)
            me.faults.append(repr(error))

    with Accounts(
        lambda name: by_name[name].simulator.key, most=1, base_url=URL,
        transport=lambda name: by_name[name].simulator.transport(),
    ) as accounts:  # fmt: skip
        threads = [
            threading.Thread(target=work, args=(accounts, me, other, plan))
            for me, other, plan in zip(tenants, tenants[::-1], plans, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def in_a_loop(tenants, plans, store):
    by_name = {tenant.name: tenant for tenant in tenants}

    async def work(accounts, me, other, plan):
        for kind, number in plan:
            async with accounts.session(me.name, TOOLS, store=store, **OPTIONS) as session:
                await step(awaited, session, me, other, kind, number)

    async def run():
        async with AsyncAccounts(
            lambda name: by_name[name].simulator.key, most=1, base_url=URL,
            transport=lambda name: by_name[name].simulator.async_transport(),
        ) as accounts:  # fmt: skip
            pairs = zip(tenants, tenants[::-1], plans, strict=True)
            await asyncio.gather(*(work(accounts, *each) for each in pairs))

    asyncio.run(run())


PLAN = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=6, max_size=14).map(
    lambda plan: [("list", 3), ("ask", 0), *plan]
)


@pytest.mark.parametrize("at_once", [in_threads, in_a_loop])
@settings(max_examples=RUNS, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(plans=st.tuples(PLAN, PLAN))
def test_nothing_of_one_tenant_reaches_the_other(tmp_path_factory, at_once, plans):
    store = SqliteStore(tmp_path_factory.mktemp("two") / "store.db")
    tenants = [Tenant(name, Simulator(seed=seed), store) for name, seed in (("acme", 7), ("globex", 11))]
    at_once(tenants, plans, store)
    assert [fault for tenant in tenants for fault in tenant.faults] == []
    for me, other in (tenants, tenants[::-1]):
        sent = json.dumps([request.body for request in me.simulator.log])
        assert not set(UUID.findall(sent)) & (other.ids - me.ids)
        notes = [request for request in me.simulator.log if request.endpoint == "candidate.createNote"]
        assert len(notes) == me.sent
        wanted = {step for step in plans[tenants.index(me)] if step[0] in ("note", "ask")}
        assert me.sent + len({call.fingerprint for call in me.calls}) == min(
            WRITES, len(wanted)
        )  # each has its own cap
        assert not [request for request in me.simulator.log if request.endpoint == "candidate.anonymize"]
    assert {asked.key.account for asked in store.requests()} == {"acme", "globex"}
    store.close()
