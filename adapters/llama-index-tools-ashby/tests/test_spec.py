"""What the spec offers, what the tools answer, and that conversations stay apart."""

from __future__ import annotations

import json
import re

import pytest
from llama_index.core.tools import FunctionTool
from llama_index.core.tools.calling import acall_tool, call_tool
from llama_index.core.tools.tool_spec.base import BaseToolSpec
from llama_index.core.workflow import Context, StartEvent, StopEvent, Workflow, step
from llama_index.tools.ashby import AshbyToolSpec
from pydantic import BaseModel

from ashby_agent_tools import Toolset
from ashby_agent_tools.errors import UnknownShortId, UsageError

SEARCH = "ashby_job_search"
LIST = "ashby_candidate_list"
INFO = "ashby_candidate_info"
NOTE = "ashby_candidate_create_note"


def tool_of(spec, name):
    (tool,) = spec.to_tool_list([name])
    return tool


def short_id_in(text):
    return next(word for word in text.replace('"', " ").split() if word.startswith("cand_"))


def test_it_is_a_tool_spec_with_function_tools(scene):
    spec = scene.spec()
    assert isinstance(spec, BaseToolSpec)
    tools = spec.to_tool_list()
    assert all(isinstance(tool, FunctionTool) for tool in tools)
    assert [tool.metadata.name for tool in tools] == spec.spec_functions


@pytest.mark.parametrize("preset", ["recruiter", "everything"])
def test_a_model_sees_exactly_the_schema_and_the_description_of_the_catalogue(scene, preset):
    toolset = Toolset.preset(preset)
    tools = {tool.metadata.name: tool for tool in scene.spec(toolset).to_tool_list()}
    for tool in [*toolset, *toolset.builtin]:
        function = tools[tool.name].metadata.to_openai_tool()["function"]
        shown = {key: value for key, value in tool.schema.items() if value}
        assert {key: value for key, value in function["parameters"].items() if value} == shown
        assert function["description"] == tool.description
        assert json.loads(tools[tool.name].metadata.fn_schema_str) == function["parameters"]
        assert tools[tool.name].metadata.fn_schema.model_json_schema() == tool.schema


def test_the_model_never_sees_the_context(scene):
    tool = tool_of(scene.spec(), NOTE)
    assert tool.requires_context
    assert tool.ctx_param_name not in tool.metadata.get_parameters_dict()["properties"]


def test_spec_functions_choose_tools_by_name_and_unknown_names_are_refused(scene):
    spec = scene.spec()
    assert [tool.metadata.name for tool in spec.to_tool_list([SEARCH, NOTE, SEARCH])] == [SEARCH, NOTE]
    assert spec.to_tool_list([]) == []
    with pytest.raises(UsageError, match="job_serch"):
        spec.to_tool_list(["ashby_job_serch"])
    with pytest.raises(UsageError, match="renamed"):
        spec.to_tool_list([SEARCH], {SEARCH: spec.to_tool_list([SEARCH])[0].metadata})


async def test_the_list_can_be_made_off_the_event_loop(scene):
    assert len(await scene.spec().to_tool_list_async([SEARCH])) == 1


def test_instructions_are_the_toolsets(scene):
    assert scene.spec().instructions == Toolset.preset("operations").instructions()


def test_an_unknown_preset_says_which_there_are(scene):
    with pytest.raises(UsageError, match="recruiter"):
        scene.spec(preset="recruter")


def test_no_key_says_so_in_one_line(monkeypatch):
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    with pytest.raises(UsageError, match="ASHBY_API_KEY"):
        AshbyToolSpec()


async def test_a_spec_closes_the_clients_it_made(scene, monkeypatch):
    with scene.simulator as simulator:
        spec = AshbyToolSpec(preset="operations", api_key=simulator.key, base_url=simulator.url)
        assert not tool_of(spec, SEARCH)(title="Staff Engineer").is_error
        await spec.aclose()
        assert "closed" in str(await _outcome(tool_of(spec, SEARCH)))


async def _outcome(tool):
    try:
        return (await tool.acall(title="Staff Engineer")).content
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_the_output_is_finished_text_and_its_raw_form_is_the_same_text(scene, sync):
    tool = tool_of(scene.spec(), SEARCH)
    output = tool(title="Staff Engineer") if sync else await tool.acall(title="Staff Engineer")
    assert "Staff Engineer" in output.content
    assert output.raw_output == output.content
    assert output.raw_input == {"title": "Staff Engineer"}
    assert not output.is_error


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_the_frameworks_own_callers_reach_the_tool(scene, sync):
    tool = tool_of(scene.spec(), SEARCH)
    arguments = {"title": "Staff Engineer"}
    output = call_tool(tool, arguments) if sync else await acall_tool(tool, arguments)
    assert not output.is_error


@pytest.mark.parametrize("given", [{"title": "Staff Engineer"}, '{"title": "Staff Engineer"}'])
def test_all_arguments_may_come_in_one_piece(scene, given):
    assert "Staff Engineer" in tool_of(scene.spec(), SEARCH)(given).content


@pytest.mark.parametrize("name", ["self", "ctx", "context", "input", "args", "kwargs", "tool"])
async def test_an_unknown_argument_of_any_name_is_named_in_the_message(scene, name):
    output = await tool_of(scene.spec(), SEARCH).acall(**{"title": "x", name: "y"})
    assert output.is_error
    assert name in output.content
    assert scene.sent("job.search")[1:] == []


def test_arguments_are_checked_and_nothing_is_sent(scene):
    output = tool_of(scene.spec(), NOTE)(note="Hello")
    assert output.is_error
    assert "candidateId" in output.content
    assert scene.sent("candidate.createNote") == []


def test_the_whole_result_is_there_for_the_application(scene):
    spec = scene.spec()
    ref = re.search(r"\br\d+\b", tool_of(spec, LIST)(limit=100).content).group()
    assert len(spec.data(ref)) == 100
    with pytest.raises(UnknownShortId):
        spec.data("r999")


async def test_two_contexts_never_share_short_names(scene, run):
    spec = scene.spec()
    one = run(spec, [[(LIST, {"limit": 3})], "Done"])
    await one.say()
    short_id = short_id_in(one.heard)
    two = run(spec, [[(INFO, {"id": short_id})], "Done"])
    await two.say()
    assert two.answers[-1].is_error
    assert short_id in two.heard
    assert scene.sent("candidate.info") == []


async def test_calls_of_the_first_message_share_one_conversation(scene, run):
    def infos(messages):
        texts = [message.content for message in messages if message.role == "tool"]
        return [(INFO, {"id": short_id_in(text)}) for text in texts]

    agent = run(scene.spec(), [[(LIST, {"limit": 1}), (LIST, {"limit": 2})], infos, "Done"])
    await agent.say()
    assert [answer.is_error for answer in agent.answers] == [False] * 4


@pytest.mark.filterwarnings("ignore:Skipping serialization")
async def test_short_names_are_known_in_the_next_run_of_the_same_context(scene, run):
    agent = run(scene.spec(), [[(LIST, {"limit": 1})], "One", lambda _: [(INFO, {"id": short_id})], "Two"])
    await agent.say()
    short_id = short_id_in(agent.heard)
    await agent.say()
    assert not agent.answers[-1].is_error


class Own(BaseModel):
    """The state of somebody's own workflow."""

    count: int = 0


class Named(Own):
    """The same, with a place for the conversation's name."""

    ashby_conversation: str = ""


@pytest.mark.parametrize(("state", "works"), [(Own, False), (Named, True)])
async def test_a_workflow_with_a_state_of_its_own_is_told_what_to_add(scene, state, works):
    tool = tool_of(scene.spec(), SEARCH)

    class Searching(Workflow):
        @step
        async def search(self, ctx: Context[state], ev: StartEvent) -> StopEvent:
            return StopEvent(result=await tool.acall(title="Staff Engineer", **{tool.ctx_param_name: ctx}))

    if works:
        assert not (await Searching().run()).is_error
    else:
        with pytest.raises(UsageError, match="ashby_conversation"):
            await Searching().run()
