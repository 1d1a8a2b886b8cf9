"""ashby_batch: several calls in one form, of which exactly the marked lines are sent, in both eras of the protocol."""

from __future__ import annotations

import secrets

import pytest
from mcp import types

from ashby_agent_tools import Caps, MemoryStore, Session, Toolset
from ashby_agent_tools.store import LineAnswer
from ashby_mcp import build_server

MOVE = "ashby_application_change_stage"


@pytest.fixture
def server(scene):
    """A server with the tool, and its store."""
    store = MemoryStore()
    client = scene.simulator.async_client()

    def session_for(_name):
        return Session(Toolset.all(), async_client=client, store=store, caps=Caps(destructive=50))

    made = build_server(session_for, batches=True)
    made.store = store
    return made


def batch(scene, *numbers):
    return {"calls": [{"tool": MOVE, "arguments": scene.rejection(number)} for number in numbers]}


def texts(result):
    return "\n".join(block.text for block in result.content)


async def test_it_is_offered_only_where_the_server_was_told_to(scene, server, connect):
    for where, offered in ((server, True), (scene.server(), False)):
        async with connect(where) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            assert ("ashby_batch" in names) is offered


@pytest.mark.parametrize(
    ("content", "approved"),
    [
        ({"approved": ["1", "3"], "reason": "Keep"}, [0, 2]),
        ({"approved": ["1", "2", "3"]}, [0, 1, 2]),
        ({"approved": []}, []),
        ({}, []),
        (None, []),
        ({"approved": True}, []),
        ({"approved": ["1-3", "all", "-1"]}, []),
        ({"approve": True}, []),
        ({"approved": ["3", "9", "4"]}, [2]),
    ],
)
async def test_exactly_the_marked_lines_are_sent(scene, server, person, era, connect, content, approved):
    person.content = content
    async with connect(server, era, person) as client:
        said = await client.call_tool("ashby_batch", batch(scene, 0, 1, 2))
    assert sorted(map(str, scene.sent())) == sorted(str(scene.rejection(number)) for number in approved)
    (question,) = person.questions
    assert all(scene.applications[number]["candidate"]["name"] in question for number in range(3))
    (form,) = person.forms
    assert [it["const"] for it in form["properties"]["approved"]["items"]["anyOf"]] == ["1", "2", "3"]
    assert form["properties"]["approved"]["default"] == []
    assert ("Keep" in texts(said)) is ((content or {}).get("reason") == "Keep")


async def test_a_form_that_is_declined_denies_every_line(scene, server, person, era, connect):
    person.action, person.content = "decline", None
    async with connect(server, era, person) as client:
        said = await client.call_tool("ashby_batch", batch(scene, 0, 1))
    assert (said.is_error, scene.sent()) == (True, [])
    assert [it.state for it in server.store.requests()] == ["denied"] * 2


async def test_a_form_that_is_dismissed_waits_in_the_queue_and_is_sent_as_it_is_answered_there(
    scene, server, person, era, connect
):
    person.action, person.content = "cancel", None
    async with connect(server, era, person) as client:
        said = await client.call_tool("ashby_batch", batch(scene, 0, 1, 2))
        assert "make the same call again" in texts(said)
        waiting = [it for it in server.store.requests() if it.state == "pending"]
        assert len(waiting) == 3
        assert len({it.batch for it in waiting}) == 1
        answers = {it.id: LineAnswer(approved=it.line != 2) for it in waiting}
        server.store.answer_batch(answers, by="robin@example.com")
        said = await client.call_tool("ashby_batch", batch(scene, 0, 1, 2))
    assert sorted(map(str, scene.sent())) == sorted(str(scene.rejection(number)) for number in (0, 2))


async def test_a_client_that_cannot_ask_leaves_one_batch_in_the_queue(scene, server, connect):
    async with connect(server) as client:
        await client.call_tool("ashby_batch", batch(scene, 0, 1))
    assert scene.sent() == []
    assert sorted(it.line for it in server.store.requests()) == [1, 2]
    assert len({it.batch for it in server.store.requests()}) == 1


async def ask(client, arguments, **answer):
    return await client.session.call_tool("ashby_batch", arguments, allow_input_required=True, **answer)


async def test_a_state_is_worth_exactly_the_lines_that_were_shown_under_it(scene, server, person, connect):
    yes = {"approval": types.ElicitResult(action="accept", content={"approved": ["1", "2", "3"]})}
    async with connect(server, "auto", person) as client:
        shown = await ask(client, batch(scene, 0, 1))
        for arguments, state in [
            (batch(scene, 0, 2), shown.request_state),
            (batch(scene, 1, 0), shown.request_state),
            (batch(scene, 0, 1), secrets.token_urlsafe(24)),
        ]:
            got = await ask(client, arguments, input_responses=yes, request_state=state)
            assert isinstance(got, types.InputRequiredResult)
        assert scene.sent() == []
        more = await ask(client, batch(scene, 0, 1, 3), input_responses=yes, request_state=shown.request_state)
        assert isinstance(more, types.CallToolResult)
        assert len(scene.sent()) == 2
        assert scene.rejection(3) not in scene.sent()
        await ask(client, batch(scene, 0, 1), input_responses=yes, request_state=shown.request_state)
    assert len(scene.sent()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"calls": []},
        {"calls": [{"tool": MOVE, "arguments": {}}]},
        {"calls": [{"tool": "ashby_job_list", "arguments": {}}]},
        {"calls": [{"tool": "ashby_nothing", "arguments": {}}]},
        {"calls": ["x"]},
        {"calls": [{"tool": MOVE}]},
    ],
)
async def test_what_cannot_be_called_is_named_and_nobody_is_asked(server, person, connect, arguments):
    async with connect(server, "legacy", person) as client:
        said = await client.session.call_tool("ashby_batch", arguments)
    assert said.is_error
    assert person.questions == []
