"""People of an identity provider with grants: claims lead to a grant, and what ends a grant ends their access."""

from __future__ import annotations

import json
import re

import pytest
from oauth_issuer import ISSUER, RESOURCE, Issuer
from repository import ROOT
from starlette.testclient import TestClient

from ashby_agent_tools import AccountKey, AsyncAccounts, MemoryStore, SessionOptions
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import GrantFile, Grants, hash_of, new_token
from ashby_mcp import build_server
from ashby_mcp.config import application as configured
from ashby_mcp.config import oauth_in, settings_in
from ashby_mcp.http import application
from ashby_mcp.oauth import OAuthSettings
from ashby_mcp.sessions import GrantSessions

OWN = new_token()
CONFIG = f"""
[server]
store = "questions.sqlite"

[accounts.acme]
key = "env:ACME_KEY"

[accounts.globex]
key = "env:GLOBEX_KEY"

[grants.recruiter]
account = "acme"
preset = "operations"

[grants.manager]
account = "globex"
include = ["job.list", "candidate.list"]

[grants.robot]
token = "sha256:{hash_of(OWN)}"
account = "globex"
include = ["job.list"]

[oauth]
issuer = "{ISSUER}"
resource = "{RESOURCE}"
scopes = ["ashby"]
person = "email"

[[oauth.grants]]
claim = "groups"
value = "recruiters"
grant = "recruiter"

[[oauth.grants]]
claim = "groups"
value = "managers"
grant = "manager"
"""
ADA = {"sub": "1", "email": "ada@example.com", "groups": ["recruiters"]}
EVE = {"sub": "2", "email": "eve@example.com", "groups": ["managers"]}
READ = "2026-07-28"


class Served:
    """The application over two organizations, and the requests of people to it."""

    def __init__(self, http, issuer, path, store):
        self.http, self.issuer, self.path, self.store = http, issuer, path, store

    def post(self, token, method="tools/list", params=None):
        meta = {
            "io.modelcontextprotocol/protocolVersion": READ,
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
        }
        named = {"mcp-name": params["name"]} if params else {}
        headers = {
            "accept": "application/json, text/event-stream", "mcp-protocol-version": READ, "mcp-method": method,
            **named,
            "authorization": f"Bearer {token if isinstance(token, str) else self.issuer.token(**token)}",
        }  # fmt: skip
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**(params or {}), "_meta": meta}}
        return self.http.post("/mcp", json=body, headers=headers)

    def tools(self, token):
        return {tool["name"] for tool in self.post(token).json()["result"]["tools"]}

    def change(self, old, new):
        self.path.write_text(self.path.read_text().replace(old, new))


@pytest.fixture
def served(scene, tmp_path):
    issuer, path, store = Issuer(), tmp_path / "ashby.toml", MemoryStore()
    path.write_text(CONFIG)
    keys = {"acme": scene.simulator.key, "globex": scene.simulator.add_key(scopes=["apiKeysRead", "jobsRead"])}
    accounts = AsyncAccounts(lambda it: AccountKey(keys[it]), transport=lambda _: scene.simulator.async_transport())
    oauth = OAuthSettings.of(GrantFile(path).table("oauth"))
    verifier = issuer.verifier(grants=oauth.grants, person=oauth.person)
    audit = tmp_path / "audit.jsonl"
    server = build_server(GrantSessions(accounts, SessionOptions(store=store, audit=audit)))
    app = application(server, grants=Grants(files=[path]), oauth=oauth, verifier=verifier)
    with TestClient(app, base_url="https://ashby.example.com") as http:
        yield Served(http, issuer, path, store)
        http.portal.call(accounts.aclose)


def test_claims_lead_to_a_grant_and_its_account(served):
    assert "ashby_application_change_stage" in served.tools(ADA)
    assert "ashby_application_change_stage" not in served.tools(EVE)
    assert served.post({**ADA, "groups": ["sales"]}).status_code == 403


def test_what_the_key_of_each_account_may_not_do_is_not_listed(served):
    """The key of globex may read jobs, and no candidates; that of acme may do everything."""
    assert "ashby_job_list" in served.tools(EVE)
    assert "ashby_candidate_list" not in served.tools(EVE)
    assert {"ashby_job_list", "ashby_candidate_list"} <= served.tools(ADA)


@pytest.mark.parametrize(
    "end", ['account = "acme"\nrevoked = true', 'account = "acme"\nexpires = 2020-01-01T00:00:00Z', 'account = ""']
)
def test_a_token_is_worth_nothing_from_the_moment_on_that_its_grant_ends(served, end):
    token = served.issuer.token(**ADA)
    assert served.post(token).status_code == 200
    served.change('account = "acme"', end)
    answer = served.post(token)
    assert answer.status_code == (503 if '""' in end else 403)  # nobody gets in on a file with a mistake
    assert "recruiter" not in answer.text
    if '""' not in end:
        assert served.post(EVE).status_code == 200


def test_a_grant_that_is_gone_lets_nobody_in(served):
    token = served.issuer.token(**EVE)
    assert served.post(token).status_code == 200
    served.change("[grants.manager]", "[grants.managers]")
    assert served.post(token).status_code == 403


def test_whoever_is_moved_to_another_group_keeps_nothing_of_the_old_ones_conversation(served):
    """The same person, another grant: short ids and results of the wider one are not there."""
    call = {"name": "ashby_application_change_stage", "arguments": {}}
    assert served.post(ADA, "tools/call", call).status_code == 200
    moved = served.post({**ADA, "groups": ["managers"]}, "tools/call", call)
    assert "error" in moved.json()


def test_a_grants_own_token_is_taken_beside_those_of_people(served):
    assert "ashby_job_list" in served.tools(OWN)
    assert served.post(f"{OWN}x").status_code == 401


def test_the_person_is_recorded_and_not_the_grant(served, scene):
    call = {"name": "ashby_application_change_stage", "arguments": scene.rejection()}
    assert served.post(ADA, "tools/call", call).json()["result"]["resultType"] == "input_required"
    assert [asked.asked_by for asked in served.store.requests()] == ["ada@example.com"]
    look = {"name": "ashby_candidate_list", "arguments": {"limit": 1}}
    assert not served.post(ADA, "tools/call", look).json()["result"]["isError"]
    lines = [json.loads(line) for line in served.path.with_name("audit.jsonl").read_text().splitlines()]
    assert {line["asked_by"] for line in lines} == {"ada@example.com"}


# the file


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("issuer =", "isuer =", "oauth.isuer is not known"),
        ('scopes = ["ashby"]', 'scopes = "ashby"', "oauth.scopes has to be"),
        (ISSUER, "http://id.example.com", "oauth.issuer has to be"),
        ('value = "managers"', 'value = ["managers"]', "oauth.grants[1].value has to be"),
        ('grant = "manager"', 'grant = "manger"', "oauth.grants[1].grant is 'manger'"),
        ('grant = "manager"', 'grants = "manager"', "oauth.grants[1].grants is not known"),
    ],
)
def test_a_mistake_in_the_table_is_told_with_its_line(tmp_path, old, new, says):
    path = tmp_path / "ashby.toml"
    changed = CONFIG.replace(old, new)
    path.write_text(changed)
    lines = enumerate(zip(CONFIG.splitlines(), changed.splitlines(), strict=True), 1)
    line = next(number for number, (before, after) in lines if before != after)
    file = GrantFile(path)
    with pytest.raises(UsageError, match=re.escape(f"line {line}: {says}")):
        configured(file, settings_in(file))


def test_the_configuration_of_the_page_is_one(tmp_path):
    (block,) = re.findall(r"^```toml\n(.*?)^```", (ROOT / "docs/oauth.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    path = tmp_path / "ashby.toml"
    path.write_text(block)
    file = GrantFile(path)
    oauth = oauth_in(file, Grants(files=[file]))
    assert oauth.grant({"groups": ["hiring-managers"]}) == "manager"
    assert settings_in(file).host == "0.0.0.0"  # noqa: S104
