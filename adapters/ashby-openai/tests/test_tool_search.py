"""OpenAI's own tool search: hosted and answered by the application, through the Responses API and openai-agents."""

from __future__ import annotations

import pytest
from agents import Agent, RunConfig, Runner
from agents.models.openai_responses import Converter
from openai.types.responses import ResponseFunctionToolCall, ResponseInputItemParam, ToolParam
from openai_scripts import response
from pydantic import TypeAdapter

from ashby_agent_tools import Decision, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_openai.agents import deferred_tools, pending, settle
from ashby_openai.testing import ScriptedModel

MOVE, FEEDBACK = "ashby_application_change_stage", "ashby_application_feedback_list"


def searched(query, *, call_id="call_s", execution="client", **more):
    return {"type": "tool_search_call", "id": "ts_1", "call_id": call_id, "execution": execution,
            "arguments": query, "status": "completed", **more}  # fmt: skip


def names(definitions):
    return [
        tool["name"] for definition in definitions for tool in definition.get("tools", [definition]) if "name" in tool
    ]


@pytest.mark.parametrize("search", ["hosted", "client"])
@pytest.mark.parametrize("strict", [True, False])
def test_the_definitions_fit_the_sdk_and_the_whole_catalogue_fits(scene, search, strict):
    tools = scene.tools(Toolset.all())
    definitions = tools.responses(search=search, strict=strict)
    TypeAdapter(list[ToolParam]).validate_python(definitions)
    assert (MOVE in names(definitions)) is (search == "hosted")
    with pytest.raises(UsageError, match="128"):
        tools.responses()
    with pytest.raises(UsageError, match="built-in"):
        tools.responses(search=search, builtin=False)


def test_a_search_is_answered_with_what_it_looked_for_and_the_call_is_asked_about(scene):
    tools = scene.tools(Toolset.all())
    asked = [
        searched({"query": "turn this candidate down"}),
        searched('{"query": "read the scorecards"}', call_id="call_t"),
    ]
    answers = tools.found(asked)
    TypeAdapter(list[ResponseInputItemParam]).validate_python(answers)
    assert [answer["call_id"] for answer in answers] == ["call_s", "call_t"]
    assert MOVE in names(answers[0]["tools"])
    assert FEEDBACK in names(answers[1]["tools"])
    assert tools.run(asked).others == ("call_s", "call_t")
    assert tools.found([*asked, *answers]) == []
    called = response((MOVE, scene.rejection()))
    called.output[-1].namespace = "ashby_applications"
    turn = tools.run(called)
    (waiting,) = turn.pending
    assert scene.name() in waiting.question
    turn.resume({waiting.call_id: Decision.approve(by="Robin")})
    assert scene.sent() == [scene.rejection()]


@pytest.mark.parametrize("query", [None, "no JSON", {"query": 7}, {"query": ""}, {"goal": "x"}, [1]])
def test_a_search_that_says_nothing_finds_nothing(scene, query):
    (answer,) = scene.tools().found([searched(query)])
    assert answer["tools"] == []


def test_what_openai_searched_for_needs_no_answer(scene):
    tools = scene.tools()
    hosted = [searched({"paths": ["crm"]}, call_id=None, execution="server")]
    assert tools.found(hosted) == []
    assert tools.run(hosted).others == ()
    with pytest.raises(UsageError, match="Response"):
        tools.found("text")


def test_nothing_outside_the_toolset_is_found(scene):
    (answer,) = scene.tools(Toolset.of("job.list")).found([searched({"query": "turn this candidate down"})])
    assert names(answer["tools"]) in ([], ["ashby_job_list"])


def test_openai_agents_sends_the_same_namespaces(scene):
    tools = scene.tools(Toolset.all())
    sent = Converter.convert_tools(deferred_tools(tools), handoffs=[], model="gpt-5.4").tools
    expected = tools.responses(search="hosted")
    assert names(sent) == names(expected)
    for made, definition in zip(sent, expected, strict=True):
        assert made["type"] == definition["type"]
        assert made.get("description") == definition.get("description")
        for inner, given in zip(made.get("tools", ()), definition.get("tools", ()), strict=True):
            assert {key: inner[key] for key in given} == given


class Namespaced(ScriptedModel):
    """A model that calls functions by namespace, as after a hosted search."""

    async def get_response(self, *args, **kwargs):
        made = await super().get_response(*args, **kwargs)
        for item in made.output:
            if isinstance(item, ResponseFunctionToolCall):
                item.namespace = "ashby_applications"
        return made


async def test_a_run_with_a_namespaced_call_waits_for_its_yes(scene):
    tools = scene.tools(Toolset.all())
    agent = Agent(
        name="Recruiter", model=Namespaced([[(MOVE, scene.rejection())], "Done"]), tools=deferred_tools(tools)
    )
    result = await Runner.run(agent, "go", run_config=RunConfig(tracing_disabled=True))
    state = result.to_state()
    (question,) = await pending(tools, state)
    assert scene.name() in question.question
    assert scene.sent() == []
    await settle(tools, state, {question.call_id: Decision.approve(by="Robin")})
    done = await Runner.run(agent, state, run_config=RunConfig(tracing_disabled=True))
    assert done.final_output == "Done"
    assert scene.sent() == [scene.rejection()]
