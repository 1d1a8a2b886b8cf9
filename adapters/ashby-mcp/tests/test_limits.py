"""A server on loopback under many clients at once that want everything: the others go on."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import resource
import select
import socket
import threading
import time

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from ashby_agent_tools import Toolset
from ashby_mcp.http import application, listen, serve
from ashby_mcp.limits import Limits

HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}},
}
QUICK = Limits(header_seconds=1.0, body_seconds=1.0)  # what an ordinary client needs even on a busy machine
HEAD = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@contextlib.contextmanager
def serving(scene, monkeypatch, limits, **server):
    """The port of a server in a thread of this process."""
    made = []
    run = uvicorn.Server.run

    def noted(self, sockets=None):
        made.append(self)
        run(self, sockets)

    monkeypatch.setattr(uvicorn.Server, "run", noted)
    monkeypatch.setattr(uvicorn.Server, "capture_signals", contextlib.nullcontext)
    listening = listen("127.0.0.1", 0)
    thread = threading.Thread(
        target=serve, args=(application(scene.server(**server), limits=limits), listening, limits)
    )
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        made[0].should_exit = True
        thread.join()


def listed(port):
    """What an ordinary client gets."""
    headers = {**HEADERS, "mcp-method": "tools/list"}
    answer = httpx.post(f"http://127.0.0.1:{port}/mcp", json=LISTING, headers=headers, timeout=30, trust_env=False)
    return answer.status_code, len(answer.json()["result"]["tools"])


def half_open(port, sent):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(sent)
    return connection


def is_closed(connection):
    """Whether the server closes it, without an answer, while bytes keep trickling in."""
    connection.settimeout(0.1)
    for _ in range(100):
        try:
            connection.sendall(b"a")
            answer = connection.recv(1)
        except TimeoutError:
            continue
        except OSError:
            return True
        else:
            return answer == b""
    return False


UNFINISHED = {
    "nothing": b"",
    "half a line": b"POST /m",
    "half a head": HEAD + b"X-Slow: ",
    "half a body": HEAD + b"Content-Length: 1000000\r\n\r\n{",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n{",
}


@pytest.mark.parametrize("sent", UNFINISHED)
def test_a_request_that_trickles_in_is_cut_off(scene, monkeypatch, sent):
    """Each byte comes soon after the other: the time counts for the whole."""
    with serving(scene, monkeypatch, QUICK) as port, contextlib.closing(half_open(port, UNFINISHED[sent])) as slow:
        assert is_closed(slow)
        assert listed(port)[0] == 200


def test_the_second_request_of_a_connection_has_its_time_limit_too(scene, monkeypatch):
    with (
        serving(scene, monkeypatch, QUICK) as port,
        contextlib.closing(half_open(port, b"GET /none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) as slow,
    ):
        answer = b""
        while b"Not Found" not in answer.partition(b"\r\n\r\n")[2]:
            answer += slow.recv(65_536)
        slow.sendall(HEAD)
        assert is_closed(slow)


@pytest.mark.slow
def test_a_client_that_does_not_read_is_cut_off(scene, monkeypatch):
    """It asks for much and takes nothing: what is sent to it would wait in the server's memory for good."""
    limits = dataclasses.replace(QUICK, reading_seconds=0.5)
    body = json.dumps(LISTING).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in {**HEADERS, "mcp-method": "tools/list"}.items())
    whole = HEAD + f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    all_tools = serving(scene, monkeypatch, limits, toolset=Toolset.all())
    with all_tools as port, socket.socket() as greedy:
        greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        greedy.connect(("127.0.0.1", port))
        greedy.sendall(whole * 100)
        waiting = select.poll()
        waiting.register(greedy, select.POLLHUP | select.POLLERR)
        assert waiting.poll(20_000), "it was kept open"
        assert listed(port)[0] == 200


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["nothing", "half a head", "half a body"])
def test_a_thousand_half_open_connections_keep_nobody_out(scene, monkeypatch, sent):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 4_096), hard), hard))
    limits = Limits()  # as it is by default
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(serving(scene, monkeypatch, limits))
        before = listed(port)
        for _ in range(1_000):
            stack.callback(half_open(port, UNFINISHED[sent]).close)
        assert listed(port) == before
        assert before[0] == 200


def test_ten_thousand_sessions_are_asked_for_and_those_that_are_open_go_on(scene):
    limits = dataclasses.replace(Limits(), sessions=20)
    old = {**HEADERS, "mcp-protocol-version": "2025-11-25"}
    with TestClient(application(scene.server(), limits=limits), base_url="http://127.0.0.1:8765") as client:
        first = client.post("/mcp", json=HELLO, headers=old)
        mine = {**old, "mcp-session-id": first.headers["mcp-session-id"]}
        client.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=mine)
        asked = [client.post("/mcp", json=HELLO, headers=old).status_code for _ in range(60)]
        assert asked == [200] * 19 + [503] * 41
        assert client.post("/mcp", json={**LISTING, "params": {}}, headers=mine).status_code == 200
        modern = {**HEADERS, "mcp-method": "tools/list"}
        assert client.post("/mcp", json=LISTING, headers=modern).status_code == 200


@pytest.mark.parametrize("announced", [True, False])
def test_a_large_body_is_refused(scene, announced):
    body = b'{"a": "' + b"x" * Limits().body_bytes + b'"}'
    headers = {**HEADERS, "content-type": "application/json"}
    with TestClient(application(scene.server()), base_url="http://127.0.0.1:8765") as client:
        content = body if announced else iter([body])
        assert client.post("/mcp", content=content, headers=headers).status_code == 413


@pytest.mark.slow
def test_a_request_within_its_time_is_served_however_long_the_connection_is_kept(scene, monkeypatch):
    with serving(scene, monkeypatch, QUICK) as port, httpx.Client(trust_env=False) as client:
        for _ in range(3):
            headers = {**HEADERS, "mcp-method": "tools/list"}
            assert client.post(f"http://127.0.0.1:{port}/mcp", json=LISTING, headers=headers).status_code == 200
            time.sleep(0.6)
