"""A real `ashby-mcp --http` process: both protocol eras, the token, and pages that pretend to be this machine."""

from __future__ import annotations

import contextlib
import functools
import re

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS
from starlette.testclient import TestClient

from ashby_agent_tools.errors import UsageError
from ashby_mcp.http import application

pytestmark = pytest.mark.slow  # many processes; make test-slow

TOOL = "ashby_application_change_stage"
TOKEN = "a-token-of-enough-characters"
PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}


@contextlib.contextmanager
def posting(scene, **options):
    """The ASGI application without a process: a function that posts to it."""
    with TestClient(application(scene.server(), **options), base_url="http://127.0.0.1:8765") as client:
        yield functools.partial(client.post, "/mcp")


@pytest.fixture
def in_process(scene):
    with posting(scene) as post:
        yield scene, post


def modern(method, params=None, *, capabilities=None, **headers):
    """The pieces of a raw request of protocol 2026-07-28."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": capabilities or {},
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**(params or {}), "_meta": meta}}
    named = {"mcp-name": params["name"]} if params and "name" in params else {}
    return {"json": body, "headers": {**HEADERS, "mcp-method": method, **named, **headers}}


async def test_a_recruiter_reads_asks_and_rejects(served, person, era, connect, text):
    with served.http() as url:
        async with connect(url, era, person) as client:
            job = served.applications[0]["job"]["id"]
            listed = text(await client.call_tool("ashby_application_list", {"jobId": job, "status": "Active"}))
            said = await client.call_tool(TOOL, served.rejection())
            instructions = client.session.instructions
            version = client.protocol_version
    assert not said.is_error
    assert len(person.questions) == 1
    assert served.sent() == [served.rejection()]
    # an MCP session remembers short ids; without one there are UUIDs
    short = version == "2025-11-25"
    assert bool(re.search(r"\bapp_\d+\b", listed)) is short
    assert (served.applications[0]["id"] in listed) is not short
    assert ("UUID" in instructions) is not short


async def test_sessions_do_not_share_short_names(served, connect, text):
    with served.http() as url:
        async with connect(url) as one, connect(url) as two:
            listed = text(await one.call_tool("ashby_candidate_list", {"limit": 1}))
            short_id = re.search(r"\bcand_\d+\b", listed).group()
            assert (await two.call_tool("ashby_candidate_info", {"id": short_id})).is_error
            assert not (await one.call_tool("ashby_candidate_info", {"id": short_id})).is_error


def test_a_session_id_opens_its_conversation_only_where_the_transport_checks_it(in_process):
    """On 2026-07-28 the header is only text: it does not lead to the short ids of the session it names."""
    scene, post = in_process
    old = {**HEADERS, "mcp-protocol-version": "2025-11-25"}
    old["mcp-session-id"] = post(json=handshake(), headers=old).headers["mcp-session-id"]
    post(json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=old)
    listed = post(json=calling("ashby_candidate_list", limit=1), headers=old).text
    short_id = re.search(r"\bcand_\d+\b", listed).group()
    look = {"name": "ashby_candidate_info", "arguments": {"id": short_id}}
    stolen = post(**modern("tools/call", look, **{"mcp-session-id": old["mcp-session-id"]})).json()
    assert stolen["result"]["isError"]
    assert scene.sent("candidate.info") == []
    assert post(json=PING, headers={**old, "mcp-session-id": "mine"}).status_code == 404
    post(json=calling("ashby_candidate_info", id=short_id), headers=old)
    assert len(scene.sent("candidate.info")) == 1


# clients that open a session for each call


def look_at(short_id):
    return {"name": "ashby_candidate_info", "arguments": {"id": short_id}}


def test_clients_without_a_session_share_short_names_by_the_name_they_send(in_process):
    scene, post = in_process
    mine, yours = {"ashby-conversation": "m" * 16}, {"ashby-conversation": "y" * 16}
    listed = post(**modern("tools/call", {"name": "ashby_candidate_list", "arguments": {"limit": 1}}, **mine)).text
    short_id = re.search(r"\bcand_\d+\b", listed).group()
    for other in (yours, {}, {"mcp-session-id": "m" * 16}):
        assert post(**modern("tools/call", look_at(short_id), **other)).json()["result"]["isError"]
    assert scene.sent("candidate.info") == []
    assert not post(**modern("tools/call", look_at(short_id), **mine)).json()["result"]["isError"]
    assert len(scene.sent("candidate.info")) == 1


@pytest.mark.parametrize("name", ["short", "stateless", "a" * 129, "long, with spaces", "../../../../passwd"])
def test_a_name_that_can_be_guessed_or_misread_is_refused(in_process, name):
    _, post = in_process
    answer = post(**modern("tools/call", look_at("cand_1"), **{"ashby-conversation": name}))
    assert answer.json()["error"]["code"] == INVALID_PARAMS
    assert "16 to 128" in answer.json()["error"]["message"]


def test_a_short_name_of_an_earlier_session_is_refused_with_what_to_set(in_process):
    _, post = in_process
    said = post(**modern("tools/call", look_at("cand_1"))).json()["result"]
    assert said["isError"]
    for setting in ("--conversation", "ashby-conversation"):
        assert setting in said["content"][0]["text"]
    invented = {"ashby-conversation": "n" * 16}
    post(**modern("tools/call", {"name": "ashby_candidate_list", "arguments": {"limit": 1}}, **invented))
    later = post(**modern("tools/call", look_at("cand_99999"), **invented)).json()["result"]
    assert later["isError"]
    assert "--conversation" not in later["content"][0]["text"]


def handshake():
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}


def calling(name, **arguments):
    return {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


async def test_a_yes_on_the_command_line_lets_the_waiting_call_through(served, connect):
    with served.http() as url:
        async with connect(url, "auto") as client:
            assert (await client.call_tool(TOOL, served.rejection())).is_error
            served.approve_on_the_command_line()
            assert not (await client.call_tool(TOOL, served.rejection())).is_error
    assert served.sent() == [served.rejection()]


@pytest.mark.parametrize(
    ("capabilities", "asked"),
    [
        ({}, False),
        ({"elicitation": {"url": {}}}, False),
        ({"elicitation": {}}, True),
        ({"elicitation": {"form": {}}}, True),
        ({"elicitation": {"form": {}, "url": {}}}, True),
    ],
)
def test_only_a_client_that_shows_forms_gets_one(in_process, capabilities, asked):
    """An empty capability means forms, as it did before there were links."""
    scene, post = in_process
    call = modern("tools/call", {"name": TOOL, "arguments": scene.rejection()}, capabilities=capabilities)
    result = post(**call).json()["result"]
    assert (result["resultType"] == "input_required") is asked
    assert asked or "waiting in the queue" in result["content"][0]["text"]
    assert scene.sent() == []


# the token


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (None, 401),
        ("Bearer", 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (f"Basic {TOKEN}", 401),
        (TOKEN, 401),
    ],
)
def test_every_request_bears_the_token(scene, authorization, status):
    call = modern("tools/list", **({"authorization": authorization} if authorization else {}))
    with posting(scene, token=TOKEN) as post:
        answer = post(**call)
    assert answer.status_code == status
    challenge = answer.headers.get("www-authenticate")
    if status == 200:
        assert challenge is None
        return
    assert challenge.startswith("Bearer ")
    assert ("invalid_token" in challenge) is (authorization is not None)
    refused = answer.json()
    assert refused["jsonrpc"] == "2.0"
    assert "Authorization: Bearer" in refused["error"]["message"]
    assert TOKEN not in answer.text


async def test_a_client_shows_why_a_wrong_token_is_refused(served, era, connect):
    """Not "the server returned an error response", which says nothing of a token."""
    with served.http("--token-env", "MY_TOKEN", MY_TOKEN=TOKEN) as url:
        for bearer in ({}, {"Authorization": "Bearer wrong"}):
            async with httpx2.AsyncClient(headers=bearer) as http:
                said = await refused_by(connect(streamable_http_client(url, http_client=http), era))
            assert "bearer token" in said, said


async def refused_by(client):
    """The message of the protocol error with which the connection ends."""
    with pytest.RaisesGroup(MCPError, flatten_subgroups=True, allow_unwrapped=True) as caught:
        async with client:
            await client.list_tools()
    error = caught.value
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error.message


async def test_the_sdks_client_with_a_token(served, era, connect):
    with served.http("--token-env", "MY_TOKEN", MY_TOKEN=TOKEN) as url:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http,
            connect(streamable_http_client(url, http_client=http), era) as client,
        ):
            assert (await client.list_tools()).tools


# DNS rebinding


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:1234"}, 200),
        ({"host": "evil.example.com"}, 421),
        ({"host": "127.0.0.1.evil.example.com:80"}, 421),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "http://127.0.0.1:8765"}, 403),
        ({"origin": "http://[::1]:3000"}, 403),
        ({"origin": "https://evil.example.com"}, 403),
        ({"origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
def test_pages_under_another_name_reach_nothing(in_process, headers, status, version):
    _, post = in_process
    if version == "2026-07-28":
        call = modern("tools/list", **headers)
    else:
        call = {
            "json": handshake(),
            "headers": {**HEADERS, "mcp-protocol-version": version, **headers},
        }
    assert post(**call).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://app.example.com", 200),
        ("http://localhost:6274", 200),
        ("http://app.example.com", 403),
        ("https://app.example.com:8443", 403),
        ("https://app.example.com.evil.example.com", 403),
        ("http://localhost:6275", 403),
        ("http://localhost", 403),
    ],
)
def test_a_page_may_use_the_server_only_if_its_origin_is_listed(scene, origin, status):
    with posting(scene, origins=["https://app.example.com", "http://localhost:6274"]) as post:
        assert post(**modern("tools/list", origin=origin)).status_code == status


@pytest.mark.parametrize("origin", ["*", "http://localhost:*", "app.example.com", "https://a.example.com/", "null", ""])
def test_a_listed_origin_is_one_origin_and_no_pattern(scene, origin):
    with pytest.raises(UsageError, match="--origin"):
        application(scene.server(), origins=[origin])


def test_behind_a_proxy_its_name_is_let_in(scene):
    bearer = {"authorization": f"Bearer {TOKEN}"}
    with posting(scene, host="0.0.0.0", reached_as=["ashby.example.com"], token=TOKEN) as post:  # noqa: S104
        assert post(**modern("tools/list", host="ashby.example.com", **bearer)).status_code == 200
        assert post(**modern("tools/list", host="ashby.example.com:8443", **bearer)).status_code == 200
        assert post(**modern("tools/list", host="localhost:8765", **bearer)).status_code == 421


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"host": "0.0.0.0", "reached_as": ["ashby.example.com"]}, "--token-env"),  # noqa: S104
        ({"host": "192.0.2.7"}, "--token-env"),
        ({"host": "0.0.0.0", "token": TOKEN}, "--reached-as"),  # noqa: S104
        ({"host": "::", "token": TOKEN}, "--reached-as"),
        ({"token": "short"}, "16 or more"),
    ],
)
def test_what_other_machines_can_reach_is_not_served_openly(scene, options, says):
    with pytest.raises(UsageError, match=re.escape(says)):
        application(scene.server(), **options)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_loopback_needs_no_token(scene, host):
    assert application(scene.server(), host=host)
