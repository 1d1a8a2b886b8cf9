"""Failures in every shape that the service is known to use, or that a client must survive, and the request's id."""

from __future__ import annotations

import json

import pytest
from raw_requests import post

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator

UNKNOWN = "11111111-1111-4111-8111-111111111111"
TEXT = f"There is no candidate with the id {UNKNOWN}."


@pytest.mark.parametrize(
    ("shape", "errors"),
    [
        ("objects", [{"message": "candidate_not_found"}]),
        ("objects_200", [{"message": "candidate_not_found"}]),
        ("detailed", [{"code": "candidate_not_found", "message": TEXT}]),
        ("strings", ["candidate_not_found"]),
        ("string", "candidate_not_found"),
        ("dict", {"code": "candidate_not_found", "message": TEXT}),
        ("nested", [{"error": {"code": "candidate_not_found", "message": TEXT}}]),
    ],
)
def test_errors_without_error_info(shape, errors):
    answer = post(Simulator(errors=shape), "candidate.info", {"id": UNKNOWN})
    assert (answer.status_code, answer.json()) == (200, {"success": False, "errors": errors})


def test_a_failure_can_say_nothing_at_all():
    assert post(Simulator(errors="absent"), "candidate.info", {"id": UNKNOWN}).json() == {"success": False}


def test_the_documented_shape_is_the_default():
    answer = post(Simulator(), "candidate.info", {"id": UNKNOWN})
    assert answer.json()["errors"] == [TEXT]
    assert answer.json()["errorInfo"] == {
        "code": "candidate_not_found", "message": TEXT, "requestId": answer.headers["x-ashby-request-id"],
    }  # fmt: skip


@pytest.mark.parametrize(("shape", "status"), [("documented", 403), ("objects", 403), ("objects_200", 200)])
def test_a_missing_permission_comes_with_403_or_with_200(shape, status):
    simulator = Simulator(errors=shape)
    answer = post(simulator, "candidate.info", {"id": UNKNOWN}, key=simulator.add_key(scopes=["jobsRead"]))
    assert answer.status_code == status
    assert "missing_endpoint_permission" in json.dumps(answer.json())


@pytest.mark.parametrize("shape", ["objects", "strings"])
def test_faults_on_demand_have_the_shape_too(shape):
    simulator = Simulator(errors=shape)
    simulator.fail_next("rate_limit")
    answer = post(simulator, "job.list", {})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "errorInfo" not in answer.json()
    assert post(simulator, "job.list", {}).json()["success"] is True


def test_the_id_of_a_request_is_in_the_header_on_success_and_on_failure():
    simulator = Simulator()
    simulator.fail_next("server_error", endpoint="user.list")
    simulator.fail_next("not_json", endpoint="brand.list")
    answers = [
        post(simulator, name, {})
        for name in ("job.list", "job.list", "candidate.info", "user.list", "brand.list", "nothing.list")
    ]
    ids = [answer.headers["x-ashby-request-id"] for answer in answers]
    assert len(set(ids)) == len(answers)
    assert {len(text) for text in ids} == {26}
    for number in (2, 3, 5):
        assert answers[number].json()["errorInfo"]["requestId"] == ids[number]


def test_an_unknown_shape_is_named_together_with_the_known_ones():
    with pytest.raises(UsageError, match=r"'obejcts'.*documented, objects, objects_200"):
        Simulator(errors="obejcts")  # type: ignore[arg-type]


@pytest.mark.parametrize("endpoint", ["report.generate", "report.synchronous"])
def test_a_report_with_an_unknown_id_answers_an_empty_object(endpoint):
    answer = post(Simulator(), endpoint, {"reportId": UNKNOWN})
    assert (answer.status_code, answer.json()) == (200, {"success": True, "results": {}})
