"""Dry run: everything up to the wire and nothing sent. Audit: every step a line, and nothing private in it."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from ashby_agent_tools import Client, Decision, MemoryStore, Session, Toolset, confirm_never, deny, errors
from ashby_agent_tools.simulator import Simulator

TOOLS = Toolset.all()


def ids(simulator: Simulator) -> dict[str, str]:
    """The ids of a rejection of Priya Raman."""
    state = simulator.state
    person = next(row for row in state.table("candidate").values() if row["name"] == "Priya Raman")
    application = next(row for row in state.table("application").values() if row["candidateId"] == person["id"])
    stages = state.table("interviewStage").values()
    archived = next(
        row for row in stages if row["interviewPlanId"] == application["interviewPlanId"] and row["type"] == "Archived"
    )
    reason = next(row for row in state.table("archiveReason").values() if row["text"] == "Timing")
    return {"applicationId": application["id"], "interviewStageId": archived["id"], "archiveReasonId": reason["id"]}


def test_a_dry_run_shows_the_request_and_the_sentence_and_changes_nothing(simulator: Simulator):
    session = Session(TOOLS, simulator.client(), async_client=simulator.async_client(), dry_run=True)
    before = simulator.state.snapshot()
    for result in (
        session.run("application.changeStage", ids(simulator)),
        asyncio.run(session.arun("application.changeStage", ids(simulator))),
    ):
        assert result.data["request"] == {"method": "POST", "path": "/application.changeStage", "body": ids(simulator)}
        assert "Priya Raman" in result.data["would"]
        assert result.data["needs_approval"] is True
        assert "Nothing was sent" in result.text
        assert result.tokens <= session.toolset.budget.tokens
    assert simulator.state.snapshot() == before
    assert {request.endpoint for request in simulator.log}.isdisjoint({"application.changeStage"})


def test_what_builds_on_an_earlier_dry_run_says_so(simulator: Simulator):
    session = Session(TOOLS, simulator.client(), dry_run=True)
    session.run("application.changeStage", ids(simulator))
    again = session.run("application.update", {"applicationId": ids(simulator)["applicationId"]})
    assert again.data["builds_on_dry_run_of"] == ["application.changeStage"]
    read = session.run("application.info", {"applicationId": ids(simulator)["applicationId"]})
    assert "application.changeStage" in read.text
    assert "Dry run" in read.text
    assert "Dry run" not in session.run("job.list", {}).text


def test_a_dry_run_refuses_what_the_policy_refuses(simulator: Simulator):
    tools = TOOLS.with_policy(deny("application.changeStage"))
    with pytest.raises(errors.Declined):
        Session(tools, simulator.client(), dry_run=True).run("application.changeStage", ids(simulator))


def steps(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_step_of_a_call_is_a_line_of_the_audit(simulator: Simulator, tmp_path):
    path = tmp_path / "audit.jsonl"
    session = Session(TOOLS, simulator.client(), conversation="c", audit=path)
    call = session.prepare("application.changeStage", ids(simulator))
    with pytest.raises(errors.ApprovalRequired):
        session.execute(call)
    session.question(call)
    session.execute(call, decision=Decision.approve(by="ada@example.com"))
    lines = steps(path)
    assert [line["step"] for line in lines] == ["prepared", "refused", "asked", "answered", "sent", "done"]
    assert {line["fingerprint"] for line in lines} == {call.fingerprint}
    assert {(line["account"], line["conversation"], line["operation"]) for line in lines} == {
        (session.account, "c", "application.changeStage")
    }
    assert lines[3]["by"] == "ada@example.com"
    assert lines[0]["arguments"] == ids(simulator)
    assert path.stat().st_mode & 0o077 == 0


def test_failures_and_noes_are_lines_too(simulator: Simulator, tmp_path):
    path = tmp_path / "audit.jsonl"
    session = Session(TOOLS.with_policy(confirm_never), simulator.client(), audit=path, store=MemoryStore())
    with pytest.raises(errors.NotFound):
        session.run("candidate.anonymize", {"candidateId": simulator.state.new_id()})
    simulator.fail_next("cut_after")
    with pytest.raises(errors.OutcomeUnknown):
        session.run("candidateTag.create", {"title": "Referred by Grace"})
    lines = steps(path)
    assert [line["step"] for line in lines] == ["prepared", "sent", "failed", "prepared", "sent", "unknown"]
    assert lines[2]["error"] == "NotFound"
    assert lines[2]["request_id"]


def test_the_audit_holds_no_key_no_free_text_and_no_personal_data(simulator: Simulator, tmp_path, caplog):
    caplog.set_level("DEBUG")
    path = tmp_path / "audit.jsonl"
    session = Session(TOOLS.with_policy(confirm_never), simulator.client(), audit=path)
    candidate = simulator.state.get("application", ids(simulator)["applicationId"])["candidateId"]
    session.run(
        "candidate.createNote", {"candidateId": candidate, "note": "She earns 180,000 and called from +1 555 0100"}
    )
    session.run("candidate.update", {"candidateId": candidate, "phoneNumber": "+1 555 0199", "name": "Priya R. Raman"})
    session.run("candidate.search", {"email": "priya.raman@example.com"})
    written = path.read_text(encoding="utf-8") + caplog.text
    for secret in (simulator.key, "180,000", "555 0", "Priya", "priya.raman", "She earns"):
        assert secret not in written
    note = steps(path)[0]["arguments"]
    assert note == {"candidateId": candidate, "note": "<text>"}


def test_nothing_leaves_while_the_audit_cannot_be_written(simulator: Simulator, tmp_path):
    path, store = tmp_path / "audit.jsonl", MemoryStore()
    session = Session(TOOLS.with_policy(confirm_never), simulator.client(), store=store, audit=path)
    call = session.prepare("application.changeStage", ids(simulator))
    path.unlink()
    path.mkdir()  # as a disk that is full, for whoever runs the tests
    before = simulator.state.snapshot()
    for attempt in (
        lambda: session.run("application.changeStage", ids(simulator)),
        lambda: session.execute(call),
        lambda: asyncio.run(session.arun("application.changeStage", ids(simulator))),
    ):
        with pytest.raises(errors.StoreUnavailable, match="audit file cannot be written"):
            attempt()
    assert simulator.state.snapshot() == before
    assert {it.outcome for it in store.writes(session._key)} <= {"failed"}


def test_what_was_sent_is_told_and_recorded_also_where_the_audit_breaks_meanwhile(simulator: Simulator, tmp_path):
    path, store = tmp_path / "audit.jsonl", MemoryStore()

    def answer(request: httpx.Request) -> httpx.Response:
        path.unlink(missing_ok=True)
        path.mkdir(exist_ok=True)
        return httpx.Response(200, json={"success": True, "results": {"id": "x"}})

    client = Client(simulator.key, transport=httpx.MockTransport(answer), base_url="https://ashby.example.com")
    session = Session(TOOLS.with_policy(confirm_never), client, store=store, audit=path)
    assert session.run("candidateTag.create", {"title": "Ready"}).data == {"id": "x"}
    assert [it.outcome for it in store.writes(session._key)] == ["done"]
