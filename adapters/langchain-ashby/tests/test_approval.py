"""Nothing that needs a yes is sent without a yes to exactly that call, under create_agent, sync and async."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Command

from ashby_agent_tools import MemoryStore, Toolset, confirm_destructive, deny
from langchain_ashby import AshbyToolkit, ScriptedModel

MOVE = "ashby_application_change_stage"
NOTE = "ashby_candidate_create_note"
APPROVE = {"type": "approve"}
REJECT = {"type": "reject", "message": "Not this week"}


def edit(arguments, name=MOVE):
    return {"type": "edit", "edited_action": {"name": name, "args": arguments}}


def changed(run, arguments):
    """The saved state with other arguments in the call that waits."""
    state = run.agent.get_state(run.config)
    said = next(message for message in reversed(state.values["messages"]) if isinstance(message, AIMessage))
    call = {**said.tool_calls[0], "args": arguments}
    run.agent.update_state(run.config, {"messages": [said.model_copy(update={"tool_calls": [call]})]}, as_node="model")


async def test_a_call_that_needs_a_yes_pauses_in_langchains_shape_and_sends_nothing(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())]])
    (pause,) = await agent.say()
    assert scene.sent() == []
    (request,) = pause.value["action_requests"]
    assert request["name"] == MOVE
    assert request["args"]["applicationId"] == scene.applications[0]["id"]
    assert request["description"]
    assert pause.value["review_configs"] == [{"action_name": MOVE, "allowed_decisions": ["approve", "edit", "reject"]}]
    assert pause.value["ashby"]["risk"]["effect"] == "destructive"
    assert len(pause.value["ashby"]["fingerprint"]) == 64


async def test_asked_and_approved_exactly_one_is_sent(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Done"])
    await agent.say()
    assert await agent.answer(APPROVE) == []
    assert len(scene.sent()) == 1
    assert agent.answers[-1].status == "success"
    assert agent.state["messages"][-1].content == "Done"


async def test_a_no_sends_nothing_and_its_message_reaches_the_model(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Fine"])
    await agent.say()
    await agent.answer(REJECT)
    assert scene.sent() == []
    assert "Not this week" in agent.heard
    assert agent.answers[-1].status == "error"


@pytest.mark.parametrize("by_id", [True, False], ids=["by interrupt id", "without id"])
async def test_arguments_changed_in_the_saved_state_are_asked_about_anew(scene, run, by_id):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection(0))], "Done"])
    (pause,) = await agent.say()
    changed(agent, scene.rejection(1))
    yes = {"decisions": [APPROVE]}
    (again,) = await agent.go(Command(resume={pause.id: yes} if by_id else yes))
    assert scene.sent() == []
    assert again.value["action_requests"][0]["args"]["applicationId"] == scene.applications[1]["id"]
    await agent.answer(APPROVE)
    assert [body["applicationId"] for body in scene.sent()] == [scene.applications[1]["id"]]


async def test_a_yes_to_the_changed_call_is_no_yes_to_the_first_one_put_back(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection(0))], "Done"])
    await agent.say()
    changed(agent, scene.rejection(1))
    await agent.go(None)
    changed(agent, scene.rejection(0))
    (again,) = await agent.go(Command(resume={"decisions": [APPROVE]}))
    assert scene.sent() == []
    assert again.value["action_requests"][0]["args"]["applicationId"] == scene.applications[0]["id"]


async def test_an_edit_of_no_higher_risk_is_sent_as_edited(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection(0))], "Done"])
    await agent.say()
    assert await agent.answer(edit(scene.rejection(1))) == []
    assert [body["applicationId"] for body in scene.sent()] == [scene.applications[1]["id"]]


async def test_an_edit_above_the_shown_risk_is_asked_about_before_it_is_sent(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.move(0))], "Done"])
    await agent.say()
    (again,) = await agent.answer(edit(scene.rejection(0)))
    assert scene.sent() == []
    assert again.value["ashby"]["risk"]["effect"] == "destructive"
    assert "archiveReasonId" in again.value["action_requests"][0]["args"]
    await agent.answer(APPROVE)
    assert [body.get("archiveReasonId") for body in scene.sent()] == [scene.reason]


async def test_edits_to_and_fro_are_each_asked_until_one_is_approved(scene, run):
    """A plain move may reach a person and a rejection ends something: neither risk covers the other."""
    agent = run(scene.toolkit(), [[(MOVE, scene.move(0))], "Done"])
    await agent.say()
    await agent.answer(edit(scene.rejection(0)))
    (again,) = await agent.answer(edit(scene.move(0)))
    assert scene.sent() == []
    assert "archiveReasonId" not in again.value["action_requests"][0]["args"]
    await agent.answer(APPROVE)
    assert [body.get("archiveReasonId") for body in scene.sent()] == [None]


async def test_an_edit_to_another_tool_is_refused(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Fine"])
    await agent.say()
    candidate = scene.applications[0]["candidate"]["id"]
    await agent.answer(edit({"candidateId": candidate}, name="ashby_candidate_anonymize"))
    assert scene.sent("candidate.anonymize") == scene.sent() == []
    assert "another tool" in agent.heard


@pytest.mark.parametrize(
    "resume",
    [True, "yes", {"decisions": []}, {"decisions": [APPROVE, APPROVE]}, {"decisions": [{"type": "respond"}]},
     {"decisions": [{"type": "edit"}]}, {"approved": True}],
)  # fmt: skip
async def test_an_answer_that_cannot_be_read_is_no_yes_and_the_question_comes_again(scene, run, resume):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Done"])
    await agent.say()
    (again,) = await agent.go(Command(resume=resume))
    assert scene.sent() == []
    assert "could not be read" in again.value["action_requests"][0]["description"]
    await agent.answer(APPROVE)
    assert len(scene.sent()) == 1


async def test_an_edit_with_bad_arguments_is_asked_again_with_what_is_wrong(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Done"])
    await agent.say()
    (again,) = await agent.answer(edit({"applicationId": "not an id"}))
    assert "applicationId" in again.value["action_requests"][0]["description"]
    assert scene.sent() == []


async def test_several_pauses_at_once_are_answered_each_on_its_own(scene, run):
    calls = [(MOVE, scene.rejection(number)) for number in range(3)]
    agent = run(scene.toolkit(), [calls, "Done"])
    pauses = await agent.say()
    assert len(pauses) == 3
    said = [
        REJECT if pause.value["action_requests"][0]["args"]["applicationId"] == scene.applications[1]["id"] else APPROVE
        for pause in pauses
    ]
    await agent.answer(*said)
    assert {body["applicationId"] for body in scene.sent()} == {scene.applications[n]["id"] for n in (0, 2)}
    assert [answer.status for answer in agent.answers] == ["success", "error", "success"]


async def test_answering_one_of_several_pauses_sends_only_that_one(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))], "Done"])
    pauses = await agent.say()
    wanted = scene.applications[1]["id"]
    second = next(pause for pause in pauses if pause.value["action_requests"][0]["args"]["applicationId"] == wanted)
    (left,) = await agent.go(Command(resume={second.id: {"decisions": [APPROVE]}}))
    assert [body["applicationId"] for body in scene.sent()] == [scene.applications[1]["id"]]
    assert left.value["action_requests"][0]["args"]["applicationId"] == scene.applications[0]["id"]
    await agent.answer(APPROVE)
    assert [body["applicationId"] for body in scene.sent()] == [scene.applications[n]["id"] for n in (1, 0)]


async def test_a_write_beside_a_pause_is_sent_once(scene, run):
    note = (NOTE, {"candidateId": scene.applications[0]["candidate"]["id"], "note": "Strong on systems."})
    agent = run(scene.toolkit(), [[note, (MOVE, scene.rejection())], "Done"])
    await agent.say()
    await agent.answer(APPROVE)
    assert len(scene.sent("candidate.createNote")) == len(scene.sent()) == 1
    assert [answer.status for answer in agent.answers] == ["success", "success"]


async def test_a_fork_from_before_the_answer_does_not_use_the_yes_again(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Done"])
    await agent.say()
    before = agent.agent.get_state(agent.config).config
    await agent.answer(APPROVE)
    agent.config = {"configurable": {**agent.config["configurable"], **before["configurable"]}}
    await agent.go(Command(resume={"decisions": [APPROVE]}))
    assert len(scene.sent()) == 1


async def test_a_yes_after_the_question_expired_sends_nothing_and_says_so(scene, run):
    now = [0.0]
    agent = run(
        scene.toolkit(store=MemoryStore(expires=60, clock=lambda: now[0])), [[(MOVE, scene.rejection())], "Fine"]
    )
    await agent.say()
    now[0] = 61.0
    await agent.answer(APPROVE)
    assert scene.sent() == []
    assert "expired" in agent.heard


async def test_a_yes_of_one_thread_is_none_in_another(scene, run):
    """The same call under the same call id; each thread has its own question."""
    toolkit, steps = scene.toolkit(), [[(MOVE, scene.rejection())], "Done"]
    first, second = run(toolkit, steps, thread="anna"), run(toolkit, steps, thread="bert")
    await first.say()
    await second.say()
    await first.answer(REJECT)
    assert scene.sent() == []
    await second.answer(APPROVE)
    assert len(scene.sent()) == 1


async def test_the_policy_refuses_without_asking(scene, run):
    toolset = Toolset.preset("operations").with_policy(confirm_destructive, deny("candidate.anonymize"))
    candidate = scene.applications[0]["candidate"]["id"]
    agent = run(scene.toolkit(toolset=toolset), [[("ashby_candidate_anonymize", {"candidateId": candidate})], "Fine"])
    assert await agent.say() == []
    assert scene.sent("candidate.anonymize") == []
    assert "policy" in agent.heard


async def test_without_a_checkpointer_it_is_refused_with_what_to_add(scene, run):
    agent = run(scene.toolkit(), [[(MOVE, scene.rejection())], "Fine"], checkpointer=False)
    assert await agent.say() == []
    assert scene.sent() == []
    assert "checkpointer" in agent.heard
    assert "approver" in agent.heard


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_outside_a_graph_it_is_refused_with_what_to_add(scene, sync):
    tool = {tool.name: tool for tool in scene.toolkit().get_tools()}[MOVE]
    text = tool.invoke(scene.rejection()) if sync else await tool.ainvoke(scene.rejection())
    assert scene.sent() == []
    assert "checkpointer" in text


def one_task_graph(toolkit, steps):
    """The graph of many tutorials: all calls of a message run in one task."""
    tools = toolkit.get_tools()
    model = ScriptedModel(steps=steps).bind_tools(tools)
    graph = StateGraph(MessagesState)
    graph.add_node("model", lambda state: {"messages": [model.invoke(state["messages"])]})
    graph.add_node("tools", ToolNode(tools))
    graph.add_edge(START, "model")
    graph.add_conditional_edges(
        "model", lambda state: "tools" if state["messages"][-1].tool_calls else "__end__", ["tools", "__end__"]
    )
    graph.add_edge("tools", "model")
    return graph.compile(checkpointer=InMemorySaver())


async def test_a_lone_call_in_a_graph_with_one_task_for_all_calls_can_be_approved(scene, run):
    agent = run(scene.toolkit(), [])
    agent.agent = one_task_graph(scene.toolkit(), [[(MOVE, scene.rejection())], "Done"])
    await agent.say()
    await agent.answer(APPROVE)
    assert len(scene.sent()) == 1


async def test_several_calls_in_one_task_are_asked_one_after_the_other(scene, run):
    """Several at once would leave to chance which question is shown; test_shared_tasks.py has the attacks."""
    agent = run(scene.toolkit(), [])
    calls = [(MOVE, scene.rejection(number)) for number in range(2)]
    agent.agent = one_task_graph(scene.toolkit(), [calls, "Fine"])
    await agent.say()
    asked = []
    while agent.pauses:
        (pause,) = agent.pauses
        asked.append(pause.value["action_requests"][0]["args"]["applicationId"])
        await agent.answer(APPROVE)
    assert [body["applicationId"] for body in scene.sent()] == asked
    assert len(set(asked)) == 2


def test_no_key_says_so_in_one_line(monkeypatch):
    from ashby_agent_tools.errors import UsageError

    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    with pytest.raises(UsageError, match="ASHBY_API_KEY"):
        AshbyToolkit()
