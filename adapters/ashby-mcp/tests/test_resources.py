"""Resources, their completion and what clients hear of their changes: nothing that a tool could not read is read."""

from __future__ import annotations

import json
import uuid
from urllib.parse import quote

import anyio
import pytest
from mcp import types
from mcp.client.subscriptions import listen
from mcp.shared.exceptions import MCPError

from ashby_agent_tools import MemoryStore, Session, Toolset, deny
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

CANDIDATE, PIPELINE, RESULT = "ashby://candidate/{id}", "ashby://job/{id}/pipeline", "ashby://result/{ref}"
NOT_FOUND = {"legacy": -32002, "auto": types.INVALID_PARAMS}


async def content(client, uri):
    (found,) = (await client.read_resource(uri)).contents
    return found.text


async def refused(client, uri, era):
    """What an address that leads nowhere is answered with."""
    with pytest.raises(MCPError) as caught:
        await client.read_resource(uri)
    assert caught.value.code == NOT_FOUND[era]
    return caught.value.message


def person(scene, number=0):
    return scene.simulator.state.rows("candidate")[number]


async def values(client, ref, name, value):
    answer = await client.complete(ref, {"name": name, "value": value})
    return answer.completion.values


def template(uri):
    return types.ResourceTemplateReference(uri=uri)


# --- what is there


async def test_templates_have_titles_and_a_candidate_reads_as_the_tool_shows_it(scene, connect, era):
    async with connect(scene.server(), era) as client:
        found = (await client.list_resource_templates()).resource_templates
        assert [it.uri_template for it in found] == [CANDIDATE, PIPELINE, RESULT]
        assert all(it.title and it.description for it in found)
        shown = await content(client, f"ashby://candidate/{person(scene)['id']}")
        called = await client.call_tool("ashby_candidate_info", {"id": person(scene)["id"]})
        assert json.loads(shown)["record"] == json.loads(called.content[0].text)["record"]
        instructions = await content(client, "ashby://instructions")
    assert instructions == Toolset.preset("operations").instructions()


async def test_a_pipeline_counts_the_active_applications_of_each_stage_in_order(scene, connect, era):
    with scene.simulator.client() as ashby:
        active = list(ashby.records(op.ApplicationList(status="Active")))
        job = active[0]["job"]["id"]
    stages = {}
    for it in active:
        stage = it["currentInterviewStage"]
        if it["job"]["id"] == job:
            key = (stage["orderInInterviewPlan"], stage["title"])
            stages[key] = stages.get(key, 0) + 1
    async with connect(scene.server(), era) as client:
        shown = json.loads(await content(client, f"ashby://job/{job}/pipeline"))
    rows = [(row[0], row[1].split(" (")[0], row[2]) for row in shown["data"]]
    assert rows == [(order, title, count) for (order, title), count in sorted(stages.items())]


async def test_results_of_a_conversation_are_listed_newest_first_and_read(scene, connect, era):
    async with connect(scene.server(), era) as client:
        assert [it.name for it in (await client.list_resources()).resources] == ["instructions"]
        for tool in ("ashby_job_list", "ashby_candidate_list"):
            await client.call_tool(tool, {"limit": 2})
        _, newest, older = (await client.list_resources()).resources
        assert (newest.title.split(" (")[0], older.title.split(" (")[0]) == ("Candidate: list", "Job: list")
        assert json.loads(await content(client, newest.uri))["about"]["rows"] == 2
        assert await values(client, template(RESULT), "ref", "r") == [newest.name, older.name]
        assert await values(client, template(RESULT), "ref", older.name) == [older.name]


# --- what is not


async def test_only_what_a_tool_of_the_selection_could_read_is_readable(scene, connect, era):
    toolset = Toolset.of("job.list", "candidate.createNote")
    scene.simulator.log.clear()
    async with connect(scene.server(toolset=toolset), era) as client:
        assert [it.uri_template for it in (await client.list_resource_templates()).resource_templates] == [RESULT]
        job = scene.simulator.state.rows("job")[0]["id"]
        said = {
            await refused(client, uri, era)
            for uri in (f"ashby://candidate/{person(scene)['id']}", f"ashby://job/{job}/pipeline", "ashby://nothing")
        }
        assert len(said) == 1
        assert await values(client, template(CANDIDATE), "id", person(scene)["name"][:4]) == []
    assert scene.simulator.log == []


async def test_what_does_not_exist_and_what_is_anothers_are_answered_alike(scene, connect, era):
    store, other = MemoryStore(), Simulator(seed=8)
    foreign = other.state.rows("candidate")[0]["id"]
    server = scene.server(store=store)
    async with connect(server, era) as one, connect(server, era) as two:
        listed = json.loads((await one.call_tool("ashby_candidate_list", {"limit": 1})).content[0].text)
        ref, short_id = listed["about"].get("ref", ""), listed["record"]["id"]
        newest = (await one.list_resources()).resources[1].uri
        assert short_id in await content(one, f"ashby://candidate/{short_id}")
        assert await content(one, newest)
        said = {
            await refused(two, uri, era)
            for uri in (
                f"ashby://candidate/{short_id}", newest, f"ashby://candidate/{foreign}", f"ashby://candidate/{uuid.uuid4()}",
                "ashby://candidate/", "ashby://candidate/..%2F..%2Fjob.list", f"ashby://candidate/{quote('Ada Lee')}",
                "ashby://result/r1", f"ashby://candidate/{foreign}?expand=*", "file:///etc/passwd", "ashby://job/x/pipeline/y",
            )
        }  # fmt: skip
        assert said == {"There is no such resource in this conversation."}
        assert ref not in said
        assert [it.name for it in (await two.list_resources()).resources] == ["instructions"]


async def test_hiding_budget_and_policy_hold_for_resources(scene, connect, era):
    uri = f"ashby://candidate/{person(scene)['id']}"
    async with connect(scene.server(toolset=Toolset.all().hiding("contact")), era) as client:
        assert "@" not in await content(client, uri)
    async with connect(scene.server(toolset=Toolset.all().with_budget(300)), era) as client:
        assert len(await content(client, uri)) < 300 * 5
    async with connect(scene.server(toolset=Toolset.all().with_policy(deny("candidate.info"))), era) as client:
        with pytest.raises(MCPError, match="policy") as caught:
            await client.read_resource(uri)
        assert caught.value.code == types.INTERNAL_ERROR


@pytest.mark.usefixtures("no_waiting")
async def test_a_failure_is_no_missing_resource(scene, connect, era):
    async with connect(scene.server(), era) as client:
        scene.simulator.fail_next("unavailable", times=9, endpoint="candidate.info")
        with pytest.raises(MCPError) as caught:
            await client.read_resource(f"ashby://candidate/{person(scene)['id']}")
    assert caught.value.code == types.INTERNAL_ERROR


# --- completion


async def test_names_are_completed_with_the_id_that_they_mean_and_lead_there(scene, connect, era):
    with scene.simulator.client() as ashby:
        name = next(ashby.records(op.CandidateList()))["name"]
        jobs = [it["title"] for it in ashby.records(op.JobList(status=["Open"]))]
    async with connect(scene.server(toolset=Toolset.all()), era) as client:
        found = await values(client, template(CANDIDATE), "id", name[:6])
        (chosen,) = [it for it in found if it.startswith(f"{name} (")][:1]
        shown = json.loads(await content(client, f"ashby://candidate/{quote(chosen, safe='')}"))
        assert name in json.dumps(shown["record"], ensure_ascii=False)
        assert await values(client, template(CANDIDATE), "id", name[:1]) == []
        prompt = types.PromptReference(name="debrief")
        assert chosen in await values(client, prompt, "candidate", name[:6].upper())
        every = await values(client, template(PIPELINE), "id", "")
        assert sorted(it.rpartition(" (")[0] for it in every) == sorted(jobs)
        sent = len(scene.simulator.log)
        (some,) = await values(client, types.PromptReference(name="weekly_pipeline_report"), "job", jobs[0][3:].upper())
        assert some.startswith(jobs[0])
        assert len(scene.simulator.log) == sent
        assert json.loads(await content(client, f"ashby://job/{quote(some, safe='')}/pipeline"))
        for ref, argument in ((prompt, "day"), (types.PromptReference(name="none"), "job"), (template("x://y"), "id")):
            assert await values(client, ref, argument, "a") == []


@pytest.mark.usefixtures("no_waiting")
async def test_a_completion_that_ashby_refuses_is_empty(scene, connect):
    async with connect(scene.server(toolset=Toolset.all())) as client:
        scene.simulator.fail_next("server_error", times=9, endpoint="candidate.search")
        assert await values(client, template(CANDIDATE), "id", "Ada") == []


# --- changes


async def test_a_client_of_the_handshake_hears_of_a_new_result_once(scene, connect):
    heard = []

    async def hear(message):
        if isinstance(message, types.ResourceListChangedNotification):
            heard.append(message)

    async with connect(scene.server(), "legacy", message_handler=hear) as client:
        assert client.session.server_capabilities.resources.list_changed is True
        assert client.session.server_capabilities.tools.list_changed is False
        await client.call_tool("ashby_candidate_info", {"id": "cand_1"})
        await client.list_resources()
        assert heard == []
        await client.call_tool("ashby_job_list", {"limit": 1})
        await client.list_resources()
    assert len(heard) == 1


async def test_a_client_that_listens_hears_of_its_own_results_only(scene, connect):
    server = scene.server()
    heard, told = {"one": 0, "two": 0}, anyio.Event()
    async with connect(server, "auto") as one, connect(server, "auto") as two, anyio.create_task_group() as tasks:

        async def listening(name, client, *, task_status):
            async with listen(client.session, resources_list_changed=True) as events:
                task_status.started()
                async for _ in events:
                    heard[name] += 1
                    told.set()

        await tasks.start(listening, "one", one)
        await tasks.start(listening, "two", two)
        await one.call_tool("ashby_job_list", {"limit": 1})
        await one.list_resources()
        with anyio.fail_after(60):
            await told.wait()
        tasks.cancel_scope.cancel()
    assert heard == {"one": 1, "two": 0}


async def test_clients_without_a_session_are_not_shown_each_others_results(scene):
    """Over HTTP in the protocol of 2026-07-28, `stateless` is the conversation of all of them."""
    from ashby_mcp import STATELESS
    from ashby_mcp.resources import RecentResults

    recent = RecentResults()
    with scene.simulator.client() as ashby:
        session = Session(Toolset.preset("operations"), ashby, conversation="one")
        assert recent.add("one", session.run("ashby_job_list", {}))
    assert recent.of(STATELESS) == {}


# --- how long an answer may be kept


async def test_lists_that_never_change_may_be_kept_for_an_hour_and_what_ashby_says_not_at_all(scene, connect):
    async with connect(scene.server(), "auto") as client:
        lists = (await client.list_tools(), await client.list_prompts(), await client.list_resource_templates())
        assert {(it.ttl_ms, it.cache_scope) for it in lists} == {(3_600_000, "private")}
        assert (await client.list_resources()).ttl_ms == 0
        assert (await client.read_resource(f"ashby://candidate/{person(scene)['id']}")).ttl_ms == 0
        assert {tool.title for tool in lists[0].tools} >= {"Application: change stage", "Read result"}


# --- with tasks in place of operations


async def test_tasks_complete_and_read_the_same_resources(scene, connect, era):
    with scene.simulator.client() as ashby:
        name = next(ashby.records(op.CandidateList()))["name"]
        job = next(ashby.records(op.JobList(status=["Open"])))["title"]
    async with connect(scene.server(toolset=Toolset.tasks()), era) as client:
        found = (await client.list_resource_templates()).resource_templates
        assert [it.uri_template for it in found] == [CANDIDATE, PIPELINE, RESULT]
        (person_named, *_) = await values(client, template(CANDIDATE), "id", name.casefold())
        assert name in await content(client, f"ashby://candidate/{quote(person_named, safe='')}")
        (job_named, *_) = await values(client, template(PIPELINE), "id", job[:5])
        assert job_named.startswith(f"{job} (")
        assert json.loads(await content(client, f"ashby://job/{quote(job_named, safe='')}/pipeline"))["record"][
            "active"
        ]
        assert await values(client, template(CANDIDATE), "id", "nobody is called so") == []
        await refused(client, f"ashby://candidate/{uuid.uuid4()}", era)
