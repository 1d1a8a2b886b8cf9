"""Structured content: tasks and queries answer with objects of their output schema besides the text."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from ashby_agent_tools import Toolset
from ashby_agent_tools import operations as op

TOOLS = Toolset.all() | Toolset.tasks()


async def test_tasks_and_queries_say_what_they_answer_with_and_do(scene, connect, era):
    with scene.simulator.client() as ashby:
        person = next(ashby.records(op.CandidateList()))
        job = next(ashby.records(op.JobList()))
    calls = {
        "ashby_find": {"name": person["name"]},
        "ashby_candidate_dossier": {"candidate": person["id"]},
        "ashby_job_pipeline": {"job": job["title"]},
        "ashby_stale": {},
        "ashby_hiring_report": {},
        "ashby_query": {"from": ["ashby_application_list"], "group_by": ["source", "status"]},
    }
    async with connect(scene.server(toolset=TOOLS), era) as client:
        schemas = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        assert {name for name, schema in schemas.items() if schema} == {
            *(it.name for it in Toolset.tasks()),
            "ashby_query",
        }
        for name, arguments in calls.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            Draft202012Validator(schemas[name]).validate(result.structured_content)
            assert result.structured_content["about"] == json.loads(result.content[0].text)["about"]
        wrong = await client.call_tool("ashby_query", {"from": ["ashby_application_list"], "group_by": "sorce"})
        assert wrong.is_error
        assert wrong.structured_content is None
        plain = await client.call_tool("ashby_job_list", {"limit": 1})
        assert plain.structured_content is None


async def test_what_is_hidden_is_in_no_structured_content(scene, connect, era):
    toolset = TOOLS.hiding("contact", "pay")
    person = scene.simulator.state.rows("candidate")[0]
    async with connect(scene.server(toolset=toolset), era) as client:
        result = await client.call_tool("ashby_candidate_dossier", {"candidate": person["id"]})
        found = json.dumps(result.structured_content)
    assert person["name"] in json.loads(found)["record"]["candidate"]
    assert "@" not in found


async def test_a_task_that_waits_for_a_person_answers_with_what_was_done(scene, connect, era, person):
    rejected = scene.simulator.state.rows("application", status="Active")[0]
    async with connect(scene.server(toolset=Toolset.tasks()), era, person) as client:
        result = await client.call_tool(
            "ashby_reject",
            {"candidate": rejected["candidateId"], "reason": "Timing", "job": rejected["jobId"]},
        )
    assert not result.is_error, result.content
    assert len(person.questions) == 1
    assert result.structured_content["record"]["done"][0]["operation"] == "ashby_application_change_stage"
