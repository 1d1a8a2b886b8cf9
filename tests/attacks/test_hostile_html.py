"""HTML that outsiders wrote is read, asked about and kept, whatever it is, in a time that grows with its length."""

from __future__ import annotations

import json

import httpx
import pytest

from ashby_agent_tools import Client, Decision, Session, Toolset
from ashby_agent_tools.approval.prompts._texts import text_block
from ashby_agent_tools.operations import JobPostingInfo, JobPostingUpdate
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.time_limits import run_with_timeout

MINUTES = 240.0  # seconds, which what hangs takes; the others take some
UNKNOWN = ["<![x]>", "<![>", "<![ [y]]>", "<![x[", "<<!a>![x]>", "<!<!-- a -->[x]>"]
ENDLESS = [
    "<",
    "<div ",
    "<!--",
    '<a href="',
    "<a b='>",
    "&",
    "<ul><li>",
    "</",
    "<?",
    "<![CDATA[",
    "<![CDATA[>",
    "<!DOCTYPE ",
]


def read(html: str) -> str:
    """A mail as a model reads it."""
    record = {"id": "m1", "subject": "Hello", "bodyHtml": html}
    answer = json.dumps({"success": True, "results": [record]}).encode()
    client = Client("key", transport=httpx.MockTransport(lambda _: httpx.Response(200, content=answer)))
    given = {"candidateId": "3ae2b801-19f6-41ef-ad28-214bd731948f", "fields": ["bodyHtml"]}
    return Session(Toolset.all(), client).run("candidate.getRecentEmailMessages", given).text


def asked(html: str) -> str:
    """A mail as a person is shown it before it is sent."""
    return text_block("text", html, most=500)


def kept(html: str) -> str:
    """A posting's text as the simulator keeps and shows it."""
    company = Simulator(seed=7)
    posting = company.state.first("jobPosting")["id"]
    change = JobPostingUpdate(jobPostingId=posting, description={"type": "text/html", "content": html})
    with company.client() as client:
        client.execute(change, decision=Decision.approve(by="robin@example.com"))
        return client.execute(JobPostingInfo(jobPostingId=posting)).data["descriptionPlain"]


@pytest.mark.parametrize("piece", UNKNOWN)
@pytest.mark.parametrize("door", [read, asked, kept])
def test_declarations_that_no_parser_knows_are_no_failure(door, piece):
    assert "Dear Robin" in door(piece + "<p>Dear <b>Robin</b></p>").replace("\\n", " ").replace("\n", " ")


@pytest.mark.filterwarnings("error")
def test_an_address_beside_a_comment_is_not_taken_for_a_file():
    assert "https://a.example.com/x.html" in read("https://a.example.com/x.html<!-- and nothing else that is a tag -->")


@pytest.mark.parametrize("piece", ENDLESS)
@pytest.mark.parametrize("door", [read, asked, pytest.param(kept, marks=pytest.mark.slow)])
def test_what_never_ends_takes_no_minutes(door, piece):
    html = "<p>Dear Robin</p>" + piece * (900_000 // len(piece))
    assert "Dear Robin" in run_with_timeout(MINUTES, door, html)
