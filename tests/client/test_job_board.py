"""The public job board: typed postings without a key, in both clients, as a tool, and never with a key or a cookie."""

from __future__ import annotations

import json

import attack_doors as doors
import httpx
import pytest

from ashby_agent_tools import AsyncJobBoard, JobBoard, MemoryStore, Session, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.client.job_board import Posting
from ashby_agent_tools.operations.builtin import ReadJobBoard
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing import AdapterSetting

URL = "https://ashby.example.com"
BOARD = "example-works"


@pytest.fixture(scope="module")
def company():
    return Simulator(seed=7)


@pytest.fixture
def seen(company):
    """The requests that arrived; each answer sets a cookie, as servers do."""
    requests = []

    def answer(request):
        requests.append(request)
        response = company.answer(request)
        response.headers["Set-Cookie"] = "session=canary; Path=/"
        return response

    answer.requests = requests
    return answer


def test_what_is_published_and_listed_is_there_with_its_text(company):
    with JobBoard(BOARD, base_url=URL, transport=company.transport()) as board:
        postings = board.postings()
    assert [posting["title"] for posting in postings] == ["Staff Engineer", "Account Executive"]
    for posting in postings:
        assert set(posting) <= set(Posting.__annotations__)
        assert posting["descriptionPlain"]
        assert "compensation" not in posting
    assert "no key" in JobBoard.__doc__


async def test_pay_is_there_when_asked_for_and_the_async_board_gives_the_same(company):
    with JobBoard(BOARD, base_url=URL, transport=company.transport()) as board:
        postings = board.postings(compensation=True)
    async with AsyncJobBoard(BOARD, base_url=URL, transport=company.async_transport()) as other:
        assert await other.postings(compensation=True) == postings
    assert "EUR" in json.dumps(postings[0]["compensation"])


async def test_no_key_and_no_cookie_is_ever_sent(seen, monkeypatch, company):
    monkeypatch.setenv("ASHBY_API_KEY", company.key)
    monkeypatch.setenv("ASHBY_BASE_URL", URL)
    with JobBoard(BOARD, transport=httpx.MockTransport(seen)) as board:
        for _ in range(2):
            board.postings(compensation=True)
    async with AsyncJobBoard(BOARD, transport=httpx.MockTransport(seen)) as other:
        await other.postings()
    tools = Toolset.of("public.jobBoard", "job.list")
    session = Session(tools, client := client_with(company, seen))
    session.run("job.list", {})
    session.run("ashby_public_job_board", {"board": BOARD})
    public = [request for request in seen.requests if "posting-api" in request.url.path]
    assert len(public) == 4
    for request in public:
        sent = str(request.headers) + str(request.url) + request.content.decode()
        assert not {"authorization", "cookie", "x-on-behalf-of"} & set(request.headers)
        assert company.key not in sent
        assert "canary" not in sent
    client.execute(op.JobList())  # the board did not close the client's transport


def client_with(company, answer):
    from ashby_agent_tools import Client

    return Client(company.key, base_url=URL, transport=httpx.MockTransport(answer))


def test_as_a_tool_it_is_optional_and_its_texts_are_outsiders(company):
    assert "ashby_public_job_board" not in {tool.name for tool in Toolset.all()} | {
        it.name for it in Toolset.all().builtin
    }
    tools = Toolset.preset("recruiter") | Toolset.of("public.jobBoard")
    session = Session(tools, company.client())
    result = session.run("ashby_public_job_board", {"board": BOARD, "compensation": True})
    assert "Account Executive" in result.text
    assert result.ref is not None
    text = result.data[0]["descriptionPlain"][:30]
    assert result.text.index("written_by_outsiders") < result.text.index(text)
    on = session.run("ashby_read_result", {"ref": result.ref, "count_by": "department"})
    assert "2" in on.text
    assert not tools["ashby_public_job_board"].operation.spec.worst.effect
    hidden = Session(tools.hiding("pay"), company.client())
    assert "EUR" in result.text
    assert "EUR" not in hidden.run("ashby_public_job_board", {"board": BOARD, "compensation": True}).text


async def test_as_a_tool_of_an_async_session(company):
    session = Session(Toolset.of("public.jobBoard"), async_client=company.async_client())
    result = await session.arun("ashby_public_job_board", {"board": BOARD})
    assert [row["title"] for row in result.data] == ["Staff Engineer", "Account Executive"]


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "a?b=c", "a\nb", "x" * 101, None, 7])
def test_what_is_no_name_is_refused_before_anything_is_sent(name):
    with pytest.raises(errors.UsageError, match="not the name of a job board"):
        JobBoard(name, base_url=URL)


def test_a_name_that_a_model_made_up_is_an_error_for_it(company):
    session = Session(Toolset.of(ReadJobBoard), company.client())
    with pytest.raises(errors.NotFound, match="no public job board 'nobody'"):
        session.run("ashby_public_job_board", {"board": "nobody"})
    with pytest.raises(errors.InvalidArguments):
        session.run("ashby_public_job_board", {"board": "../candidate.list"})


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([httpx.Response(200, text="<html>")] * 9, errors.ServerFailure),
        ([httpx.Response(200, json={"jobs": {}})] * 9, errors.ServerFailure),
        ([httpx.Response(200, json={"jobs": ["x"]})] * 9, errors.ServerFailure),
        ([httpx.Response(429, headers={"Retry-After": "0"}), httpx.Response(200, json={"jobs": []})], None),
        ([httpx.Response(404)], errors.NotFound),
        ([httpx.ConnectError("gone")] * 9, errors.TransportError),
    ],
)
def test_failures_have_their_types_and_what_passes_is_tried_again(answers, kind, monkeypatch):
    import time

    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    left = list(answers)

    def answer(request):
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    with JobBoard(BOARD, base_url=URL, transport=httpx.MockTransport(answer)) as board:
        if kind is None:
            assert board.postings() == []
            return
        with pytest.raises(kind) as caught:
            board.postings()
    assert "\n" not in str(caught.value)


def test_names_with_blanks_and_letters_of_any_script_reach_their_place():
    def answer(request):
        assert request.url.raw_path == b"/posting-api/job-board/Jos%C3%A9%20%26%20Co?includeCompensation=true"
        return httpx.Response(200, json={"jobs": []})

    with JobBoard("José & Co", base_url=URL, transport=httpx.MockTransport(answer)) as board:
        assert board.postings(compensation=True) == []


DOORS = {  # each makes the class of its driver when it is first wanted
    "langchain": doors.langchain,
    "llama_index": doors.llama_index,
    "responses": lambda: doors.openai("Driver"),
    "agents": doors.agents,
    "mcp": lambda: doors.mcp("ModernDriver"),
}


@pytest.mark.parametrize(
    "door",
    [name if name in ("responses", "mcp") else pytest.param(name, marks=pytest.mark.slow) for name in DOORS],  # imports
)
async def test_it_is_a_tool_through_every_adapter(door):
    tools = Toolset.preset("operations") | Toolset.of("ashby_public_job_board")
    simulator = Simulator(seed=7)
    async with DOORS[door]()(AdapterSetting(simulator=simulator, toolset=tools, store=MemoryStore())) as driver:
        text = (await driver.call("ashby_public_job_board", {"board": BOARD})).text
    assert "Account Executive" in text
    (read,) = [request for request in simulator.log if request.endpoint.startswith("posting-api/")]
    assert (read.endpoint, read.key_name) == (f"posting-api/job-board/{BOARD}", "")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        *(({"timeout": it}, "timeout is .*; give a number of seconds") for it in ("30", None, 0, -1, True)),
        ({"proxy": 5}, "proxy is an int; give the proxy's URL"),
        ({"transport": 5}, "transport is an int; give an httpx"),
    ],
)
@pytest.mark.parametrize("board", [JobBoard, AsyncJobBoard])
def test_what_cannot_work_is_said_before_anything_is_sent(board, options, says):
    with pytest.raises(errors.UsageError, match=says):
        board(BOARD, **options)
