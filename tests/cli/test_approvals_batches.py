"""`approvals` of a batch: shown as one text, answered with one proof, line by line."""

from __future__ import annotations

import json
import sys

import pytest

from ashby_agent_tools import Caps, Session, SqliteStore, Toolset
from ashby_agent_tools.cli import _proof, main
from ashby_agent_tools.testing._company import Company

SECRET = "the secret of an approver, for tests"


@pytest.fixture
def waiting(tmp_path, simulator, monkeypatch):
    """A batch of five rejections in a file, and the command line over it, as Grace, who has a secret."""
    company, store = Company.of(simulator), SqliteStore(tmp_path / "store.db")
    session = Session(Toolset.all(), simulator.client(), store=store, caps=Caps(destructive=50))
    calls = [("ashby_application_change_stage", company.rejection(number)) for number in range(5)]
    batch = session.batch(calls)
    store.add_approver("Grace", SECRET)
    monkeypatch.setenv(_proof.SECRET, SECRET)
    for name in ("ASHBY_API_KEY", "ASHBY_BASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*words):
        monkeypatch.setattr(
            sys, "argv", ["ashby-agent-tools", "approvals", *words, "--store", str(tmp_path / "store.db")]
        )
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    def states():
        return [it.state for it in store.batch_requests(batch.id)]

    return run, states, batch, session, company, calls


def test_a_batch_is_shown_as_one_text_with_every_person(waiting, capsys):
    run, _, batch, _, company, _ = waiting
    assert run("show", batch.id) == 0
    shown = capsys.readouterr().out
    assert "5 calls: Reject" in shown
    people = [company.candidate(number)["name"].replace("'", "\u2019") for number in range(5)]
    assert all(f"{number}. {name}" in shown for number, name in enumerate(people, 1))
    assert run("list", "--json") == 0
    assert {(it["batch"], it["line"]) for it in json.loads(capsys.readouterr().out)} == {
        (batch.id, number) for number in range(1, 6)
    }
    assert run("show", batch.id, "--json") == 0
    assert [it["line"] for it in json.loads(capsys.readouterr().out)["lines"]] == [1, 2, 3, 4, 5]


def test_some_lines_are_approved_some_denied_and_exactly_the_approved_ones_leave(waiting, capsys):
    run, states, batch, session, company, calls = waiting
    assert run("approve", batch.id, "--by", "Grace", "--lines", "1-2, 5") == 0
    assert states() == ["approved", "approved", "pending", "pending", "approved"]
    assert run("deny", batch.id, "--by", "Grace", "--lines", "3", "--message", "she stays") == 0
    assert run("approve", batch.id, "--by", "Grace", "--lines", "1") == 2  # it waits no more
    assert states() == ["approved", "approved", "denied", "pending", "approved"]
    session.execute_batch(session.batch(calls))
    assert company.sent("application.changeStage") == [company.rejection(number) for number in (0, 1, 4)]
    assert "line 5: approved" in capsys.readouterr().out


def test_an_edit_of_a_line_is_shown_with_the_batch(waiting, capsys):
    run, _, batch, session, company, _ = waiting
    edited = company.rejection(2)
    session._store.answer(batch.lines[1].request_id, approved=True, by="Anna", arguments=edited, needed=2)
    assert run("show", batch.id) == 0
    assert (
        f"line 2: what is approved are these arguments: {json.dumps(edited, sort_keys=True)}" in capsys.readouterr().out
    )
    assert run("show", batch.id, "--json") == 0
    assert json.loads(capsys.readouterr().out)["lines"][1]["edited"] == edited


def test_without_lines_all_that_wait_are_meant(waiting):
    run, states, batch, *_ = waiting
    assert run("deny", batch.id, "--by", "Grace", "--lines", "2") == 0
    assert run("approve", batch.id, "--by", "Grace") == 0
    assert states() == ["approved", "denied", "approved", "approved", "approved"]


@pytest.mark.parametrize(
    "words",
    [
        ("approve", "--lines", "6"),
        ("approve", "--lines", "x"),
        ("approve", "--lines", "none"),
        ("edit", "archiveReasonId=x"),
    ],
)
def test_what_names_no_line_records_nothing(waiting, words):
    run, states, batch, *_ = waiting
    command, *more = words
    assert run(command, batch.id, *more, "--by", "Grace") == 2
    assert states() == ["pending"] * 5


def test_an_approval_of_a_batch_needs_a_proof_and_lines_belong_to_batches(waiting, monkeypatch):
    run, states, batch, *_ = waiting
    assert run("approve", batch.lines[0].request_id, "--by", "Grace", "--lines", "1") == 2
    monkeypatch.setenv(_proof.SECRET, "another secret")
    assert run("approve", batch.id, "--by", "Grace") != 0
    monkeypatch.delenv(_proof.SECRET)
    assert run("approve", batch.id, "--by", "Grace") != 0
    assert states() == ["pending"] * 5
