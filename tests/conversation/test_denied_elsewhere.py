"""A no that somebody gave through the store is heard: the call is declined with their words, and not asked anew."""

from __future__ import annotations

import pytest

from ashby_agent_tools import MemoryStore, Session, Toolset, ask_later
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import ApprovalRequired, Declined
from ashby_agent_tools.simulator import Simulator


@pytest.fixture
def simulator():
    return Simulator(seed=7)


def _asked(simulator, store):
    """A session whose questions wait in a store, and a call that needs an approval."""
    client = simulator.client()
    application = client.execute(op.ApplicationList(status="Active", limit=1)).data[0]["id"]
    session = Session(Toolset.of("application.delete"), client=client, store=store, approver=ask_later)
    return session, session.prepare("application.delete", {"applicationId": application})


def test_a_no_from_outside_is_told_once_and_then_asked_anew(simulator):
    store = MemoryStore()
    session, call = _asked(simulator, store)
    with pytest.raises(ApprovalRequired) as first:
        session.run(call)
    store.answer(first.value.question_id, approved=False, by="mara", message="Not before Monday.")
    with pytest.raises(Declined, match="Not before Monday"):
        session.run(call)
    with pytest.raises(ApprovalRequired) as anew:
        session.run(call)
    assert anew.value.question_id != first.value.question_id


async def test_awaited_and_in_another_session_of_the_conversation(simulator):
    store = MemoryStore()
    session, call = _asked(simulator, store)
    with pytest.raises(ApprovalRequired) as first:
        session.run(call)
    store.answer(first.value.question_id, approved=False, by="mara", message="No.")
    async with simulator.async_client() as client:
        toolset = session.toolset
        other = Session(toolset, async_client=client, store=store, approver=ask_later, account=session.account)
        with pytest.raises(Declined, match="declined"):
            await other.arun(call.tool, dict(call.arguments))


def test_a_no_holds_as_long_as_its_question_would_have_waited(simulator):
    now = [1_000_000.0]
    store = MemoryStore(clock=lambda: now[0])
    session, call = _asked(simulator, store)
    with pytest.raises(ApprovalRequired) as first:
        session.run(call)
    store.answer(first.value.question_id, approved=False, by="mara", message="No.")
    now[0] = store.request(first.value.question_id).expires_at + 1
    with pytest.raises(ApprovalRequired):
        session.run(call)
