"""Three tenants with five grants each over one server: random calls see nothing that is not their grant's.

ASHBY_GRANT_CALLS says how many; ASHBY_GRANT_SEED, which.
"""

from __future__ import annotations

import collections
import itertools
import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from grants_scene import CANARY, Eyes, RandomCalls, Tenant, ended, with_tokens
from starlette.testclient import TestClient
from test_grants import HEADERS, HELLO, YES
from valid_arguments import UNKNOWN

from ashby_agent_tools import AccountKey, AsyncAccounts, SessionOptions, SqliteStore
from ashby_agent_tools.grants import Grants, GrantTable
from ashby_agent_tools.operations.base import tool_name
from ashby_mcp import GrantSessions, build_server
from ashby_mcp.http import application
from ashby_mcp.limits import Limits

CALLS = int(os.environ.get("ASHBY_GRANT_CALLS", "150"))
SEED = int(os.environ.get("ASHBY_GRANT_SEED", "1"))
ASKS = ("_change_stage", "_set_status", "_cancel", "_delete", "_anonymize", "_transfer", "_reject", "_advance")
MODERN = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
}


class Watch(logging.Handler):
    """Notes what no log may hold: a mark of anybody's record, a token, a key."""

    def __init__(self, secrets):
        super().__init__(logging.INFO)
        self.secrets, self.found, self.lines = secrets, set(), 0

    def emit(self, record):
        text = self.format(record)
        self.lines += 1
        self.found |= {*CANARY.findall(text), *(it for it in self.secrets if it in text)}


def _data(answer):
    """The message in a stream of server-sent events, which have ids of their own."""
    return next(it for it in answer.text.splitlines() if it.startswith("data: {")).removeprefix("data: ")


class Everybody:
    """All tenants, their grants in one store, one server, and somebody who calls with every grant in turn."""

    def __init__(self, folder):
        self.tenants = [Tenant.made(name, seed) for name, seed in (("acme", 7), ("globex", 11), ("initech", 13))]
        self.worlds = {tenant.name: tenant.world for tenant in self.tenants}
        self.grants = with_tokens(self.tenants)
        self.store, self.audit = SqliteStore(folder / "store.db"), folder / "audit.jsonl"
        self.table = GrantTable(self.store)
        for grant, _ in self.grants.values():
            self.table.add(grant)
        self.eyes = Eyes(self.tenants, {name: grant for name, (grant, _) in self.grants.items()})
        self.calls = RandomCalls(self.tenants, SEED)
        self.sessions, self.tools, self.states, self.ids = {}, {}, [], itertools.count(1)
        self.seen, self.tokens = collections.Counter(), [token for _, token in self.grants.values()]

    def server(self):
        accounts = AsyncAccounts(
            lambda name: AccountKey(self.worlds[name].simulator.key),
            transport=lambda name: self.worlds[name].simulator.async_transport(),
        )
        options = SessionOptions(store=self.store, audit=self.audit)
        return accounts, application(
            build_server(GrantSessions(accounts, options), batches=True),
            grants=Grants(store=self.store),
            limits=Limits(rate=10_000.0, burst=10_000),
        )

    # one request

    def post(self, name, method, params, *, session=None, token=None, **headers):
        message = {"jsonrpc": "2.0", "id": next(self.ids), "method": method, "params": params}
        own = {"mcp-session-id": session} if session else {}
        bearer = {"authorization": f"Bearer {token or self.grants[name][1]}"}
        return self.http.post("/mcp", json=message, headers={**HEADERS, **bearer, **own, **headers})

    def asks(self, name, method, params):
        """A request in the grant's own MCP session; what comes back is looked through."""
        if name not in self.sessions:
            self.sessions[name] = self.post(name, "initialize", HELLO).headers["mcp-session-id"]
        answer = self.post(name, method, params, session=self.sessions[name])
        self.look(name, answer, params)
        return answer

    def look(self, name, answer, params):
        self.seen[answer.status_code] += 1
        self.seen["errors"] += '"isError":true' in answer.text.replace(" ", "")
        self.seen["with marks"] += bool(CANARY.search(answer.text))
        self.seen["states"] += "requestState" in answer.text
        foreign = self.eyes.foreign(name, answer.text, json.dumps(params))
        assert not foreign, (name, params, foreign, answer.text[:3_000])
        self.calls.see(answer.text)

    def listed(self, name):
        if name not in self.tools:
            listed = json.loads(_data(self.asks(name, "tools/list", {})))
            self.tools[name] = [tool["name"] for tool in listed["result"]["tools"]]
        return self.tools[name]

    # what may happen

    def one(self):
        pick = self.calls.random
        name = pick.choice(sorted(self.grants))
        happens = pick.choices(
            [
                self.call,
                self.ask_anew,
                self.alike,
                self.count,
                self.read,
                self.complete,
                self.steal,
                self.end,
                self.answer,
            ],
            [60, 12, 6, 2, 4, 4, 5, 2, 5],
        )[0]
        happens(name)

    def call(self, name):
        self.asks(name, "tools/call", self.made_up(name))

    def made_up(self, name):
        """A call that this grant might make."""
        unified = [it for it in self.listed(name) if it.startswith("ashby_unified_")]
        often = unified if unified and self.calls.random.random() < 0.3 else self.listed(name)
        tool = self.calls.random.choice(often)
        arguments = self.calls.arguments(self.grants[name][0], tool)
        self.seen["unified"] += tool in unified
        if tool == "ashby_batch":
            inner = self.calls.random.choice(["ashby_candidate_create_note", "ashby_application_change_stage"])
            arguments = {"calls": [{"tool": inner, "arguments": self.calls.arguments(self.grants[name][0], inner)}]}
        return {"name": tool, "arguments": arguments}

    def at_once(self, count):
        """Calls of all grants, eight at a time."""
        names = self.calls.random.choices(sorted(self.grants), k=count)
        made = [(name, self.made_up(name)) for name in names]
        with ThreadPoolExecutor(8) as threads:
            for done in [threads.submit(self.asks, name, "tools/call", params) for name, params in made]:
                done.result(timeout=60)

    def alike(self, name):
        """A record that is not this grant's answers as one that is not there."""
        kind = self.calls.random.choice(["candidate", "application", "job", "offer", "opening"])
        tool, tenant = f"ashby_{kind}_info", self.calls.random.choice(self.tenants)
        foreign = [it for it in tenant.kinds[kind] if self.eyes.foreign(name, it)]
        if tool in self.listed(name) and foreign:
            key = next(iter(tenant.arguments[f"{kind}.info"][0]))
            said = []
            for one in (self.calls.random.choice(foreign), UNKNOWN):
                params = {"name": tool, "arguments": {key: one}}
                result = json.loads(_data(self.asks(name, "tools/call", params)))["result"]
                said.append(json.dumps(result).replace(one, "THE ID"))
            assert said[0] == said[1], (name, kind)
            assert '"isError": true' in said[0]
            self.seen["alike"] += 1

    def count(self, name):
        """What is counted is what is inside."""
        grant, _ = self.grants[name]
        if not {"ashby_query", "ashby_application_list"} <= {*self.listed(name)}:
            return
        params = {"name": "ashby_query", "arguments": {"from": ["ashby_application_list"]}}
        data = json.loads(_data(self.asks(name, "tools/call", params)))
        tenant = next(it for it in self.tenants if it.name == grant.account)
        rows = tenant.world.state.rows("application")
        inside = [row for row in rows if grant.rows is None or row["jobId"] in tenant.inside(grant)]
        assert data["result"]["structuredContent"]["rows"] == [{"count": len(inside)}], name
        self.seen["counts"] += 1

    def ask_anew(self, name):
        """The newer protocol: a question comes back with a state, which this grant answers, or another one."""
        asking = [it for it in self.listed(name) if it.endswith(ASKS)]
        tool = self.calls.random.choice(asking or self.listed(name))
        params = {"name": tool, "arguments": self.calls.arguments(self.grants[name][0], tool), "_meta": MODERN}
        if self.states and self.calls.random.random() < 0.5:
            owner, params, state = self.calls.random.choice(self.states)
            name = name if self.calls.random.random() < 0.5 else owner
            params = {**params, "requestState": state, "inputResponses": YES}
        else:
            owner = name
        headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": params["name"]}
        answer = self.post(name, "tools/call", params, **headers)
        self.look(name, answer, params)
        result = answer.json().get("result", {})
        if (state := result.get("requestState")) is not None:
            if "requestState" in params and name != owner:
                assert state != params["requestState"], "somebody else's question was answered"
            asked = {key: params[key] for key in ("name", "arguments", "_meta")}
            self.states = [*self.states[-20:], (name, asked, state)]

    def read(self, name):
        kinds = self.calls.random.choice(self.tenants).kinds
        kind = self.calls.random.choice(["candidate", "job", "application"])
        one = self.calls.random.choice([*kinds[kind], "r101", UNKNOWN])
        for uri in (f"ashby://{kind}/{one}", f"ashby://result/{one}", "ashby://instructions"):
            self.asks(name, "resources/read", {"uri": uri})
        self.asks(name, "resources/list", {})
        self.asks(name, "prompts/list", {})

    def complete(self, name):
        ref = {"type": "ref/resource", "uri": f"ashby://{self.calls.random.choice(['candidate', 'job'])}/{{id}}"}
        argument = {"name": "id", "value": self.calls.random.choice(["Z", "Zq", "Zqacme", "an", "Staff", "r"])}
        self.asks(name, "completion/complete", {"ref": ref, "argument": argument})

    def steal(self, name):
        """Another grant's MCP session, conversation and token that never was."""
        other = self.calls.random.choice([it for it in sorted(self.grants) if it != name])
        self.listed(other)
        stolen = self.post(name, "tools/list", {}, session=self.sessions[other])
        assert stolen.status_code == 404, stolen.text
        assert self.post(name, "tools/list", {}, token="ashby_grant_of_nobody_at_all").status_code == 401
        named = {"ashby-conversation": "a-name-that-all-grants-send"}
        params = {"name": "ashby_read_result", "arguments": {"ref": self.calls.random.choice(self.calls._seen)}}
        self.look(name, self.post(name, "tools/call", params, session=self.session_of(name), **named), params)

    def session_of(self, name):
        self.listed(name)
        return self.sessions[name]

    def end(self, name):
        """Revoked or expired: the next request is refused, in the session that runs too; a new token begins anew."""
        grant, token = self.grants[name]
        session = self.session_of(name)
        self.table.change(ended(grant, self.calls.random.randrange(2)))
        for refused in (self.post(name, "tools/list", {}, session=session), self.post(name, "initialize", HELLO)):
            assert refused.status_code == 401, refused.text
            self.look(name, refused, {})
        renewed, fresh = grant.with_new_token()
        self.table.change(renewed)
        self.grants[name] = (renewed, fresh)
        self.tokens.append(fresh)
        assert self.post(name, "tools/list", {}, session=session, token=token).status_code == 401
        assert self.post(name, "tools/list", {}, session=session).status_code == 200

    def answer(self, _):
        """A person says yes to something that waits; whoever asked may make the call again."""
        waiting = [it for it in self.store.requests() if it.state == "pending"]
        if waiting:
            asked = self.calls.random.choice(waiting)
            self.store.answer(asked.id, approved=True, by="grace@example.com")
            stored = json.loads(asked.stored)
            params = {"name": tool_name(asked.operation), "arguments": stored["arguments"]}
            self.asks(asked.asked_by, "tools/call", params)


@pytest.mark.slow
def test_no_random_call_sees_what_is_not_its_grants(tmp_path):
    everybody = Everybody(tmp_path)
    keys = [world.simulator.key for world in everybody.worlds.values()]
    everybody.tokens.extend(keys)
    watch = Watch(everybody.tokens)  # the same list: it grows
    logging.getLogger().addHandler(watch)
    try:
        accounts, app = everybody.server()
        with TestClient(app, base_url="http://127.0.0.1:8765") as http:
            everybody.http = http
            for _ in range(CALLS):
                everybody.one()
            everybody.at_once(CALLS // 5)
            http.portal.call(accounts.aclose)
    finally:
        logging.getLogger().removeHandler(watch)
    assert watch.found == set()
    must_be_apart(everybody)
    on_disk = b"".join(it.read_bytes() for it in tmp_path.iterdir())
    assert not [it for it in everybody.tokens if it.encode() in on_disk]
    assert everybody.seen[200] > CALLS // 2
    print(dict(everybody.seen), watch.lines, "lines,", len(everybody.store.requests()), "questions")  # noqa: T201


def must_be_apart(everybody):
    """Questions and audit lines are their own tenant's and grant's, and say nothing of others."""
    for asked in everybody.store.requests():
        grant, _ = everybody.grants[asked.asked_by]
        assert asked.key.account == grant.account
        assert asked.key.conversation.startswith(f"{grant.name}/")
        shown = asked.question + asked.message
        assert not everybody.eyes.foreign(grant.name, shown, asked.stored), (grant.name, shown)
    for line in everybody.audit.read_text().splitlines():
        said = json.loads(line)
        assert everybody.grants[said["asked_by"]][0].account == said["account"]
        assert not CANARY.search(line)
