"""Questions through MCP clients: what an approval is good for, and what the world outside can try."""

from __future__ import annotations

import secrets

import pytest
from mcp import types

from ashby_agent_tools import Caps, MemoryStore, Session, Toolset
from ashby_mcp import build_server

TOOL = "ashby_application_change_stage"
YES = {"approval": types.ElicitResult(action="accept", content={"approve": True})}


async def ask(client, arguments, **answer):
    """One round of a call, as clients of 2026-07-28 make it."""
    return await client.session.call_tool(TOOL, arguments, allow_input_required=True, **answer)


# what a person is shown, and what counts as a yes


async def test_the_question_names_people_and_the_yes_sends_once(scene, person, era, connect, text):
    async with connect(scene.server(), era, person) as client:
        said = await client.call_tool(TOOL, scene.rejection())
    assert not said.is_error
    assert scene.applications[0]["candidate"]["name"] in person.questions[0]
    assert scene.sent() == [scene.rejection()]


async def test_the_form_is_flat_and_has_no_default_yes(scene, person, era, connect):
    """Only primitive properties, as the protocol wants; the yes has to be given, and nothing else has to."""
    async with connect(scene.server(), era, person) as client:
        await client.call_tool(TOOL, scene.rejection())
    (form,) = person.forms
    assert form["required"] == ["approve"]
    assert {field["type"] for field in form["properties"].values()} == {"boolean", "string"}
    assert "default" not in form["properties"]["approve"]
    assert {name: field["default"] for name, field in form["properties"].items() if name != "approve"} == {"reason": ""}


@pytest.mark.parametrize(
    ("action", "content", "says"),
    [
        ("accept", {"approve": False, "reason": "Not before Friday"}, "Not before Friday"),
        ("accept", {}, "declined"),
        ("accept", None, "declined"),
        ("accept", {"approve": "true"}, "declined"),
        ("accept", {"approve": 1}, "declined"),
        ("accept", {"approve": None, "reason": None}, "declined"),
        ("accept", {"approve": False, "reason": ""}, "declined"),
        ("decline", None, "declined"),
        ("cancel", None, "waiting in the queue"),
    ],
)
async def test_anything_but_a_ticked_yes_sends_nothing(scene, person, era, connect, text, action, content, says):
    person.action, person.content = action, content
    async with connect(scene.server(), era, person) as client:
        said = await client.call_tool(TOOL, scene.rejection())
    assert said.is_error
    assert says in text(said)
    assert scene.sent() == []


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "Agreed on Monday"}])
async def test_a_yes_counts_whatever_stands_in_the_optional_field(scene, person, era, connect, reason):
    person.content = {"approve": True, **reason}
    async with connect(scene.server(), era, person) as client:
        assert not (await client.call_tool(TOOL, scene.rejection())).is_error
    assert scene.sent() == [scene.rejection()]


async def test_after_a_no_the_same_call_is_asked_again_and_a_yes_then_counts(scene, person, era, connect):
    """People change their minds; nobody is held to a no."""
    async with connect(scene.server(), era, person) as client:
        person.action = "decline"
        await client.call_tool(TOOL, scene.rejection())
        person.action = "accept"
        await client.call_tool(TOOL, scene.rejection())
    assert len(person.questions) == 2
    assert scene.sent() == [scene.rejection()]


async def test_the_same_call_twice_is_sent_once_whatever_a_person_says(scene, person, era, connect, text):
    async with connect(scene.server(), era, person) as client:
        await client.call_tool(TOOL, scene.rejection())
        said = await client.call_tool(TOOL, scene.rejection())
    assert said.is_error
    assert "not sent twice" in text(said)
    assert scene.sent() == [scene.rejection()]


async def test_what_a_policy_refuses_is_not_asked(scene, person, era, connect, text):
    from ashby_agent_tools import confirm_destructive, deny

    toolset = Toolset.preset("operations").with_policy(confirm_destructive, deny("application.changeStage"))
    async with connect(scene.server(toolset=toolset), era, person) as client:
        said = await client.call_tool(TOOL, scene.rejection())
    assert "policy" in text(said)
    assert person.questions == []
    assert scene.sent() == []


# attacks


async def test_arguments_changed_after_the_yes_are_asked_anew(scene, connect, person):
    async with connect(scene.server(), "auto", person) as client:
        asked = await ask(client, scene.rejection(0))
        again = await ask(client, scene.rejection(1), input_responses=YES, request_state=asked.request_state)
    assert isinstance(again, types.InputRequiredResult)
    assert again.request_state != asked.request_state
    assert scene.applications[1]["candidate"]["name"] in again.input_requests["approval"].params.message
    assert scene.sent() == []


@pytest.mark.parametrize(
    "tamper",
    [
        lambda state: state[:-1] + ("A" if state[-1] != "A" else "B"),
        lambda state: state.lower() + "x",
        lambda state: "",
        lambda state: state * 2,
        lambda state: secrets.token_urlsafe(24),
        lambda state: "' OR 1=1 --",
        lambda state: None,
    ],
)
async def test_a_tampered_state_is_no_yes(scene, connect, person, tamper):
    async with connect(scene.server(), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        again = await ask(client, scene.rejection(), input_responses=YES, request_state=tamper(asked.request_state))
    assert isinstance(again, types.InputRequiredResult)
    assert scene.sent() == []


async def test_a_replayed_state_sends_nothing_more(scene, connect, person, text):
    async with connect(scene.server(), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        answer = {"input_responses": YES, "request_state": asked.request_state}
        await ask(client, scene.rejection(), **answer)
        replayed = await ask(client, scene.rejection(), **answer)
    assert "not sent twice" in text(replayed)
    assert scene.sent() == [scene.rejection()]


async def test_a_state_that_was_declined_is_worth_nothing(scene, connect, person, text):
    no = {"approval": types.ElicitResult(action="decline")}
    async with connect(scene.server(), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        await ask(client, scene.rejection(), input_responses=no, request_state=asked.request_state)
        after = await ask(client, scene.rejection(), input_responses=YES, request_state=asked.request_state)
    assert after.is_error
    assert "declined" in text(after)
    assert scene.sent() == []


async def test_a_dismissed_state_is_worth_nothing(scene, connect, person, text):
    dismissed = {"approval": types.ElicitResult(action="cancel")}
    async with connect(scene.server(), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        await ask(client, scene.rejection(), input_responses=dismissed, request_state=asked.request_state)
        after = await ask(client, scene.rejection(), input_responses=YES, request_state=asked.request_state)
    assert isinstance(after, types.InputRequiredResult) or after.is_error
    assert scene.sent() == []


async def test_another_sessions_state_is_unknown(scene, connect, person):
    server = scene.server()
    async with connect(server, "auto", person) as one, connect(server, "auto", person) as two:
        asked = await ask(one, scene.rejection())
        stolen = await ask(two, scene.rejection(), input_responses=YES, request_state=asked.request_state)
    assert isinstance(stolen, types.InputRequiredResult)
    assert scene.sent() == []


async def test_another_tool_with_that_state_is_asked_for_itself(scene, connect, person):
    from ashby_agent_tools import operations as op

    mail = {"applicationId": scene.applications[0]["id"], "jobId": scene.applications[0]["job"]["id"]}
    toolset = Toolset.of(op.ApplicationChangeStage, op.ApplicationTransfer)
    transfer = {**mail, "interviewPlanId": scene.applications[0]["currentInterviewStage"]["interviewPlanId"],
                "interviewStageId": scene.applications[0]["currentInterviewStage"]["id"],
                "startAutomaticActivities": True}  # fmt: skip
    async with connect(scene.server(toolset=toolset), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        other = await client.session.call_tool(
            "ashby_application_transfer",
            transfer,
            allow_input_required=True,
            input_responses=YES,
            request_state=asked.request_state,
        )
    assert isinstance(other, types.InputRequiredResult)
    assert scene.sent("application.transfer") == []


@pytest.mark.parametrize(
    "answer",
    [
        {"other": types.ElicitResult(action="accept", content={"approve": True})},
        {"approval": types.ListRootsResult(roots=[])},
        {},
    ],
)
async def test_a_state_without_its_answer_shows_the_same_question(scene, connect, person, answer):
    async with connect(scene.server(), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        again = await ask(client, scene.rejection(), input_responses=answer, request_state=asked.request_state)
    assert isinstance(again, types.InputRequiredResult)
    assert again.request_state == asked.request_state
    assert scene.sent() == []


async def test_a_yes_after_the_question_expired_counts_no_more(scene, connect, person, text):
    now = [1_000.0]
    store = MemoryStore(expires=60, clock=lambda: now[0])
    async with connect(scene.server(store=store), "auto", person) as client:
        asked = await ask(client, scene.rejection())
        now[0] += 61
        late = await ask(client, scene.rejection(), input_responses=YES, request_state=asked.request_state)
    assert "expired" in text(late)
    assert scene.sent() == []


async def test_a_state_survives_the_server(scene, connect, person):
    """What was asked stands in the store, so the yes reaches the process that comes after."""
    store = MemoryStore()
    client = scene.simulator.async_client()

    def server():
        return build_server(
            lambda name: Session(Toolset.preset("operations"), async_client=client, conversation="kept", store=store)
        )

    async with connect(server(), "auto", person) as before:
        asked = await ask(before, scene.rejection())
    async with connect(server(), "auto", person) as after:
        done = await ask(after, scene.rejection(), input_responses=YES, request_state=asked.request_state)
    assert not done.is_error
    assert scene.sent() == [scene.rejection()]


# the rest of the session holds here as well


async def test_caps_hold_whatever_a_person_says(scene, person, era, connect, text):
    client_of = scene.simulator.async_client()
    store = MemoryStore()
    server = build_server(
        lambda name: Session(
            Toolset.preset("operations"),
            async_client=client_of,
            conversation=name,
            store=store,
            caps=Caps(destructive=1),
        )
    )
    async with connect(server, era, person) as client:
        await client.call_tool(TOOL, scene.rejection(0))
        said = await client.call_tool(TOOL, scene.rejection(1))
    assert "Caps(destructive=1)" in text(said)
    assert scene.sent() == [scene.rejection(0)]
