"""SessionOptions: one value that sessions, conversations and toolkits take alike, and refuse alike."""

from __future__ import annotations

import pytest
from llama_index.tools.ashby import AshbyToolSpec

from ashby_agent_tools import Budget, Caps, Conversations, MemoryStore, Session, SessionOptions, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_openai import AshbyTools
from langchain_ashby import AshbyToolkit

TOOLS = Toolset.of("job.list", "candidate.createNote")
DOORS = {"session": Session, "conversations": Conversations, "langchain": AshbyToolkit, "llamaindex": AshbyToolSpec}
DOORS |= {"openai": AshbyTools}


@pytest.fixture(params=DOORS)
def door(request, simulator):
    return lambda **options: DOORS[request.param](TOOLS, client=simulator.client(), **options)


def test_every_door_takes_the_same_value(door):
    options = SessionOptions(store=MemoryStore(), caps=Caps(writes=1), dry_run=True, budget=900, account="acme")
    door(**options)
    assert options.keys() == {"store", "caps", "dry_run", "budget", "account"}, "the value is not changed"


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"cap": Caps()}, TypeError, "no option 'cap'.*caps"),
        ({"approve": print}, TypeError, "no option 'approve'"),
        ({"caps": None}, UsageError, r"caps is None; write Caps\("),
        ({"budget": "small"}, UsageError, "'small' is not a budget"),
        ({"notify": "slack"}, UsageError, "notify is a str; give a function"),
        ({"download_dir": "/no/such/folder"}, UsageError, "there is no folder"),
    ],
)
def test_every_door_refuses_what_cannot_be_used(door, options, error, says):
    with pytest.raises(error, match=says):
        door(**options)


@pytest.mark.parametrize("budget", [900, Budget(900)])
def test_a_budget_among_the_options_is_that_of_the_results(simulator, budget):
    conversations = Conversations(TOOLS, client=simulator.client(), budget=budget)
    session = Session(TOOLS, simulator.client(), budget=budget)
    assert {conversations.session("one").toolset.budget.tokens, session.toolset.budget.tokens} == {900}
    assert session.run("job.list", {}).tokens <= 900
    assert Session(TOOLS, simulator.client()).toolset.budget == TOOLS.budget
