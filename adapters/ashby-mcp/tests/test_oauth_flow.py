"""People sign in at a real provider with the official client of the MCP SDK, and use a real server: the whole way."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from pathlib import Path

import httpx
import httpx2
import pytest
import uvicorn
from mcp.client.streamable_http import streamable_http_client
from oidc_provider import Browser, running, running_in_node, signing_in

from ashby_agent_tools import MemoryStore
from ashby_mcp.http import application
from ashby_mcp.oauth import ClaimRule, OAuthSettings

pytestmark = pytest.mark.slow

TOOL = "ashby_application_change_stage"
PLACE = "ASHBY_MCP_PROTOCOL_SUITES"
PEOPLE = {
    "ada": {"email": "ada@example.com", "groups": ["recruiters"]},
    "eve": {"email": "eve@example.com", "groups": ["recruiters"]},
    "mallory": {"email": "mallory@example.com", "groups": ["sales"]},
}


@pytest.fixture(scope="module", params=["authlib", "npm"])
def provider(request):
    """The address of an issuer."""
    folder = os.environ.get(PLACE)
    if request.param == "npm" and not folder:
        pytest.skip(f"npm's oidc-provider: run tests/protocol_suites.sh FOLDER and name the folder in {PLACE}")
    with running(PEOPLE) if request.param == "authlib" else running_in_node(Path(folder), PEOPLE) as issuer:
        yield issuer


@pytest.fixture
def store():
    return MemoryStore()


def taking(issuer, resource):
    rules = (ClaimRule(claim="groups", value="recruiters", grant="recruiter"),)
    return OAuthSettings(issuer=issuer, resource=resource, grants=rules, scopes=("email",), person="email")


@pytest.fixture
def url(scene, provider, store):
    """The address of a server that takes this provider's tokens."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
    app = application(scene.server(store=store), oauth=taking(provider, address))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield address
    server.should_exit = server.force_exit = True
    thread.join()
    listening.close()


@contextlib.asynccontextmanager
async def signed_in(url, name, connect, era, person=None):
    browser = Browser(name)
    async with (
        httpx2.AsyncClient(auth=signing_in(url, browser)) as http,
        connect(streamable_http_client(url, http_client=http), era, person) as client,
    ):
        yield client


async def test_people_sign_in_read_ask_and_answer(url, scene, store, person, era, connect):
    async with signed_in(url, "ada", connect, era, person) as ada, signed_in(url, "eve", connect, era, person) as eve:
        assert (await eve.list_tools()).tools
        assert not (await ada.call_tool(TOOL, scene.rejection())).is_error
    (asked,) = store.requests()
    assert (asked.asked_by, asked.decided_by) == ("ada@example.com", "ada@example.com")
    assert len(scene.sent()) == 1


async def test_whoever_has_no_grant_signs_in_and_gets_nothing(url, scene):
    before = len(scene.simulator.log)
    browser = Browser("mallory")
    async with httpx2.AsyncClient(auth=signing_in(url, browser)) as http:
        answer = await http.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert answer.status_code == 403
    assert browser.back
    assert len(scene.simulator.log) == before


async def test_a_token_for_another_server_of_the_same_issuer_is_refused(url, provider, scene):
    auth = signing_in(url, Browser("ada"))
    async with httpx2.AsyncClient(auth=auth) as http:
        assert (await http.post(url, json={"jsonrpc": "2.0"})).status_code == 400  # it is let in, and says nothing
    token = auth.context.current_tokens.access_token
    other = application(scene.server(), oauth=taking(provider, f"{url}2"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(other), base_url="http://127.0.0.1:8765") as http:
        answer = await http.post("/mcp", json={}, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401
