"""What is not served over HTTP: too deep, too large, too fast, too many at once; and what says how the server is."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import anyio
import pytest
from starlette.testclient import TestClient

from ashby_agent_tools.errors import UsageError
from ashby_mcp import open_sessions
from ashby_mcp.health import Readiness
from ashby_mcp.http import application
from ashby_mcp.limits import Limits
from ashby_mcp.open_sessions import OpenSessions
from ashby_mcp.options import limited
from ashby_mcp.request_gate import depth

ADA, EVE = "the token of ada, for tests", "the token of eve, for tests"
PEOPLE = {"ada@example.com": ADA, "eve@example.com": EVE}
OLD = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}
MODERN = {**OLD, "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"},
    },
}  # fmt: skip
OPENINGS = int(os.environ.get("ASHBY_SESSION_OPENINGS", "60"))


@contextlib.contextmanager
def posting(scene, people=PEOPLE, **options):
    """Posts a body with somebody's token."""
    app = application(scene.server(), people=people, **options)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:

        def post(body, token=ADA, headers=OLD, **more):
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            return client.post("/mcp", content=content, headers={**headers, "authorization": f"Bearer {token}", **more})

        post.client = client
        yield post


def nested(levels):
    return b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": ' + b"[" * levels + b"]" * levels + b"}}"


@pytest.mark.parametrize("headers", [OLD, MODERN])
@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (nested(100_000), 400, "nested deeper than 64"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, 400, "nested deeper than 64"),
        (json.dumps([LISTING] * 1_000).encode(), 400, "batch"),
        (b"\n [" + json.dumps(HELLO).encode() + b"]", 400, "batch"),
        (b'{"a": "' + b"x" * (1024 * 1024) + b'"}', 413, "1,048,576 bytes"),
    ],
)
def test_a_body_beyond_the_limits_is_refused_before_it_is_parsed(scene, headers, body, status, said):
    with posting(scene) as post:
        answer = post(body, headers=headers)
        assert answer.status_code == status
        assert said in answer.json()["error"]["message"]
        assert post(LISTING, headers=MODERN).status_code == 200


def test_a_body_of_a_hundred_megabytes_is_refused_by_what_it_announces(scene):
    with posting(scene) as post:
        assert post(b"{}", **{"content-length": "100000000"}).status_code == 413


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (b"1", 0),
        (b'{"a": [1, {"b": []}]}', 4),
        (b'["[[[[", "\\"[[[[", "{"]', 1),
        (b'"[[[', 0),
        (b"]]]][", 0),
        (b"[],[],[]", 1),
    ],
)
def test_depth_counts_brackets_outside_of_strings(text, levels):
    assert depth(text) == levels or (levels == 0 and depth(text) < 0)


def test_a_token_has_a_rate_and_the_others_have_theirs(scene):
    with posting(scene, limits=Limits(rate=0.5, burst=3)) as post:
        answers = [post(LISTING, headers=MODERN) for _ in range(5)]
        assert [it.status_code for it in answers] == [200, 200, 200, 429, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 2
        assert "try again" in answers[-1].json()["error"]["message"]
        assert post(LISTING, EVE, MODERN).status_code == 200


def test_sessions_of_one_token_are_bounded_and_those_that_end_make_room(scene):
    with posting(scene, limits=Limits(sessions=10, sessions_each=4, burst=50_000)) as post:
        mine = post(HELLO, EVE).headers["mcp-session-id"]
        opened = [post(HELLO) for _ in range(OPENINGS)]
        assert [it.status_code for it in opened] == [200] * 4 + [429] * (OPENINGS - 4)
        assert "4 MCP sessions" in opened[-1].json()["error"]["message"]
        assert post({**LISTING, "params": {}}, EVE, **{"mcp-session-id": mine}).status_code == 200
        ended = {"mcp-session-id": opened[0].headers["mcp-session-id"], "authorization": f"Bearer {ADA}"}
        assert post.client.delete("/mcp", headers=ended).status_code == 200
        assert post(HELLO).status_code == 200
        assert post(HELLO).status_code == 429
        assert post(LISTING, headers=MODERN).status_code == 200


def test_whose_a_session_is_is_known_however_many_are_opened_and_ended(scene):
    """It was forgotten after 100,000 others."""
    now = [0.0]
    sessions = OpenSessions(idle=100.0, clock=lambda: now[0])
    sessions.opened(b"hers", "eve")
    sessions.begins(b"hers")
    for number in range(100_001):
        sessions.opened(b"%d" % number, "ada")
        sessions.ended(b"%d" % number)
    assert (sessions.count("eve"), sessions.count("ada")) == (1, 0)
    now[0] = 1_000.0
    assert sessions.count("eve") == 1, "a request is under way in it"
    sessions.finishes(b"hers")
    now[0] = 1_161.0
    assert sessions.count("eve") == 0


@pytest.mark.parametrize(
    ("people", "limits"), [(PEOPLE, Limits(sessions=10, sessions_each=2)), (None, Limits(sessions=3))]
)
def test_sessions_that_a_client_leaves_behind_make_room_for_its_next(scene, monkeypatch, people, limits):
    """A client that opens one for each call and ends none was shut out, for as long as silent sessions live."""
    monkeypatch.setattr(open_sessions, "_GRACE", 0.0)  # in place of a minute of silence
    with posting(scene, people, limits=limits) as post:
        eves = post(HELLO, EVE).headers["mcp-session-id"] if people else None
        opened = [post(HELLO) for _ in range(6)]
        assert [it.status_code for it in opened] == [200] * 6
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        found = [post(ping, **{"mcp-session-id": it.headers["mcp-session-id"]}).status_code for it in opened]
        kept = limits.sessions_each if people else limits.sessions
        assert found == [404] * (6 - kept) + [200] * kept
        assert eves is None or post(ping, EVE, **{"mcp-session-id": eves}).status_code == 200


@pytest.mark.parametrize("again", [7, "7"])
def test_two_requests_of_one_id_at_once_are_not_both_begun(scene, again):
    """The SDK knows a request by its id: of two, one was never answered, and its client waited for ever."""
    hello = {**HELLO, "params": {**HELLO["params"], "capabilities": {"elicitation": {}}}}
    params = {"name": "ashby_application_change_stage", "arguments": scene.rejection()}
    call = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}
    ping = {"jsonrpc": "2.0", "id": 8, "method": "ping"}
    declines = {"jsonrpc": "2.0", "id": 1, "result": {"action": "decline"}}
    with posting(scene) as post, ThreadPoolExecutor(2) as threads:
        session = {"mcp-session-id": post(hello).headers["mcp-session-id"]}
        post({"jsonrpc": "2.0", "method": "notifications/initialized"}, **session)
        both = [threads.submit(post, call | {"id": it}, **session) for it in (7, again)]
        done, open_ones = wait(both, 20, FIRST_COMPLETED)
        assert [it.result().status_code for it in done] == [400]
        assert "an id of its own" in done.pop().result().json()["error"]["message"]
        assert post(ping, **session).status_code == 200
        while wait(open_ones, 0.05).not_done:
            assert post(declines, **session).status_code == 202
        assert "isError" in open_ones.pop().result().text
        assert post(call | {"method": "ping", "params": {}}, **session).status_code == 200


def test_sessions_that_clients_leave_behind_are_forgotten_where_all_share_one_token(scene):
    """Nobody counts them there: they were remembered as long as the process ran, and shown as open."""
    now = [0.0]
    sessions = OpenSessions(idle=100.0, clock=lambda: now[0])
    for number in range(500):
        now[0] += 2.0
        sessions.opened(b"%d" % number, "")
    assert len(sessions) == 51
    assert len(sessions._open) < 100
    now[0] += 101.0
    assert len(sessions) == 0


# how the server is


def asked(scene, path, health, method="GET"):
    app = application(scene.server(), token="a token for the tests", health=health)
    with TestClient(app, base_url="http://10.1.2.3") as client:
        return client.request(method, path)


def down():
    raise OSError("/var/lib/secret/place is gone")


@pytest.mark.parametrize(
    ("checks", "status", "said"),
    [
        ({"store": list, "ashby": list}, 200, {"status": "ready", "store": "ok", "ashby": "ok"}),
        ({"store": list, "ashby": down}, 503, {"status": "not ready", "store": "ok", "ashby": "unreachable"}),
    ],
)
def test_readiness_says_in_a_word_what_cannot_be_reached(scene, checks, status, said):
    answer = asked(scene, "/readyz", Readiness(checks))
    assert (answer.status_code, answer.json()) == (status, said)
    assert asked(scene, "/healthz", Readiness(checks)).json() == {"status": "alive"}


async def test_readiness_does_not_wait_for_the_threads_of_requests():
    """They may all be waiting for a slow store, while the server is as ready as before."""
    free = threading.Event()
    threads = anyio.to_thread.current_default_thread_limiter()
    async with anyio.create_task_group() as requests:
        for _ in range(int(threads.total_tokens)):
            requests.start_soon(anyio.to_thread.run_sync, free.wait)
        while threads.available_tokens:  # noqa: ASYNC110  (until all have begun)
            await anyio.sleep(0.001)
        try:
            assert await Readiness({"store": list}, patience=60).states() == {"store": "ok"}
        finally:
            free.set()


def test_what_is_asked_often_is_checked_seldom(scene):
    made, now = [], [0.0]
    health = Readiness({"ashby": lambda: made.append(1)}, keep=30, clock=lambda: now[0])
    app = application(scene.server(), health=health)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for _ in range(5):
            assert client.get("/readyz").status_code == 200
        assert len(made) == 1
        now[0] = 31.0
        client.get("/readyz")
        assert len(made) == 2


def test_health_is_read_and_nothing_else(scene):
    assert asked(scene, "/healthz", Readiness({}), "POST").status_code == 405


# what --limits takes


def test_limits_are_named_on_the_command_line():
    assert limited(["sessions=20,rate=0.5", "nesting=9"]) == Limits(sessions=20, rate=0.5, nesting=9)


@pytest.mark.parametrize(
    ("given", "said"),
    [("sesions=3", "Did you mean sessions"), ("rate", "--limits 'rate'"), ("rate=0", "above 0"), ("rate=x", "rate=5")],
)
def test_limits_that_make_no_sense_are_refused(given, said):
    with pytest.raises(UsageError, match=said):
        limited([given])
