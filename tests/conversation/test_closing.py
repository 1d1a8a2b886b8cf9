"""What holds connections or a file closes as in httpx: `close` and `with`, `aclose` and `async with`."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest
from llama_index.tools.ashby import AshbyToolSpec

import ashby_openai
import langchain_ashby
from ashby_agent_tools import AsyncClient, Client, Conversations, MemoryStore, Session, SqliteStore, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

TOOLS = Toolset.of("job.search")
ENDS = ("close", "with", "aclose", "async with")


async def ended(made, how):
    """End the life of an object in one of the four ways."""
    if how == "close":
        made.close()
    elif how == "aclose":
        await made.aclose()
    elif how == "with":
        with made as same:
            assert same is made
    else:
        async with made as same:
            assert same is made


@pytest.fixture
def served(simulator: Simulator, monkeypatch):
    """The environment that objects make their own clients from."""
    with simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        yield simulator


def session_of(made):
    """The conversation inside, by its documented name where there is one."""
    return made.session if isinstance(made, ashby_openai.AshbyTools) else made._conversations.session()


MAKERS = {
    "Session": (lambda: Session(TOOLS), lambda made: made),
    "Conversations": (lambda: Conversations(TOOLS), lambda made: made.session()),
    "LangChain": (lambda: langchain_ashby.AshbyToolkit(TOOLS), session_of),
    "LlamaIndex": (lambda: AshbyToolSpec(TOOLS), session_of),
    "OpenAI": (lambda: ashby_openai.AshbyTools(TOOLS), session_of),
}


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize(("make", "session"), MAKERS.values(), ids=MAKERS)
async def test_connections_of_its_own_are_closed(make, session, how, served):
    made = make()
    inside = session(made)
    assert inside.run("job.search", {"title": "Staff Engineer"}).data
    await ended(made, how)
    with pytest.raises(errors.TransportError, match="this client was closed"):
        inside.run("job.search", {"title": "Staff Engineer"})


@pytest.mark.parametrize("how", ENDS)
async def test_a_client_that_was_handed_in_stays_open(how, served):
    with Client() as client:
        await ended(Session(TOOLS, client), how)
        assert client.execute(op.JobSearch(title="Staff Engineer")).data


@pytest.mark.parametrize("how", ENDS)
async def test_a_client_closes_in_its_own_way_only(how, served):
    made = Client() if how in ("close", "with") else AsyncClient()
    await ended(made, how)
    with pytest.raises(errors.TransportError, match="this client was closed"):
        _ = made.execute(op.JobList()) if isinstance(made, Client) else await made.execute(op.JobList())
    other = {"close": "aclose", "with": "__aenter__", "aclose": "close", "async with": "__enter__"}[how]
    assert not hasattr(made, other)


@pytest.mark.parametrize("kind", [MemoryStore, SqliteStore])
def test_a_store_is_closed_at_the_end_of_with(kind, tmp_path):
    with kind() if kind is MemoryStore else kind(tmp_path / "store.db") as store:
        assert store.requests() == ()
    with pytest.raises((sqlite3.ProgrammingError, errors.UsageError)):
        store.requests()


# what a call came to


def test_a_result_is_not_changed_by_whoever_has_it(simulator: Simulator):
    made = Session(TOOLS, simulator.client()).run("job.search", {"title": "Staff Engineer"})
    for field in dataclasses.fields(made):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, field.name, None)
    other = dataclasses.replace(made, data=[])
    assert (other.ref, len(other.data), len(made.data)) == (made.ref, 0, 1)
    assert made.text != other.text
