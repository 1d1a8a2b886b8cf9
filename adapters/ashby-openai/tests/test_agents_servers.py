"""openai-agents over an OpenAI-compatible server, and what it pauses for by itself."""

from __future__ import annotations

import json

import pytest
from agents import Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, RunConfig, Runner, RunState
from agents.items import ModelResponse
from agents.usage import Usage
from loopback import HABITS, Server
from openai import AsyncOpenAI
from pydantic import ValidationError

from ashby_agent_tools import Decision, MemoryStore, SqliteStore
from ashby_openai.agents import OwnCallIds, function_tools, pending, settle
from ashby_openai.testing import ScriptedModel

pytestmark = pytest.mark.slow  # every input, through every door

MOVE, INFO, TAGS = "ashby_application_change_stage", "ashby_candidate_info", "ashby_candidate_tag_list"
CONFIG = RunConfig(tracing_disabled=True)
MODELS = {"chat": OpenAIChatCompletionsModel, "responses": OpenAIResponsesModel}


async def gone(agent, what, *, stream=False):
    if not stream:
        return await Runner.run(agent, what, run_config=CONFIG)
    result = Runner.run_streamed(agent, what, run_config=CONFIG)
    async for _ in result.stream_events():
        pass
    return result


async def through(tools, agent, said, *, stream=False, what="go", most=6):
    """The README's loop."""
    result = await gone(agent, what, stream=stream)
    for _ in range(most):
        if not result.interruptions:
            return result
        state = result.to_state()
        waiting = await pending(tools, state)
        while waiting:
            waiting = await settle(tools, state, {it.call_id: said(it) for it in waiting})
        result = await gone(agent, state, stream=stream)
    raise AssertionError("the run goes on for ever")


def yes_to(*arguments):
    wanted = {it["applicationId"] for it in arguments}

    def said(waiting):
        application = waiting.call.arguments["applicationId"]
        return Decision.approve(by="Robin") if application in wanted else Decision.deny("Not this week", by="Robin")

    return said


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("api", MODELS)
async def test_each_call_is_asked_about_and_made_on_its_own(scene, habit, api, stream):
    server = Server(HABITS[habit], same_id=True)
    person = scene.applications[0]["candidate"]["id"]
    server.steps = [
        [(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))],
        [(MOVE, scene.rejection(2)), (INFO, {"id": person})],
        [(MOVE, scene.rejection(0)), (INFO, {"id": person})],
        "Done",
    ]
    tools, asked = scene.tools(), []
    before = len(scene.sent("candidate.info"))

    def said(waiting):
        asked.append(waiting.call.arguments["applicationId"])
        wanted = [scene.rejection(n)["applicationId"] for n in (1, 2, 0)]
        yes = asked[-1] in wanted and (asked[-1] != wanted[2] or len(asked) > 3)
        return Decision.approve(by="Robin") if yes else Decision.deny("Not yet", by="Robin")

    with server.serving() as base_url:
        async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
            model = OwnCallIds(MODELS[api]("m", client))
            agent = Agent(name="Recruiter", model=model, tools=function_tools(tools))
            if api == "chat" and not stream and habit.startswith("null"):
                with pytest.raises(ValidationError, match="call_id"):  # raised by openai-agents, which reads it first
                    await through(tools, agent, said)
                assert scene.sent() == []
                return
            assert (await through(tools, agent, said, stream=stream)).final_output == "Done"
    assert asked == [scene.rejection(n)["applicationId"] for n in (0, 1, 2, 0)]
    assert scene.sent() == [scene.rejection(n) for n in (1, 2, 0)]
    assert len(scene.sent("candidate.info")) - before >= 2


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("api", MODELS)
async def test_names_in_the_namespace_of_a_template_are_the_tools_that_they_mean(scene, api, stream):
    """openai-agents ends a run in which a call has the name of no tool."""
    server, tools = Server(HABITS["restarting"]), scene.tools()
    server.steps = [[(f"functions.{MOVE}", scene.rejection()), (f"default_api.{TAGS}".upper(), {"limit": 1})], "Done"]
    with server.serving() as base_url:
        async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
            agent = Agent(name="R", model=OwnCallIds(MODELS[api]("m", client)), tools=function_tools(tools))
            done = await through(tools, agent, yes_to(scene.rejection()), stream=stream)
    assert done.final_output == "Done"
    assert (scene.sent(), scene.sent("candidateTag.list")) == ([scene.rejection()], [{"limit": 1}])


class Raw(ScriptedModel):
    """Says calls with arguments as they are; all answers use the same ids."""

    async def get_response(self, *args, **kwargs):
        made = await super().get_response(*args, **kwargs)
        for place, item in enumerate(made.output):
            if item.type == "function_call":
                given = json.loads(item.arguments)
                item.arguments, item.call_id = given.get("raw", item.arguments), f"call_{place}"
        return ModelResponse(output=made.output, usage=Usage(), response_id=None)


def agent_of(tools, *steps):
    return Agent(name="Recruiter", model=Raw(steps), tools=function_tools(tools))


def heard(agent):
    return [it["output"] for it in agent.model.heard if it.get("type") == "function_call_output"]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    "raw",
    ["{not json", "[1]", "7", '"x"', '{"id": "x"} and so on', "{'limit': 1}", '{"limit": NaN}', '{"limit": 1,}',
     '{"limit": 1, "limit": 2}', "true", "```json\n" + "\n" * 5_000 + "x"],
    ids=range(11),
)  # fmt: skip
async def test_arguments_that_are_no_object_end_in_an_answer_to_the_model(scene, raw, stream):
    tools = scene.tools()
    agent = agent_of(tools, [(TAGS, {"raw": raw})], "Done")
    assert (await through(tools, agent, yes_to(), stream=stream)).final_output == "Done"
    assert "JSON" in heard(agent)[0]
    assert scene.sent("candidateTag.list") == []


@pytest.mark.parametrize(
    "raw",
    ["", "  ", "null", '"{}"', "```json\n{}\n```", "{}</tool_call>", "\ufeff{}", "<tool_call>{}</tool_call>", "``````",
     '{"limit": null, "cursor": null}'],
    ids=range(10),
)  # fmt: skip
async def test_nobody_is_asked_about_a_read_whose_arguments_are_wrapped_or_blank(scene, raw):
    tools = scene.tools()
    agent = agent_of(tools, [(TAGS, {"raw": raw})], "Done")

    def said(waiting):
        raise AssertionError("a person was asked about a read")

    assert (await through(tools, agent, said)).final_output == "Done"
    assert scene.sent("candidateTag.list") == [{}]


async def test_a_write_with_wrapped_arguments_is_asked_about_and_sent_as_shown(scene):
    tools = scene.tools()
    raw = json.dumps(json.dumps(scene.rejection()))
    agent = agent_of(tools, [(MOVE, {"raw": raw})], "Done")
    await through(tools, agent, yes_to(scene.rejection()))
    assert scene.sent() == [scene.rejection()]


async def test_a_yes_after_an_earlier_no_under_the_same_id_counts(scene):
    """A new run of the same conversation, on a server whose ids begin again."""
    tools = scene.tools()
    for said in (yes_to(), yes_to(scene.rejection())):
        agent = agent_of(tools, [(MOVE, scene.rejection())], "Done")
        await through(tools, agent, said)
    assert scene.sent() == [scene.rejection()]


async def test_two_runs_that_wait_at_once_under_the_same_id_keep_their_answers_apart(scene):
    store = MemoryStore()
    tools = scene.tools(store=store)
    agents = [agent_of(tools, [(MOVE, scene.move(n))], "Done") for n in range(2)]
    states = [(await gone(agent, "go")).to_state() for agent in agents]
    for number, state in enumerate(states):
        (waiting,) = await pending(tools, state)
        edited = {**scene.move(number), "interviewStageId": scene.stages[1 - number]}
        assert await settle(tools, state, {waiting.call_id: Decision.edit(edited, by=f"Robin {number}")}) == []
    for agent, state in zip(agents, states, strict=True):
        await gone(agent, state)
    assert [it["interviewStageId"] for it in scene.sent()] == [scene.stages[1], scene.stages[0]]
    assert {it.decided_by for it in store.requests() if it.state == "used"} == {"Robin 0", "Robin 1"}


@pytest.mark.parametrize("dangerous", [False, True])
async def test_an_edit_that_is_lost_with_its_process_lets_nothing_out(scene, tmp_path, dangerous):
    """The state was approved; what a person said yes to was another call than the one that stands in it."""

    def made():
        tools = scene.tools(store=SqliteStore(tmp_path / "approvals.db"), conversation="one")
        return tools, Agent(
            name="R", model=ScriptedModel([[(MOVE, scene.move())], "Done"]), tools=function_tools(tools)
        )

    tools, agent = made()
    state = (await gone(agent, "go")).to_state()
    (waiting,) = await pending(tools, state)
    edited = scene.rejection() if dangerous else {**scene.move(), "interviewStageId": scene.stages[1]}
    left = await settle(tools, state, {waiting.call_id: Decision.edit(edited, by="Robin")})
    if left:
        await settle(tools, state, {left[0].call_id: Decision.approve(by="Robin")})
    stored = state.to_string()
    tools, agent = made()
    await gone(agent, await RunState.from_string(agent, stored))
    assert scene.sent() == []
    assert "changed one is not known here" in heard(agent)[0]


async def test_a_script_is_streamed(scene):
    tools = scene.tools()
    agent = Agent(name="R", model=ScriptedModel([[(TAGS, {"limit": 1})], "Done"]), tools=function_tools(tools))
    result = Runner.run_streamed(agent, "go", run_config=CONFIG)
    names = [event.name async for event in result.stream_events() if event.type == "run_item_stream_event"]
    assert result.final_output == "Done"
    assert {"tool_called", "tool_output", "message_output_created"} <= set(names)
