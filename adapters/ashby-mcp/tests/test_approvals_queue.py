"""Questions that no MCP client can ask: they wait in the store, and people answer them on the command line."""

from __future__ import annotations

import logging
import re

from mcp import types

from ashby_agent_tools import MemoryStore, Session, Toolset
from ashby_mcp import build_server

TOOL = "ashby_application_change_stage"
YES = {"approval": types.ElicitResult(action="accept", content={"approve": True})}


async def test_a_client_that_cannot_ask_is_refused_and_the_model_is_told_no_way_to_answer(scene, era, connect, text):
    async with connect(scene.server(), era) as client:
        said = await client.call_tool(TOOL, scene.rejection())
    assert said.is_error
    assert "waiting in the queue" in text(said)
    assert not re.search(r"approvals|--|ashby-agent-tools|[0-9a-f]{12}|/", text(said))
    assert "Nothing was sent" in text(said)
    assert scene.applications[0]["candidate"]["name"] not in text(said)
    assert scene.sent() == []


async def test_a_client_that_promised_to_ask_and_fails_leaves_the_question_in_the_queue(scene, connect, text):
    async def broken(context, params):
        return types.ErrorData(code=types.INVALID_REQUEST, message="no window")

    async with connect(scene.server(), "legacy", broken) as client:
        said = await client.call_tool(TOOL, scene.rejection())
    assert said.is_error
    assert "waiting in the queue" in text(said)
    assert scene.sent() == []


def waiting(store):
    return [asked for asked in store.requests() if asked.state == "pending"]


async def test_a_yes_on_the_command_line_lets_the_same_call_through_once(scene, era, connect, text):
    store = MemoryStore()
    async with connect(scene.server(store=store), era) as client:
        await client.call_tool(TOOL, scene.rejection())
        await client.call_tool(TOOL, scene.rejection())
        (question,) = waiting(store)
        assert scene.applications[0]["candidate"]["name"] in question.question
        store.answer(question.id, approved=True, by="Robin")
        other = await client.call_tool(TOOL, scene.rejection(1))
        assert other.is_error
        said = await client.call_tool(TOOL, scene.rejection())
        assert not said.is_error
        again = await client.call_tool(TOOL, scene.rejection())
    assert again.is_error
    assert "not sent twice" in text(again)
    assert scene.sent() == [scene.rejection()]


async def test_a_no_on_the_command_line_is_told_once_and_then_asked_anew(scene, era, connect, text):
    store = MemoryStore()
    async with connect(scene.server(store=store), era) as client:
        await client.call_tool(TOOL, scene.rejection())
        (question,) = waiting(store)
        store.answer(question.id, approved=False, by="Robin", message="Not before Friday")
        told = await client.call_tool(TOOL, scene.rejection())
        assert "Not before Friday" in text(told)
        assert waiting(store) == []
        await client.call_tool(TOOL, scene.rejection())
        (anew,) = waiting(store)
    assert anew.id != question.id
    assert scene.sent() == []


async def test_a_yes_of_another_conversation_lets_nothing_through(scene, era, connect):
    store = MemoryStore()
    server = scene.server(store=store)
    async with connect(server, era) as one, connect(server, era) as two:
        await one.call_tool(TOOL, scene.rejection())
        (question,) = waiting(store)
        store.answer(question.id, approved=True, by="Robin")
        said = await two.call_tool(TOOL, scene.rejection())
    assert said.is_error
    assert scene.sent() == []


async def test_a_dismissed_question_can_be_approved_on_the_command_line(scene, person, era, connect):
    store = MemoryStore()
    person.action = "cancel"
    async with connect(scene.server(store=store), era, person) as client:
        await client.call_tool(TOOL, scene.rejection())
        (question,) = waiting(store)
        store.answer(question.id, approved=True, by="Robin")
        said = await client.call_tool(TOOL, scene.rejection())
    assert not said.is_error
    assert len(person.questions) == 1
    assert scene.sent() == [scene.rejection()]


async def test_the_log_tells_people_where_the_question_waits(scene, connect, text, caplog):
    caplog.set_level(logging.WARNING, logger="ashby_mcp")
    async with connect(scene.server(), "legacy") as client:
        await client.call_tool(TOOL, scene.rejection())
    plain = caplog.text
    caplog.clear()
    client_of = scene.simulator.async_client()
    named = build_server(
        lambda name: Session(Toolset.preset("operations"), async_client=client_of, conversation=name),
        store="/data/my file.sqlite",
    )
    async with connect(named, "legacy") as client:
        told = text(await client.call_tool(TOOL, scene.rejection()))
    assert "approvals list --account" in plain
    assert "--store" not in plain
    assert "--store '/data/my file.sqlite'" in caplog.text
    assert "/data" not in told
