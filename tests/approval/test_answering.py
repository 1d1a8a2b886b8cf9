"""Answers from outside the conversation: who may, how many have to, what an edit becomes, and what counts no more."""

from __future__ import annotations

import dataclasses

import postgres
import pytest

from ashby_agent_tools import MemoryStore, Session, SqliteStore, SqlStore, Toolset, Verdict, ask_later, errors
from ashby_agent_tools.approval.answering import answer
from ashby_agent_tools.approval.people import ApproverRules, Person
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

ADA, ROBIN, GRACE = Person("ada@example.com"), Person("robin@example.com"), Person("grace@example.com")
NOTE = "candidate.createNote"
RULES = """
own_agents = false

[groups]
recruiters = ["Ada@example.com", "robin@example.com"]

[[may]]
groups = ["recruiters"]
effect = "write"

[[may]]
people = ["grace@example.com"]

[[needs]]
people = 2
outreach = true
"""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["memory", "file", "sqlite", "postgresql"])
def store(request, tmp_path):
    """Each store, with a clock that the test sets as `store.clock`."""
    clock = Clock()
    match request.param:
        case "memory":
            made = MemoryStore(clock=clock)
        case "file":
            made = SqliteStore(tmp_path / "store.db", clock=clock)
        case "sqlite":
            made = SqlStore(f"sqlite:///{tmp_path / 'store.db'}", clock=clock)
        case "postgresql":
            with postgres.schema() as url, SqlStore(url, clock=clock) as made:
                made.clock = clock
                yield made
            return
    made.clock = clock
    yield made


@pytest.fixture
def company(simulator: Simulator):
    return Company.of(simulator)


@pytest.fixture
def session(simulator, store):
    policy = Toolset.all().with_policy(lambda call: Verdict.RUN if call.operation.spec.reads else Verdict.ASK)
    return Session(policy, simulator.client(), store=store, approver=ask_later, asked_by="ada@example.com")


def ask(session, name, arguments):
    with pytest.raises(errors.ApprovalRequired) as raised:
        session.run(name, arguments)
    return session._store.request(raised.value.question_id)


def rules(tmp_path, text=RULES):
    path = tmp_path / "approvers.toml"
    path.write_text(text, encoding="utf-8")
    return ApproverRules.from_toml(path)


def test_a_note_is_edited_and_approved_from_outside_and_the_edited_one_is_sent(session, store, company, simulator):
    arguments = {"candidateId": company.candidate()["id"], "note": "Call her"}
    asked = ask(session, NOTE, arguments)
    assert asked.asked_by == "ada@example.com"
    edited = {**arguments, "note": "Call her tomorrow"}
    answered = answer(store, asked.id, person=ROBIN, approved=True, arguments=edited)
    assert (answered.state, answered.decided_by, answered.edit["note"]) == ("approved", ROBIN.name, "Call her tomorrow")
    session.run(NOTE, arguments)
    assert [it["note"] for it in company.sent(NOTE)] == ["Call her tomorrow"]
    assert store.request(asked.id).state == "used"


def test_two_people_have_to_approve_and_one_denial_ends_it(session, store, company, tmp_path):
    file = rules(tmp_path)
    asked = ask(session, "application.changeStage", company.mailed_rejection())
    first = answer(store, asked.id, person=GRACE, rules=file, approved=True)
    assert (first.state, first.needed, [it.by for it in first.answers]) == ("pending", 2, [GRACE.name])
    with pytest.raises(errors.AlreadyAnswered, match=r"another person.*grace@example\.com at 2027"):
        answer(
            store,
            asked.id,
            person=Person("GRA\u0421E@example.com "),
            rules=dataclasses.replace(file, may=()),
            approved=True,
        )
    denied = answer(store, asked.id, person=GRACE, rules=file, approved=False, message="not now")
    assert (denied.state, denied.decided_by, denied.message) == ("denied", GRACE.name, "not now")
