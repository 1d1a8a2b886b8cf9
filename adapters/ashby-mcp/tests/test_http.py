"""A real `ashby-mcp --http` process: both protocol eras, the token, and pages that pretend to be this machine."""

from __future__ import annotations

import re

import httpx
import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client

TOOL = "ashby_application_change_stage"
TOKEN = "a-token-of-enough-characters"
PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}


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
    # an MCP session remembers short names; without one there are UUIDs
    short = version == "2025-11-25"
    assert bool(re.search(r"\bapp_\d+\b", listed)) is short
    assert (served.applications[0]["id"] in listed) is not short
    assert ("UUID" in instructions) is not short


async def test_sessions_do_not_share_short_names(served, connect, text):
    with served.http() as url:
        async with connect(url) as one, connect(url) as two:
            listed = text(await one.call_tool("ashby_candidate_list", {"limit": 1}))
            handle = re.search(r"\bcand_\d+\b", listed).group()
            assert (await two.call_tool("ashby_candidate_info", {"id": handle})).is_error
            assert not (await one.call_tool("ashby_candidate_info", {"id": handle})).is_error


async def test_a_session_id_that_somebody_wrote_opens_no_conversation(served, connect, text):
    """Without a session the header is only text: it leads to the shared conversation, not to the named one."""
    with served.http() as url:
        async with connect(url) as client:
            listed = text(await client.call_tool("ashby_candidate_list", {"limit": 1}))
            handle = re.search(r"\bcand_\d+\b", listed).group()
            session = served_session(url, client)
            call = modern(
                "tools/call", {"name": "ashby_candidate_info", "arguments": {"id": handle}}, **{"mcp-session-id": session}
            )
            stolen = httpx.post(url, **call).json()
            assert stolen["result"]["isError"]
            assert handle in stolen["result"]["content"][0]["text"]
            invented = httpx.post(
                url, json=PING, headers={**HEADERS, "mcp-protocol-version": "2025-11-25", "mcp-session-id": "mine"}
            )
    assert invented.status_code == 404
    assert served.sent("candidate.info") == []


def served_session(url, client):
    """A plausible session id: the client keeps its own to itself, so another one of the same kind."""
    headers = {**HEADERS, "mcp-protocol-version": "2025-11-25"}
    hello = {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "raw", "version": "1"},
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    return httpx.post(url, json=body, headers=headers).headers["mcp-session-id"]


async def test_a_yes_on_the_command_line_lets_the_waiting_call_through(served, era, connect):
    with served.http() as url:
        async with connect(url, era) as client:
            assert (await client.call_tool(TOOL, served.rejection())).is_error
            served.approve_on_the_command_line()
            assert not (await client.call_tool(TOOL, served.rejection())).is_error
    assert served.sent() == [served.rejection()]


@pytest.mark.parametrize("elicitation", [None, {"url": {}}])
async def test_a_client_that_shows_no_forms_gets_no_form(served, elicitation):
    capabilities = {} if elicitation is None else {"elicitation": elicitation}
    call = modern("tools/call", {"name": TOOL, "arguments": served.rejection()}, capabilities=capabilities)
    with served.http() as url:
        result = httpx.post(url, **call).json()["result"]
    assert result["isError"]
    assert "waits in the queue" in result["content"][0]["text"]


@pytest.mark.parametrize("elicitation", [{}, {"form": {}}, {"form": {}, "url": {}}])
async def test_a_client_that_shows_forms_gets_one(served, elicitation):
    """An empty capability means forms."""
    call = modern(
        "tools/call", {"name": TOOL, "arguments": served.rejection()}, capabilities={"elicitation": elicitation}
    )
    with served.http() as url:
        result = httpx.post(url, **call).json()["result"]
    assert result["resultType"] == "input_required"
    assert result["inputRequests"]["approval"]["method"] == "elicitation/create"
    assert served.sent() == []


# the token


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (None, 401),
        ("Bearer ", 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (f"Basic {TOKEN}", 401),
        (TOKEN, 401),
    ],
)
def test_every_request_bears_the_token(served, authorization, status):
    call = modern("tools/list", **({"authorization": authorization} if authorization else {}))
    with served.http("--token-env", "MY_TOKEN", MY_TOKEN=TOKEN) as url:
        answer = httpx.post(url, **call)
    assert answer.status_code == status
    assert (answer.headers.get("www-authenticate") is not None) is (status == 401)


async def test_the_sdks_client_with_a_token(served, era, connect):
    with served.http("--token-env", "MY_TOKEN", MY_TOKEN=TOKEN) as url:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http:
            async with connect(streamable_http_client(url, http_client=http), era) as client:
                assert (await client.list_tools()).tools


# DNS rebinding


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:1234"}, 200),
        ({"host": "evil.example.com"}, 421),
        ({"host": "127.0.0.1.evil.example.com:80"}, 421),
        ({"origin": "http://localhost:3000"}, 200),
        ({"origin": "https://evil.example.com"}, 403),
        ({"origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
def test_pages_under_another_name_reach_nothing(served, headers, status, version):
    if version == "2026-07-28":
        call = modern("tools/list", **headers)
    else:
        hello = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
        call = {
            "json": {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
            "headers": {**HEADERS, "mcp-protocol-version": version, **headers},
        }
    with served.http() as url:
        assert httpx.post(url, **call).status_code == status


def test_behind_a_proxy_its_name_is_let_in(served):
    flags = ("--reached-as", "ashby.example.com", "--host", "0.0.0.0", "--token-env", "MY_TOKEN")  # noqa: S104
    bearer = {"authorization": f"Bearer {TOKEN}"}
    with served.http(*flags, MY_TOKEN=TOKEN) as url:
        local = url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert httpx.post(local, **modern("tools/list", host="ashby.example.com", **bearer)).status_code == 200
        assert httpx.post(local, **modern("tools/list", **bearer)).status_code == 421
