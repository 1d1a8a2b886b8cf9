"""The web service: REST over the unified models, one token, problems, writes that are never sent unapproved."""

from __future__ import annotations

import json
import socket
import threading

import httpx
import jsonschema
import pytest
import uvicorn
from starlette.testclient import TestClient

from ashby_agent_tools import Decision
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES
from ashby_agent_tools.unified.service import service

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def simulator():
    return Simulator(seed=7)


@pytest.fixture(scope="module")
def web(simulator):
    with TestClient(service(simulator.async_client(), token=TOKEN), headers=BEARER) as made:
        yield made


@pytest.fixture(scope="module")
def document(web):
    return web.get("/openapi.json").json()


def _valid(document, schema, value):
    whole = {**schema, "components": document["components"]}
    errors = [error.message for error in jsonschema.Draft202012Validator(whole).iter_errors(value)]
    assert not errors, errors[:3]


@pytest.mark.parametrize("name", RESOURCES)
def test_each_resource_is_listed_and_got_as_the_document_says(name, web, document):
    candidate = web.get("/applications?limit=1").json()["result"][0]["candidate"]["id"]
    narrowed = {"candidate": candidate} if name == "activities" else {}
    page = web.get(f"/{name}", params={"limit": 2, **narrowed})
    assert page.status_code == 200
    get = document["paths"][f"/{name}"]["get"]
    _valid(document, get["responses"]["200"]["content"]["application/json"]["schema"], page.json())
    for record in page.json()["result"][:1]:
        one = web.get(f"/{name}/{record['id']}", params=narrowed)
        assert (one.status_code, one.json()["id"], one.json()["remote_data"]) == (200, record["id"], None)
    known = {it["name"] for it in get["parameters"]}
    assert known == {"raw", "cursor", "limit", "exclude"} | RESOURCES[name].served | RESOURCES[name].here | (
        ({"include"} if RESOURCES[name].includable else set()) | ({"remote"} if RESOURCES[name].source else set())
    )


def test_pages_are_linked_and_what_is_known_is_not_sent_again(web):
    first = web.get("/candidates?limit=3&raw=true")
    again = web.get("/candidates?limit=3&raw=true", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    following = web.get(first.links["next"]["url"])
    assert len(following.json()["result"]) == 3
    assert following.json()["result"][0]["id"] not in {it["id"] for it in first.json()["result"]}
    assert following.json()["result"][0]["remote_data"]["id"]
    assert web.get(following.links["prev"]["url"]).json()["result"] == first.json()["result"]


def test_dialects_have_their_envelopes(web):
    assert web.get("/merge/tags").json().keys() >= {"next", "previous", "results"}
    assert web.get("/kombo/tags").json()["status"] == "success"
    one = web.get("/tags?limit=1").json()["result"][0]
    assert web.get(f"/merge/tags/{one['id']}").json()["remote_id"] == one["id"]
    assert web.get("/truto/tags").json() == web.get("/tags").json()
    second = web.get("/merge/candidates?limit=2")
    assert second.links["next"]["url"].startswith("/merge/candidates?limit=2&cursor=")


def test_dialects_take_their_own_words(web):
    since = "2020-01-01T00:00:00Z"
    words = f"page_size=2&expand=candidate&include_remote_data=true&modified_after={since}"
    merge = web.get(f"/merge/applications?{words}")
    plain = web.get(f"/applications?limit=2&raw=true&updated_after={since}").json()["result"]
    assert [it["remote_id"] for it in merge.json()["results"]] == [it["id"] for it in plain]
    assert merge.json()["results"][0]["remote_data"][0]["data"] == plain[0]["remote_data"]
    assert "page_size=2" in merge.links["next"]["url"]
    assert web.get(merge.links["next"]["url"]).json()["previous"]
    assert len(web.get("/kombo/candidates?page_size=250").json()["data"]["results"]) == 100
    cursor = web.get("/truto/tags?limit=2").json()["next_cursor"]
    second = web.get(f"/truto/tags?limit=2&next_cursor={cursor}")
    assert second.links["next"]["url"].count("cursor=") == 1
    assert second.json()["result"] != web.get("/truto/tags?limit=2").json()["result"]
    job = plain[0]["job"]["id"]
    assert {it["job"] for it in web.get(f"/merge/applications?job_id={job}").json()["results"]} == {job}
    twice = web.get("/merge/tags?page_size=2&limit=3")
    assert (twice.status_code, web.get("/tags?page_size=2").status_code) == (400, 400)


def test_without_the_token_nothing_is_told(web, simulator):
    before = len(simulator.log)
    for bearer in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \u00e9"):
        for path in ("/candidates", "/openapi.json"):
            refused = web.get(path, headers={"Authorization": bearer.encode("latin-1")})
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert TOKEN not in refused.text
    assert len(simulator.log) == before
    with pytest.raises(UsageError, match="16 characters"):
        service(simulator.async_client(), token="short")


PROBLEMS = [
    ("/candidates?limit=1000", 400, "1 to 100"),
    ("/candidates?limit=x", 400, "limit takes a number"),
    ("/candidates?updated=x", 400, "take no parameter 'updated'"),
    ("/candidates?updated_after=2026-01-01T00:00:00", 400, "time zone"),
    ("/candidates?cursor=x", 400, "does not come from a unified list"),
    ("/marge/candidates", 404, "dialects are kombo, merge, truto"),
    ("/kombo/offices", 400, "has no 'offices'"),
    ("/jobs?include=nothing", 400, "they are: departments, description"),
    ("/activities", 400, "candidate=ID"),
    ("/tags/none", 404, "no record"),
    ("/candidates/4d6e2f58-6f9d-4c9a-9d52-4d8a35cbbb6e", 404, "no candidate"),
    ("/eeocs", 404, "openapi.json"),
]


@pytest.mark.parametrize(("path", "status", "told"), PROBLEMS)
def test_problems_say_what_to_do(path, status, told, web):
    answer = web.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert told in answer.json()["detail"]
    assert answer.json()["status"] == status


def test_writes_are_made_and_those_that_need_an_approval_are_never_sent(web, simulator, document):
    made = web.post("/candidates", json={"name": "Nadia Osei", "emails": [{"email": "nadia.osei@example.com"}]})
    assert (made.status_code, made.headers["location"]) == (201, f"/candidates/{made.json()['id']}")
    changed = web.post(f"/candidates/{made.json()['id']}/update", json={"name": "Nadia O. Osei"})
    assert (changed.status_code, changed.json()["name"]) == (200, "Nadia O. Osei")
    application = web.get("/applications?status=Active&limit=1").json()["result"][0]["id"]
    reason = web.get("/reject_reasons?limit=1").json()["result"][0]["id"]
    asked = web.post(f"/applications/{application}/reject", json={"reason": reason})
    assert (asked.status_code, len(asked.json()["fingerprint"])) == (428, 64)
    _valid(document, document["components"]["schemas"]["Problem"], asked.json())
    assert not [it for it in simulator.log if it.endpoint == "application.changeStage"]


def test_bodies_are_closed_and_bounded(web, simulator):
    before = len(simulator.log)
    approved = {"name": "X", "decision": {"approved": True}}
    assert web.post("/tags", json=approved).status_code == 422
    assert web.post("/candidates", json=approved).status_code == 422
    assert web.post("/tags", content=b"{", headers={"Content-Type": "application/json"}).status_code == 422
    assert web.post("/tags", content=b'{"name": "X"}', headers={"Content-Type": "text/plain"}).status_code == 415
    long = json.dumps({"name": "x" * 300_000})
    assert web.post("/tags", content=long, headers={"Content-Type": "application/json"}).status_code == 413
    refused = web.delete("/tags")
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST"})
    assert len(simulator.log) == before


def test_answers_for_equal_opportunity_reports_are_hidden_unless_switched_on():
    simulator = Simulator(seed=7)
    with simulator.client() as client:
        field = client.execute(
            op.CustomFieldCreate(objectType="Candidate", title="Ethnicity", fieldType="String"),
            decision=Decision.approve(by="ada"),
        ).data["id"]
        person = client.execute(op.CandidateList(limit=1)).data[0]["id"]
        client.execute(
            op.CustomFieldSetValue(
                objectType="Candidate", objectId=person, fieldId=field, fieldValue="Told in private"
            ),
            decision=Decision.approve(by="ada"),
        )
    seen = []
    for show in (False, True):
        with TestClient(service(simulator.async_client(), token=TOKEN, show_eeo=show), headers=BEARER) as web:
            seen.append("Told in private" in web.get(f"/candidates/{person}?raw=true").text)
    assert seen == [False, True]


def test_it_answers_over_the_loopback(simulator):
    at = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(service(simulator.async_client(), token=TOKEN), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        url = f"http://127.0.0.1:{at.getsockname()[1]}"
        assert httpx.get(f"{url}/tags?limit=1", headers=BEARER, timeout=20).json()["result"]
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()
