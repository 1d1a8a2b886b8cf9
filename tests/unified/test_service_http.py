"""The web service under HTTP as it comes: redirects, repeats, what is known already, files, and its own failures."""

from __future__ import annotations

import asyncio
import base64

import httpx
import pytest
from starlette.testclient import TestClient

from ashby_agent_tools import Decision, MemoryStore
from ashby_agent_tools.grants import Grant, Grants, hash_of
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import Derived, Line, Unified
from ashby_agent_tools.unified.service import service

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PROBLEM = "application/problem+json"


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def web(simulator):
    with TestClient(service(simulator.async_client(), token=TOKEN), headers=BEARER) as made:
        yield made


REFUSED = [
    ("GET", "/candidates/", None, 404),  # no redirect: it would name http, and a host that the request made up
    ("GET", "/jobs?status=nonsense", None, 400),
    ("GET", "/candidates?limit=1&limit=2", None, 400),
    ("POST", "/tags?dry_run=true", {"name": "Fair"}, 400),
    ("POST", "/tags", {"name": "  "}, 422),
    ("POST", "/candidates", {"name": " "}, 422),
    ("POST", "/candidates", {"name": "Ann Bee", "first_name": "Cee"}, 422),
    ("POST", "/candidates", {"name": "A B", "urls": [{"url": "https://a.example.com"}] * 2}, 422),
    ("POST", "/candidates/{candidate}/update", {"first_name": "Zed"}, 422),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSED)
def test_what_would_lose_something_is_refused(method, path, body, status, web, simulator):
    person = web.get("/candidates?limit=1").json()["result"][0]["id"]
    before = len(simulator.log)
    answer = web.request(method, path.format(candidate=person), json=body, follow_redirects=False)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    assert "datetime" not in answer.text
    assert not [it for it in list(simulator.log)[before:] if "create" in it.endpoint or "update" in it.endpoint]


def test_the_same_write_again_is_a_conflict(web, simulator):
    first, second = (web.post("/tags", json={"name": "Fair"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 409)
    assert "done before" in second.json()["detail"]
    assert len([it for it in simulator.log if it.endpoint == "candidateTag.create"]) == 1


async def test_the_same_write_many_times_at_once_is_sent_once(simulator):
    store = MemoryStore()
    with simulator.client() as client:
        unified = Unified(client)
        application = next(iter(unified.applications.all(status="active")))
        reason = unified.reject_reasons.list(limit=1).result[0].id
    app = service(simulator.async_client(), token=TOKEN, store=store)
    path, body = f"/applications/{application.id}/reject", {"reason": reason}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x", headers=BEARER) as web:

        async def at_once(path, body):
            answers = await asyncio.gather(*(web.post(path, json=body) for _ in range(6)))
            return answers, sorted(it.status_code for it in answers)

        _, made = await at_once("/candidates", {"name": "Nadia Osei"})
        asked, waiting = await at_once(path, body)
        store.answer(asked[0].json()["question_id"], approved=True, by="mara")
        _, done = await at_once(path, body)
    assert (made, waiting, done) == ([201, *[409] * 5], [428] * 6, [200, *[409] * 5])
    assert len({it.json()["question_id"] for it in asked}) == 1
    sent = [it.endpoint for it in simulator.log]
    assert (sent.count("candidate.create"), sent.count("application.changeStage")) == (1, 1)


def test_a_page_is_new_once_more_follow(web, simulator):
    count = len(web.get("/tags?limit=100").json()["result"])
    page = web.get(f"/tags?limit={count}")
    assert page.json()["next_cursor"] is None
    assert web.post("/tags", json={"name": "Zzz, the last one"}).status_code == 201
    again = web.get(f"/tags?limit={count}", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.json()["result"]) == (200, page.json()["result"])
    assert again.json()["next_cursor"]


def test_a_defect_is_a_problem_that_tells_nothing(simulator):
    def broken(_record):
        raise RuntimeError("secret detail")

    overrides = {"tags": {"name": Line(Derived("of a defect"), broken)}}
    app = service(simulator.async_client(), token=TOKEN, overrides=overrides)
    with TestClient(app, headers=BEARER, raise_server_exceptions=False) as web:
        answer = web.get("/tags")
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret detail" not in answer.text


def _download(web, attachment, candidate, **headers):
    return web.get(f"/attachments/{attachment}/download?candidate={candidate}", headers=headers)


def test_a_file_comes_as_it_was_sent(web, simulator):
    person = web.get("/candidates?limit=1").json()["result"][0]["id"]
    content = bytes(range(256)) * 40
    body = {"candidate": person, "content": base64.b64encode(content).decode(), "file_name": "../Letter \u00e9.pdf"}
    made = web.post("/attachments", json=body).json()
    got = _download(web, made["id"], person)
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "/" not in got.headers["content-disposition"].replace("utf-8''", "")
    missing = _download(web, person, person)
    assert (missing.status_code, missing.headers["content-type"]) == (404, PROBLEM)


def test_who_may_not_open_files_or_see_what_they_hold_gets_none(simulator):
    grants = [
        Grant(name, account="env:NONE", token_hash=hash_of(f"token-of-{name}"), preset="unified", **more)
        for name, more in (
            ("opens", {"include": ("file.info",)}),
            ("lists", {}),
            ("blind", {"include": ("file.info",), "hide": ("contact",)}),
        )
    ]
    with simulator.client() as client:
        person = next(it for it in Unified(client).candidates.all() if it.attachments)
    with TestClient(service(simulator.async_client(), grants=Grants(grants))) as web:
        told = [
            _download(web, person.attachments[0].id, person.id, Authorization=f"Bearer token-of-{name}")
            for name in ("opens", "lists", "blind")
        ]
    assert [it.status_code for it in told] == [200, 403, 403]
    assert "file.info" in told[1].json()["detail"]
    assert "contact" in told[2].json()["detail"]


def test_a_question_that_was_denied_or_is_asked_twice(simulator):
    store = MemoryStore()
    with simulator.client() as client:
        unified = Unified(client)
        application = next(iter(unified.applications.all(status="active")))
        reason = unified.reject_reasons.list(limit=1).result[0].id
    path, body = f"/applications/{application.id}/reject", {"reason": reason}
    with TestClient(service(simulator.async_client(), token=TOKEN, store=store), headers=BEARER) as web:
        asked = web.post(path, json=body)
        store.answer(asked.json()["question_id"], approved=False, by="mara", message="Not yet.")
        denied = web.post(path, json=body)
        assert (asked.status_code, denied.status_code) == (428, 403)
        assert "Not yet." in denied.json()["detail"]
    assert not [it for it in simulator.log if it.endpoint == "application.changeStage"]


def test_a_person_is_copied_from_what_was_read(simulator):
    with simulator.client() as client:
        unified = Unified(client)
        person = next(it for it in unified.candidates.all() if it.emails and it.urls)
        made = unified.candidates.create(
            name=person.name, first_name=person.first_name, last_name=person.last_name, emails=person.emails[:1],
            urls=person.urls[:1], phones=None,
        )  # fmt: skip
        assert made.emails[0].email == person.emails[0].email
        file = unified.attachments.create(
            candidate=made.id, file=b"%PDF-1.4", file_name="a.pdf", attachment_type="resume",
            decision=Decision.approve(by="ada"),
        )  # fmt: skip
        assert (file.attachment_type, file.candidate.id) == ("resume", made.id)
