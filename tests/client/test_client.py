"""The clients: headers, envelopes, errors, retries, paging, and what each failure means."""

from __future__ import annotations

import json
import logging

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, MemoryStore, Session, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

KEY = "k3y-that-must-never-be-seen"
SOME_ID = "3ae2b801-19f6-41ef-ad28-214bd731948f"
READ = op.CandidateInfo(id=SOME_ID)
WRITE = op.CandidateCreateNote(candidateId=SOME_ID, note="Hello")


def answering(*answers: httpx.Response | Exception, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    """A transport that gives these answers in turn, the last one for ever."""
    waiting = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    return httpx.MockTransport(handle)


def client(*answers: httpx.Response | Exception, seen: list[httpx.Request] | None = None) -> Client:
    return Client(KEY, base_url="https://ashby.example.com", transport=answering(*answers, seen=seen))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """The waits between attempts are recorded, not slept."""
    waits: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    return waits


def ok(results: object, **beside: object) -> httpx.Response:
    return httpx.Response(200, json={"success": True, "results": results, **beside})


def refused(*, status: int = 200, headers: dict[str, str] | None = None, **envelope: object) -> httpx.Response:
    return httpx.Response(status, json={"success": False, **envelope}, headers=headers)


def test_a_request_carries_the_versions_the_key_and_our_name():
    seen: list[httpx.Request] = []
    client(ok({}), seen=seen).execute(READ)
    request = seen[0]
    assert str(request.url) == "https://ashby.example.com/candidate.info"
    assert request.headers["Accept"] == "application/json; version=1"
    assert request.headers["Ashby-Version"] == "2026-01-01"
    assert request.headers["User-Agent"].startswith("ashby-agent-tools/")
    assert request.headers["Authorization"] == httpx.BasicAuth(KEY, "")._auth_header
    assert json.loads(request.content) == {"id": SOME_ID}


def test_an_acting_user_travels_in_its_header():
    seen: list[httpx.Request] = []
    transport = answering(ok({}), seen=seen)
    Client(KEY, base_url="https://ashby.example.com", acting_user=SOME_ID, transport=transport).execute(READ)
    assert seen[0].headers["X-On-Behalf-Of"] == SOME_ID


@pytest.mark.parametrize(
    ("answer", "kind", "code", "says"),
    [
        (refused(errors=["candidate_not_found"]), errors.NotFound, "candidate_not_found", "no such record"),
        (
            refused(errors=[{"code": "invalid_input", "message": "must be a uuid", "parameter": "id"}]),
            errors.ApiError,
            "invalid_input",
            "must be a uuid (id)",
        ),
        (
            refused(errorInfo={"code": "invalid_input", "message": "No such field", "requestId": "01J"}),
            errors.ApiError,
            "invalid_input",
            "No such field",
        ),
        (refused(errorInfo={"code": "job_not_found", "requestId": "01J"}), errors.NotFound, "job_not_found", "job_not"),
        (
            refused(status=403, errorInfo={"code": "missing_endpoint_permission"}),
            errors.PermissionMissing,
            "missing_endpoint_permission",
            "candidatesRead",
        ),
        (
            refused(errorInfo={"code": "missing_endpoint_permission"}),
            errors.PermissionMissing,
            "missing_endpoint_permission",
            "candidatesRead",
        ),
        (
            httpx.Response(403, json={"success": False, "errors": ["Forbidden"]}),
            errors.PermissionMissing,
            None,
            "wrong",
        ),
        (httpx.Response(401, text="Unauthorized"), errors.PermissionMissing, None, "ASHBY_API_KEY"),
        (refused(status=400, errors=["invalid_input"]), errors.ApiError, "invalid_input", "invalid_input"),
        (refused(errors=["sync_token_expired"]), errors.CursorExpired, "sync_token_expired", "first page"),
        (httpx.Response(200, text="<html>hi</html>"), errors.ServerFailure, None, "not an empty result"),
        (httpx.Response(200, json=["a list"]), errors.ServerFailure, None, "not an empty result"),
        (httpx.Response(200, json={}), errors.ServerFailure, None, "not an empty result"),
        (httpx.Response(502, text="Bad gateway"), errors.ServerFailure, None, "HTTP 502"),
    ],
)
def test_every_form_of_refusal_is_a_typed_error_and_never_an_empty_result(answer, kind, code, says):
    with pytest.raises(kind, match="candidate.info") as caught:
        client(answer).execute(READ)
    assert caught.value.code == code
    assert says in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_missing_scope_is_named():
    with pytest.raises(errors.PermissionMissing) as caught:
        client(refused(status=403, errorInfo={"code": "missing_endpoint_permission"})).execute(READ)
    assert caught.value.scope == "candidatesRead"


@pytest.mark.parametrize(
    ("failures", "requests"),
    [
        ([refused(status=429, headers={"Retry-After": "2"}, errors=["rate_limit_exceeded"])], 2),
        ([httpx.Response(503), httpx.Response(500, text="")], 3),
        ([httpx.ConnectError("no route"), httpx.ReadError("cut"), httpx.ReadTimeout("slow")], 4),
    ],
)
def test_a_read_is_sent_again_after_a_passing_failure(failures, requests):
    seen: list[httpx.Request] = []
    result = client(*failures, ok({"id": SOME_ID}), seen=seen).execute(READ)
    assert result.data == {"id": SOME_ID}
    assert len(seen) == requests


def test_a_long_retry_after_ends_an_agents_call_and_a_long_read_keeps_it(no_waiting):
    busy = refused(status=429, headers={"Retry-After": "100"}, errors=["rate_limit_exceeded"])
    with pytest.raises(errors.RateLimited, match="100 seconds"):
        client(busy, ok({})).execute(READ)
    assert no_waiting == []
    assert [page.data for page in client(busy, ok([])).pages(op.CandidateList())] == [[]]
    assert no_waiting == [100.0]
    with pytest.raises(errors.RateLimited):
        list(client(refused(status=429, headers={"Retry-After": "400"}, errors=["x"])).pages(op.CandidateList()))
    assert no_waiting == [100.0]


def test_retry_after_is_honoured_to_the_second(no_waiting):
    client(refused(status=429, headers={"Retry-After": "7"}), ok({})).execute(READ)
    assert no_waiting == [7.0]


def test_waits_never_exceed_thirty_seconds_in_all(no_waiting):
    with pytest.raises(errors.RateLimited, match="60 seconds") as caught:
        client(refused(status=429, headers={"Retry-After": "60"})).execute(READ)
    assert caught.value.retry_after == 60
    assert no_waiting == []


@pytest.mark.parametrize("failure", [refused(status=429), httpx.ConnectError("no route"), httpx.ConnectTimeout("slow")])
def test_a_write_is_sent_again_only_when_nothing_happened(failure):
    seen: list[httpx.Request] = []
    client(failure, ok({}), seen=seen).execute(WRITE)
    assert len(seen) == 2


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadError("cut"),
        httpx.ReadTimeout("slow"),
        httpx.WriteError("cut"),
        httpx.RemoteProtocolError("half"),
        httpx.Response(504),
        httpx.Response(200, text="<html>"),
    ],
)
def test_a_write_that_may_have_landed_is_not_repeated_and_names_the_read_that_tells(failure):
    seen: list[httpx.Request] = []
    with pytest.raises(errors.OutcomeUnknown, match="ashby_candidate_list_notes"):
        client(failure, ok({}), seen=seen).execute(WRITE)
    assert len(seen) == 1


def test_an_unreachable_host_says_that_nothing_was_sent():
    with pytest.raises(errors.TransportError, match="Nothing was sent"):
        client(httpx.ConnectError("no route")).execute(WRITE)


async def test_a_closed_client_says_so_and_a_write_through_it_can_be_made_again_through_another(simulator: Simulator):
    store, note = MemoryStore(), {"candidateId": simulator.state.rows("candidate")[0]["id"], "note": "Hello"}
    closed, aclosed = simulator.client(), simulator.async_client()
    closed.close()
    await aclosed.aclose()
    through = [Session(Toolset.all(), closed, store=store), Session(Toolset.all(), async_client=aclosed, store=store)]
    with pytest.raises(errors.TransportError, match=r"closed.*Nothing was sent"):
        through[0].run("candidate.createNote", note)
    with pytest.raises(errors.TransportError, match=r"closed.*Nothing was sent"):
        await through[1].arun("candidate.createNote", note)
    Session(Toolset.all(), simulator.client(), store=store).run("candidate.createNote", note)
    assert [request.endpoint for request in simulator.log] == ["candidate.createNote"]


def test_a_report_is_not_started_twice_by_itself():
    seen: list[httpx.Request] = []
    with pytest.raises(errors.ServerFailure):
        client(httpx.Response(500), ok({}), seen=seen).execute(op.ReportGenerate(reportId=SOME_ID))
    assert len(seen) == 1


@pytest.mark.parametrize("key", [None, "", "   "])
def test_without_a_key_one_line_names_the_variable_and_the_simulator(key):
    with pytest.raises(errors.UsageError, match="ASHBY_API_KEY") as caught:
        Client(key)
    assert "Simulator" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "   "])
def test_an_empty_key_that_was_given_is_not_that_of_the_environment(key, monkeypatch):
    monkeypatch.setenv("ASHBY_API_KEY", "the-key-of-another-organization")
    with pytest.raises(errors.UsageError, match="No Ashby API key"):
        Client(key)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("two\nlines", "white space"),
        ("with space", "white space"),
        ("schlüssel", "non-ASCII"),
        ("a:b", "a colon"),
        ("Bearer abcdef", "Bearer"),
        ('"abcdef"', "quotation marks"),
        ("'abcdef'", "quotation marks"),
        ("\u201cabcdef\u201d", "quotation marks"),
        ("ASHBY_API_KEY=abcdef", "after the ="),
    ],
)
def test_an_impossible_key_is_refused_without_being_repeated(key, says):
    with pytest.raises(errors.UsageError, match=says) as caught:
        Client(key)
    assert key not in str(caught.value)
    assert "abcdef" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://api.ashbyhq.com", "ftp://x", "nonsense", "https://user:pw@x.example.com"])
def test_the_key_travels_over_https_only(url):
    with pytest.raises(errors.UsageError, match="base"):
        Client(KEY, base_url=url)


@pytest.mark.parametrize("url", [
    "api.ashbyhq.com", "localhost:8080", "'https://x.example.com'", '"https://x.example.com"',
    "https://x.example.com?key=pw", "https://x.example.com/#pw", "https://x.example.com?",
])  # fmt: skip
def test_a_base_url_is_whole_and_alone(url):
    with pytest.raises(errors.UsageError, match="whole and alone") as caught:
        Client(KEY, base_url=url)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("url", [" https://x.example.com/ ", "https://x.example.com\r\n", "https://x.example.com//"])
def test_white_space_and_slashes_around_a_base_url_are_nothing(url):
    assert Client(KEY, base_url=url).base_url == "https://x.example.com"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("operation", [READ, WRITE])
def test_a_redirect_is_an_error_and_nothing_goes_where_it_points(operation, status):
    seen: list[httpx.Request] = []
    redirect = httpx.Response(status, headers={"location": "https://elsewhere.example.org/candidate.info"}, json={})
    with pytest.raises(errors.AshbyError, match=str(status)):
        client(redirect, seen=seen).execute(operation)
    assert {request.url.host for request in seen} == {"ashby.example.com"}


def test_the_key_appears_in_no_repr_log_or_exception(caplog):
    caplog.set_level(logging.DEBUG)
    subject = client(httpx.ReadError("cut"))
    with pytest.raises(errors.OutcomeUnknown) as caught:
        subject.execute(WRITE)
    everything = repr(subject) + repr(vars(subject)) + caplog.text + repr(caught.getrepr(showlocals=True))
    assert KEY not in everything
    assert "Hello" not in caplog.text


def test_records_walk_all_pages_sync_and_async(simulator: Simulator):
    with simulator.client() as ashby:
        ids = [row["id"] for row in ashby.records(op.CandidateList(limit=50))]
    assert len(ids) == len(set(ids)) == 120


async def test_the_async_client_does_the_same(simulator: Simulator):
    async with simulator.async_client() as ashby:
        ids = [row["id"] async for row in ashby.records(op.CandidateList(limit=50))]
        tags = [row["title"] async for row in ashby.records(op.CandidateTagList())]
    assert len(ids) == 120
    assert tags


async def test_the_async_client_raises_the_same_errors(monkeypatch):
    async def at_once(seconds: float) -> None:
        return None

    monkeypatch.setattr("tenacity.asyncio._portable_async_sleep", at_once)
    seen: list[httpx.Request] = []
    transport = answering(
        httpx.Response(500), httpx.ReadError("cut"), refused(errors=["candidate_not_found"]), seen=seen
    )
    async with AsyncClient(KEY, base_url="https://ashby.example.com", transport=transport) as ashby:
        with pytest.raises(errors.NotFound):
            await ashby.execute(READ)
    assert len(seen) == 3


def test_an_endpoint_newer_than_the_catalogue_always_needs_a_decision_and_is_sent_once():
    seen: list[httpx.Request] = []
    ashby = client(ok({"fine": True}), seen=seen)
    result = ashby.request("candidate.inventedLater", {"a": 1}, decision=Decision.approve(by="ada"))
    assert result.data == {"fine": True}
    assert json.loads(seen[0].content) == {"a": 1}
    with pytest.raises(errors.Declined):
        ashby.request("candidate.inventedLater", {"a": 1}, decision=Decision.deny(by="ada"))
    with pytest.raises(errors.OutcomeUnknown):
        client(httpx.Response(500), ok({}), seen=seen).request("a.b", {}, decision=Decision.approve(by="ada"))
    assert len(seen) == 2
    with pytest.raises(errors.UsageError):
        ashby.request("../evil", {}, decision=Decision.approve(by="ada"))


def test_the_data_is_what_ashby_sent_and_the_text_is_for_a_model():
    results = [{"id": SOME_ID, "name": "Ada Lovelace", "odd": None}]
    result = client(ok(results, syncToken="s1")).execute(op.CandidateList())
    assert result.data == results
    assert (result.sync_token, result.more, result.ref) == ("s1", False, None)
    assert "Ada Lovelace" in result.text
    assert SOME_ID in result.text
    assert result.tokens > 0
