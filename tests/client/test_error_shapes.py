"""A refusal means the same in whatever shape it comes: the kind, the code, the scope and the advice, at every door."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from plain_doors import DOORS
from typer.testing import CliRunner

from ashby_agent_tools import Client, Decision, Toolset, confirm_never, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.cli.app import app
from ashby_agent_tools.client import wire as _wire
from ashby_agent_tools.client.envelope import DEEPEST, parsed
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

SOME_ID = "11111111-1111-4111-8111-111111111111"
READ, WRITE = op.CandidateInfo(id=SOME_ID), op.CandidateCreateNote(candidateId=SOME_ID, note="Hello.")
SHAPES = ["documented", "objects", "objects_200", "detailed", "strings", "string", "dict", "nested"]


def answering(answer: httpx.Response) -> Client:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    return Client("key", base_url="https://ashby.example.com", transport=httpx.MockTransport(handle))


def said(answer: httpx.Response, operation: Any = READ) -> errors.ToolError:
    with pytest.raises(errors.ToolError) as caught:
        answering(answer).execute(operation, decision=Decision.approve(by="ada"))
    return caught.value


# --- the simulator's shapes


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("operation", [READ, WRITE, op.JobList()], ids=lambda it: it.spec.endpoint)
def test_a_missing_permission_names_its_scope_in_every_shape(shape: Any, operation: Any) -> None:
    simulator = Simulator(errors=shape)
    key = simulator.add_key(scopes=["offersRead"])
    with (
        Client(key, transport=simulator.transport(), policy=confirm_never) as ashby,
        pytest.raises(errors.PermissionMissing) as caught,
    ):
        ashby.execute(operation)
    assert (caught.value.code, caught.value.scope) == ("missing_endpoint_permission", operation.spec.scope)
    assert f"lacks the permission {operation.spec.scope}" in str(caught.value)
    assert "wrong" not in str(caught.value)
    assert caught.value.request_id


@pytest.mark.parametrize("shape", SHAPES)
def test_an_unknown_record_is_not_found_in_every_shape(shape: Any) -> None:
    with Simulator(errors=shape).client() as ashby, pytest.raises(errors.NotFound) as caught:
        ashby.execute(READ)
    assert caught.value.code == "candidate_not_found"
    assert "may not see it" in str(caught.value)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sync_token_that_is_no_good_says_to_start_again_in_every_shape(shape: Any) -> None:
    with Simulator(errors=shape).client() as ashby, pytest.raises(errors.ApiError) as caught:
        ashby.execute(op.CandidateList(syncToken="worn"))
    assert caught.value.code == "sync_token_invalid"
    assert "Start again from the first page" in str(caught.value)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_wrong_key_is_the_keys_fault_in_every_shape(shape: Any) -> None:
    simulator = Simulator(errors=shape)
    with Client("no-such-key", transport=simulator.transport()) as ashby, pytest.raises(errors.PermissionMissing) as it:
        ashby.execute(READ)
    assert it.value.scope is None
    assert "ASHBY_API_KEY" in str(it.value)


def test_a_refusal_that_says_nothing_blames_neither_the_key_nor_the_permission_alone() -> None:
    simulator = Simulator(errors="absent")
    key = simulator.add_key(scopes=["offersRead"])
    with Client(key, transport=simulator.transport()) as ashby, pytest.raises(errors.PermissionMissing) as caught:
        ashby.execute(READ)
    assert caught.value.scope is None
    assert "does not say why" in str(caught.value)
    assert "candidatesRead" in str(caught.value)


# --- shapes by hand

PERMISSION = "missing_endpoint_permission"
FORMS: dict[str, dict[str, Any]] = {
    "a list of lists": {"errors": [[{"message": PERMISSION}]]},
    "a dict of lists": {"errors": {"candidate": [PERMISSION]}},
    "a dict with a message only": {"errors": {"message": PERMISSION}},
    "after another word": {"errors": [{"message": "You may not do this."}, {"message": PERMISSION}]},
    "error in place of errors": {"error": {"message": PERMISSION}},
    "error as a text": {"error": PERMISSION},
    "at the top": {"message": PERMISSION},
    "a code at the top": {"code": PERMISSION, "message": "You may not do this."},
    "errorInfo without a code": {"errorInfo": {"message": PERMISSION}},
    "errorInfo as a text": {"errorInfo": PERMISSION},
    "errors that are null beside errorInfo": {"errors": None, "errorInfo": {"code": PERMISSION}},
    "with white space": {"errors": [{"message": f" {PERMISSION}\n"}]},
}


@pytest.mark.parametrize("status", [200, 400, 401, 403])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_code_is_found_wherever_it_stands(form: dict[str, Any], status: int) -> None:
    error = said(httpx.Response(status, json={"success": False, **form}))
    assert isinstance(error, errors.PermissionMissing)
    assert (error.code, error.scope) == (PERMISSION, "candidatesRead")
    assert "wrong" not in str(error)


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 422])
@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        ("candidate_not_found", errors.NotFound, "may not see it"),
        ("sync_token_expired", errors.CursorExpired, "first page"),
        ("next_cursor_expired", errors.CursorExpired, "first page"),
        ("incremental_sync_too_large", errors.CursorExpired, "first page"),
        ("rate_limit_exceeded", errors.RateLimited, "wait"),
        ("audit_logs_not_enabled", errors.ApiError, "Nothing was changed"),
        ("opening_in_use", errors.ApiError, "Nothing was changed"),
    ],
)
def test_a_code_says_more_than_a_status(status: int, code: str, kind: type[Exception], advice: str, no_waiting) -> None:
    error = said(httpx.Response(status, json={"success": False, "errors": [{"message": code}]}))
    assert type(error) is kind
    assert advice in str(error)
    assert "key is" not in str(error)


def test_a_permission_for_an_endpoint_without_a_known_scope_is_not_a_wrong_key() -> None:
    client = answering(httpx.Response(403, json={"success": False, "errors": [{"message": PERMISSION}]}))
    with pytest.raises(errors.PermissionMissing) as caught:
        client.request("candidate.inventedLater", {}, decision=Decision.approve(by="ada"))
    assert "lacks the permission for candidate.inventedLater" in str(caught.value)


# --- what certainly did not happen

PLAIN = [
    httpx.Response(404, text="<html>nginx</html>"),
    httpx.Response(404, json={"message": "Not Found"}),
    httpx.Response(405, text=""),
    httpx.Response(410, text="gone"),
    httpx.Response(413, text="<html>Request Entity Too Large</html>"),
    httpx.Response(400, text="Bad Request"),
    httpx.Response(415, text="?"),
    httpx.Response(308, text="", headers={"location": "https://www.example.com"}),
]


@pytest.mark.parametrize("operation", [READ, WRITE], ids=["a read", "a write"])
@pytest.mark.parametrize("answer", PLAIN, ids=lambda it: f"{it.status_code} {it.text[:9]}")
def test_a_refusal_of_the_server_in_front_of_ashby_changed_nothing(answer: httpx.Response, operation: Any) -> None:
    error = said(answer, operation)
    assert type(error) is errors.ApiError
    assert error.status == answer.status_code
    assert "Nothing was changed" in str(error)
    assert ("base URL" in str(error)) is (answer.status_code in (308, 404, 405, 410))
    assert ("too large" in str(error)) is (answer.status_code == 413)


@pytest.mark.parametrize("operation", [READ, WRITE], ids=["a read", "a write"])
@pytest.mark.parametrize(
    ("status", "text"), [(403, "<html>Blocked</html>"), (401, ""), (407, "<h1>Proxy</h1>"), (451, "")]
)
def test_a_refusal_that_is_not_json_may_be_a_proxys(status: int, text: str, operation: Any) -> None:
    error = said(httpx.Response(status, text=text), operation)
    assert isinstance(error, errors.ApiError)
    assert "a proxy or firewall on the way may have refused it" in str(error)
    assert ("ASHBY_PROXY" in str(error)) is (status == 407)
    error = said(httpx.Response(status, json={"success": False}), operation)
    assert "firewall" not in str(error)


@pytest.mark.parametrize("status", [200, 302, 303, 408, 499, 500, 502, 504])
def test_what_may_have_happened_stays_unknown(status: int) -> None:
    error = said(httpx.Response(status, text="<html></html>", headers={"x-ashby-request-id": "01REQ"}), WRITE)
    assert isinstance(error, errors.OutcomeUnknown)
    assert error.request_id == "01REQ"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"success": True, "results": {}}, "01HEADER"),
        ({"success": False, "errors": [{"message": "candidate_not_found"}]}, "01HEADER"),
        ({"success": False, "errorInfo": {"code": "candidate_not_found", "requestId": "01BODY"}}, "01BODY"),
        ({"success": False, "errorInfo": {"code": "candidate_not_found", "requestId": 7}}, "01HEADER"),
    ],
)
def test_the_id_of_the_request_is_kept(body: dict[str, Any], kept: str) -> None:
    answer = httpx.Response(200, json=body, headers={"X-Ashby-Request-Id": "01HEADER"})
    held = answering(answer).execute(READ) if body["success"] else said(answer)
    assert getattr(held, "request_id", None) == kept


# --- advice that can be followed


@pytest.mark.parametrize(
    ("code", "listed"),
    [
        ("webhook_not_found", False),
        ("notetaker_transcript_not_found", False),
        ("offer_process_not_found", False),
        ("candidate_not_found", True),
        ("interview_stage_not_found", True),
        ("something_else_not_found", True),
    ],
)
def test_not_found_advises_a_list_only_where_there_is_one(code: str, listed: bool) -> None:  # noqa: FBT001
    error = said(httpx.Response(200, json={"success": False, "errors": [code]}))
    assert bool(re.search(r"Search or list|ashby_\w+_list finds", str(error))) is listed
    assert ("does not list these" in str(error)) is not listed


ANSWERS = [
    httpx.Response(200, json={"success": False, "errors": ["candidate_not_found"]}),
    httpx.Response(200, json={"success": False, "errors": ["invalid_input"]}),
    httpx.Response(403, json={"success": False, "errorInfo": {"code": "missing_endpoint_permission"}}),
    httpx.Response(401, json={"success": False}),
    httpx.Response(404, text="no such page"),
    httpx.Response(413, text="too large"),
    httpx.Response(429, json={"success": False}),
    httpx.Response(502, text="bad gateway"),
    httpx.Response(200, text="not json"),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer.status_code} {answer.text[:40]}")
def test_errors_name_the_tools_that_a_model_has_and_no_endpoints(answer: httpx.Response) -> None:
    """For every operation: a model that reads `candidate.list` calls it so, and there is no such tool."""
    endpoint = re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, catalogue())) + r")(?![\w])")
    for operation in catalogue().values():
        with pytest.raises(errors.ToolError) as caught:
            _wire.read(operation.spec, answer.status_code, answer.headers, answer.content)
        assert endpoint.search(str(caught.value)) is None, caught.value
        lost = _wire.lost(operation.spec, httpx.ReadError("cut"), "https://api.example.com")
        assert endpoint.search(str(lost)) is None, lost


# --- what models and people read


@pytest.mark.parametrize("shape", ["objects", "objects_200", "nested"])
@pytest.mark.parametrize("door", DOORS)
async def test_every_door_says_which_permission_is_missing(door: str, shape: Any) -> None:
    simulator = Simulator(errors=shape)
    key = simulator.add_key(scopes=["offersRead"])
    narrow: Any = SimpleNamespace(key=key, transport=simulator.transport, async_transport=simulator.async_transport)
    through = DOORS[door](narrow, Toolset.of("candidate.info").with_policy(confirm_never))
    try:
        told = await through.call("ashby_candidate_info", {"id": SOME_ID})
    finally:
        await through.close()
    assert not told.ok
    assert "candidatesRead" in told.text
    assert "wrong" not in told.text


@pytest.mark.parametrize("shape", ["objects", "objects_200", "dict"])
def test_the_command_line_says_it_too_and_doctor_calls_the_key_no_wrong_one(
    shape: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = ["--store", str(tmp_path / "store.db")]
    with Simulator(errors=shape) as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.add_key(scopes=["candidatesRead"]))
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        called = CliRunner().invoke(app, ["call", "job.list", "{}", "--json", *store])
        looked = CliRunner().invoke(app, ["doctor", "--json", *store])
    error = json.loads(called.stdout)["error"]
    assert called.exit_code == 1
    assert (error["type"], error["code"]) == ("PermissionMissing", PERMISSION)
    assert "jobsRead" in error["message"]
    key = next(one for one in json.loads(looked.stdout) if one["what"] == "key")
    assert looked.exit_code == 0
    assert key["ok"] is not False
    assert "apiKeysRead" in key["found"] + key["next_step"]


def test_doctor_still_calls_a_wrong_key_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    with Simulator() as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", "no-such-key")
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        looked = CliRunner().invoke(app, ["doctor", "--json"])
    assert looked.exit_code == 1
    assert next(one for one in json.loads(looked.stdout) if one["what"] == "key")["ok"] is False


TRAPS = ['"', "\\", '\\"', "[", '{"a":[', "}]", '\\\\"[', '""', '\\"]', "\n{", "é["]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_how_deep_an_answer_is_does_not_depend_on_what_its_texts_hold(ascii_only) -> None:
    """The levels are counted in the bytes, so brackets, quotes and backslashes in texts must not count."""
    draw = random.Random(7)  # noqa: S311
    for levels in [*range(1, 8), *range(DEEPEST - 3, DEEPEST + 3)] * 12:
        node: Any = draw.choice(TRAPS)
        for _ in range(levels - 1):
            beside = draw.choice(TRAPS)
            node = draw.choice([[beside, node], [node, beside], {beside: beside, "b": node}, {"a": node, beside: ""}])
        content = json.dumps({"r": node}, ensure_ascii=ascii_only).encode()
        assert (parsed(content) == {"r": node}) is (levels <= DEEPEST)
