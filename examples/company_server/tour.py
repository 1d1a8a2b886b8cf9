"""The tour: what each of four people can do through one server, told line by line as it happens."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

from examples.company_server.company import CompanyServer
from examples.company_server.people import Agent, agent, approve_all, status

__all__ = ["tour"]

HERS, NOT_HERS, NO_JOB = "Staff Engineer", "Chief Financial Officer", "Chief Ice Cream Officer"
REJECTION = {"candidate": ["Priya Raman"], "job": "Account Executive", "reason": "timing"}


async def tour(company: CompanyServer) -> AsyncIterator[str]:
    """Each line of what happens, as it happens."""
    for part in (offered, rows, customers, approval, expiry):
        async for line in part(company):
            yield line


async def offered(company: CompanyServer) -> AsyncIterator[str]:
    """What each is offered."""
    yield "One server, two customers. Each token is a grant, and each grant has its own tools:"
    for name, what in (
        ("grace", "recruiter of Acme"),
        ("robin", "hiring manager of Acme, two jobs"),
        ("kim", "contractor of Acme, reads for two days"),
        ("mina", "recruiter of Globex"),
    ):
        async with agent(company, name) as someone:
            tools = await someone.tools()
        yield f"  {name:<6} {what:<40} {len(tools)} tools, rejecting {'too' if 'ashby_reject' in tools else 'not'}"


async def rows(company: CompanyServer) -> AsyncIterator[str]:
    """What a hiring manager sees of all jobs."""
    yield "Rows: Robin sees two jobs and who applied for them. Of the others not even that they exist:"
    async with agent(company, "grace") as grace, agent(company, "robin") as robin:
        yield f"  applications in a report    grace {await applications(grace)}, robin {await applications(robin)}"
        for job in (HERS, NOT_HERS, NO_JOB):
            seen = [await pipeline(someone, job) for someone in (grace, robin)]
            yield f"  {job:<27} grace {seen[0]}, robin {seen[1]}"


async def customers(company: CompanyServer) -> AsyncIterator[str]:
    """What one customer sees of another."""
    yield "Customers: the same question at Acme and at Globex, and an id of Acme's at Globex:"
    identity = next(row["id"] for row in company.acme.state.rows("candidate") if row["name"] == "Priya Raman")
    for name in ("grace", "mina"):
        async with agent(company, name) as someone:
            by_id = found(await someone.call("ashby_candidate_dossier", candidate=identity))
            yield f"  {name:<6} {await applications(someone)} applications; that id is {'known' if by_id else 'nobody'}"


async def approval(company: CompanyServer) -> AsyncIterator[str]:
    """A rejection waits for Ada in the inbox, and is sent once."""
    yield "Approval: Grace's agent rejects somebody. The file lets Ada alone answer, and the inbox asks her:"
    async with agent(company, "grace") as grace:
        yield f"  before  {sentence(await grace.call('ashby_reject', **REJECTION))}"
        for question in approve_all(company):
            yield f"  Ada     says yes to: {question}"
        yield f"  after   {'rejected' if found(await grace.call('ashby_reject', **REJECTION)) else 'not rejected'}"
    lines = [json.loads(line) for line in (company.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    answered = next(line for line in lines if line["step"] == "answered")
    yield f"  audit   asked for by {answered['asked_by']}; {answered['outcome']} by {answered['by']}"


async def expiry(company: CompanyServer) -> AsyncIterator[str]:
    """The contractor's two days pass."""
    yield "Expiry: Kim's two days pass. The next request is refused, and nobody is told why:"
    yield f"  today            kim {status(company, 'kim')}, grace {status(company, 'grace')}"
    company.turn_clock(timedelta(days=2))
    yield f"  two days later   kim {status(company, 'kim')}, grace {status(company, 'grace')}"


async def applications(someone: Agent) -> int:
    """How many applications of the last months somebody's report counts."""
    text = await someone.call("ashby_hiring_report")
    return int(text.partition('"applications":')[2].partition(",")[0])


async def pipeline(someone: Agent, job: str) -> str:
    """What somebody is told of a job's pipeline, in a word."""
    text = await someone.call("ashby_job_pipeline", job=job)
    active = re.search(r'"active": ?(\d+)', text)
    return f"{active[1]} active" if active else "no such job"


def found(text: str) -> bool:
    """Whether a text is a result: one that is none says what was not found, or what to do."""
    return text.startswith("{")


def sentence(text: str) -> str:
    """The first sentence of a text."""
    return text.partition(". ")[0] + "."
