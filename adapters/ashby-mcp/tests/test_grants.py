"""A server with grants: each request is served as its token's grant says, and no grant comes into another one's."""

from __future__ import annotations

import contextlib
import gc
import json

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from mcp.server.session import ServerSession
from starlette.testclient import TestClient

from ashby_agent_tools import (
    AccountKey,
    ApproverRules,
    AsyncAccounts,
    Caps,
    MemoryStore,
    Rows,
    SessionOptions,
    SqliteStore,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, GrantFile, Grants, hash_of, new_token
from ashby_mcp import build_server
from ashby_mcp.config import application as configured
from ashby_mcp.config import settings_in
from ashby_mcp.http import application
from ashby_mcp.sessions import GrantSessions

ADA, EVE = new_token(), new_token()
TOOL = "ashby_application_change_stage"
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
CONFIG = f"""
[server]
port = 0
store = "questions.sqlite"

[accounts.acme]
key = "env:ACME_KEY"
base_url = "{{url}}"

[grants.ada]
token = "sha256:{hash_of(ADA)}"
account = "acme"
preset = "operations"

[grants.eve]
token = "sha256:{hash_of(EVE)}"
account = "acme"
include = ["job.list", "candidate.list"]
"""


class Caller:
    """A client that posts messages with a token, and keeps its MCP session."""

    def __init__(self, http, token):
        self.http, self.token, self.session = http, token, None

    def post(self, method, params=None, *, session=None, **headers):
        named = {"mcp-session-id": session or self.session} if session or self.session else {}
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        bearer = {"authorization": f"Bearer {self.token}"}
        return self.http.post("/mcp", json=message, headers={**HEADERS, **bearer, **named, **headers})

    def open(self):
        self.session = self.post("initialize", HELLO).headers["mcp-session-id"]
        return self

    def asks(self, method, params=None):
        answer = self.post(method, params)
        assert answer.status_code == 200, answer.text
        data = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: {")]
        return json.loads(data[-1] if data else answer.text)["result"]

    def calls(self, tool, **arguments):
        return self.asks("tools/call", {"name": tool, "arguments": arguments})


@contextlib.contextmanager
def serving(scene, grants, *, resolve=None, **options):
    """The application over the simulator, and a function that makes callers."""
    accounts = AsyncAccounts(
        resolve or (lambda name: AccountKey(scene.simulator.key)),
        transport=lambda name: scene.simulator.async_transport(),
    )
    server = build_server(GrantSessions(accounts, SessionOptions(**{"store": MemoryStore(), **options})))
    with TestClient(application(server, grants=grants), base_url="http://127.0.0.1:8765") as http:
        yield lambda token: Caller(http, token)
        http.portal.call(accounts.aclose)


@pytest.fixture
def served_grants(scene, tmp_path):
    path = tmp_path / "ashby.toml"
    path.write_text(CONFIG.format(url="https://api.ashbyhq.com"))
    with serving(scene, Grants(files=[path])) as caller:
        yield caller, path


def names(caller):
    return {tool["name"] for tool in caller.asks("tools/list")["tools"]}


def test_each_grant_lists_its_own_tools(served_grants):
    caller, _ = served_grants
    ada, eve = caller(ADA).open(), caller(EVE).open()
    assert {"ashby_job_list", "ashby_candidate_list"} <= names(eve)
    assert "ashby_application_change_stage" in names(ada)
    assert "ashby_application_change_stage" not in names(eve)
    refused = eve.post("tools/call", {"name": "ashby_application_change_stage", "arguments": {}}).text
    assert "There is no tool" in refused or "not among the tools" in refused


def test_a_new_candidate_is_there_in_every_worker_of_a_server(scene, tmp_path):
    """No application says yet that it is inside: whoever made it is remembered in the store."""
    job = scene.simulator.state.rows("job", status="Open")[0]["id"]
    grants = Grants(
        [Grant("ada", "acme", hash_of(ADA), include=("candidate.create", "candidate.info"), rows=Rows(jobs=[job]))]
    )
    made = []
    for _ in range(2):
        with serving(scene, grants, store=SqliteStore(tmp_path / "store.db")) as caller:
            ada = caller(ADA).open()
            if not made:
                assert not ada.calls("ashby_candidate_create", name="Alva Holm")["isError"]
                made = [row["id"] for row in scene.simulator.state.rows("candidate") if row["name"] == "Alva Holm"]
            assert not ada.calls("ashby_candidate_info", id=made[0])["isError"]


def test_an_account_whose_key_cannot_be_had_ends_nothing_for_the_others(scene, caplog):
    """A function of the application's own may raise anything, with anything in its text."""
    secret = "the vault's own words"

    def resolve(name):
        if name == "globex":
            raise RuntimeError(secret)
        return AccountKey(scene.simulator.key)

    grants = Grants([Grant("ada", "acme", hash_of(ADA)), Grant("eve", "globex", hash_of(EVE))])
    with serving(scene, grants, resolve=resolve) as caller:
        ada, eve = caller(ADA).open(), caller(EVE).open()
        for method in ("tools/list", "prompts/list", "resources/list"):
            refused = eve.post(method).text
            assert secret not in refused
            assert "its log says why" in refused or method == "resources/list"
            assert ada.post(method).status_code == 200
        assert names(ada)
    assert secret in caplog.text


def test_two_grants_share_no_short_id_no_result_and_no_session(served_grants):
    caller, _ = served_grants
    ada, eve = caller(ADA).open(), caller(EVE).open()
    listed = ada.calls("ashby_candidate_list", limit=1)
    assert "cand_" in json.dumps(listed)
    ref = [it["uri"] for it in ada.asks("resources/list")["resources"] if "result" in it["uri"]]
    assert ref
    assert [it["uri"] for it in eve.asks("resources/list")["resources"] if "result" in it["uri"]] == []
    assert eve.post("tools/list", session=ada.session).status_code == 404
    assert ada.post("tools/list", session=eve.session).status_code == 404


def test_a_name_that_both_send_leads_to_two_conversations(served_grants):
    caller, _ = served_grants
    named = {"ashby-conversation": "x" * 20}
    ada, eve = caller(ADA).open(), caller(EVE).open()
    listing = {"name": "ashby_candidate_list", "arguments": {"limit": 1}}
    text = ada.post("tools/call", listing, **named).text
    short_id = text[text.index("cand_") :].split('"')[0].rstrip("\\")
    again = ada.post("tools/call", {"name": "ashby_candidate_list_notes", "arguments": {"candidateId": short_id}})
    assert again.status_code == 200
    assert ada.post("resources/list", **named).text != eve.post("resources/list", **named).text


@pytest.mark.parametrize("change", ["revoked = true", "expires = 2020-01-01T00:00:00Z"])
def test_a_grant_that_ends_is_refused_at_the_next_request_of_its_session(served_grants, change):
    caller, path = served_grants
    ada, eve = caller(ADA).open(), caller(EVE).open()
    assert ada.post("tools/list").status_code == 200
    path.write_text(path.read_text().replace("[grants.ada]", f"[grants.ada]\n{change}"))
    for refused in (
        ada.post("tools/list"),
        ada.post("initialize", HELLO),
        caller("unknown-token-of-nobody").post("ping"),
    ):
        assert refused.status_code == 401
        assert refused.json() == caller(ADA).post("ping").json()
    assert eve.post("tools/list").status_code == 200


def test_a_mistake_in_the_file_closes_the_server_and_is_logged(served_grants, caplog):
    caller, path = served_grants
    before = path.read_text()
    path.write_text(before.replace("preset", "presett"))
    refused = caller(ADA).post("initialize", HELLO)
    assert refused.status_code == 503
    assert "presett" not in refused.text
    assert "did you mean 'preset'" in caplog.text
    path.write_text(before)
    assert caller(ADA).post("initialize", HELLO).status_code == 200


def test_a_question_says_whom_its_grant_lets_answer(scene):
    """To whoever answers it elsewhere: on a page, on the command line."""
    store, names = MemoryStore(), ("grace@example.com", "group:leads")
    grants = Grants([Grant("ada", "acme", hash_of(ADA), preset="operations", approvers=names)])
    with serving(scene, grants, store=store) as caller:
        assert caller(ADA).open().calls(TOOL, **scene.rejection())["isError"]
    (asked,) = store.requests()
    assert asked.approvers == (names,)
    refused = ApproverRules().objection(ApproverRules().person("ben@example.com"), asked)
    assert "not among the approvers" in refused
    assert not ApproverRules().objection(ApproverRules().person("Grace@example.com"), asked)


def test_a_session_that_has_ended_leaves_nothing_in_memory(served_grants):
    """Whom to tell of other tools was remembered beyond it, with all that the session was sent."""
    caller, _ = served_grants
    for _ in range(12):
        ada = caller(ADA).open()
        names(ada)
        ended = ada.http.delete("/mcp", headers={"authorization": f"Bearer {ADA}", "mcp-session-id": ada.session})
        assert ended.status_code == 200
    gc.collect()
    assert sum(isinstance(it, ServerSession) for it in gc.get_objects()) < 6


def test_what_completes_a_name_follows_a_grant_that_was_narrowed(served_grants, scene):
    """Titles of jobs are remembered for a minute, and were shown to whom they were no longer for."""
    caller, path = served_grants
    jobs = [row["id"] for row in scene.simulator.state.rows("job", status="Open")][:2]
    whole = path.read_text()
    eve, shown = caller(EVE).open(), []
    ref = {"type": "ref/resource", "uri": "ashby://job/{id}/pipeline"}
    for rows in (jobs, jobs[:1]):
        path.write_text(f"{whole}rows = {{ jobs = {json.dumps(rows)} }}\n")
        found = eve.asks("completion/complete", {"ref": ref, "argument": {"name": "id", "value": ""}})
        shown.append(len(found["completion"]["values"]))
    assert shown == [2, 1]


@pytest.mark.slow
async def test_serve_config_end_to_end(served, connect, tmp_path):
    path = tmp_path / "ashby.toml"
    path.write_text(CONFIG.format(url=served.simulator.url))
    found = {}
    with served.running("serve", "--config", str(path), ACME_KEY=served.simulator.key) as (url, log):
        async with httpx2.AsyncClient() as http:
            ready = await http.get(url.replace("/mcp", "/readyz"))
            assert ready.json() == {"status": "ready", "store": "ok", "ashby": "ok"}
        for token in (ADA, EVE):
            async with (
                httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http,
                connect(streamable_http_client(url, http_client=http)) as client,
            ):
                found[token] = {tool.name for tool in (await client.list_tools()).tools}
                assert not (await client.call_tool("ashby_job_list", {"limit": 1})).is_error
    assert "ashby_application_change_stage" in found[ADA] - found[EVE]
    assert ADA not in log[0]


# who asks, who answers


def asks_in_the_new_way(caller, token, arguments, *, tool=TOOL, **more):
    """A call of protocol 2026-07-28 by a client that shows forms."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
    }
    params = {"name": tool, "arguments": arguments, "_meta": meta, **more}
    headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": tool}
    return caller(token).post("tools/call", params, **headers).json()["result"]


YES = {"approval": {"action": "accept", "content": {"approve": True}}}


def two_alike(**given):
    tools = {"preset": "operations", **given}
    return Grants([Grant("ada", "acme", hash_of(ADA), **tools), Grant("eve", "acme", hash_of(EVE), **tools)])


def test_the_grant_is_who_asks_in_the_question_and_in_the_audit(scene, tmp_path):
    store, log = SqliteStore(tmp_path / "q.db"), tmp_path / "audit.jsonl"
    with serving(scene, two_alike(), store=store, audit=log) as caller:
        assert caller(ADA).open().calls(TOOL, **scene.rejection())["isError"]
    (asked,) = store.requests()
    assert (asked.asked_by, asked.key.account, asked.key.conversation.partition("/")[0]) == ("ada", "acme", "ada")
    assert {json.loads(line)["asked_by"] for line in log.read_text().splitlines()} == {"ada"}


def test_the_state_of_a_question_is_worth_nothing_to_another_grant(scene):
    with serving(scene, two_alike()) as caller:
        asked = asks_in_the_new_way(caller, ADA, scene.rejection())
        stolen = {"requestState": asked["requestState"], "inputResponses": YES}
        answer = asks_in_the_new_way(caller, EVE, scene.rejection(), **stolen)
        assert answer["requestState"] != asked["requestState"]  # asked anew
        assert scene.sent() == []
        assert not asks_in_the_new_way(caller, ADA, scene.rejection(), **stolen).get("isError")
    assert len(scene.sent()) == 1


def test_only_its_approvers_answer_for_a_grant(scene, tmp_path):
    store = SqliteStore(tmp_path / "q.db")
    with serving(scene, two_alike(approvers=("grace@example.com",)), store=store) as caller:
        asked = asks_in_the_new_way(caller, ADA, scene.rejection())
        own = asks_in_the_new_way(
            caller, ADA, scene.rejection(), requestState=asked["requestState"], inputResponses=YES
        )
        assert own["isError"]  # the bearer is none of them: it waits for one who is
        for who, sent in (("robin@example.com", 0), ("grace@example.com", 1)):
            for waiting in [it for it in store.requests() if it.state == "pending"]:
                store.answer(waiting.id, approved=True, by=who)
            asks_in_the_new_way(caller, ADA, scene.rejection())
            assert len(scene.sent()) == sent, who


def test_a_grant_acts_for_its_user_within_its_caps_and_budget(scene):
    with scene.simulator.client() as client:
        user = client.execute(op.UserList()).data[0]["id"]
    given = {"preset": "operations", "caps": Caps(writes=0), "budget": 300}
    ada = Grant("ada", "acme", hash_of(ADA), acting_user=user, **given)
    eve = Grant("eve", "acme", hash_of(EVE), acting_user=f"{user[:-4]}ffff", **given)
    with serving(scene, Grants([ada, eve])) as caller:
        ada, eve = caller(ADA).open(), caller(EVE).open()
        listed = ada.asks("tools/list")["tools"]
        assert {tool["_meta"]["anthropic/maxResultSizeChars"] for tool in listed} == {3_600}
        assert not ada.calls("ashby_job_list", limit=1)["isError"]
        assert eve.calls("ashby_job_list", limit=1)["isError"]  # Ashby knows no such user
        refused = ada.calls("ashby_candidate_create_note", **scene.note())
        assert "cap of 0 writes" in refused["content"][0]["text"]


def test_the_caps_of_a_grant_hold_for_all_its_sessions_together(scene):
    """They were a conversation's, and a conversation begins with each session."""
    grants = Grants([Grant("ada", "acme", hash_of(ADA), preset="operations", caps=Caps(writes=1))])
    with serving(scene, grants) as caller:
        assert not caller(ADA).open().calls("ashby_candidate_create_note", **scene.note(text="one"))["isError"]
        refused = caller(ADA).open().calls("ashby_candidate_create_note", **scene.note(text="two"))
        assert "cap of 1 writes" in refused["content"][0]["text"]
        stateless = asks_in_the_new_way(caller, ADA, scene.note(text="three"), tool="ashby_candidate_create_note")
        assert "cap of 1 writes" in stateless["content"][0]["text"]
    assert len(scene.sent("candidate.createNote")) == 1


@pytest.mark.parametrize(
    ("line", "number", "said"),
    [
        ("[server]\nprot = 1", 3, "did you mean 'port'"),
        ('[server]\nport = "1"', 3, "is a number"),
        ('[server]\nexpires = "soon"', 3, "30m, 8h or 2d"),
        ('[server]\nlimits = ["sesions=3"]', 3, "sessions"),
        ('[oauth]\nissuer = "https://id.example.com"', 2, "oauth.resource"),
        ('[grants.ada]\naccount = "acne"', 3, "did you mean 'acme'"),
        ('[accounts.globex]\nkye = "env:X"', 3, "did you mean 'key'"),
        ('[accounts.globex]\nkey = "a key"', 3, "say where it is"),
    ],
)
def test_a_mistake_in_a_configuration_is_told_with_its_line(tmp_path, monkeypatch, line, number, said):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))  # it opened the store of whoever ran the tests
    path = tmp_path / "ashby.toml"
    path.write_text(f"{line}\n[accounts.acme]\nkey = 'env:X'\n".replace("[", "\n[", 1))
    with pytest.raises(UsageError) as refused:
        file = GrantFile(path)
        configured(file, settings_in(file))
    assert f"ashby.toml, line {number}: " in str(refused.value)
    assert said in str(refused.value)
    assert "a key" not in str(refused.value)


def test_a_token_is_compared_as_the_bytes_that_came(scene):
    token = "\u043a\u043b\u044e\u0447 of many characters"
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}
    headers = {**HEADERS, "authorization": b"Bearer " + token.encode()}
    with TestClient(application(scene.server(), token=token), base_url="http://127.0.0.1:8765") as http:
        assert http.post("/mcp", json=message, headers=headers).status_code == 200


def test_a_server_is_ready_where_one_account_has_no_key(served, tmp_path, monkeypatch):
    """That one is refused alone: the others are served."""
    path = tmp_path / "ashby.toml"
    first = '[accounts.a_new_customer]\nkey = "env:A_KEY_THAT_IS_NOT_THERE_YET"\n'
    path.write_text(first + CONFIG.format(url=served.simulator.url))
    ready = {}
    for key in (served.simulator.key, ""):
        monkeypatch.setenv("ACME_KEY", key)
        file = GrantFile(path)
        with TestClient(configured(file, settings_in(file)), base_url="http://127.0.0.1") as http:
            ready[bool(key)] = http.get("/readyz").json()["ashby"]
    assert ready == {True: "ok", False: "unreachable"}
