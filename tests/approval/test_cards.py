"""The card of a question: what its text says, in parts, stored beside it for whoever lays it out."""

from __future__ import annotations

import json

import pytest
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools import MemoryStore, Session, Toolset, confirm_writes
from ashby_agent_tools.operations import catalogue

WRITES = tuple(name for name in SIMULATED if not catalogue()[name].spec.reads)
PERSON, JOB = "person", "job"


def asked(endpoint, number=0):
    """The question about a valid call, as it is stored, and its card."""
    world, store = one_world().reset(), MemoryStore()
    session = Session(Toolset.all().with_policy(confirm_writes), world.simulator.client(), store=store)
    session.question(session.prepare(endpoint, list(cases(world, endpoint))[number]))
    (request,) = store.requests()
    return request, json.loads(request.card)


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.exhaustive(6)
def test_the_card_of_every_write_says_what_the_text_says(endpoint):
    """Each line of the text is a row of the card, each row a line; so are the reasons and what was not found."""
    request, card = asked(endpoint)
    for part in card["parts"] or [card]:
        for row in part["rows"]:
            told = f"{row['from']} -> {row['to']}" if row["from"] is not None else row["to"]
            in_the_head = all(value in request.question for value in (row["from"] or "", row["to"]))
            assert f"{row['name']}: {told}" in request.question or in_the_head
            assert all(line in request.question for line in row["lines"])
        assert all(reason in request.question for reason in part["reasons"])
        assert all(words in request.question for words in part["missing"])
    told = {line for line in request.question.split("\n") if line.startswith("- ")}
    rows = {row["name"] for part in card["parts"] or [card] for row in part["rows"]}
    assert {line.removeprefix("- ").partition(": ")[0] for line in told} <= rows | {"candidate", "job"}


def test_the_card_of_a_rejection_tells_who_which_job_and_from_where_to_where():
    _, card = asked("application.changeStage", 3)
    assert [fact["name"] for fact in card["about"]] == [PERSON, JOB]
    assert card["effect"] == "destructive"
    rows = {row["name"]: (row["from"], row["to"]) for row in card["rows"]}
    assert rows["stage"][0] == "Onsite"
    assert rows["stage"][1] == "Archived"
    assert "reason" in rows
    assert card["undo"]
    assert card["reasons"]


def test_the_card_of_a_move_has_the_stages_as_a_row_too():
    _, card = asked("application.changeStage")
    assert [(row["name"], row["from"], row["to"]) for row in card["rows"]] == [("stage", "Onsite", "Offer")]
