"""LangChain's own HumanInTheLoopMiddleware asks for our tools, and nobody is asked twice."""

from __future__ import annotations

import inspect
import json

import pytest
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langgraph.types import Command

from ashby_agent_tools import MemoryStore

pytestmark = pytest.mark.skipif(
    "interrupt_mode" not in inspect.signature(HumanInTheLoopMiddleware).parameters,
    reason="this version of LangChain asks in one way only, and about every call",
)
MOVE, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
APPROVE, REJECT = {"type": "approve"}, {"type": "reject", "message": "Not this week"}
MADE = []


@tool
def send_letter(to: str) -> str:
    """Send a letter."""
    MADE.append(to)
    return "sent"


def edit(arguments):
    return {"type": "edit", "edited_action": {"name": MOVE, "args": arguments}}


@pytest.fixture(params=["batched", "per_call"])
def mode(request):
    return request.param


@pytest.fixture
def reviewed(scene, run, mode):
    def make(steps, **options):
        toolkit = scene.toolkit(asks="middleware")
        review = HumanInTheLoopMiddleware({**toolkit.interrupt_on, "send_letter": True}, interrupt_mode=mode)
        return run(toolkit, steps, middleware=[review], more=[send_letter], **options)

    return make


async def answered(agent, mode, *decisions):
    """Answer in the form of the mode: one pause with a list, or a pause per call, which are shown in any order."""
    if mode == "batched":
        return await agent.go(Command(resume={"decisions": list(decisions)}))
    pauses = sorted(agent.pauses, key=lambda pause: pause.value["tool_call_id"])
    return await agent.go(Command(resume={it.id: said for it, said in zip(pauses, decisions, strict=True)}))


def sent(scene):
    return sorted(body["applicationId"] for body in scene.sent())


def ids(scene, *numbers):
    return sorted(scene.applications[number]["id"] for number in numbers)


def described(agent):
    return [
        request["description"]
        for pause in agent.pauses
        for request in pause.value.get("action_requests", [pause.value])
    ]  # fmt: skip


async def test_each_call_is_asked_about_once_in_our_words_and_gets_its_own_answer(scene, reviewed, mode):
    agent = reviewed([[(MOVE, scene.rejection(n)) for n in range(3)], "Done"])
    await agent.say()
    assert len(described(agent)) == 3
    assert all("Reject" in words for words in described(agent))
    assert sent(scene) == []
    assert await answered(agent, mode, APPROVE, REJECT, APPROVE) == []
    assert sent(scene) == ids(scene, 0, 2)
    assert [answer.status for answer in agent.answers].count("success") == 2


async def test_an_edit_counts_as_the_edit(scene, reviewed, mode):
    agent = reviewed([[(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))], "Done"])
    await agent.say()
    assert await answered(agent, mode, edit(scene.rejection(2)), REJECT) == []
    assert sent(scene) == ids(scene, 2)


async def test_an_edit_that_is_more_dangerous_than_what_was_shown_is_refused(scene, reviewed, mode):
    agent = reviewed([[(MOVE, scene.move(0))], "Done"])
    await agent.say()
    assert await answered(agent, mode, edit(scene.rejection(0))) == []
    assert sent(scene) == []
    assert "Nothing was sent" in agent.heard


async def test_a_yes_to_another_tool_and_calls_that_need_nobody_stand_beside(scene, reviewed, mode):
    MADE.clear()
    note = (NOTE, {"candidateId": scene.applications[0]["candidate"]["id"], "note": "Strong on systems."})
    wrong = (MOVE, {"applicationId": "x"})
    agent = reviewed([[("send_letter", {"to": "Robin"}), note, wrong, (MOVE, scene.rejection(0))], "Done"])
    await agent.say()
    assert len(described(agent)) == 2
    assert await answered(agent, mode, APPROVE, APPROVE) == []
    assert MADE == ["Robin"]
    assert sent(scene) == ids(scene, 0)
    assert len(scene.sent("candidate.createNote")) == 1


async def test_a_yes_does_not_count_for_a_changed_state(scene, reviewed, mode):
    agent = reviewed([[(MOVE, scene.rejection(0))], "Done"])
    await agent.say()
    state = agent.agent.get_state(agent.config)
    spoken = next(message for message in reversed(state.values["messages"]) if isinstance(message, AIMessage))
    changed = spoken.model_copy(update={"tool_calls": [{**spoken.tool_calls[0], "args": scene.rejection(1)}]})
    agent.agent.update_state(agent.config, {"messages": [changed]}, as_node="model")
    yes = {"decisions": [APPROVE]} if mode == "batched" else APPROVE
    await agent.go(Command(resume=yes))
    assert sent(scene) == []


async def test_a_done_call_is_refused_before_anybody_is_asked(scene, reviewed, mode):
    agent = reviewed([[(MOVE, scene.rejection(0))], [(MOVE, scene.rejection(0))], "Done"])
    await agent.say()
    assert await answered(agent, mode, APPROVE) == []
    assert sent(scene) == ids(scene, 0)
    assert "not sent twice" in agent.heard


async def test_a_middleware_that_asks_in_its_own_way_is_no_yes(scene, run, mode):
    """Without our configuration the pause shows bare ids, and nothing says that this is what the gate would ask."""
    review = HumanInTheLoopMiddleware({MOVE: True}, interrupt_mode=mode)
    agent = run(scene.toolkit(asks="middleware"), [[(MOVE, scene.rejection(0))], "Done"], middleware=[review])
    await agent.say()
    assert await answered(agent, mode, APPROVE) == []
    assert sent(scene) == []
    assert "interrupt_on" in agent.heard


UNTAKEN = {
    "JSON text": lambda s: json.dumps({"decisions": [APPROVE]}),
    "Agent Inbox": lambda s: [{"type": "accept", "args": None}],
    "words in its place": lambda s: {"decisions": [{"type": "respond", "message": "done by phone"}]},
    "an edit without a name": lambda s: {"decisions": [{"type": "edit", "edited_action": {"args": s.rejection(1)}}]},
    "an edit as JSON text": lambda s: {"decisions": [edit(json.dumps(s.rejection(1)))]},
    "two answers": lambda s: {"decisions": [APPROVE] * 2},
}


@pytest.mark.parametrize("said", UNTAKEN.values(), ids=UNTAKEN)
async def test_an_answer_that_the_middleware_does_not_take_is_none_here(scene, run, said):
    """It raises, and the question is open as before: what is answered next counts."""
    store = MemoryStore()
    toolkit = scene.toolkit(asks="middleware", store=store)
    review = HumanInTheLoopMiddleware(toolkit.interrupt_on)
    agent = run(toolkit, [[(MOVE, scene.rejection())], "Done"], middleware=[review])
    await agent.say()
    with pytest.raises((TypeError, KeyError, ValueError, AttributeError)):
        await agent.go(Command(resume=said(scene)))
    assert {it.state for it in store.requests()} == {"pending"}
    assert scene.sent() == []


async def test_an_approval_of_other_arguments_sends_neither_where_the_middleware_leaves_them_out(scene, reviewed, mode):
    agent = reviewed([[(MOVE, scene.rejection(0))], "Done"])
    await agent.say()
    assert await answered(agent, mode, {**APPROVE, "args": scene.rejection(1)}) == []
    assert sent(scene) == []
