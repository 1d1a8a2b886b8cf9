"""Conversations: one session per name, over one store, and connections that whoever made them closes."""

from __future__ import annotations

import pytest

from ashby_agent_tools import Client, Conversations, MemoryStore, Toolset, errors
from ashby_agent_tools.conversation import conversations
from ashby_agent_tools.simulator import Simulator

TOOLS = Toolset.preset("operations")


def short_name(session, text: str) -> str:
    return next(word for word in session.run("candidate.search", {"name": text}).text.split('"') if "cand_" in word)


def test_a_name_leads_to_its_own_session_and_to_no_other(simulator: Simulator):
    held = Conversations(TOOLS, simulator.client())
    ada, grace = held.session("ada"), held.session("grace")
    assert held.session("ada") is ada
    assert (ada.conversation, grace.conversation, held.session().conversation) == ("ada", "grace", "default")
    with pytest.raises(errors.InvalidArguments, match="not known in this conversation"):
        grace.run("candidate.info", {"id": short_name(ada, "Priya Raman")})


def test_a_reference_is_found_by_its_conversation_or_in_whichever_knows_it(simulator: Simulator):
    held = Conversations(TOOLS, simulator.client())
    held.session("grace")
    result = held.session("ada").run("candidate.search", {"name": "Priya Raman"})
    assert held.data(result.ref) == held.data(result.ref, "ada") == result.data
    with pytest.raises(errors.UnknownShortId, match="name that conversation"):
        held.data(result.ref, "grace")


def test_a_conversation_that_is_held_no_more_goes_on_from_the_store(simulator: Simulator, monkeypatch):
    monkeypatch.setattr(conversations, "_MOST", 2)
    held = Conversations(TOOLS, simulator.client(), store=MemoryStore())
    first = held.session("ada")
    name = short_name(first, "Priya Raman")
    held.session("grace"), held.session("robin")
    again = held.session("ada")
    assert again is not first
    assert again.run("candidate.info", {"id": name}).data["name"] == "Priya Raman"


async def test_own_connections_are_closed_and_those_handed_in_stay_open(simulator: Simulator, monkeypatch):
    with simulator:
        with Client(simulator.key, base_url=simulator.url) as handed_in:
            Conversations(TOOLS, handed_in).close()
            assert Conversations(TOOLS, handed_in).session().run("candidate.list", {}).data
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        own = Conversations(TOOLS, base_url=simulator.url)
        assert (await own.session().arun("candidate.list", {})).data
        await own.aclose()
        with pytest.raises(errors.TransportError, match="closed"):
            own.session().run("candidate.list", {})


def test_without_clients_and_without_a_key_it_says_what_to_set():
    with pytest.raises(errors.UsageError, match="ASHBY_API_KEY"):
        Conversations(TOOLS)
