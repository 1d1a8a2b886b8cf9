"""Answers that are not as Ashby documents them: a read ends in one clear error, and a write that was made says so."""

from __future__ import annotations

import json

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Session, Toolset, errors
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import AsyncUnified, Unified


@pytest.fixture
def simulator():
    return Simulator(seed=7)


def unified(simulator, endpoint, change, cls=Unified):
    """Over a service whose answers of one endpoint are changed."""

    def door(request):
        answer = simulator.answer(request)
        if request.url.path != f"/{endpoint}":
            return answer
        body = answer.json()
        made = change(body["results"])
        return httpx.Response(200, json={**body, "results": body["results"] if made is None else made})

    client = Client if cls is Unified else AsyncClient
    return cls(client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door)))


def without(key):
    return lambda rows: [row.pop(key) for row in rows] and None


def the_first_is(value):
    return lambda rows: rows.insert(0, value)


ODD = [  # resource, endpoint, change, the call that the error names
    ("candidates", "candidate.list", the_first_is("a text")),
    ("applications", "application.list", the_first_is(7)),
    ("jobs", "job.list", without("id")),
    ("jobs", "job.list", the_first_is([])),
    ("jobs", "department.list", the_first_is("a text")),
    ("interviews", "interviewSchedule.list", lambda rows: rows[0].update(interviewEvents=True)),
    ("job_interview_stages", "interviewPlan.list", without("id")),
    ("job_interview_stages", "interviewStage.list", the_first_is("a text")),
    ("job_form_fields", "jobPosting.info", lambda posting: posting["applicationFormDefinition"].update(sections=7)),
    ("attachments", "candidate.list", lambda rows: rows[0].update(fileHandles=["a text"])),
]


@pytest.mark.parametrize(("resource", "endpoint", "change"), ODD)
def test_a_list_that_cannot_be_read_is_one_error_that_names_the_call(simulator, resource, endpoint, change):
    with pytest.raises(errors.ServerFailure) as caught:
        getattr(unified(simulator, endpoint, change), resource).list(limit=5)
    assert endpoint in str(caught.value) or "cannot be read as" in str(caught.value)
    assert "a text" not in str(caught.value)


async def test_awaited_it_is_the_same_error(simulator):
    with pytest.raises(errors.ServerFailure, match=r"job\.list"):
        await unified(simulator, "job.list", without("id"), AsyncUnified).jobs.list(limit=5)


@pytest.mark.parametrize("resource", ["candidates", "departments", "job_interview_stages", "users"])
def test_a_null_in_a_list_is_no_record(simulator, resource):
    endpoint = {"job_interview_stages": "interviewStage"}.get(resource, resource[:-1]) + ".list"
    found = getattr(unified(simulator, endpoint, the_first_is(None)), resource)
    assert found.list(limit=5).result == getattr(Unified(simulator.client()), resource).list(limit=5).result


WRITES = [
    ("candidate.create", lambda to, _: to.candidates.create(name="Ann Example", emails=["ann@example.com"])),
    ("candidateTag.create", lambda to, _: to.tags.create(name="Fair 2026")),
    ("candidate.createNote", lambda to, whose: to.activities.create(candidate=whose, body="Met at a fair.")),
]


@pytest.mark.parametrize("answer", [{}, {"id": 7}, ["a text"]])
@pytest.mark.parametrize(("endpoint", "write"), WRITES)
def test_a_write_whose_answer_cannot_be_read_may_have_been_made(simulator, endpoint, write, answer):
    (whose, *_) = simulator.state.table("candidate")
    with pytest.raises(errors.OutcomeUnknown, match="look before you"):
        write(unified(simulator, endpoint, lambda _: answer), whose)
    assert [it.endpoint for it in simulator.log] == [endpoint]


def test_so_it_is_for_the_tool_that_writes_and_it_is_not_sent_again(simulator):
    client = unified(simulator, "candidate.create", lambda _: {})._client
    session = Session(Toolset.preset("unified"), client)
    with pytest.raises(errors.OutcomeUnknown, match="look before you"):
        session.run("unified.createCandidate", {"name": "Ann Example"})
    with pytest.raises(errors.Declined, match="done before"):
        session.run("unified.createCandidate", {"name": "Ann Example"})
    assert [it.endpoint for it in simulator.log] == ["candidate.create"]


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize(
    "answer", [{"results": None}, {"results": {}}, {"success": False, "errors": ["invalid_input"]}]
)
@pytest.mark.parametrize("awaited", [False, True])
async def test_a_file_that_was_uploaded_is_said_to_be_whatever_is_read_afterwards(simulator, answer, awaited):
    (whose, *_) = simulator.state.table("candidate")

    def door(request):
        is_there = any(it.endpoint == "candidate.uploadFile" for it in simulator.log)
        if request.url.path == "/candidate.info" and is_there:
            return httpx.Response(200, json={"success": True, **answer})
        return simulator.answer(request)

    client, cls = (AsyncClient, AsyncUnified) if awaited else (Client, Unified)
    ashby = cls(client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door)))
    with pytest.raises(errors.OutcomeUnknown, match="The file was uploaded"):
        made = ashby.attachments.create(candidate=whose, file=b"Certificate", file_name="certificate.txt")
        await made


CYCLES = [(None, "a"), ("a", "b"), ("b", "a")]


@pytest.mark.parametrize("ask", [lambda it: list(it.all()), lambda it: it.get("00000000-0000-4000-8000-000000000000")])
def test_a_list_whose_cursors_go_round_ends_in_an_error(simulator, ask):
    asked = []

    def door(request):
        cursor = json.loads(request.content).get("cursor")
        asked.append(cursor)
        assert len(asked) < 20
        answer = {"success": True, "results": [], "moreDataAvailable": True, "nextCursor": dict(CYCLES)[cursor]}
        return httpx.Response(200, json=answer)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    with pytest.raises(errors.IncompleteList, match="a cursor that was used before"):
        ask(Unified(client).tags)
    assert asked == [None, "a", "b"]
