"""The unified tools: two that read any resource, eight that write and are asked about; hidden data stays hidden."""

from __future__ import annotations

import json
import re

import pytest

from ashby_agent_tools import Decision, Session, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import Declined, InvalidArguments, UsageError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.tasks import task_named
from ashby_agent_tools.unified import RESOURCES, Unified

PRESET = Toolset.preset("unified")
TOOLS = {tool.name: tool.operation for tool in PRESET if "unified" in tool.name}
READS = {name: it for name, it in TOOLS.items() if it.spec.reads}


def _yes(call, question):
    return Decision.approve(by="ada")


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def session(simulator):
    with Session(PRESET, simulator.client(), approver=_yes) as made:
        yield made


@pytest.fixture(scope="module")
def shared():
    simulator = Simulator(seed=7)
    with Session(PRESET, simulator.client()) as made:
        yield made


def _run(session, tool, **arguments):
    return session.run(f"ashby_unified_{tool}", arguments)


def test_the_preset_is_small():
    assert len(PRESET.tools) <= 20
    assert PRESET.cost() < 1_700
    assert {name.removeprefix("ashby_unified_") for name in READS} == {"list", "get"}


@pytest.mark.parametrize("resource", RESOURCES)
def test_each_resource_is_listed_and_got_with_the_records_of_the_unified_models(resource, shared):
    with Simulator(seed=7).client() as client:
        unified = Unified(client)
        narrowed = {}
        if resource == "activities":
            notes = (it.id for it in unified.candidates.all() if unified.activities.list(candidate=it.id).result)
            narrowed = {"candidate": next(notes)}
        expected = getattr(unified, resource).list(limit=5, raw=False, **narrowed)
    found = _run(shared, "list", resource=resource, limit=5, **narrowed)
    assert [it["id"] for it in found.data[resource]] == [it.id for it in expected.result]
    assert found.more == (expected.next_cursor is not None)
    got = _run(shared, "get", resource=resource, id=expected.result[0].id, **narrowed)
    assert got.data[resource][0]["id"] == expected.result[0].id


def test_pages_follow_by_the_cursor_of_the_header(shared):
    seen, cursor = [], {}
    while True:
        page = _run(shared, "list", resource="candidates", limit=50, **cursor)
        seen += [it["id"] for it in page.data["candidates"]]
        if page.next_cursor is None:
            break
        assert json.dumps(page.next_cursor) in page.text
        cursor = {"cursor": page.next_cursor}
    with Simulator(seed=7).client() as client:
        assert seen == [it["id"] for it in client.records(op.CandidateList())]


def test_short_ids_of_results_are_taken_by_the_next_call(shared):
    text = _run(shared, "list", resource="applications", limit=2, include=["candidate"]).text
    candidate, job, stage = (re.search(rf"{kind}_\d+", text)[0] for kind in ("cand", "job", "stage"))
    assert _run(shared, "get", resource="candidates", id=candidate).data["candidates"]
    assert _run(shared, "list", resource="applications", job=job, stage=stage).data["applications"]


def test_an_id_of_another_resource_is_told_with_the_right_one(shared):
    candidate = re.search(r"cand_\d+", _run(shared, "list", resource="candidates", limit=1).text)[0]
    with pytest.raises(InvalidArguments, match="is one of the candidates: pass resource='candidates'"):
        _run(shared, "get", resource="jobs", id=candidate)


REFUSED = [
    ({"resource": "candidate"}, "candidates"),
    ({"resource": "candidates", "job": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, "have no filter 'job'"),
    ({"resource": "candidates", "include": ["application"]}, "did you mean 'applications'"),
    ({"resource": "activities"}, "pass candidate=ID"),
    ({"resource": "tags", "cursor": "x"}, "does not come from a unified list"),
]


@pytest.mark.parametrize(("arguments", "told"), REFUSED)
def test_what_cannot_be_meant_says_what_to_write_and_sends_nothing(arguments, told):
    simulator = Simulator(seed=7)
    with Session(PRESET, simulator.client()) as session, pytest.raises(InvalidArguments, match=told):
        session.run("ashby_unified_list", arguments)
    assert not simulator.log


def test_a_candidate_goes_all_the_way(session, simulator):
    person = _run(session, "create_candidate", first_name="Nadia", last_name="Osei", emails="nadia.osei@example.com")
    made = person.data["candidates"][0]
    assert made["id"] in person.text or re.search(r"cand_\d+", person.text)
    _run(session, "update_candidate", id=made["id"], name="Nadia O. Osei", phone="+1 555 0100")
    job = _run(session, "list", resource="jobs", status="Open", limit=1).data["jobs"][0]["id"]
    applied = _run(session, "create_application", candidate=made["id"], job=job).data["applications"][0]["id"]
    _run(session, "create_activity", candidate=made["id"], note="Met at a fair.", private=True)
    _run(session, "create_tag", name="Fair 2026")
    stages = _run(session, "list", resource="job_interview_stages", job=job).data["job_interview_stages"]
    moved = _run(session, "move_stage", application=applied, stage=stages[1]["id"])
    assert moved.data["applications"][0]["current_stage"]["id"] == stages[1]["id"]
    reason = _run(session, "list", resource="reject_reasons", limit=1).data["reject_reasons"][0]["id"]
    rejected = _run(session, "reject", application=applied, reason=reason)
    assert rejected.data["applications"][0]["outcome"] == "declined"
    assert rejected.undo
    assert _run(session, "hire", application=applied).data["applications"][0]["outcome"] == "hired"
    written = [it.endpoint for it in simulator.log if not catalogue()[it.endpoint].spec.reads]
    assert written == [
        "candidate.create", "candidate.update", "application.create", "candidate.createNote", "candidateTag.create",
        "application.changeStage", "application.changeStage", "application.changeStage",
    ]  # fmt: skip
    assert not any(it.body.get("archiveEmail") for it in simulator.log)


def test_a_rejection_is_asked_about_and_without_an_answer_nothing_is_sent(simulator):
    with simulator.client() as client:
        application = next(iter(Unified(client).applications.all(status="Active"))).id
        reason = Unified(client).reject_reasons.list(limit=1).result[0].id
    asked = []

    def no(call, question):
        asked.append(question)
        return Decision.deny(by="ada")

    with Session(PRESET, simulator.client(), approver=no) as session, pytest.raises(Declined):
        _run(session, "reject", application=application, reason=reason)
    assert asked[0].startswith("Reject ")
    assert not [it for it in simulator.log if it.endpoint == "application.changeStage"]


@pytest.mark.parametrize("name", sorted(TOOLS.keys() - READS.keys()))
def test_a_write_is_rated_as_the_operation_that_it_sends(name):
    task = task_named(name)
    (endpoint,) = task.sends
    spec = catalogue()[endpoint].spec
    assert (task.spec.risk, task.spec.worst, task.spec.scope) == (spec.risk, spec.worst, spec.scope)
    assert all(catalogue()[it].spec.reads for it in (*task.reads, *task.tries))


def test_narrowing_goes_by_what_the_tools_would_send():
    assert {tool.name for tool in PRESET.read_only()} == set(READS)
    assert "ashby_unified_reject" not in PRESET.without("application.changeStage")
    assert "ashby_unified_create_tag" in PRESET.without("application.changeStage")
    assert "ashby_unified_list" not in PRESET.without("offer.list")
    with pytest.raises(UsageError, match="unified"):
        Toolset.of("unified.lists")


def test_hidden_data_is_in_no_result(simulator):
    with simulator.client() as client:
        field = client.execute(
            op.CustomFieldCreate(objectType="Candidate", title="Ethnicity", fieldType="String"),
            decision=Decision.approve(by="ada"),
        ).data["id"]
        person = client.execute(op.CandidateList(limit=1)).data[0]
        client.execute(
            op.CustomFieldSetValue(
                objectType="Candidate", objectId=person["id"], fieldId=field, fieldValue="Secretive"
            ),
            decision=Decision.approve(by="ada"),
        )
        offers = list(Unified(client).offers.all())
    salary = next(it.salary.amount for it in offers if it.salary)
    address = person["primaryEmailAddress"]["value"]
    lists = {"candidates": [], "applications": ["candidate", "job"], "offers": ["candidate", "creator"]}
    texts = []
    for toolset in (PRESET, PRESET.hiding("contact", "pay")):
        with Session(toolset.with_budget(8_000), simulator.client()) as session:
            found = [_run(session, "list", resource=name, limit=50, include=it) for name, it in lists.items()]
            texts.append("\n".join(it.text for it in found))
    assert address in texts[0]
    assert str(salary) in texts[0]
    assert "@" not in texts[1]
    assert "+1 555" not in texts[1]
    assert "EUR" not in texts[1]
    assert str(salary) not in texts[1]
    assert not [text for text in texts if "Secretive" in text]
