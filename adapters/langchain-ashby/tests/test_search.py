"""Search mode in LangChain: edits in a review screen of calls by name, and a provider's own search over all tools."""

from __future__ import annotations

import langchain.agents.middleware
import pytest
from langchain.agents.middleware import ModelRequest
from langchain_openai import ChatOpenAI
from langgraph.types import Command

from ashby_agent_tools import MemoryStore, Toolset

FIND, CALL, MOVE = "ashby_find_tools", "ashby_call", "ashby_application_change_stage"
ANONYMIZE = "ashby_candidate_anonymize"
APPROVE = {"type": "approve"}


def edit(arguments, name):
    return {"type": "edit", "edited_action": {"name": name, "args": arguments}}


def said(*decisions):
    return Command(resume={"decisions": list(decisions)})


@pytest.fixture(params=["middleware", "interrupt"])
def searching(scene, run, request):
    """An agent in search mode that turns somebody down by name of the operation."""

    def make(*steps):
        options = {"asks": request.param, "store": MemoryStore()}
        toolkit = scene.toolkit(toolset=Toolset.all().searchable(), **options)
        middleware = [toolkit.middleware()] if request.param == "middleware" else []
        return run(toolkit, [*steps, "Done"], middleware=middleware)

    return make


def by_name(tool, arguments):
    return [(CALL, {"name": tool, "arguments": arguments})]


async def test_a_model_finds_an_unlisted_operation_and_a_person_approves_it(scene, searching):
    agent = searching(
        [(FIND, {"query": "turn this candidate down, the timing was wrong"})], by_name(MOVE, scene.rejection())
    )
    (pause,) = await agent.say()
    assert agent.heard.startswith(f'{{"name":"{MOVE}"')
    (request,) = pause.value["action_requests"]
    assert scene.name() in request["description"]
    assert scene.sent() == []
    assert await agent.go(said(APPROVE)) == []
    assert scene.sent() == [scene.rejection()]


@pytest.mark.parametrize("form", ["as shown", "as called"])
async def test_an_edit_of_a_call_by_name_is_bound_to_the_operation(scene, searching, form):
    agent = searching(by_name(MOVE, scene.rejection(0)))
    (pause,) = await agent.say()
    (request,) = pause.value["action_requests"]
    shown = request["name"]
    changed = scene.rejection(2)
    if form == "as called":
        answer = edit({"name": MOVE, "arguments": changed}, CALL)
    else:
        answer = edit({**request["args"], "arguments": changed} if shown == CALL else changed, shown)
    assert await agent.go(said(answer)) == []
    assert scene.sent() == [changed]


@pytest.mark.parametrize("name", [CALL, ANONYMIZE])
async def test_an_edit_to_another_operation_is_refused(scene, searching, name):
    """A yes to a rejection is none to an erasure, whichever way the edit names it."""
    agent = searching(by_name(MOVE, scene.rejection(0)))
    await agent.say()
    other = {"candidateId": scene.applications[0]["candidate"]["id"]}
    answer = edit({"name": ANONYMIZE, "arguments": other} if name == CALL else other, name)
    await agent.go(said(answer))
    assert scene.sent("candidate.anonymize") == []
    assert scene.sent() == []


def bound(toolkit, **options):
    """What a model of OpenAI is bound to by LangChain's middleware for the provider's search."""
    seen = []
    request = ModelRequest(
        model=ChatOpenAI(model="gpt-5.4", api_key="unused"), messages=[], tools=toolkit.get_tools(), tool_choice=None,
        system_message=None, response_format=None, state={"messages": []}, runtime=None,
    )  # fmt: skip
    found = getattr(langchain.agents.middleware, "ProviderToolSearchMiddleware", None)
    if found is None:
        pytest.skip("this LangChain has no ProviderToolSearchMiddleware; 1.4.7 has")
    found(**options).wrap_model_call(request, seen.append)
    return seen[0].tools


def test_langchains_provider_search_defers_the_tools_with_their_longer_descriptions(scene):
    toolset = Toolset.all()
    deferred = {tool.name for tool in toolset.operations}
    toolkit = scene.toolkit(
        toolset=toolset, extras=lambda tool: {"defer_loading": True} if tool.name in deferred else None
    )
    *tools, search = bound(toolkit)
    assert search == {"type": "tool_search"}
    assert {tool.name for tool in tools if tool.extras} == deferred
    for tool in tools:
        known = toolset[tool.name]
        assert tool.description == (known.long_description if tool.extras else known.description)
    definitions = ChatOpenAI(model="gpt-5.4", api_key="unused").bind_tools(tools).kwargs["tools"]
    assert sum(bool(definition.get("defer_loading")) for definition in definitions) == len(deferred)
