"""The web service with grants: each bearer reads and writes what theirs names; questions are answered elsewhere."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from ashby_agent_tools import MemoryStore
from ashby_agent_tools import operations as op
from ashby_agent_tools.client.rows import Rows
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, Grants, hash_of
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import Unified
from ashby_agent_tools.unified.service import service


@pytest.fixture
def simulator():
    return Simulator(seed=7)


def _grant(name, **more):
    return Grant(name, account="env:NONE", token_hash=hash_of(f"token-of-{name}"), **{"preset": "unified", **more})


def _web(simulator, *grants, **options):
    return TestClient(service(simulator.async_client(), grants=Grants(grants), **options))


def _of(name):
    return {"headers": {"Authorization": f"Bearer token-of-{name}"}}


def test_one_of_token_and_grants_is_given(simulator):
    client = simulator.async_client()
    for given in ({}, {"token": "x" * 16, "grants": Grants([])}):
        with pytest.raises(UsageError, match="one of both"):
            service(client, **given)


def test_a_grant_that_is_unknown_revoked_or_expired_gets_nothing(simulator):
    ended = datetime.now(UTC) - timedelta(seconds=1)
    grants = _grant("ada"), _grant("bo", revoked=True), _grant("cy", expires=ended)
    with _web(simulator, *grants) as web:
        answers = [web.get("/tags?limit=1", **_of(name)) for name in ("ada", "bo", "cy", "dee")]
    assert [it.status_code for it in answers] == [200, 401, 401, 401]
    assert len({it.text for it in answers[1:]}) == 1, "nobody is told which"


def test_a_grant_writes_and_reads_what_its_tools_do(simulator):
    reads = _grant("reads", methods=("read",))
    notes = _grant("notes", preset=None, include=("unified.createActivity",))
    with _web(simulator, reads, notes) as web:
        person = web.get("/candidates?limit=1", **_of("reads")).json()["result"][0]["id"]
        note = {"candidate": person, "body": "Met at a fair."}
        told = [
            web.post("/activities", json=note, **_of("reads")),
            web.post("/activities", json=note, **_of("notes")),
            web.get("/candidates", **_of("notes")),
            web.post("/tags", json={"name": "Fair"}, **_of("notes")),
            web.post("/attachments", json={"candidate": person, "content": "SGk="}, **_of("reads")),
        ]
    assert [it.status_code for it in told] == [403, 201, 403, 403, 403]
    assert "lacks unified.createActivity" in told[0].json()["detail"]
    assert [it.endpoint for it in simulator.log if "create" in it.endpoint] == ["candidate.createNote"]


def test_rows_and_hidden_data_of_a_grant_hold(simulator):
    with simulator.client() as client:
        unified = Unified(client)
        applications = list(unified.applications.all())
        job = applications[0].job.id
    inside = {it.id for it in applications if it.job.id == job}
    outside = next(it for it in applications if it.job.id != job)
    narrow = _grant("narrow", rows=Rows(jobs=frozenset({job})), hide=("contact", "pay"))
    with _web(simulator, narrow) as web:
        page = web.get("/applications?limit=100&include=candidate,job&raw=true", **_of("narrow"))
        got = web.get(f"/applications/{outside.id}", **_of("narrow"))
        people = web.get("/candidates?limit=100&raw=true", **_of("narrow"))
        offers = web.get("/offers", **_of("narrow"))
    assert page.status_code == 200, page.text
    assert {it["id"] for it in page.json()["result"]} == inside
    assert got.status_code == 404
    assert people.json()["result"]
    assert not any(it["emails"] or it["phones"] or it["remote_data"] for it in people.json()["result"])
    assert not any(it["included"]["candidate"]["emails"] for it in page.json()["result"])
    assert all(it["salary"] is None for it in offers.json()["result"])
    for text in (page.text, people.text, offers.text):
        assert "@" not in text


def test_a_question_is_answered_elsewhere_and_the_request_repeated(simulator):
    store = MemoryStore()
    with simulator.client() as client:
        unified = Unified(client)
        application = next(iter(unified.applications.all(status="Active")))
        reason = unified.reject_reasons.list(limit=1).result[0].id
    path, body = f"/applications/{application.id}/reject", {"reason": reason}
    with _web(simulator, _grant("ada"), _grant("bo"), store=store) as web:
        asked = web.post(path, json=body, **_of("ada"))
        again = web.post(path, json=body, **_of("ada"))
        assert (asked.status_code, again.status_code) == (428, 428)
        assert asked.json()["question"].startswith("Reject ")
        assert asked.json()["question_id"] == again.json()["question_id"]
        store.answer(asked.json()["question_id"], approved=True, by="mara")
        other = web.post(path, json=body, **_of("bo"))
        assert other.status_code == 428, "the answer is that of one grant's question"
        done = web.post(path, json=body, **_of("ada"))
        assert (done.status_code, done.json()["outcome"]) == (200, "declined")
        once_more = web.post(path, json=body, **_of("ada"))
    assert once_more.status_code == 409
    assert len([it for it in simulator.log if it.endpoint == "application.changeStage"]) == 1


def test_a_file_is_attached_and_a_policy_that_asks_refuses_it(simulator):
    upload = ("candidate.uploadFile", "file.createFileUploadHandle")
    asks = _grant("asks", include=upload, policies=("confirm_writes",))
    with simulator.client() as client:
        person = client.execute(op.CandidateList(limit=1)).data[0]["id"]
    content = base64.b64encode(b"%PDF-1.4 sample").decode()
    body = {"candidate": person, "content": content, "file_name": "letter.pdf"}
    with _web(simulator, _grant("ada", include=upload), asks) as web:
        made = web.post("/attachments", json=body, **_of("ada"))
        refused = web.post("/attachments", json=body, **_of("asks"))
        broken = web.post("/attachments", json={**body, "content": "%%%%"}, **_of("ada"))
        found = web.get(f"/attachments?candidate={person}", **_of("ada")).json()["result"]
    assert (made.status_code, made.json()["file_name"]) == (201, "letter.pdf")
    assert made.json()["id"] in {it["id"] for it in found}
    assert (refused.status_code, broken.status_code) == (403, 422)


def test_caps_of_a_grant_hold(simulator):
    from ashby_agent_tools import Caps

    with _web(simulator, _grant("ada", caps=Caps(writes=1))) as web:
        told = [web.post("/tags", json={"name": name}, **_of("ada")).status_code for name in ("Fair", "Square")]
    assert told == [201, 403]


def test_the_command_line_serves_the_grants_of_a_file(simulator, tmp_path, monkeypatch):
    from ashby_agent_tools.cli import serve

    with simulator:
        monkeypatch.setenv("ASHBY_KEY_OF_ACME", simulator.key)
        file = tmp_path / "grants.toml"
        file.write_text(
            f'[accounts.acme]\nkey = "env:ASHBY_KEY_OF_ACME"\nbase_url = "{simulator.url}"\n\n'
            f'[grants.ada]\naccount = "acme"\npreset = "unified"\nmethods = ["read"]\n'
            f'token = "sha256:{hash_of("token-of-ada")}"\n'
        )
        app = serve._application(file, str(tmp_path / "store.db"), show_eeo=False)
        with TestClient(app) as web:
            assert web.get("/tags?limit=1", **_of("ada")).json()["result"]
            assert web.get("/tags?limit=1", **_of("bo")).status_code == 401
            assert web.post("/tags", json={"name": "Fair"}, **_of("ada")).status_code == 403
            file.write_text("[grants.ada]\nacount = 1\n")
            broken = web.get("/tags?limit=1", **_of("ada"))
            assert (broken.status_code, "acount" in broken.text) == (503, False)
