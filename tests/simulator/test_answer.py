"""The simulator answers as Ashby does: headers, keys, scopes, bodies, envelope. With a bare httpx client."""

from __future__ import annotations

import httpx
import pytest
from raw_requests import post

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import PermissionMissing, UsageError
from ashby_agent_tools.simulator import Simulator

BASE = "https://api.ashbyhq.com"


def code(response: httpx.Response) -> str:
    data = response.json()
    assert data["success"] is False
    assert data["errors"]
    assert len(data["errorInfo"]["requestId"]) == 26
    return data["errorInfo"]["code"]


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    return Simulator(seed=7)


def test_a_list_comes_in_the_envelope_with_the_version_headers(simulator):
    response = post(simulator, "application.list", {"limit": 3})
    assert response.status_code == 200
    data = response.json()
    assert data["success"] is True
    assert len(data["results"]) == 3
    assert data["moreDataAvailable"] is True
    assert response.headers["Ashby-Version"] == "2026-01-01"
    assert response.headers["Ashby-Version-Status"] == "active"


def test_no_key_is_401_and_a_wrong_key_403(simulator):
    with httpx.Client(transport=simulator.transport(), base_url=BASE) as client:
        assert client.post("/job.list", json={}).status_code == 401
        assert client.post("/job.list", json={}, headers={"Authorization": "Bearer x"}).status_code == 401
        assert client.post("/job.list", json={}, headers={"Authorization": "Basic !!"}).status_code == 401
    refused = post(simulator, "job.list", key="wrong")
    assert (refused.status_code, code(refused)) == (403, "forbidden")
    assert refused.headers["Ashby-Version"] == "2026-01-01"


@pytest.mark.parametrize("endpoint", ["candidate.fly", "nothing.list", "ashby_job_list", "job", ""])
def test_an_unknown_endpoint_is_404(simulator, endpoint):
    response = post(simulator, endpoint)
    assert (response.status_code, code(response)) == (404, "endpoint_not_found")


def test_a_missing_scope_is_403_before_the_body_is_looked_at(simulator):
    key = simulator.add_key(scopes=["jobsRead"])
    response = post(simulator, "application.list", {"limit": "nonsense"}, key=key)
    assert (response.status_code, code(response)) == (403, "missing_endpoint_permission")
    assert post(simulator, "job.list", key=key).json()["success"] is True


@pytest.mark.parametrize("spelling", ["candidatesRead", "candidates:read"])
def test_scopes_are_taken_in_both_spellings(simulator, spelling):
    key = simulator.add_key(scopes=[spelling])
    assert post(simulator, "candidate.list", key=key).json()["success"] is True


def test_a_scope_that_does_not_exist_is_the_developers_mistake(simulator):
    with pytest.raises(UsageError, match="candidateRead"):
        simulator.add_key(scopes=["candidateRead"])


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 101},
        {"limit": True},
        {"limit": "many"},
        {"jobId": "42"},
        {"status": "Sleeping"},
        {"createdAfter": "2026-01-01T00:00:00Z"},  # our own forgiving extra: Ashby wants epoch milliseconds
        {"expand": "openings"},  # our own forgiving extra: Ashby wants a list
    ],
)
def test_a_body_that_does_not_fit_is_invalid_input_with_http_200(simulator, body):
    response = post(simulator, "application.list", body)
    assert (response.status_code, code(response)) == (200, "invalid_input")


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"', b"\xff"])
def test_a_body_that_is_no_json_object_is_invalid_input(simulator, content):
    request = httpx.Request("POST", f"{BASE}/job.list", content=content)
    request.headers["Authorization"] = httpx.BasicAuth(simulator.key, "")._auth_header
    assert code(simulator.answer(request)) == "invalid_input"


@pytest.mark.parametrize(
    "body",
    [
        {"limit": "2"},
        {"limit": 2, "cursor": None, "syncToken": None},
        {"limit": 2, "per_page": 50},
        {"limit": 2, "createdAfter": "0"},
        {"limit": 2, "expand": ["openings"]},
    ],
)
def test_strings_are_coerced_nulls_are_unset_and_unknown_keys_are_ignored(simulator, body):
    assert len(post(simulator, "application.list", body).json()["results"]) == 2


def test_in_strict_mode_unknown_keys_are_refused():
    strict = Simulator(seed=7, strict=True)
    assert code(post(strict, "application.list", {"per_page": 50})) == "invalid_input"


def test_only_post_is_taken(simulator):
    with httpx.Client(transport=simulator.transport(), base_url=BASE, auth=(simulator.key, "")) as client:
        assert client.get("/job.list").status_code == 405


def test_an_api_version_that_does_not_exist_is_refused(simulator):
    assert post(simulator, "job.list", **{"Ashby-Version": "2025-01-01"}).status_code == 400
    assert post(simulator, "job.list", **{"Ashby-Version": "2026-01-01"}).status_code == 200


def test_a_malformed_id_is_invalid_and_an_unknown_one_not_found(simulator):
    assert code(post(simulator, "candidate.info", {"id": "cand_1"})) == "invalid_input"
    unknown = "00000000-0000-4000-8000-000000000000"
    assert code(post(simulator, "candidate.info", {"id": unknown})) == "candidate_not_found"


def test_every_request_that_arrives_is_in_the_log_refused_ones_too():
    simulator = Simulator(seed=7)
    other = simulator.add_key(scopes=[], name="Empty")
    post(simulator, "job.list", {"limit": 1})
    post(simulator, "job.list", key=other)
    post(simulator, "job.list", key="wrong")
    post(simulator, "job.list", {"limit": 0})
    assert [(item.endpoint, item.status, item.key_name) for item in simulator.log] == [
        ("job.list", 200, "Demo key"),
        ("job.list", 403, "Empty"),
        ("job.list", 403, ""),
        ("job.list", 200, "Demo key"),
    ]
    assert simulator.log[0].body == {"limit": 1}


def test_organizations_are_apart_and_each_has_its_own_key():
    simulator = Simulator(seed=7)
    other = simulator.add_organization(8)
    assert other != simulator.key
    ours = {row["id"] for row in post(simulator, "job.list").json()["results"]}
    theirs = {row["id"] for row in post(simulator, "job.list", key=other).json()["results"]}
    assert ours
    assert theirs
    assert not ours & theirs
    assert code(post(simulator, "job.info", {"id": theirs.pop()})) == "job_not_found"
    with pytest.raises(UsageError, match="seed 8"):
        simulator.add_organization(8)


def test_a_key_without_the_switch_sees_no_confidential_job_nor_who_applied_only_there(simulator):
    org = simulator.state
    key = simulator.add_key(confidential=False)
    job = org.first("job", confidential=True)
    hidden = [
        row["id"]
        for row in org.rows("candidate")
        if {item["jobId"] for item in org.related("application", "candidateId", row["id"])} == {job["id"]}
    ]
    assert hidden
    application = org.first("application", jobId=job["id"])
    assert post(simulator, "job.info", {"id": job["id"]}).json()["success"] is True
    assert code(post(simulator, "job.info", {"id": job["id"]}, key=key)) == "job_not_found"
    refused = post(simulator, "application.info", {"applicationId": application["id"]}, key=key)
    assert code(refused) == "application_not_found"
    assert code(post(simulator, "candidate.info", {"id": hidden[0]}, key=key)) == "candidate_not_found"
    assert post(simulator, "application.list", {"jobId": job["id"]}, key=simulator.key).json()["results"]


HIDDEN = [
    ("job.info", "id", "job"),
    ("jobPosting.info", "jobPostingId", "jobPosting"),
    ("application.info", "applicationId", "application"),
    ("candidate.info", "id", "candidate"),
    ("offer.info", "offerId", "offer"),
    ("project.info", "projectId", "project"),
    ("interviewBriefing.info", "interviewEventId", "interviewEvent"),
    ("takeHomeAssignment.info", "takeHomeAssignmentId", "takeHomeAssignment"),
    ("notetakerTranscript.info", "notetakerTranscriptId", "notetakerTranscript"),
]


@pytest.mark.parametrize(("endpoint", "parameter", "kind"), HIDDEN)
def test_a_record_that_a_key_may_not_see_reads_like_one_that_there_is_not(endpoint, parameter, kind, simulator):
    key, nobody = simulator.add_key(confidential=False), "00000000-0000-4000-8000-000000000000"
    missing = post(simulator, endpoint, {parameter: nobody}, key=key).json()
    hidden = [
        refused
        for row in simulator.state.table(kind).values()
        if not (refused := post(simulator, endpoint, {parameter: row["id"]}, key=key).json())["success"]
        and "expired" not in str(refused)
        and post(simulator, endpoint, {parameter: row["id"]}).json()["success"]
        and _without_id(refused, row["id"]) != _without_id(missing, nobody)
    ]
    assert not hidden
    if kind in ("job", "jobPosting", "application", "candidate", "project"):
        seen = [post(simulator, endpoint, {parameter: it}, key=key).json() for it in simulator.state.table(kind)]
        assert not all(it["success"] for it in seen), "the demo company has one that is hidden"


def _without_id(refused, identity):
    return {
        name: str(value).replace(identity, "ID") for name, value in refused["errorInfo"].items() if name != "requestId"
    }


def test_on_behalf_of_needs_the_switch_and_a_user_who_exists(simulator):
    user = simulator.state.rows("user")[1]["id"]
    assert post(simulator, "job.list", **{"X-On-Behalf-Of": user}).json()["success"] is True
    nobody = "00000000-0000-4000-8000-000000000000"
    assert code(post(simulator, "job.list", **{"X-On-Behalf-Of": nobody})) == "user_not_found"
    key = simulator.add_key(on_behalf=False)
    assert post(simulator, "job.list", key=key, **{"X-On-Behalf-Of": user}).status_code == 403


def test_switches_of_a_key_can_be_changed_while_it_is_in_use():
    simulator = Simulator(seed=7)
    job = simulator.state.first("job", confidential=True)["id"]
    simulator.switch(simulator.key, confidential=False)
    assert code(post(simulator, "job.info", {"id": job})) == "job_not_found"


def test_a_secret_is_in_no_repr():
    simulator = Simulator(seed=7)
    assert simulator.key not in repr(simulator) + repr(simulator.state.keys)


async def test_the_async_transport_answers_the_same():
    simulator = Simulator(seed=7)
    auth = (simulator.key, "")
    async with httpx.AsyncClient(transport=simulator.async_transport(), base_url=BASE, auth=auth) as client:
        response = await client.post("/job.list", json={})
    assert response.json()["results"] == post(simulator, "job.list").json()["results"]


def test_on_loopback_it_answers_the_same_and_stops_with_the_block():
    simulator = Simulator(seed=7)
    inside = post(simulator, "job.list").json()["results"]
    with simulator:
        url = simulator.url
        outside = httpx.post(f"{url}/job.list", auth=(simulator.key, ""), json={}, trust_env=False)
        assert outside.json()["results"] == inside
        assert outside.headers["Ashby-Version-Status"] == "active"
    with pytest.raises(UsageError, match="not serving"):
        _ = simulator.url
    with pytest.raises(httpx.ConnectError):
        httpx.post(f"{url}/job.list", trust_env=False)


def test_its_own_clients_are_wired_to_it_with_the_first_key_or_another():
    simulator = Simulator(seed=7)
    with simulator.client() as client:
        assert client.execute(op.JobList()).data
    with simulator.client(simulator.add_key(scopes=[], name="Empty")) as client, pytest.raises(PermissionMissing):
        client.execute(op.JobList())
    assert [(item.endpoint, item.key_name) for item in simulator.log] == [
        ("job.list", "Demo key"),
        ("job.list", "Empty"),
    ]


async def test_its_own_async_client_is_wired_to_it():
    simulator = Simulator(seed=7)
    async with simulator.async_client() as client:
        assert (await client.execute(op.JobList())).data
