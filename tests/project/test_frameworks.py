"""docs/frameworks.md as it stands, in each framework, with models that play a script.

autogen needs an environment of its own; there this file plays autogen, and elsewhere it starts itself there.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess

import pytest
from repository import ROOT

from ashby_agent_tools import Decision, Session, Toolset
from ashby_agent_tools import operations as op

pytestmark = pytest.mark.slow  # importing four frameworks takes seconds

PAGE = ROOT / "docs" / "frameworks.md"
MOVE, LIST, READ_ON = "ashby_application_change_stage", "ashby_candidate_list", "ashby_read_result"
AUTOGEN = "ASHBY_AUTOGEN_PYTHON"
IN_AUTOGEN = importlib.util.find_spec("autogen_agentchat") is not None


def page(name):
    """What the page's code for a framework defines, with what all share."""
    first, *parts = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (part,) = (it for it in parts if it.startswith(f"{name}\n"))
    names = {}
    exec("\n".join(re.findall(r"```python\n(.*?)```", first + part, re.DOTALL)), names)  # noqa: S102
    return names


async def pydantic_ai(page, session, calls):
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import FunctionModel

    def model(messages, info):
        place = sum(isinstance(it, ModelResponse) for it in messages)
        assert {it.name for it in info.function_tools} == {it.name for it in page["offered"](session)}
        return ModelResponse(parts=[ToolCallPart(*calls[place]) if place < len(calls) else TextPart("Done")])

    done = await Agent(FunctionModel(model), tools=page["pydantic_ai_tools"](session)).run("go")
    parts = [part for message in done.all_messages() for part in message.parts]
    return [part.content for part in parts if isinstance(part, ToolReturnPart)]


async def agno(page, session, calls):
    from agno.agent import Agent
    from agno.models.openai import OpenAIChat
    from loopback import HABITS, Server
    from openai import AsyncOpenAI

    server = Server(HABITS["unique"])
    server.steps = [*([call] for call in calls), "Done"]
    with server.serving() as base_url:
        async with AsyncOpenAI(base_url=base_url, api_key="none") as client:
            model = OpenAIChat(id="scripted", async_client=client)
            done = await Agent(model=model, tools=page["agno_tools"](session), telemetry=False).arun("go")
    assert len(server.heard[0]["tools"]) == len(page["offered"](session))
    return [message.content for message in done.messages if message.role == "tool"]


async def autogen(page, session, calls):
    from autogen_agentchat.agents import AssistantAgent
    from autogen_core import FunctionCall
    from autogen_core.models import CreateResult, ModelInfo, RequestUsage
    from autogen_ext.models.replay import ReplayChatCompletionClient

    usage = RequestUsage(prompt_tokens=0, completion_tokens=0)
    said = [
        CreateResult(
            content=[FunctionCall(id=f"call_{place}", name=name, arguments=json.dumps(given))],
            finish_reason="function_calls", usage=usage, cached=False,
        )
        for place, (name, given) in enumerate(calls)
    ]  # fmt: skip
    info = ModelInfo(vision=False, function_calling=True, json_output=False, family="unknown", structured_output=False)
    client = ReplayChatCompletionClient([*said, "Done"], model_info=info)
    agent = AssistantAgent(
        "recruiter", client, tools=page["autogen_tools"](session), max_tool_iterations=len(calls) + 1
    )
    done = await agent.run(task="go")
    events = [it for it in done.messages if type(it).__name__ == "ToolCallExecutionEvent"]
    return [result.content for event in events for result in event.content]


async def smolagents(page, session, calls):
    from smolagents import ToolCallingAgent
    from smolagents.models import (
        ChatMessage,
        ChatMessageToolCall,
        ChatMessageToolCallFunction,
        MessageRole,
        Model,
    )

    class Scripted(Model):
        steps = iter([*calls, ("final_answer", {"answer": "Done"})])

        def generate(self, messages, **options):
            name, given = next(self.steps)
            call = ChatMessageToolCallFunction(name=name, arguments=given)
            calls = [ChatMessageToolCall(id=f"call_{name}", type="function", function=call)]
            return ChatMessage(role=MessageRole.ASSISTANT, content="", tool_calls=calls)

    agent = ToolCallingAgent(tools=page["smolagents_tools"](session), model=Scripted(), verbosity_level=0)
    agent.run("go")
    steps = [step for step in agent.memory.steps if hasattr(step, "observations")]
    return [step.observations or str(step.error) for step in steps][: len(calls)]  # it checks arguments by itself, too


PLAYERS = {it.__name__.replace("_", "-"): it for it in ((autogen,) if IN_AUTOGEN else (pydantic_ai, agno, smolagents))}


@pytest.fixture(params=PLAYERS)
def play(request):
    names = page(request.param)

    async def played(session, *calls):
        return await PLAYERS[request.param](names, session, list(calls))

    return played


@pytest.fixture
def rejection(simulator):
    with simulator.client() as client:
        application = client.execute(op.ApplicationList(status="Active")).data[0]
        plan = application["currentInterviewStage"]["interviewPlanId"]
        stages = client.execute(op.InterviewStageList(interviewPlanId=plan)).data
        reason = client.execute(op.ArchiveReasonList()).data[0]["id"]
    stage = next(stage["id"] for stage in stages if stage["type"] == "Archived")
    return {"applicationId": application["id"], "interviewStageId": stage, "archiveReasonId": reason}


def sent(simulator):
    return [request.body for request in simulator.log if request.endpoint == "application.changeStage"]


def session(simulator, approver=None):
    return Session(Toolset.preset("operations"), simulator.client(), approver=approver)


async def test_a_read_goes_through_and_is_read_on_in(simulator, play):
    talk = session(simulator)
    listed = talk.run(LIST, {"limit": 100})
    name = listed.data[3]["name"]
    first, more = await play(talk, (LIST, {"limit": 2}), (READ_ON, {"ref": listed.ref, "where": {"name": name}}))
    assert '"rows":2' in first
    assert name in more


async def test_a_write_without_an_approver_is_refused_in_words_and_not_sent(simulator, play, rejection):
    (said,) = await play(session(simulator), (MOVE, rejection))
    assert "needs a person's approval" in said
    assert sent(simulator) == []


@pytest.mark.parametrize("answer", ["yes", "no"])
async def test_a_person_is_asked_and_the_answer_counts(simulator, play, rejection, answer):
    asked = []

    def approver(call, question):
        asked.append(question)
        return Decision.approve(by="Robin") if answer == "yes" else Decision.deny("Not this week", by="Robin")

    (said,) = await play(session(simulator, approver), (MOVE, rejection))
    assert len(asked) == 1
    assert sent(simulator) == ([rejection] if answer == "yes" else [])
    assert ("Not this week" in said) == (answer == "no")


async def test_wrong_arguments_come_back_as_words(simulator, play):
    (said,) = await play(session(simulator), ("ashby_job_search", {"titel": "Staff Engineer"}))
    assert "titel" in said
    assert not [it for it in simulator.log if it.endpoint == "job.search"]


@pytest.mark.skipif(IN_AUTOGEN, reason="this is autogen's environment")
@pytest.mark.parametrize("said", ["yes", "no", "nothing", "yes elsewhere"])
async def test_a_run_pauses_and_goes_on_with_the_answer_that_was_recorded(simulator, rejection, said):
    from pydantic_ai import Agent, DeferredToolRequests, DeferredToolResults
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import FunctionModel

    talk, names = session(simulator), page("A framework that pauses")

    def model(messages, info):
        place = sum(isinstance(it, ModelResponse) for it in messages)
        return ModelResponse(parts=[TextPart("Done") if place else ToolCallPart(MOVE, rejection, tool_call_id="one")])

    tools = names["pausing_tools"](talk)
    agent = Agent(FunctionModel(model), tools=tools, output_type=[str, DeferredToolRequests])
    paused = await agent.run("go")
    requests = paused.output
    assert "archive" in requests.metadata["one"]["question"].casefold()
    decisions = {"yes": {"one": Decision.approve(by="Robin")}, "no": {"one": Decision.deny("Not yet", by="Robin")}}
    results = names["answered"](talk, requests, decisions.get(said, {}))
    if said == "yes elsewhere":
        call = talk.prepare(MOVE, rejection, call_id="one")
        talk.answer(call, Decision.approve(by="Robin"))
        results = DeferredToolResults(approvals={"one": True})
    done = await agent.run(message_history=paused.all_messages(), deferred_tool_results=results)
    assert sent(simulator) == ([rejection] if said.startswith("yes") else [])
    if said == "nothing":  # an approval that nobody recorded is none
        assert done.output.approvals[0].tool_call_id == "one"
    else:
        (text,) = [
            it.content for message in done.all_messages() for it in message.parts if isinstance(it, ToolReturnPart)
        ]
        assert ("Not yet" in text) == (said == "no")


@pytest.mark.skipif(IN_AUTOGEN, reason="this is autogen's environment")
@pytest.mark.skipif(
    not os.environ.get(AUTOGEN),
    reason=f"autogen needs protobuf<6, so an environment of its own: run tests/autogen_environment.sh FOLDER and name "
    f"its interpreter in {AUTOGEN}",
)
def test_all_of_this_with_autogen_in_an_environment_of_its_own():
    command = [os.environ[AUTOGEN], "-m", "pytest", "-q", "-m", "slow", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed, 5 skipped" in done.stdout
