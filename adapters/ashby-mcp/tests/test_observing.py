"""Metrics and logs of the server: what happened, and nothing that clients or people wrote."""

from __future__ import annotations

import gzip
import io
import json
import logging
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest
from starlette.testclient import TestClient

from ashby_agent_tools.errors import UsageError
from ashby_mcp.changes import observe
from ashby_mcp.exporting import address_in
from ashby_mcp.http import application
from ashby_mcp.limits import Limits
from ashby_mcp.logs import JsonFormatter, log_as_json, log_message
from ashby_mcp.messages import MessageFacts
from ashby_mcp.metrics import ServerMetrics

NOTE = "ashby_candidate_create_note"
CANARY, TOKEN = "canary-7f3a", "the token of ada, for tests"
PEOPLE = {"ada@example.com": TOKEN}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


@pytest.fixture
def lines():
    """The process's logs as JSON, until the test ends."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    log_as_json(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    for name in ("ashby_mcp", "ashby_agent_tools", "ashby_agent_tools.audit"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def called(client, method, params, token=TOKEN, **headers):
    named = {"mcp-name": params["name"]} if "name" in params else {}
    return client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": CANARY, "method": method, "params": {**params, "_meta": META}},
        headers={
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": "2026-07-28",
            "mcp-method": method,
            "authorization": f"Bearer {token}",
            **named,
            **headers,
        },
    )


def use(scene, metrics=None):
    """A client that does what is right, what is wrong, and too much of it."""
    server = scene.server()
    observe(server, log_message)
    app = application(server, people=PEOPLE, limits=Limits(burst=6, rate=0.001), metrics=metrics)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        called(client, "tools/call", {"name": NOTE, "arguments": scene.note(text=CANARY)})
        called(client, "tools/call", {"name": NOTE, "arguments": {"candidateId": CANARY}})
        called(client, "tools/call", {"name": CANARY, "arguments": {}})
        called(client, CANARY, {})
        called(client, "tools/list", {}, **{"mcp-session-id": TOKEN})
        called(client, "tools/list", {}, host=CANARY)
        called(client, "tools/list", {})
        called(client, "tools/list", {}, token="a wrong token, " + CANARY)


def test_metrics_count_what_the_server_knows(scene):
    metrics = ServerMetrics()
    use(scene, metrics)
    value = metrics.registry.get_sample_value
    labels = {"method": "tools/call", "tool": NOTE}
    assert value("ashby_mcp_messages_total", {**labels, "outcome": "ok"}) == 1
    assert value("ashby_mcp_messages_total", {**labels, "outcome": "tool_error"}) == 1
    assert value("ashby_mcp_messages_total", {"method": "tools/call", "tool": "", "outcome": "-32602"}) == 1
    assert value("ashby_mcp_message_seconds_count", {"method": "tools/list"}) == 1
    assert value("ashby_mcp_refused_total", {"reason": "rate"}) == 1
    assert value("ashby_mcp_calls", {"waits_for": "ashby"}) == 0
    assert value("ashby_mcp_sessions") == 0
    assert value("ashby_mcp_http_responses_total", {"status": "401"}) == 1
    assert value("ashby_mcp_http_responses_total", {"status": "429"}) == 1


def test_metrics_have_a_port_of_their_own_and_name_nobody(scene):
    metrics = ServerMetrics()
    port = metrics.serve("127.0.0.1", 0)
    use(scene, metrics)
    told = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    assert "ashby_mcp_messages_total" in told
    assert not [it for it in (CANARY, TOKEN, "ada", scene.simulator.key) if it in told]


def test_logs_say_what_happened_and_quote_nothing(scene, lines):
    use(scene)
    found = lines()
    assert {"method": "tools/call", "target": NOTE, "outcome": "ok"}.items() <= next(
        it for it in found if it.get("method") == "tools/call"
    ).items()
    assert "rate" in [it.get("reason") for it in found]
    assert {"time", "level", "logger"} <= set.intersection(*(set(it) for it in found))
    said = json.dumps(found)
    assert not [it for it in (CANARY, TOKEN, "ada@example.com", scene.simulator.key) if it in said]


def test_an_error_is_told_by_class_and_place(lines):
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("mcp.server.somewhere").exception("it quotes %s", CANARY)
        logging.getLogger("ashby_mcp").exception("a request failed")
    theirs, ours = lines()
    assert CANARY not in json.dumps([theirs, ours])
    assert (theirs["error"], ours["message"]) == ("ValueError", "a request failed")
    assert "message" not in theirs
    assert theirs["place"].startswith("test_observing:")
    assert ours["at"][-1].partition(":")[0].endswith("test_observing.py")


def test_a_line_is_one_line_whatever_a_message_holds():
    record = logging.LogRecord("ashby_mcp", logging.INFO, __file__, 1, "two\nlines\x1b[2J\u2028", (), None)
    assert JsonFormatter().format(record).isprintable()


def test_the_trace_of_a_message_is_in_its_line(lines):
    log_message(MessageFacts("tools/list", "", "ok", 0.0123, "4bf9"))
    (line,) = lines()
    assert (line["trace"], line["ms"], line["message"]) == ("4bf9", 12.3, "handled")


@pytest.mark.parametrize(
    ("given", "address"),
    [("9464", ("127.0.0.1", 9464)), ("10.0.0.1:1", ("10.0.0.1", 1)), ("[::1]:80", ("::1", 80))],
)
def test_where_metrics_are_served(given, address):
    assert address_in(given) == address


@pytest.mark.parametrize("given", ["", "port", "host:", "9464/metrics"])
def test_what_is_no_address_for_metrics_is_refused(given):
    with pytest.raises(UsageError, match="9464"):
        address_in(given)


def test_metrics_without_their_extra_are_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(UsageError, match=r"ashby-mcp\[metrics\]"):
        ServerMetrics()


class Collector(BaseHTTPRequestHandler):
    """Takes what is exported over OTLP, and keeps it."""

    kept: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.kept.append((self.path, body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def collector():
    Collector.kept = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", Collector.kept
    server.shutdown()
    server.server_close()


@pytest.mark.slow
async def test_a_process_exports_traces_serves_metrics_and_logs_as_json(served, connect, collector):
    endpoint, kept = collector
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ("--telemetry", "--log-json", "--metrics", str(port), "--preset", "everything")  # more than clients take
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "200", "NO_PROXY": "*"}
    with served.running("--http", "--port", "0", *flags, **environment) as (url, log):
        async with connect(url) as client, httpx.AsyncClient(trust_env=False) as plain:
            assert not (await client.call_tool(NOTE, served.note(text=CANARY))).is_error
            metrics = (await plain.get(f"http://127.0.0.1:{port}/metrics")).text
    traces = b"".join(body for path, body in kept if path == "/v1/traces")
    for name in (f"tools/call {NOTE}", f"execute_tool {NOTE}", "POST /candidate.createNote", "ashby-mcp"):
        assert name.encode() in traces
    assert f'ashby_mcp_messages_total{{method="tools/call",outcome="ok",tool="{NOTE}"}} 1.0' in metrics
    lines = [json.loads(line) for line in log[0].splitlines()]
    assert "tools" in lines[0]["message"]
    assert [it["outcome"] for it in lines if it.get("target") == NOTE] == ["ok"]
    everything = traces + metrics.encode() + log[0].encode()
    assert not [it for it in (CANARY, served.simulator.key, served.name()) if it.encode() in everything]
