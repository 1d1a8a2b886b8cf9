"""A token for each person: they are recorded as who asks and who answers, whatever a client says of itself."""

from __future__ import annotations

import json

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from starlette.testclient import TestClient

from ashby_agent_tools import ApproverRules, Session, SqliteStore, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_mcp import build_server
from ashby_mcp.http import application
from ashby_mcp.people import people_in

ADA, EVE = "the token of ada, for tests", "the token of eve, for tests"
PEOPLE = f'"ada@example.com" = "{ADA}"\n"eve@example.com" = "{EVE}"\n'
TOOL = "ashby_application_change_stage"
OWN = "own_agents = false\n"
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "grace", "version": "1"},
    },
}  # fmt: skip
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.toml"
    path.write_text(PEOPLE)
    return path


@pytest.fixture
def post(scene, file):
    """Posts a message with a token, in a session or in none."""
    with TestClient(application(scene.server(), people=people_in(file)), base_url="http://127.0.0.1:8765") as client:

        def posted(message, token, session=None):
            headers = {**HEADERS, **({"authorization": f"Bearer {token}"} if token else {})}
            return client.post("/mcp", json=message, headers=headers | ({"mcp-session-id": session} if session else {}))

        yield posted


@pytest.mark.parametrize(("token", "status"), [(ADA, 200), (EVE, 200), (f"{ADA}x", 401), ("", 401), (None, 401)])
def test_every_request_bears_the_token_of_somebody(post, token, status):
    answer = post(HELLO, token)
    assert answer.status_code == status
    assert ADA not in answer.text


def test_nobody_gets_into_the_session_of_somebody_else(post):
    session = post(HELLO, ADA).headers["mcp-session-id"]
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    refused, allowed = post(listing, EVE, session), post(listing, ADA, session)
    assert (refused.status_code, allowed.status_code) == (404, 200)
    assert "Session not found" in refused.text


@pytest.mark.slow
async def test_who_asks_and_who_answers_are_those_whom_the_server_knows(served, person, era, connect, file, tmp_path):
    """The client calls itself somebody else."""
    with served.http("--people-file", str(file)) as url:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {ADA}"}) as http,
            connect(streamable_http_client(url, http_client=http), era, person) as client,
        ):
            assert not (await client.call_tool(TOOL, served.rejection())).is_error
    (asked,) = SqliteStore(served.store_file).requests()
    assert (asked.asked_by, asked.decided_by) == ("ada@example.com", "ada@example.com")
    assert len(served.sent()) == 1


@pytest.mark.slow
async def test_nobody_answers_for_their_own_agent_if_the_rules_say_so(served, person, era, connect, file, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(OWN)
    with served.http("--people-file", str(file), "--rules", str(rules)) as url:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {ADA}"}) as http,
            connect(streamable_http_client(url, http_client=http), era, person) as client,
        ):
            said = await client.call_tool(TOOL, served.rejection())
            assert said.is_error
            assert served.sent() == []
            store = SqliteStore(served.store_file)
            (waiting,) = [it for it in store.requests() if it.state == "pending"]
            assert (waiting.asked_by, waiting.answers) == ("ada@example.com", ())
            assert ApproverRules.from_toml(rules).objection(ApproverRules().person("eve@example.com"), waiting) == ""
            store.answer(waiting.id, approved=True, by="eve@example.com")
            store.close()
            assert not (await client.call_tool(TOOL, served.rejection())).is_error
    assert len(served.sent()) == 1


@pytest.mark.parametrize(
    "text",
    ["", '"ada@example.com" = "short"\n', f'"ada" = "{ADA}"\n"eve" = "{ADA}"\n', "ada = 5\n", "no toml", '"" = "x"'],
)
def test_people_that_cannot_be_told_apart_are_refused(tmp_path, text):
    (tmp_path / "people.toml").write_text(text)
    with pytest.raises(UsageError) as refused:
        people_in(tmp_path / "people.toml")
    assert ADA not in str(refused.value)


def test_one_token_for_all_and_one_for_each_do_not_go_together(scene, file):
    with pytest.raises(UsageError, match="not both"):
        application(scene.server(), token=ADA, people=people_in(file))
    with pytest.raises(UsageError, match="--people-file"):
        application(scene.server(), host="192.0.2.7")


def test_whoever_reads_a_resource_stands_in_the_audit_too(scene, file, tmp_path):
    audit, ashby = tmp_path / "audit.jsonl", scene.simulator.async_client()
    server = build_server(
        lambda name: Session(Toolset.preset("operations"), async_client=ashby, conversation=name, audit=audit)
    )
    person = scene.simulator.state.rows("candidate")[0]["id"]
    with TestClient(application(server, people=people_in(file)), base_url="http://127.0.0.1:8765") as client:
        bearing = {**HEADERS, "authorization": f"Bearer {ADA}"}
        bearing["mcp-session-id"] = client.post("/mcp", json=HELLO, headers=bearing).headers["mcp-session-id"]
        read = {"jsonrpc": "2.0", "id": 2, "method": "resources/read", "params": {"uri": f"ashby://candidate/{person}"}}
        assert '"record"' in client.post("/mcp", json=read, headers=bearing).text.replace('\\"', '"')
    lines = [json.loads(line) for line in audit.read_text().splitlines()]
    assert {line["asked_by"] for line in lines} == {"ada@example.com"}
