"""The same canaries over real HTTP: what both clients raise, log and represent, and what the MCP server answers."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import http.server
import json
import re
import threading

import pytest
from attack_doors import open_store
from canaries import CHANGED, EDITED, FAULTS, GIVEN, TOOLS, Planted, hook, logged, new_hook, rows, yes
from starlette.testclient import TestClient

from ashby_agent_tools import AsyncClient, Client, Decision, Partner, Session, errors
from ashby_agent_tools import operations as op
from ashby_mcp import build_server
from ashby_mcp.http import application

# ---- the bare clients, over real connections


def tried(what):
    """The answer, or the error with its trace."""
    try:
        return what()
    except errors.AshbyError as error:
        return error


def faulty(fault):
    def attempt(client, planted):
        planted.simulator.fail_next(fault)
        return client.execute(new_hook(), decision=yes())

    return attempt


NO_HANDLE = "eyJmaWxlIjogIm5vdGhpbmcifQ"
ATTEMPTS = {
    "pay": lambda client, planted: client.execute(op.OfferList(limit=3)),
    "answers": lambda client, planted: client.execute(op.SurveySubmissionList(surveyType="CandidateExperience")),
    "address": lambda client, planted: client.execute(op.FileInfo(fileHandle=planted.handle)),
    "no address": lambda client, planted: client.execute(op.FileInfo(fileHandle=NO_HANDLE)),
    "download": lambda client, planted: client.download_file(planted.handle, to=planted.folder),
    "resume": lambda client, planted: client.read_resume(planted.candidate),
    "upload": lambda client, planted: client.upload_resume(
        planted.candidate, b"%PDF-1.4", name="cv.pdf", decision=yes()),
    "new": lambda client, planted: client.execute(new_hook(), decision=yes()),
    "edited": lambda client, planted: client.execute(new_hook(), decision=Decision.edit(
        {**hook("b"), "secretToken": EDITED}, by="Robin")),
    "denied": lambda client, planted: client.execute(new_hook(), decision=Decision.deny("no", by="Robin")),
    "unasked": lambda client, planted: client.execute(new_hook()),
    "raw": lambda client, planted: client.request("webhook.create", hook("c"), decision=yes()),
    "unknown": lambda client, planted: client.request("webhook.newest", hook("d"), decision=yes()),
    "partner": lambda client, planted: client.execute(op.AssessmentList()),
    **{fault: faulty(fault) for fault in (*FAULTS, "rate_limit")},
}  # fmt: skip
PARTNER, PASSWORD = "canary-partner-m3n4", "canary-password-o5p6"


class Echo(http.server.BaseHTTPRequestHandler):
    """Refuses everything, and repeats all it was sent in the words, the headers and the id of the request."""

    status = 401

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = f"{self.headers['Authorization']} {body}"
        answer = json.dumps({"success": False, "errors": [said], "errorInfo": {"code": said, "message": said}}).encode()
        self.send_response(self.status)
        for name, value in {"Content-Length": len(answer), "Location": f"/?{said}", "X-Ashby-Request-Id": said}.items():
            self.send_header(name, str(value).replace("\n", " "))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def echoing(status):
    handler = type("Handler", (Echo,), {"status": status})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def attempted(client, planted, attempts=ATTEMPTS):
    """What came of each attempt, answer or error, and the client itself."""
    if isinstance(client, Client):
        with client:
            outcomes = {name: tried(functools.partial(it, client, planted)) for name, it in attempts.items()}
    else:
        outcomes = asyncio.run(_awaited(client, planted, attempts))
    shown = {name: it if isinstance(it, Exception) else f"{it!r} {it}" for name, it in outcomes.items()}
    return {**shown, "client": [repr(client), repr(vars(client))]}


async def _awaited(client, planted, attempts):
    outcomes = {}
    async with client:
        for name, it in attempts.items():
            try:
                outcomes[name] = await it(client, planted)
            except errors.AshbyError as error:
                outcomes[name] = error
    return outcomes


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_no_error_answer_log_or_client_shows_a_canary(kind, simulator, monkeypatch, tmp_path):
    planted = Planted.of(simulator)
    planted.folder = tmp_path
    planted.patterns["partner's key"] = re.compile(PARTNER)
    planted.patterns["password of a proxy"] = re.compile(PASSWORD)
    key, url = simulator.key, simulator.start()
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    proxy = f"http://somebody:{PASSWORD}@127.0.0.1:9"
    with logged() as log, echoing(401) as refusing, echoing(500) as failing, echoing(302) as moving:
        partner = Partner(url=refusing, key=PARTNER)
        places = {"simulator": attempted(kind(key, base_url=url, partner=partner, timeout=60), planted)}
        for name, address in {"401": refusing, "500": failing, "302": moving}.items():
            some = {it: ATTEMPTS[it] for it in ("new", "partner", "raw")}
            places[name] = attempted(kind(key, base_url=address, partner=partner, timeout=60), planted, some)
        some = {"new": ATTEMPTS["new"]}
        places["another key"] = attempted(kind("not" + key, base_url=url), planted, some)
        places["proxy"] = attempted(kind(key, proxy=proxy, timeout=2), planted, some)
        places["address with a password"] = tried(lambda: kind(key, base_url=f"https://a:{PASSWORD}@example.com"))
        places["odd proxy"] = tried(lambda: kind(key, proxy=f"ftp://a:{PASSWORD}@example.com"))
        places["odd key"] = tried(lambda: kind(f"{key} {key}", base_url=url))
    simulator.stop()
    log.lines.pop("uvicorn", None)  # the simulator's server, which is the other side
    assert {"httpx", "httpcore", "ashby_agent_tools"} <= log.lines.keys()
    assert GIVEN in planted.sent
    answers = places["simulator"]
    assert [it for it in ATTEMPTS if isinstance(answers[it], errors.AshbyError)] == [
        "no address", "denied", "unasked", "unknown", "partner", *FAULTS, "rate_limit"]  # fmt: skip
    assert planted.found({"log": log.lines, **places}) == {}


# ---- the MCP server over HTTP


def test_what_the_server_answers_over_http_holds_no_canary(simulator, tmp_path):
    planted, store = Planted.of(simulator), open_store(tmp_path)
    client = simulator.async_client()
    server = build_server(lambda name: Session(TOOLS, async_client=client, conversation=name, store=store))
    token, answers = "canary-bearer-q7r8-0123456789", []
    planted.patterns["bearer token"] = re.compile(token)
    with logged() as log, TestClient(application(server, token=token), base_url="http://127.0.0.1:8765") as web:

        def post(method, params, **headers):
            got = web.post("/mcp", **_request(method, params, **headers))
            answers.append([str(got.headers), got.text])
            return got

        assert post("tools/list", {}, authorization="Bearer canary-bearer-but-not-this-one").status_code == 401
        for name, arguments in planted.reads:
            post("tools/call", {"name": name, "arguments": arguments}, authorization=f"Bearer {token}")
        for name, arguments, decision, fault in planted.writes:
            given = {"name": name, "arguments": arguments}
            asked = post("tools/call", given, authorization=f"Bearer {token}").json()["result"]
            if "requestState" in asked:
                if fault:
                    simulator.fail_next(fault)
                said = {"approval": {"action": "accept", "content": {"approve": decision.kind == "approve"}}}
                again = {**given, "inputResponses": said, "requestState": asked["requestState"]}
                post("tools/call", again, authorization=f"Bearer {token}")
    assert {GIVEN, CHANGED} <= planted.sent
    assert planted.found({"answers": answers, "log": log.lines}) == {}
    assert planted.found(rows(tmp_path / "store.db")).keys() <= {"pay", "origin", "signed address"}


def _request(method, params, **headers):
    """A raw request of protocol 2026-07-28, from a client that can ask."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}
    named = {"mcp-name": params["name"]} if "name" in params else {}
    accept = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}
    return {"json": body, "headers": {**accept, "mcp-method": method, **named, **headers}}
