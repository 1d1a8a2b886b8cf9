"""Results as objects: what the text says, with the same names in every row, and nothing that it does not say."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from ashby_agent_tools import Budget, Session, Toolset, errors
from ashby_agent_tools import operations as op

MARK = "written_by_outsiders"
TOOLS = Toolset.all() | Toolset.tasks()
CALLS = {
    "ashby_application_list": {"limit": 100},
    "ashby_candidate_list": {"limit": 100},
    "ashby_application_feedback_list": {"limit": 50},
    "ashby_offer_list": {"limit": 50},
    "ashby_interview_schedule_list": {"limit": 20},
    "ashby_job_search": {"title": "no such job"},
    "ashby_job_list": {"limit": 1},
    "ashby_api_key_info": {},
    "ashby_query": {"from": ["ashby_candidate_list"], "group_by": "company"},
    "ashby_stale": {},
    "ashby_hiring_report": {},
    "ashby_find": {"name": "an"},
}


@pytest.fixture
def session(simulator):
    with simulator.client() as client:
        yield Session(TOOLS, client)


def strings(value):
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *strings(item))]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("tool", CALLS)
def test_a_result_is_objects_of_its_tools_schema(session, tool, whole):
    result = session.run(tool, CALLS[tool])
    found = result.structured(whole=whole)
    Draft202012Validator(session.toolset[tool].output_schema).validate(found)
    text = json.loads(result.text)
    shape = "rows" if "rows" in found else "record"
    if shape == "rows":
        assert len(found["rows"]) == found["about"]["shown"]
    if not whole:
        assert found["about"] == text["about"]
        said = " ".join(strings(text))
        assert [it for it in strings(found[shape]) if it != MARK and it.split(" (")[0] not in said] == []


def test_a_row_has_the_cells_of_its_line_the_names_beside_the_table_and_what_all_rows_share(session):
    result = session.run("ashby_application_list", {"limit": 50, "status": "Active"})
    rows, records = result.structured()["rows"], result.data
    assert len(rows) == len(records) == 50
    assert {row["status"] for row in rows} == {"Active"}
    for row, record in zip(rows, records, strict=True):
        assert row["candidate"].startswith(f"{record['candidate']['name']} (cand_")
        assert row["job"].split(" (")[0] == record["job"]["title"]


def test_what_outsiders_wrote_stands_under_its_mark_in_each_object(session):
    result = session.run("ashby_candidate_list", {"limit": 100})
    for row, person in zip(result.structured()["rows"], result.data, strict=True):
        assert row["name"] == person["name"]
        assert row.get(MARK, {}).get("company") == person.get("company")
        assert "company" not in row
    result = session.run("ashby_find", {"name": "an", "kind": "candidate"})
    found, sent = result.structured()["record"]["candidates"], result.data["candidates"]
    assert len(found) == len(sent) > 1
    assert [it[MARK]["company"] for it in found] == [it["company"] for it in sent]
    assert all("company" not in it for it in found)


def test_a_program_gets_what_the_budget_of_a_model_leaves_out(simulator):
    with simulator.client() as client:
        session = Session(TOOLS.with_budget(Budget(600)).hiding("contact"), client)
        result = session.run("ashby_candidate_list", {"limit": 100})
        short, whole = result.structured(), result.structured(whole=True)
    assert len(whole["rows"]) == 100
    assert len(json.dumps(whole)) > 4 * len(json.dumps(short))
    assert result.tokens <= 600
    assert "@" not in json.dumps(whole)


def test_a_dry_run_gives_what_it_would_have_sent_and_says_so_beside_reads(simulator):
    with simulator.client() as client:
        person = next(client.records(op.CandidateList()))
        session = Session(TOOLS, client, dry_run=True)
        note = session.run("ashby_candidate_create_note", {"candidateId": person["id"], "note": "Hi"}).structured()
        read = session.run("ashby_candidate_info", {"id": person["id"]}).structured(whole=True)
    assert note["record"]["dry_run"] == "Nothing was sent."
    assert "was not sent" in read["about"]["note"]
    assert read["record"]["name"] == person["name"]


def test_what_is_no_object_is_its_text(simulator):
    with simulator.client() as client:
        session = Session(Toolset.all().searchable(), client)
        result = session.run("ashby_find_tools", {"query": "reject a candidate"})
    assert result.structured() == {"about": {}, "record": {"text": result.text}}


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_programs_may_call_what_reads_and_nothing_else(provider):
    from anthropic.types import ToolParam  # a second, for each worker that collects

    for toolset in (TOOLS, Toolset.all().searchable()):
        for tool in toolset.tools:
            besides = tool.programmatic(provider)
            assert (besides["allowed_callers"] == ["direct"]) is tool.direct_only is not tool.hints["readOnlyHint"]
            assert ("output_schema" in besides) is (provider == "openai" and not tool.direct_only)
            if provider == "anthropic":
                definition = {
                    "name": tool.name,
                    "description": tool.description,
                    "input_schema": tool.schema,
                    **besides,
                }
                TypeAdapter(ToolParam).validate_python(definition)
    assert Toolset.all().searchable()["ashby_call"].direct_only


@pytest.mark.parametrize("provider", ["gemini", "mcp", "nobody"])
def test_a_provider_without_programs_is_refused(provider):
    with pytest.raises(errors.UsageError, match="those that do are openai, anthropic"):
        TOOLS["ashby_job_list"].programmatic(provider)
