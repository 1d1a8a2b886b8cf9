"""Schemas that survive strict mode, tried with the real ChatOpenAI on loopback and over the whole catalogue."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from langchain.agents import create_agent
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from loopback import HABITS, Server
from pydantic import BaseModel, SecretStr
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools import Session, Toolset, confirm_never, errors
from ashby_agent_tools.operations.schema import not_strict
from langchain_ashby._strict import opened, strict_schema

MOVE, READ_ON, LIST = "ashby_application_change_stage", "ashby_read_result", "ashby_application_list"
EVERYTHING = [*Toolset.all(), *Toolset.all().builtin]


class Answer(BaseModel):
    """What the agent answers with."""

    summary: str


@pytest.fixture
def server():
    server = Server(HABITS["unique"])
    with server.serving() as server.url:
        yield server


def model_at(server):
    return ChatOpenAI(model="gpt-4.1", base_url=server.url, api_key=SecretStr("none"), max_retries=0)


def heard(server):
    """The tools that the server was told of last, by name."""
    return {tool["function"]["name"]: tool["function"] for tool in server.heard[-1]["tools"]}


def in_strict_mode(node, value):
    """What a model writes that is held to a strict schema: null for what is left out, JSON text where it is asked."""
    branches = [node, *node.get("anyOf", ())]
    if isinstance(value, list) and (items := next((it["items"] for it in branches if "items" in it), None)):
        made = [in_strict_mode(items, item) for item in value]
        return made if Draft202012Validator(node).is_valid(made) else {"json": json.dumps(value)}
    if not isinstance(value, dict):
        return value
    for properties in (it["properties"] for it in branches if "properties" in it):
        if value.keys() <= properties.keys():
            return {name: in_strict_mode(child, value.get(name)) for name, child in properties.items()}
    return {"json": json.dumps(value)}


def test_with_a_response_format_a_plain_move_cannot_be_said_where_schemas_are_not_made_for_it(scene, server):
    """Why `strict` exists: this is what LangChain makes of a tool's schema, whoever wrote it."""
    server.steps = ['{"summary": "Done"}']
    agent = create_agent(model_at(server), scene.toolkit().get_tools(), response_format=Answer)
    agent.invoke({"messages": [("user", "go")]})
    move = heard(server)[MOVE]
    assert move["strict"] is True
    assert {"archiveReasonId", "archiveEmail"} <= set(move["parameters"]["required"])
    assert list(Draft202012Validator(move["parameters"]).iter_errors({**scene.move(), "archiveEmail": None}))


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_with_a_response_format_a_plain_move_is_a_plain_move(scene, server, sync):
    absent = {"archiveReasonId": None, "archiveEmail": None}
    server.steps = [[(MOVE, {**scene.move(), **absent})], '{"summary": "Moved"}']
    toolkit = scene.toolkit(strict=True)
    agent = create_agent(
        model_at(server), toolkit.get_tools(), response_format=Answer, checkpointer=InMemorySaver()
    )  # fmt: skip
    config = {"configurable": {"thread_id": "one"}}
    for given in ({"messages": [("user", "go")]}, Command(resume={"decisions": [{"type": "approve"}]})):
        state = agent.invoke(given, config) if sync else await agent.ainvoke(given, config)
    assert state["structured_response"] == Answer(summary="Moved")
    assert scene.sent() == [scene.move()]
    for told in server.heard:
        move = next(tool["function"] for tool in told["tools"] if tool["function"]["name"] == MOVE)
        assert move["strict"] is True
        Draft202012Validator(move["parameters"]).validate({**scene.move(), **absent})


def test_bound_as_strict_every_tool_is_one_that_strict_mode_can_say(scene, server):
    server.steps = ["Fine"]
    toolkit = scene.toolkit(preset="offers", strict=True)
    model_at(server).bind_tools(toolkit.get_tools(), strict=True).invoke("go")
    for tool in toolkit.get_tools():
        told = heard(server)[tool.name]
        assert told["strict"] is True
        assert not_strict(told["parameters"]) is None
        assert {**told["parameters"], "description": tool.description} == {
            **tool.args_schema, "description": tool.description,
        }  # fmt: skip


def test_the_whole_catalogue_survives_and_no_tool_and_no_parameter_is_left_out(scene):
    tools = scene.toolkit(preset="everything", strict=True).get_tools()
    assert [tool.name for tool in tools] == [tool.name for tool in EVERYTHING]
    for tool, plain in zip(tools, EVERYTHING, strict=True):
        assert list(tool.args_schema["properties"]) == list(plain.schema["properties"])
        assert convert_to_openai_tool(tool, strict=True)["function"]["parameters"] == {
            key: value for key, value in tool.args_schema.items() if key != "description"
        }


@pytest.fixture(scope="module")
def world():
    return one_world()


@pytest.mark.parametrize("endpoint", SIMULATED)
@pytest.mark.exhaustive(8)
def test_what_a_strict_model_writes_is_the_same_call(world, endpoint):
    """Valid arguments of every operation, as strict mode makes a model write them."""
    toolset = Toolset.of(endpoint).with_policy(confirm_never)
    (tool,) = toolset
    session = Session(toolset, world.reset().simulator.client())
    for arguments in cases(world, endpoint):
        strict = strict_schema(tool.schema)
        written = in_strict_mode(strict, json.loads(json.dumps(arguments, default=str)))
        Draft202012Validator(strict).validate(written)
        read = opened(tool.name, tool.schema, written)
        assert session.prepare(tool.name, read).fingerprint == session.prepare(tool.name, arguments).fingerprint


async def test_json_text_in_an_open_object_is_read_and_what_is_no_json_is_said(scene, run):
    where = {"status": "Active"}
    nothing = dict.fromkeys(
        ["offset", "ids", "count_by", "sum", "text_offset", "all_pages", "limit", "fields"]
    )  # fmt: skip

    def reading(text):
        return lambda messages: [(READ_ON, {"ref": messages[3].artifact["ref"], "where": {"json": text}, **nothing})]

    steps = [[(LIST, {"limit": 5})], reading(json.dumps(where)), reading("{status"), "Done"]
    agent = run(scene.toolkit(strict=True), steps)
    await agent.say()
    listed, read, wrong = agent.answers
    assert listed.status == read.status == "success"
    assert read.artifact["records"]
    assert wrong.status == "error"
    assert "where.json cannot be read as JSON" in wrong.content


UNREADABLE = {
    '{"a": "1", "a": "2"}': "twice", '{"a": NaN}': "not a JSON number", r'{"a": "\ud83d"}': "half of a character",
    "[" * 100_000: "recursion", "[1]": "extraData", "7": "extraData", "": "cannot be read",
    "{'a': 1}": "cannot be read",
    f'{{"a": {"9" * 5_000}}}': "cannot be read", '{"a": ' + "[" * 900 + "]" * 900 + "}": "levels deep",
    "```json\n{}\n```": "cannot be read", '{"a": "' + "x" * 5_000_000 + '"}': "longer than",
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), UNREADABLE.items(), ids=range(len(UNREADABLE)))
def test_json_text_that_arguments_could_not_be_is_refused_as_they_are(world, text, says):
    toolset = Toolset.of("department.create").with_policy(confirm_never)
    (tool,) = toolset
    session = Session(toolset, world.simulator.client())

    def made(written):
        return session.prepare(
            tool.name, opened(tool.name, tool.schema, {"name": "Ops", "extraData": {"json": written}})
        )

    assert made('{"a": "1"}').arguments["extraData"] == {"a": "1"}
    with pytest.raises(errors.InvalidArguments, match=says) as refused:
        made(text)
    assert len(str(refused.value)) < 600


def test_without_strict_an_object_is_taken_as_it_came(scene):
    """A field of one's own may be called json."""
    tool = next(tool for tool in scene.toolkit(tags=["organization"]).get_tools() if "department_create" in tool.name)
    made = tool._conversations.session("one").prepare(tool.name, {"name": "Ops", "extraData": {"json": "[1]"}})
    assert made.arguments["extraData"] == {"json": "[1]"}
