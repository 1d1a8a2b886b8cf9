"""examples/company_server: four grants on two customers see what the file says, and one rejection is sent once."""

from __future__ import annotations

import asyncio

import pytest

from examples.company_server.company import PEOPLE, serving
from examples.company_server.people import agent, status
from examples.company_server.tour import NO_JOB, NOT_HERS, tour

pytestmark = pytest.mark.slow  # two servers and some ten clients; make test-slow


@pytest.fixture(scope="module")
def toured(tmp_path_factory):
    """The company after the tour, what was before it, and the lines."""
    with serving(tmp_path_factory.mktemp("company")) as company:
        before = company.acme.state.snapshot(), company.globex.state.snapshot()
        yield company, before, asyncio.run(told(tour(company)))


async def told(lines):
    return [line async for line in lines]


def test_one_application_ends_at_acme_and_nothing_changes_at_globex(toured):
    company, (acme, globex), lines = toured
    assert company.globex.state.snapshot() == globex
    after = company.acme.state.snapshot()
    (changed,) = [key for key, row in after["application"].items() if row != acme["application"][key]]
    assert after["application"][changed]["status"] == "Archived"
    person = company.acme.state.get("candidate", after["application"][changed]["candidateId"])["name"]
    assert person == "Priya Raman"
    assert [request.endpoint for request in company.acme.log].count("application.changeStage") == 1
    assert "  audit   asked for by grace; approve by ada@example.com" in lines


def test_the_contractor_is_refused_after_two_days_and_the_others_go_on(toured):
    company, _, lines = toured
    assert lines[-2:] == ["  today            kim 200, grace 200", "  two days later   kim 401, grace 200"]
    assert [status(company, name) for name in PEOPLE] == [200, 200, 401, 200]


def test_a_job_that_is_not_hers_answers_like_one_that_does_not_exist(toured):
    company, _, _ = toured

    async def asked():
        async with agent(company, "robin") as robin:
            return [await robin.call("ashby_job_pipeline", job=job) for job in (NOT_HERS, NO_JOB)]

    hers, none = asyncio.run(asked())
    assert hers.replace(NOT_HERS, NO_JOB) == none
    assert "no job is called" in none


def test_the_hiring_manager_reads_of_nobody_who_applied_for_other_jobs_alone(toured):
    company, _, _ = toured
    rows = company.acme.state.rows
    hers = {row["id"] for row in rows("job") if row["title"] in {"Staff Engineer", "Account Executive"}}
    inside = {row["candidateId"] for row in rows("application") if row["jobId"] in hers}
    outside = [row for row in rows("candidate") if row["id"] not in inside]
    assert len(outside) > 5

    async def read(name, people):
        async with agent(company, name) as someone:
            return [await someone.call("ashby_candidate_dossier", candidate=row["id"]) for row in people]

    person = outside[:3]
    assert not [text for text in asyncio.run(read("robin", person)) if text.startswith("{")]
    assert all(text.startswith("{") for text in asyncio.run(read("grace", person))), "they are there"


def test_no_token_is_on_disk(toured):
    company, _, _ = toured
    written = b"".join(path.read_bytes() for path in company.folder.iterdir())
    assert not [name for name, token in company.tokens.items() if token.encode() in written]
