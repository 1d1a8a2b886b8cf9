"""A task that runs again makes nothing twice, and nobody is asked about a call that was done: graphs of every kind."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Command, RetryPolicy
from packaging.version import Version
from shared_tasks import KINDS, MOVE, Shared, Talk

from ashby_agent_tools import Decision, SqliteStore

APPROVE = {"type": "approve"}
NOTE = "ashby_candidate_create_note"
OUTER = [kind for kind in KINDS if kind not in ("batch", "outer_tool")]  # these make calls of one tool only


@pytest.fixture(params=[True, False], ids=["sync", "async"])
def sync(request):
    return request.param


def note_of(scene, number=0):
    return (NOTE, {"candidateId": scene.applications[number]["candidate"]["id"], "note": "Strong on systems."})


@pytest.mark.parametrize("kind", KINDS)
async def test_a_done_call_that_a_model_makes_again_is_not_put_to_a_person_again(scene, sync, kind):
    """A second run of the same thread, whose graph makes the same call: refused before the question."""
    shared = Shared(scene.toolkit().get_tools(), [(MOVE, scene.rejection(0))], sync=sync)
    graph = shared.graph(kind)
    first = Talk(graph, sync=sync, answer=lambda args: APPROVE)
    assert await first.through() == 1
    second = Talk(graph, sync=sync, answer=lambda args: APPROVE)
    if kind == "outer_tool":  # its model's script starts over in a new thread only
        second.graph = Shared(shared.tools, shared.calls, sync=sync).graph(kind)
    assert await second.through() == 0
    assert len(scene.sent()) == 1
    assert "not sent twice" in second.heard


@pytest.mark.parametrize("kind", OUTER)
async def test_a_note_before_two_pauses_is_written_once_and_its_result_is_the_earlier_one(scene, sync, kind):
    calls = [note_of(scene), (MOVE, scene.rejection(0)), note_of(scene, 1), (MOVE, scene.rejection(1))]
    talk = Talk(
        Shared(scene.toolkit().get_tools(), calls, sync=sync).graph(kind), sync=sync, answer=lambda args: APPROVE
    )  # fmt: skip
    await talk.through()
    assert len(scene.sent("candidate.createNote")) == 2
    made = [message for message in talk.state["messages"] if isinstance(message, ToolMessage)]
    notes = [message for message in made if message.name == NOTE]
    assert {message.status for message in notes} == {"success"}
    assert len({message.artifact["ref"] for message in notes}) == 2


class OnceError(Exception):
    """The node fails after its tools have run."""


@pytest.mark.skipif(
    Version(version("langgraph")) < Version("1.2.20"),
    reason="older ones do not tell a retry from the first run: the call is refused as made before, and is not sent",
)
@pytest.mark.parametrize("store", ["memory", "file"])
@pytest.mark.parametrize("subgraph", [False, True], ids=["node", "subgraph"])
@pytest.mark.usefixtures("no_waiting")
async def test_a_node_that_is_retried_gives_the_earlier_results(scene, sync, subgraph, store, tmp_path):
    """LangGraph's own retries run the task again, also after an approved call."""
    options = {"store": SqliteStore(tmp_path / "ashby.db")} if store == "file" else {}
    node = ToolNode(scene.toolkit(**options).get_tools())
    runs = []

    def said():
        calls = [note_of(scene), (MOVE, scene.rejection(0))]
        made = [{"name": name, "args": args, "id": f"call_{n}"} for n, (name, args) in enumerate(calls)]
        return AIMessage(content="", tool_calls=made)

    def work(state: MessagesState):
        made = node.invoke({"messages": [said()]})
        return _once_failing(made)

    async def awork(state: MessagesState):
        return _once_failing(await node.ainvoke({"messages": [said()]}))

    def _once_failing(made):
        runs.append([message.content for message in made["messages"]])
        if len(runs) < 3:
            raise OnceError
        return made

    retried = StateGraph(MessagesState)
    retried.add_node("work", work if sync else awork, retry_policy=RetryPolicy(retry_on=OnceError, initial_interval=0))
    retried.add_edge(START, "work")
    graph = retried
    if subgraph:
        graph = StateGraph(MessagesState)
        graph.add_node("inner", retried.compile())
        graph.add_edge(START, "inner")
    talk = Talk(graph.compile(checkpointer=InMemorySaver()), sync=sync, answer=lambda args: APPROVE)
    assert await talk.through() == 1
    assert len(runs) == 3
    assert runs[0] == runs[1] == runs[2]
    assert len(scene.sent("candidate.createNote")) == len(scene.sent()) == 1


async def test_a_run_that_broke_and_is_started_again_gives_the_earlier_results(scene, sync):
    """No retry policy: the application invokes the graph again with None, as a server does after a crash."""
    node = ToolNode(scene.toolkit().get_tools())
    seen = []

    def finished(made):
        seen.append([(message.status, message.artifact["ref"]) for message in made["messages"]])
        if len(seen) == 1:
            raise OnceError
        return made

    def said():
        calls = [note_of(scene, number) for number in range(2)]
        made = [{"name": name, "args": args, "id": f"call_{n}"} for n, (name, args) in enumerate(calls)]
        return {"messages": [AIMessage(content="", tool_calls=made)]}

    def work(state: MessagesState):
        return finished(node.invoke(said()))

    async def awork(state: MessagesState):
        return finished(await node.ainvoke(said()))

    graph = StateGraph(MessagesState)
    graph.add_node("work", work if sync else awork)
    graph.add_edge(START, "work")
    compiled, config = graph.compile(checkpointer=InMemorySaver()), {"configurable": {"thread_id": "one"}}
    for given in ({"messages": [("user", "go")]}, None):
        try:
            _ = compiled.invoke(given, config) if sync else await compiled.ainvoke(given, config)
        except OnceError:
            continue
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert len(scene.sent("candidate.createNote")) == 2


async def test_answers_without_a_command_do_not_resume_into_a_second_write(scene, run):
    """A person types in place of answering: the note is there once, and the open question is asked again."""
    steps = [[note_of(scene), (MOVE, scene.rejection(0))], [(MOVE, scene.rejection(0))], "Done"]
    agent = run(scene.toolkit(), steps)
    await agent.say()
    await agent.say("hello?")
    assert len(agent.pauses) == 1
    await agent.go(Command(resume={agent.pauses[0].id: {"decisions": [APPROVE]}}))
    assert len(scene.sent("candidate.createNote")) == len(scene.sent()) == 1


@pytest.mark.parametrize(("reviewed", "prepared"), [(False, 2), (True, 3)], ids=["pause in the tool", "middleware"])
async def test_an_approved_call_is_prepared_once_in_each_run_of_a_task(scene, run, reviewed, prepared, tmp_path):
    """The middleware's task runs twice, the tool's once after it."""
    log = tmp_path / "audit.jsonl"
    toolkit = scene.toolkit(audit=log)
    middleware = [toolkit.middleware()] if reviewed else []
    agent = run(toolkit, [[(MOVE, scene.rejection(0))], "Done"], middleware=middleware)
    await agent.say()
    await agent.answer(APPROVE)
    steps = [json.loads(line)["step"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert steps.count("prepared") == prepared
    assert [step for step in steps if step != "prepared"] == ["asked", "answered", "sent", "done"]


async def test_a_call_that_an_approver_is_asked_about_is_prepared_once(scene, run, tmp_path):
    log = tmp_path / "audit.jsonl"
    toolkit = scene.toolkit(audit=log, approver=lambda call, question: Decision.approve(by="Robin"))
    await run(toolkit, [[(MOVE, scene.rejection(0))], "Done"]).say()
    steps = [json.loads(line)["step"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert steps == ["prepared", "asked", "answered", "sent", "done"]


@pytest.mark.parametrize("reviewed", [False, True], ids=["pause in the tool", "middleware"])
async def test_in_a_dry_run_nobody_is_asked(scene, run, reviewed):
    toolkit = scene.toolkit(dry_run=True)
    middleware = [toolkit.middleware()] if reviewed else []
    agent = run(toolkit, [[(MOVE, scene.rejection(0))], "Done"], middleware=middleware)
    assert await agent.say() == []
    assert scene.sent() == []
    assert agent.answers[0].status == "success"
