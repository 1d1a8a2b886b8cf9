"""One recruiting task through every runtime, each with its real framework and a scripted model, ends in one state.

The task: find a candidate, read her application, leave a note, reject her; the rejection waits for a person, who is
shown her name and says yes. The script knows no ids: it reads short ids from what the tools said, as a model does.
"""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from agents import Agent, RunConfig, Runner
from langchain.agents import create_agent
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.tools.ashby import ApprovalAnswered, ApprovalRequested, AshbyToolSpec, ScriptedLLM
from mcp import Client as McpClient
from mcp import types
from openai_scripts import completion, response

from ashby_agent_tools import Decision, MemoryStore, Session, Toolset
from ashby_agent_tools.simulator import Simulator
from ashby_mcp import build_server
from ashby_openai import AshbyTools
from ashby_openai.agents import function_tools, pending, settle
from ashby_openai.testing import ScriptedModel as AgentsModel
from langchain_ashby import AshbyToolkit, ScriptedModel

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
REQUEST_ID = re.compile(r"01[0-9A-Z]{24}")
WHO, WHY, NOTE, LAST = "Priya Raman", "Position filled", "Strong interviews; keep in touch.", "Done."


# the script: step n gets everything that the tools have said so far


def short_id(kind, said):
    found = re.findall(rf"\b{kind}_\d+\b", said)
    assert found, f"no short id of a {kind} in: {said}"
    return found[0]


def find(_):
    return [("ashby_candidate_search", {"name": WHO})]


def read(said):
    shown = ["status", "currentInterviewStage.interviewPlanId"]
    return [
        ("ashby_candidate_info", {"id": short_id("cand", said)}),
        ("ashby_application_info", {"applicationId": short_id("app", said), "fields": shown}),
        ("ashby_archive_reason_list", {}),
    ]


def note(said):
    return [
        ("ashby_candidate_create_note", {"candidateId": short_id("cand", said), "note": NOTE}),
        ("ashby_interview_stage_list", {"interviewPlanId": short_id("plan", said)}),
    ]


def reject(said):
    stage = re.search(r'\["(stage_\d+)",[^]]*"Archived"', said)
    reason = re.search(rf'\["(reason_\d+)","{WHY}"', said)
    target = {"interviewStageId": stage[1], "archiveReasonId": reason[1]}
    return [("ashby_application_change_stage", {"applicationId": short_id("app", said), **target})]


def done(_):
    return LAST


SCRIPT = (find, read, note, reject, done)


def steps(heard):
    """The script for a model that hands over its input: `heard` takes the tools' texts out of it."""
    return [lambda given, step=step: step("\n".join(heard(given))) for step in SCRIPT]


# the runtimes: each carries the task out on a simulator and gives the questions a person was asked


def approve(_):
    return Decision.approve(by="Robin")


async def langchain(simulator):
    toolkit = AshbyToolkit(preset="operations", client=simulator.client(), async_client=simulator.async_client())
    model = ScriptedModel(steps=steps(lambda messages: [m.text for m in messages if m.type == "tool"]))
    agent = create_agent(
        model, toolkit.get_tools(), system_prompt=toolkit.instructions, checkpointer=InMemorySaver()
    )  # fmt: skip
    config = {"configurable": {"thread_id": "one"}}
    state = await agent.ainvoke({"messages": [("user", "Reject Priya Raman.")]}, config)
    questions = []
    while pauses := state.get("__interrupt__"):
        questions += [pause.value["action_requests"][0]["description"] for pause in pauses]
        yes = {"decisions": [{"type": "approve"}]}
        state = await agent.ainvoke(Command(resume={pause.id: yes for pause in pauses}), config)
    assert state["messages"][-1].text == LAST
    return questions


async def llama_index(simulator):
    spec = AshbyToolSpec(preset="operations", client=simulator.client(), async_client=simulator.async_client())
    model = ScriptedLLM(steps=steps(lambda messages: [m.content for m in messages if m.role.value == "tool"]))
    agent = FunctionAgent(tools=spec.to_tool_list(), llm=model, system_prompt=spec.instructions, timeout=120)
    handler = agent.run("Reject Priya Raman.", memory=ChatMemoryBuffer.from_defaults(token_limit=100_000))
    questions = []
    async for event in handler.stream_events():
        if isinstance(event, ApprovalRequested):
            questions.append(event.question)
            handler.ctx.send_event(ApprovalAnswered(fingerprint=event.fingerprint, approved=True))
    assert str(await handler) == LAST
    return questions


def openai_turns(make):
    """The application's own loop around the model's answers, which are the SDK's objects."""

    async def loop(simulator):
        tools = AshbyTools(preset="operations", client=simulator.client(), async_client=simulator.async_client())
        heard, questions = [], []
        for step in SCRIPT[:-1]:
            turn = await tools.arun(make(*step("\n".join(heard))))
            while turn.pending:
                questions += [waiting.question for waiting in turn.pending]
                turn = await turn.aresume({waiting.call_id: approve(waiting) for waiting in turn.pending})
            heard += [output.get("output") or output["content"] for output in turn.outputs]
        return questions

    return loop


async def openai_agents(simulator):
    tools = AshbyTools(preset="operations", client=simulator.client(), async_client=simulator.async_client())
    model = AgentsModel(steps(lambda heard: [i["output"] for i in heard if i.get("type") == "function_call_output"]))
    agent = Agent(name="Recruiter", instructions=tools.instructions, model=model, tools=function_tools(tools))
    config = RunConfig(tracing_disabled=True)
    result = await Runner.run(agent, "Reject Priya Raman.", run_config=config)
    questions = []
    while result.interruptions:
        state = result.to_state()
        waiting = await pending(tools, state)
        questions += [asked.question for asked in waiting]
        assert await settle(tools, state, {asked.call_id: approve(asked) for asked in waiting}) == []
        result = await Runner.run(agent, state, run_config=config)
    assert result.final_output == LAST
    return questions


def mcp(era):
    """A client of the MCP SDK and our server; the model's calls go through the client."""

    async def task(simulator):
        client, store, questions = simulator.async_client(), MemoryStore(), []
        server = build_server(
            lambda name: Session(Toolset.preset("operations"), async_client=client, conversation=name, store=store)
        )

        async def person(_, asked):
            questions.append(asked.message)
            return types.ElicitResult(action="accept", content={"approve": True})

        heard = []
        async with McpClient(server, mode=era, elicitation_callback=person) as model:
            for step in SCRIPT[:-1]:
                for name, arguments in step("\n".join(heard)):
                    said = await model.call_tool(name, arguments)
                    assert not said.is_error
                    heard.append(said.content[0].text)
        return questions

    return task


RUNTIMES = {
    "LangChain create_agent": langchain,
    "LlamaIndex FunctionAgent": llama_index,
    "OpenAI Responses": openai_turns(response),
    "OpenAI Chat Completions": openai_turns(completion),
    "openai-agents Runner": openai_agents,
    "MCP 2025-11-25": mcp("legacy"),
    "MCP 2026-07-28": mcp("auto"),
}


async def by_hand(simulator):
    """The same task without any framework: what all others are compared with."""
    session, heard = (
        Session(Toolset.preset("operations"), simulator.client(), approver=lambda call, _: approve(call)),
        [],
    )
    for step in SCRIPT[:-1]:
        heard += [session.run(name, arguments).text for name, arguments in step("\n".join(heard))]


def written(simulator):
    """What arrived that changes something, in order."""
    writes = {tool.operation.spec.endpoint for tool in Toolset.all().writes_only()}
    return [(request.endpoint, request.body) for request in simulator.log if request.endpoint in writes]


def without_times(node):
    """The same data with a word in place of each moment and of each request's id, which follow the order of calls."""
    if isinstance(node, dict):
        return {key: without_times(value) for key, value in node.items()}
    if isinstance(node, list):
        return [without_times(value) for value in node]
    return "a time" if isinstance(node, str) and (MOMENT.match(node) or REQUEST_ID.fullmatch(node)) else node


@pytest.fixture(scope="module")
def reference():
    simulator = Simulator()
    asyncio.run(by_hand(simulator))
    return simulator


@pytest.mark.parametrize("runtime", RUNTIMES)
async def test_the_task_ends_in_the_same_state_whatever_the_runtime(runtime, reference):
    """All rows are equal, ids included, but for times: the calls of one message may arrive in any order."""
    simulator = Simulator()
    (question,) = await RUNTIMES[runtime](simulator)
    assert WHO in question
    assert WHY in question
    assert [endpoint for endpoint, _ in written(simulator)] == ["candidate.createNote", "application.changeStage"]
    assert written(simulator) == written(reference)
    assert without_times(simulator.state.snapshot()) == without_times(reference.state.snapshot())


def test_the_task_changes_the_note_and_the_application_and_nothing_else(reference):
    """So that equal states mean something: she has the note, is archived for the reason, and no one else is touched."""
    before, after = Simulator().state.snapshot(), reference.state.snapshot()
    (application,) = [row for row in changed(before, after, "application") if row["status"] == "Archived"]
    assert NOTE in json.dumps(changed(before, after, "note"))
    assert len(changed(before, after, "application")) == 1
    assert application["id"] == dict(written(reference))["application.changeStage"]["applicationId"]


def changed(before, after, kind):
    return [row for key, row in after[kind].items() if before[kind].get(key) != row]
