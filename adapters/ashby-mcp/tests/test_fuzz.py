"""HTTP and JSON-RPC that is made up: the server answers or refuses, goes on, and tells no token and no key.

ASHBY_FUZZ_SECONDS: how long each test makes things up; little by default.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from ashby_mcp.changes import observe
from ashby_mcp.http import application
from ashby_mcp.limits import Limits
from ashby_mcp.logs import JsonFormatter, log_message

SECONDS = float(os.environ.get("ASHBY_FUZZ_SECONDS", "0.5"))
TOKENS = {"ada@example.com": "the token of ada, for tests", "eve@example.com": "the token of eve, for tests"}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
METHODS = [
    "initialize", "ping", "tools/list", "tools/call", "prompts/list", "prompts/get", "resources/list",
    "resources/read", "resources/templates/list", "completion/complete", "server/discover", "logging/setLevel",
    "notifications/initialized", "notifications/cancelled", "notifications/progress", "tasks/get",
]  # fmt: skip
TOOLS = ["ashby_candidate_list", "ashby_candidate_info", "ashby_application_change_stage", "ashby_query", "ashby_undo"]

texts = st.text(max_size=20) | st.sampled_from(["", "2026-07-28", "1", "*/*", "\x00", "é", "../..", *TOKENS.values()])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
params = st.dictionaries(
    st.sampled_from(
        ["name", "arguments", "uri", "cursor", "_meta", "requestState", "inputResponses", "ref", "argument"]
    ),
    st.sampled_from(TOOLS) | st.just(META) | json_values,
    max_size=5,
)
messages = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.just("2.0") | json_values,
        "id": st.integers(0, 9) | json_values,
        "method": st.sampled_from(METHODS) | texts,
        "params": params | json_values,
        "result": json_values,
        "error": json_values,
    },
)
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"},
    },
}  # fmt: skip
bodies = (
    st.just(json.dumps(HELLO).encode())
    | messages.map(lambda it: json.dumps(it).encode())
    | st.lists(messages, max_size=3).map(lambda it: json.dumps(it).encode())
    | st.binary(max_size=60)
    | messages.map(lambda it: json.dumps(it).encode()[:-2])
    | st.integers(1, 200).map(lambda it: b'{"a":' * it + b"1" + b"}" * it)
)
OPEN = "the session that was opened last"
words = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30)
headers = st.fixed_dictionaries(
    {"content-type": st.just("application/json") | words},
    optional={
        "accept": st.just("application/json, text/event-stream") | words,
        "mcp-protocol-version": st.sampled_from(["2025-03-26", "2025-11-25", "2026-07-28", "2026-01-01"]) | words,
        "mcp-method": st.sampled_from(METHODS) | words,
        "mcp-name": st.sampled_from(TOOLS) | words,
        "mcp-session-id": st.sampled_from([OPEN, OPEN, *TOKENS.values()]) | words,
        "ashby-conversation": words,
        "last-event-id": words,
        "origin": words,
        "host": st.just("127.0.0.1:8765") | words,
        "content-length": st.integers(0, 9).map(str),
    },
)
requests = st.tuples(st.sampled_from(["POST", "POST", "POST", "DELETE", "PUT", "OPTIONS", "HEAD"]), bodies, headers)
tokens = st.sampled_from([*TOKENS.values(), *TOKENS.values(), "wrong", ""])


@pytest.fixture
def log():
    """What the process writes to its log as JSON, from INFO on."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    before = {name: logging.getLogger(name).level for name in ("", "ashby_mcp", "mcp")}
    root.addHandler(handler)
    for name in before:
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_whatever_is_sent_is_answered_and_nothing_is_told(scene, log):
    server = scene.server()
    observe(server, log_message)
    app = application(server, people=TOKENS, limits=Limits(rate=1e6, burst=1_000_000))
    secrets = [*TOKENS.values(), scene.simulator.key]
    ends, opened = time.monotonic() + SECONDS, {"mcp-session-id": "none yet"}
    with TestClient(app, base_url="http://127.0.0.1:8765", raise_server_exceptions=False) as client:

        @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(requests, tokens)
        def ask(request, token):
            method, body, given_headers = request
            before = log.tell()
            if given_headers.get("mcp-session-id") == OPEN:
                given_headers = {**given_headers, **opened}
            sent = [(name.encode(), value.encode()) for name, value in given_headers.items()]
            answer = client.request(
                method, "/mcp", content=body, headers=[*sent, (b"authorization", f"Bearer {token}".encode())]
            )
            if session := answer.headers.get("mcp-session-id"):
                opened["mcp-session-id"] = session
            logged = log.getvalue()[before:]
            told = [it for it in secrets if it in logged or it in own_words(answer.text, given_headers, body)]
            assert not told
            assert answer.status_code < 500 or '"error"' in logged or answer.status_code == 503

        while True:
            ask()
            if time.monotonic() > ends:
                break
        listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}
        good = {
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": "2026-07-28",
            "mcp-method": "tools/list",
            "authorization": f"Bearer {TOKENS['ada@example.com']}",
        }
        assert client.post("/mcp", json=listing, headers=good).status_code == 200


def own_words(text, given_headers, body):
    """An answer without what it repeats of the request, which its sender knows."""
    for sent in [*given_headers.values(), *strings_in(body)]:
        if len(sent) > 3:
            text = text.replace(sent, "").replace(json.dumps(sent)[1:-1], "")
    return text


def strings_in(body):
    with contextlib.suppress(ValueError, RecursionError):
        found, left = [], [json.loads(body)]
        while left:
            match left.pop():
                case str(text):
                    found.append(text)
                case list(items):
                    left += items
                case dict(items):
                    left += [*items, *items.values()]
        return sorted(found, key=len, reverse=True)
    return []
