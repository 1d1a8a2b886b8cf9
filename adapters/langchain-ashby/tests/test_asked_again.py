"""What a task does when it runs again: it asks again where what was shown was changed, and it writes nothing twice."""

from __future__ import annotations

import pytest
from content_changes import CHANGES
from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Command

from ashby_agent_tools import MemoryStore, Toolset
from ashby_agent_tools.operations.base import tool_name
from langchain_ashby import ScriptedModel
from langchain_ashby._task import task_of

MOVE, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
APPROVE = {"type": "approve"}
CASES = ("a rejection's template is rewritten", "a sequence's template is rewritten", "a webhook's address is changed")


@pytest.mark.parametrize("edit", [False, True], ids=["yes", "an edit"])
@pytest.mark.parametrize("case", CASES)
async def test_the_same_task_asks_again_where_what_would_be_sent_was_changed(scene, run, case, edit):
    changed = CHANGES[case]
    arguments = changed.arguments(scene.simulator)
    name = tool_name(changed.call)
    talk = run(scene.toolkit(toolset=Toolset.of(changed.call)), [[(name, arguments)], "Done"])
    await talk.say()
    changed.change(scene.simulator)
    before = len(scene.sent(changed.call))
    said = {"type": "edit", "edited_action": {"name": name, "args": arguments}} if edit else APPROVE
    (pause,) = await talk.answer(said)
    shown = pause.value["action_requests"][0]["description"]
    assert shown.startswith("What would be sent has changed since you were asked")
    assert changed.shown in shown
    assert len(scene.sent(changed.call)) == before
    assert await talk.answer(APPROVE) == []
    assert len(scene.sent(changed.call)) == before + 1


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_a_write_whose_call_has_no_id_is_not_sent_twice(scene, sync):
    """ToolNode fails after the tool has run, since a message needs an id; the task then runs again."""
    calls = [{"name": NOTE, "args": {"candidateId": scene.applications[0]["candidate"]["id"], "note": "x"}, "id": None}]
    graph = StateGraph(MessagesState)
    graph.add_node("plan", lambda state: {"messages": [AIMessage(content="", tool_calls=calls)]})
    graph.add_node("tools", ToolNode(scene.toolkit().get_tools()))
    graph.add_edge(START, "plan")
    graph.add_edge("plan", "tools")
    compiled = graph.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "one"}}
    for given in ({"messages": [("user", "go")]}, None, None):
        with pytest.raises(TypeError, match="unexpected type"):
            await compiled.ainvoke(given, config) if not sync else compiled.invoke(given, config)
    assert len(scene.sent("candidate.createNote")) == 1


@pytest.mark.parametrize("durability", ["exit", "async", "sync"])
async def test_every_durability_keeps_an_answer_with_its_question(scene, durability):
    calls = [(MOVE, scene.rejection(n)) for n in range(2)]
    saver, store = InMemorySaver(), MemoryStore()
    config = {"configurable": {"thread_id": "one"}}

    def agent():
        """A new one each time, as in another process."""
        return create_agent(
            ScriptedModel(steps=[calls, "Done"]), scene.toolkit(store=store).get_tools(), checkpointer=saver
        )

    state = agent().invoke({"messages": [("user", "go")]}, config, durability=durability)
    wanted = scene.rejection(1)["applicationId"]
    answers = {
        pause.id: {"decisions": [APPROVE if asked["applicationId"] == wanted else {"type": "reject", "message": "no"}]}
        for pause in state["__interrupt__"]
        for asked in [pause.value["action_requests"][0]["args"]]
    }
    state = agent().invoke(Command(resume=answers), config, durability=durability)
    assert "__interrupt__" not in state
    assert scene.sent() == [scene.rejection(1)]


@pytest.mark.parametrize("missing", ["__pregel_scratchpad", "checkpoint_map", "__pregel_checkpointer", "checkpoint_ns"])
async def test_a_langgraph_that_lacks_what_an_answer_is_tied_by_sends_nothing(scene, missing, monkeypatch):
    """These names are not public. Where one is gone, the tool refuses, or asks and gets no answer that counts."""

    def without(config):
        kept = {key: value for key, value in config["configurable"].items() if key != missing}
        return task_of({**config, "configurable": kept})

    monkeypatch.setattr("langchain_ashby.tool.task_of", without)
    agent = create_agent(
        ScriptedModel(steps=[[(MOVE, scene.rejection())], "Done"]),
        scene.toolkit().get_tools(),
        checkpointer=InMemorySaver(),
    )
    config = {"configurable": {"thread_id": "one"}}
    state = agent.invoke({"messages": [("user", "go")]}, config)
    for _ in range(3):
        if "__interrupt__" in state:
            state = agent.invoke(Command(resume={"decisions": [APPROVE]}), config)
    if missing == "checkpoint_map":  # the newest checkpoint of the thread is then read, which is the right one here
        assert scene.sent() == [scene.rejection()]
    else:
        assert scene.sent() == []
        assert "Nothing was sent" in state["messages"][-2].content
