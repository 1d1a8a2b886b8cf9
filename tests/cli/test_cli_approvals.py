"""`approvals` for a team: rules, two people, edits, and reconciling, through the command line alone."""

from __future__ import annotations

import json
import sys

import pytest

from ashby_agent_tools import Client, Session, SqliteStore, Toolset, Verdict, ask_later, errors
from ashby_agent_tools.approval.answering import answer
from ashby_agent_tools.approval.people import Person
from ashby_agent_tools.cli import main
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

NOTE = "candidate.createNote"
RULES = """
own_agents = false

[[may]]
people = ["grace@example.com", "robin@example.com"]

[[needs]]
people = 2
endpoints = ["candidate.*"]
"""


class Desk:
    """A question that waits in a file, approvers with secrets, and the command line over both."""

    def __init__(self, simulator, folder, patch, capsys) -> None:
        self.simulator, self.folder, self.patch, self.capsys = simulator, folder, patch, capsys
        self.company = Company.of(simulator)
        self.store = SqliteStore(folder / "store.db")
        policy = Toolset.all().with_policy(lambda call: Verdict.RUN if call.operation.spec.reads else Verdict.ASK)
        options = {"store": self.store, "approver": ask_later, "asked_by": "ada@example.com"}
        self.session = Session(policy, simulator.client(), **options)
        self.note = {"candidateId": self.company.candidate()["id"], "note": "Call her"}
        (folder / "rules.toml").write_text(RULES)
        for name in ("grace", "robin", "eve", "ada"):
            secret = f"the secret of {name}, for tests only"
            self.store.add_approver(f"{name}@example.com", secret)
            (folder / name).write_text(secret)

    def ask(self):
        with pytest.raises(errors.ApprovalRequired) as raised:
            self.session.run(NOTE, self.note)
        return raised.value.question_id

    def run(self, *words):
        place = ["--store", str(self.folder / "store.db"), "--json"]
        self.patch.setattr(sys, "argv", ["ashby-agent-tools", "approvals", *words, *place])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capsys.readouterr().out
        return ended.value.code, json.loads(printed) if printed else {}

    def say(self, what, identity, by, *more, rules=True):
        given = ["--by", f"{by}@example.com", "--approver-secret-file", str(self.folder / by)]
        return self.run(what, identity, *more, *given, *(["--rules", str(self.folder / "rules.toml")] if rules else []))


@pytest.fixture
def desk(simulator: Simulator, tmp_path, monkeypatch, capsys):
    for name in ("ASHBY_API_KEY", "ASHBY_BASE_URL", "ASHBY_APPROVER_SECRET", "ASHBY_APPROVER_RULES"):
        monkeypatch.delenv(name, raising=False)
    return Desk(simulator, tmp_path, monkeypatch, capsys)


def test_two_people_approve_an_edit_and_it_is_what_is_sent(desk):
    asked = desk.ask()
    code, first = desk.say("edit", asked, "grace", "note=Call her on Monday")
    assert (code, first["state"], first["needed"], first["edited"]["note"]) == (0, "pending", 2, "Call her on Monday")
    assert [(it["by"], it["approved"]) for it in first["answers"]] == [("grace@example.com", True)]
    code, again = desk.say("approve", asked, "grace")
    assert (code, "another person" in again["error"]["message"]) == (2, True)
    desk.patch.setenv("ASHBY_APPROVER_RULES", str(desk.folder / "rules.toml"))
    code, second = desk.say("approve", asked, "robin", rules=False)
    assert (code, second["state"], second["decided_by"]) == (0, "approved", "grace@example.com and robin@example.com")
    desk.session.run(NOTE, desk.note)
    assert [body["note"] for body in desk.company.sent(NOTE)] == ["Call her on Monday"]
    assert [it["id"] for it in desk.run("list", "--state", "used")[1]] == [asked]
    assert desk.run("list", "--state", "pending") == (0, [])


def test_who_may_not_answer_is_told_why_and_nothing_is_recorded(desk):
    asked = desk.ask()
    for by, what, said in (
        ("eve", "approve", "no rule lets eve@example.com answer"),
        ("eve", "deny", "no rule lets eve@example.com answer"),
        ("ada", "approve", "ada@example.com's own agent"),
    ):
        code, told = desk.say(what, asked, by)
        assert (code, said in told["error"]["message"]) == (2, True), told
    code, told = desk.run("deny", asked, "--by", "grace@example.com", "--rules", str(desk.folder / "rules.toml"))
    assert (code, "nobody has checked that this is grace@example.com" in told["error"]["message"]) == (2, True)
    assert desk.store.request(asked).answers == ()


def test_an_edit_that_can_be_no_call_and_one_of_a_later_question_are_refused(desk):
    asked = desk.ask()
    for words in (("nota=x",), ('{"note": "x"}',), ("note",)):
        code, told = desk.say("edit", asked, "grace", *words)
        assert code in (2, 4), told
    assert desk.store.request(asked).state == "pending"


def test_rules_that_cannot_be_read_answer_nothing(desk):
    asked = desk.ask()
    (desk.folder / "rules.toml").write_text("[[may]]\npeple = ['grace@example.com']\n")
    code, told = desk.say("approve", asked, "grace")
    assert (code, "line 2: may[1].peple is not known here (did you mean 'people'?)" in told["error"]["message"]) == (
        2, True,
    )  # fmt: skip
    assert desk.store.request(asked).state == "pending"


def test_a_call_that_was_cut_off_is_settled_by_reading(desk):
    with desk.simulator:
        desk.patch.setenv("ASHBY_API_KEY", desk.simulator.key)
        desk.patch.setenv("ASHBY_BASE_URL", desk.simulator.url)
        desk.store = SqliteStore(desk.folder / "store.db", clock=lambda: desk.simulator.state.now.timestamp())  # noqa: PLW0108  (now moves on)
        desk.session = Session(desk.session.toolset, Client(), store=desk.store, approver=ask_later)
        asked = desk.ask()
        edited = {**desk.note, "note": "Call her on Monday"}
        answer(desk.store, asked, person=Person("grace@example.com"), approved=True, arguments=edited)
        desk.simulator.fail_next("cut_after", endpoint=NOTE)
        with pytest.raises(errors.OutcomeUnknown):
            desk.session.run(NOTE, desk.note)
        assert desk.store.request(asked).state == "unknown"
        code, (found,) = desk.run("reconcile")
        assert (code, found["id"], found["state"]) == (0, asked, "landed"), found
        assert "candidate.listNotes" in found["evidence"]
        assert desk.store.request(asked).state == "used"
        assert desk.run("reconcile") == (0, [])
        code, told = desk.run("reconcile", asked)
        assert (code, "used, outcome: done: there is nothing to reconcile" in told["error"]["message"]) == (2, True)
