"""People sign in at a real provider with the MCP SDK's own client, and use a real `ashby-mcp serve`: the whole way."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

import anyio
import anyio.to_thread
import httpx
import httpx2
import pytest
from conformance_relay import relayed
from mcp.client.streamable_http import streamable_http_client
from oidc_provider import Browser, running, running_in_node, signing_in
from test_protocol_suites import conforms

from ashby_agent_tools import SqliteStore
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
CONFORMS = {
    "2025-11-25": ("server-initialize", "server-session-lifecycle", "tools-list"),
    "2026-07-28": ("tools-list", "resources-list", "caching"),
}
CONFIG = """
[server]
port = {port}
store = "store.sqlite"

[accounts.acme]
key = "env:ACME_KEY"
base_url = "{ashby}"

[grants.recruiter]
account = "acme"
preset = "operations"

[oauth]
issuer = "{issuer}"
resource = "http://127.0.0.1:{port}/mcp"
scopes = ["email"]
person = "email"
grants = [{{ claim = "groups", value = "recruiters", grant = "recruiter" }}]
"""


@pytest.fixture(scope="module", params=["authlib", "npm"])
def provider(request):
    """The address of an issuer."""
    folder = os.environ.get(PLACE)
    if request.param == "npm" and not folder:
        pytest.skip(f"npm's oidc-provider: run tests/protocol_suites.sh FOLDER and name the folder in {PLACE}")
    with running(PEOPLE) if request.param == "authlib" else running_in_node(Path(folder), PEOPLE) as issuer:
        yield issuer


@pytest.fixture
def process(served, provider, tmp_path):
    """The address of a server that takes this provider's tokens, and a list of those that it must never log."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = tmp_path / "ashby.toml"
    path.write_text(CONFIG.format(port=port, ashby=served.simulator.url, issuer=provider))
    with served.running("serve", "--config", str(path), ACME_KEY=served.simulator.key) as (url, log):
        tokens = [served.simulator.key]
        yield url, tokens
    assert not [token for token in tokens if token in log[0]]


@contextlib.asynccontextmanager
async def signed_in(url, auth, connect, era, person=None):
    async with (
        httpx2.AsyncClient(auth=auth) as http,
        connect(streamable_http_client(url, http_client=http), era, person) as client,
    ):
        yield client


async def test_people_sign_in_and_are_who_asks_and_who_answers(process, served, tmp_path, person, connect):
    """One with a client of each protocol era, at the same time, with the same grant."""
    url, tokens = process
    ada, eve = signing_in(url, Browser("ada")), signing_in(url, Browser("eve"))
    async with (
        signed_in(url, ada, connect, "legacy", person) as hers,
        signed_in(url, eve, connect, "auto", person) as theirs,
    ):
        assert TOOL in {tool.name for tool in (await theirs.list_tools()).tools}
        assert not (await hers.call_tool(TOOL, served.rejection(0))).is_error
        assert not (await theirs.call_tool(TOOL, served.rejection(1))).is_error
    tokens += [auth.context.current_tokens.access_token for auth in (ada, eve)]
    with contextlib.closing(SqliteStore(tmp_path / "store.sqlite")) as store:
        answered = {(asked.asked_by, asked.decided_by) for asked in store.requests()}
    assert answered == {("ada@example.com",) * 2, ("eve@example.com",) * 2}
    assert len(served.sent()) == 2


async def test_nobody_else_gets_in(process, served, provider):
    """Signed by the same issuer: for a person without a grant, and for another server."""
    url, tokens = process
    browser, auth, listing = Browser("mallory"), signing_in(url, Browser("ada")), {"jsonrpc": "2.0", "id": 1}
    before = len(served.simulator.log)
    async with httpx2.AsyncClient(auth=signing_in(url, browser)) as http:
        assert (await http.post(url, json=listing)).status_code == 403
    assert browser.back
    async with httpx2.AsyncClient(auth=auth) as http:
        assert (await http.post(url, json=listing)).status_code == 400  # she is let in, and says nothing
    assert len(served.simulator.log) == before
    rules = (ClaimRule(claim="groups", value="recruiters", grant="recruiter"),)
    other = application(served.server(), oauth=OAuthSettings(issuer=provider, resource=f"{url}2", grants=rules))
    tokens.append(auth.context.current_tokens.access_token)
    bearer = {"authorization": f"Bearer {tokens[-1]}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(other), base_url="http://127.0.0.1:8765") as http:
        assert (await http.post("/mcp", json=listing, headers=bearer)).status_code == 401


@pytest.mark.parametrize("version", CONFORMS)
@pytest.mark.parametrize("provider", ["npm"], indirect=True)
async def test_the_server_conforms_behind_its_issuer(process, version):
    """The suite's scenarios of authorization are for clients and for issuers; those for all servers are run here."""
    url, tokens = process
    auth = signing_in(url, Browser("ada"))
    async with httpx2.AsyncClient(auth=auth) as http:
        await http.post(url, json={})
    tokens.append(auth.context.current_tokens.access_token)
    with relayed(url, {}, tokens[-1]) as there:
        for scenario in CONFORMS[version]:
            await anyio.to_thread.run_sync(conforms, there, scenario, version)
