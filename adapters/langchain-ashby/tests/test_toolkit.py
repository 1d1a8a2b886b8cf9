"""What the toolkit offers, what the tools answer, and that conversations stay apart."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.tools import ToolException
from langchain_core.utils.function_calling import convert_to_openai_tool

from ashby_agent_tools import Budget, MemoryStore, SqliteStore, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import UnknownShortId, UsageError
from langchain_ashby import AshbyToolkit

SEARCH = "ashby_job_search"
LIST = "ashby_application_list"


def tool_of(toolkit, name):
    return next(tool for tool in toolkit.get_tools() if tool.name == name)


def called(name, arguments, call_id="call_1"):
    return {"name": name, "args": arguments, "id": call_id, "type": "tool_call"}


def thread(name):
    return {"configurable": {"thread_id": name}}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"preset": "recruiter"}, [tool.name for tool in Toolset.preset("recruiter")]),
        ({"toolset": Toolset.of("job.search", "job.list")}, ["ashby_job_search", "ashby_job_list"]),
        ({"names": ["job.search", op.JobList]}, ["ashby_job_search", "ashby_job_list"]),
        ({"tags": ["offers"]}, [tool.name for tool in Toolset.all().tagged("offers")]),
    ],
    ids=["preset", "toolset", "names", "tags"],
)
def test_the_selection_comes_from_a_preset_a_toolset_names_or_tags(scene, options, names):
    offered = [tool.name for tool in scene.toolkit(**options).get_tools()]
    assert offered[: len(names)] == names
    assert names


def test_only_one_kind_of_selection_is_taken(scene):
    with pytest.raises(UsageError, match="one of"):
        scene.toolkit(tags=["offers"], names=["job.list"])


@pytest.mark.parametrize("options", [{"preset": "recruter"}, {"names": ["job.lst"]}, {"tags": ["offer"]}])
def test_a_misspelt_selection_names_the_near_match(scene, options):
    with pytest.raises(UsageError, match="did you mean"):
        scene.toolkit(**options)


def test_names_descriptions_schemas_and_hints_are_the_catalogues(scene):
    for offered, tool in zip(scene.toolkit(preset="everything").get_tools(), Toolset.all(), strict=False):
        assert (offered.name, offered.description, offered.args_schema) == (tool.name, tool.description, tool.schema)
        assert offered.metadata == tool.hints
        function = convert_to_openai_tool(offered)["function"]
        assert function["parameters"].get("required", []) == tool.schema.get("required", [])
        assert "runtime" not in json.dumps(function["parameters"].get("properties", {}).get("runtime", {}))


def test_extras_reach_every_tool_or_the_chosen_ones(scene):
    deferred = scene.toolkit(extras={"defer_loading": True}).get_tools()
    assert all(tool.extras == {"defer_loading": True} for tool in deferred)
    some = scene.toolkit(extras=lambda tool: None if tool.name == SEARCH else {"defer_loading": True}).get_tools()
    assert [tool.name for tool in some if not tool.extras] == [SEARCH]


def test_instructions_are_the_toolsets(scene):
    assert scene.toolkit().instructions == Toolset.preset("operations").instructions()


async def test_the_message_is_text_and_the_artifact_a_reference_to_the_whole(scene):
    toolkit = scene.toolkit()
    tool = tool_of(toolkit, SEARCH)
    for message in (
        tool.invoke(called(SEARCH, {"title": "Staff Engineer"})),
        await tool.ainvoke(called(SEARCH, {"title": "Staff Engineer"})),
    ):
        assert json.loads(message.content)["about"]["tool"] == SEARCH
        assert set(message.artifact) == {"ref", "tool", "records", "fingerprint"}
        assert (message.artifact["tool"], message.artifact["records"]) == (SEARCH, 1)
        assert toolkit.data(message.artifact["ref"])[0]["title"] == "Staff Engineer"


def test_the_whole_data_is_in_the_artifact_only_when_asked_for(scene):
    message = tool_of(scene.toolkit(artifact="data"), SEARCH).invoke(called(SEARCH, {"title": "Staff Engineer"}))
    assert message.artifact["data"][0]["title"] == "Staff Engineer"
    with pytest.raises(UsageError, match="artifact"):
        scene.toolkit(artifact="everything")


def test_data_after_a_restart_needs_the_thread_and_an_unknown_reference_says_so(scene, tmp_path):
    first = scene.toolkit(store=SqliteStore(tmp_path / "store.db"))
    message = tool_of(first, SEARCH).invoke(called(SEARCH, {"title": "Staff Engineer"}), thread("anna"))
    second = scene.toolkit(store=SqliteStore(tmp_path / "store.db"))
    ref = message.artifact["ref"]
    with pytest.raises(UnknownShortId, match="name that conversation"):
        second.data(ref)
    assert second.data(ref, thread_id="anna")[0]["title"] == "Staff Engineer"
    with pytest.raises(UnknownShortId):
        second.data(ref, thread_id="bert")


def test_a_short_name_of_one_thread_is_unknown_in_another(scene):
    toolkit = scene.toolkit(store=MemoryStore(first_short_id=100))
    search, listing = tool_of(toolkit, SEARCH), tool_of(toolkit, LIST)
    search.invoke(called(SEARCH, {"title": "Staff Engineer"}), thread("anna"))
    known = listing.invoke(called(LIST, {"jobId": "job_100"}), thread("anna"))
    unknown = listing.invoke(called(LIST, {"jobId": "job_100"}), thread("bert"))
    assert known.status == "success"
    assert unknown.status == "error"
    assert "job_100 is not known" in unknown.content


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"titel": "Staff Engineer"}, "did you mean 'title'"),
        ({"title": 7}, "title"),
        ({"title": "x", "runtime": "y"}, "unknown argument 'runtime'"),
        ({"title": "x", "config": {}}, "unknown argument 'config'"),
    ],
)
@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_bad_arguments_give_a_readable_message_and_send_nothing(scene, arguments, words, sync):
    before = len(scene.simulator.log)
    tool = tool_of(scene.toolkit(), SEARCH)
    message = tool.invoke(called(SEARCH, arguments)) if sync else await tool.ainvoke(called(SEARCH, arguments))
    assert message.status == "error"
    assert words in message.content
    assert len(scene.simulator.log) == before


def test_omitted_optionals_are_not_sent(scene):
    tool_of(scene.toolkit(), SEARCH).invoke({"title": "Staff Engineer"})
    assert scene.simulator.log[-1].body == {"title": "Staff Engineer"}


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_what_ashby_refuses_reaches_the_model_as_text(scene, sync):
    name = "ashby_candidate_info"
    tool = tool_of(scene.toolkit(), name)
    call = called(name, {"id": "00000000-0000-4000-8000-000000000000"})
    message = tool.invoke(call) if sync else await tool.ainvoke(call)
    assert message.status == "error"
    assert "candidate" in message.content.lower()


def test_errors_can_be_raised_instead(scene):
    tool = tool_of(scene.toolkit(), SEARCH)
    tool.handle_tool_error = False
    with pytest.raises(ToolException, match="did you mean"):
        tool.invoke({"titel": "x"})


def test_the_developers_mistake_is_not_shown_to_the_model(scene):
    toolkit = AshbyToolkit(preset="operations", async_client=scene.simulator.async_client())
    with pytest.raises(UsageError, match="async client"):
        tool_of(toolkit, SEARCH).invoke({"title": "x"})


async def test_a_sync_client_alone_serves_async_calls_too(scene):
    toolkit = AshbyToolkit(preset="operations", client=scene.simulator.client())
    message = await tool_of(toolkit, SEARCH).ainvoke(called(SEARCH, {"title": "Staff Engineer"}))
    assert message.status == "success"


async def test_async_says_the_same_as_sync_and_parallel_calls_do_not_mix(scene):
    titles = ["Staff Engineer", "Account Executive", "Data Analyst", "Office Manager"] * 5

    def toolkit():
        return scene.toolkit(store=MemoryStore(first_short_id=100))

    one = tool_of(toolkit(), SEARCH)
    sync = [json.loads(one.invoke({"title": title}))["record"]["title"] for title in titles]
    other = tool_of(toolkit(), SEARCH)
    texts = await asyncio.gather(*(other.ainvoke({"title": title}) for title in titles))
    assert sync == [json.loads(text)["record"]["title"] for text in texts] == titles
    assert tool_of(toolkit(), SEARCH).invoke({"title": titles[0]}) == await tool_of(toolkit(), SEARCH).ainvoke(
        {"title": titles[0]}
    )


def test_the_budget_holds(scene):
    from tiktoken import get_encoding  # noqa: F401  (the budget is counted exactly only with it)

    small = Toolset.preset("operations").with_budget(Budget(tokens=600))
    text = tool_of(scene.toolkit(toolset=small), LIST).invoke({"limit": 100})
    assert len(text) <= 600 * 12
    assert json.loads(text)["about"]["rows"] == 100


def test_tracers_see_the_arguments_and_nothing_else(scene, run):
    seen = []

    class Tracer(BaseCallbackHandler):
        def on_tool_start(self, _serialized, input_str, *, inputs=None, **_):
            seen.append((inputs, input_str))

    agent = run(scene.toolkit(), [[(SEARCH, {"title": "Staff Engineer"})], "Done"])
    agent.config["callbacks"] = [Tracer()]
    asyncio.run(agent.say())
    assert seen == [({"title": "Staff Engineer"}, "{'title': 'Staff Engineer'}")]


def test_the_key_is_in_no_repr_and_no_log(caplog):
    secret = "a-key-nobody-should-see"
    with caplog.at_level(logging.DEBUG):
        toolkit = AshbyToolkit(api_key=secret)
        text = f"{toolkit!r} {toolkit.get_tools()!r} {toolkit.model_dump()}"
    toolkit.close()
    assert secret not in text
    assert secret not in caplog.text


async def test_closing_leaves_handed_in_clients_open(scene):
    client = scene.simulator.client()
    toolkit = AshbyToolkit(preset="operations", client=client)
    await toolkit.aclose()
    assert client.execute(op.JobSearch(title="Staff Engineer")).data
    own = AshbyToolkit(preset="operations", api_key="key", base_url="https://ashby.example.com")
    tool = tool_of(own, SEARCH)
    await own.aclose()
    assert "this client was closed; make a new one. Nothing was sent." in tool.invoke({"title": "x"})
