"""Faults on demand: each does to a client what its name says, once, in-process and on loopback."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator

BASE = "https://api.ashbyhq.com"


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture(params=["in-process", "loopback"])
def http(request, simulator):
    """A client with a read timeout of a fifth of a second; the fault `slow` is later than that."""
    auth = (simulator.key, "")
    timeout = httpx.Timeout(10, read=10)
    if request.param == "in-process":
        with httpx.Client(transport=simulator.transport(), base_url=BASE, auth=auth, timeout=timeout) as client:
            yield client
        return
    with simulator, httpx.Client(base_url=simulator.url, auth=auth, timeout=timeout, trust_env=False) as client:
        yield client


def note(simulator) -> dict:
    return {"candidateId": simulator.state.first("candidate")["id"], "note": "Called back."}


def notes(simulator) -> int:
    return len(simulator.state.table("note"))


def test_rate_limit_says_when_to_come_back_and_changes_nothing(simulator, http):
    before = notes(simulator)
    simulator.fail_next("rate_limit", 2, retry_after=7)
    for _ in range(2):
        response = http.post("/candidate.createNote", json=note(simulator))
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "7"
        assert response.json()["errorInfo"]["code"] == "rate_limit_exceeded"
    assert notes(simulator) == before
    assert http.post("/candidate.createNote", json=note(simulator)).json()["success"] is True


def test_a_server_error_changes_nothing(simulator, http):
    before = notes(simulator)
    simulator.fail_next("server_error")
    assert http.post("/candidate.createNote", json=note(simulator)).status_code == 500
    assert notes(simulator) == before


def test_a_failure_inside_http_200_changes_nothing(simulator, http):
    before = notes(simulator)
    simulator.fail_next("failure_in_200")
    response = http.post("/candidate.createNote", json=note(simulator))
    assert response.status_code == 200
    assert response.json()["success"] is False
    assert notes(simulator) == before


@pytest.mark.parametrize(("kind", "added"), [("cut_before", 0), ("cut_after", 1)])
def test_a_cut_connection_before_or_after_the_effect(simulator, http, kind, added):
    before = notes(simulator)
    simulator.fail_next(kind)
    with pytest.raises(httpx.TransportError):
        http.post("/candidate.createNote", json=note(simulator))
    assert notes(simulator) == before + added
    assert [(item.endpoint, item.status) for item in simulator.log] == [("candidate.createNote", 0)]
    assert http.post("/job.list", json={}).json()["success"] is True


def test_an_answer_that_is_no_json_had_its_effect(simulator, http):
    before = notes(simulator)
    simulator.fail_next("not_json")
    response = http.post("/candidate.createNote", json=note(simulator))
    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert notes(simulator) == before + 1


def test_a_gateway_in_front_loses_the_answer_after_the_effect(simulator, http):
    before = notes(simulator)
    simulator.fail_next("bad_gateway")
    assert http.post("/candidate.createNote", json=note(simulator)).status_code == 502
    assert notes(simulator) == before + 1


def test_an_unavailable_service_changes_nothing(simulator, http):
    before = notes(simulator)
    simulator.fail_next("unavailable")
    assert http.post("/candidate.createNote", json=note(simulator)).status_code == 503
    assert notes(simulator) == before


def test_half_a_body_had_its_effect_and_the_connection_breaks(simulator, http):
    before = notes(simulator)
    simulator.fail_next("half_body")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/candidate.createNote", json=note(simulator))
    assert notes(simulator) == before + 1
    assert http.post("/job.list", json={}).json()["success"] is True


def test_json_of_another_form_had_its_effect(simulator, http):
    before = notes(simulator)
    simulator.fail_next("wrong_json")
    assert "success" not in http.post("/candidate.createNote", json=note(simulator)).json()
    assert notes(simulator) == before + 1


def test_a_rate_limit_counts_each_key_and_says_when_there_is_room(simulator, http):
    simulator.limit_rate(2, seconds=100)
    assert [http.post("/job.list", json={}).status_code for _ in range(3)] == [200, 200, 429]
    refused = http.post("/job.list", json={})
    assert 95 <= int(refused.headers["Retry-After"]) <= 100
    assert "X-RateLimit-Scope" not in refused.headers
    other = simulator.add_key()
    assert http.post("/job.list", json={}, auth=(other, "")).status_code == 200
    assert [item.status for item in simulator.log] == [200, 200, 429, 429, 200]


def test_the_limit_of_a_partner_counts_all_keys_together_and_names_its_scope(simulator, http):
    simulator.limit_rate(1, seconds=100, scope="integration-partner")
    assert http.post("/job.list", json={}).status_code == 200
    refused = http.post("/job.list", json={}, auth=(simulator.add_key(), ""))
    assert refused.status_code == 429
    assert refused.headers["X-RateLimit-Scope"] == "integration-partner"


@pytest.mark.parametrize("given", [{"requests": 0}, {"requests": 1, "seconds": 0}])
def test_a_rate_limit_that_lets_nothing_through_is_refused(simulator, given):
    with pytest.raises(UsageError, match="1 or more"):
        simulator.limit_rate(**given)


def test_a_slow_answer_had_its_effect_and_meets_the_clients_patience(simulator, http):
    before = notes(simulator)
    simulator.fail_next("slow", seconds=1.0)
    with pytest.raises(httpx.ReadTimeout):
        http.post("/candidate.createNote", json=note(simulator), timeout=httpx.Timeout(60, read=0.1))
    until = time.monotonic() + 60
    while notes(simulator) == before and time.monotonic() < until:  # a busy machine may serve it later
        time.sleep(0.01)
    assert notes(simulator) == before + 1


def test_a_slow_answer_comes_in_the_end(simulator, http):
    simulator.fail_next("slow", seconds=0.01)
    assert http.post("/job.list", json={}).json()["success"] is True


def test_a_fault_can_wait_for_one_endpoint(simulator, http):
    simulator.fail_next("server_error", endpoint="candidate.createNote")
    assert http.post("/job.list", json={}).status_code == 200
    assert http.post("/candidate.createNote", json=note(simulator)).status_code == 500
    assert http.post("/candidate.createNote", json=note(simulator)).status_code == 200


def test_a_fault_that_does_not_exist_is_named(simulator):
    with pytest.raises(UsageError, match="'meteor'"):
        simulator.fail_next("meteor")
