"""Answers from outside the conversation: who may, how many have to, what an edit becomes, and what counts no more."""

from __future__ import annotations

import contextlib
import dataclasses
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest

from ashby_agent_tools import Decision, MemoryStore, Session, SqliteStore, SqlStore, Toolset, Verdict, ask_later, errors
from ashby_agent_tools.approval.answering import answer
from ashby_agent_tools.approval.people import ApproverRules, NeedsRule, Person
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

ADA, ROBIN, GRACE = Person("ada@example.com"), Person("robin@example.com"), Person("grace@example.com")
NOTE, MOVE = "candidate.createNote", "application.changeStage"
TWO = """
[[needs]]
people = 2
"""
RULES = """
own_agents = false

[groups]
recruiters = ["Ada@example.com", "robin@example.com"]

[[may]]
groups = ["recruiters"]
effect = "write"

[[may]]
people = ["grace@example.com"]
"""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "file", pytest.param("postgresql", marks=postgres.NEEDED)])
def store(request, tmp_path, clock):
    """Each store; SqliteStore(file) is SqlStore(sqlite:///file)."""
    with contextlib.ExitStack() as ends:
        match request.param:
            case "memory":
                yield MemoryStore(clock=clock)
            case "file":
                yield ends.enter_context(SqliteStore(tmp_path / "store.db", clock=clock))
            case "postgresql":
                yield ends.enter_context(SqlStore(ends.enter_context(postgres.schema()), clock=clock))


@pytest.fixture
def company(simulator: Simulator):
    return Company.of(simulator)


@pytest.fixture
def open_session(simulator, store):
    """Opens a session that asks about all that writes, and leaves its questions in the store."""
    policy = Toolset.all().with_policy(lambda call: Verdict.RUN if call.operation.spec.reads else Verdict.ASK)

    def opened(**options):
        given = {"store": store, "approver": ask_later, "asked_by": "ada@example.com", **options}
        return Session(policy, simulator.client(), **given)

    return opened


@pytest.fixture
def session(open_session):
    return open_session()


@pytest.fixture
def note(company):
    return {"candidateId": company.candidate()["id"], "note": "Call her"}


def ask(session, name, arguments):
    with pytest.raises(errors.ApprovalRequired) as raised:
        session.run(name, arguments)
    return session._store.request(raised.value.question_id)


def rules(tmp_path, text=RULES):
    path = tmp_path / "approvers.toml"
    path.write_text(text, encoding="utf-8")
    return ApproverRules.from_toml(path)


def notes(company):
    return [body["note"] for body in company.sent(NOTE)]


# edits


def test_an_edit_from_outside_is_what_is_sent_once(session, store, company, note):
    asked = ask(session, NOTE, note)
    assert (asked.asked_by, asked.needed, asked.tags, str(asked.effect)) == (
        "ada@example.com", 1, ("candidates",), "write",
    )  # fmt: skip
    answered = answer(store, asked.id, person=ROBIN, approved=True, arguments={**note, "note": "Call her tomorrow"})
    assert (answered.state, answered.decided_by, answered.edit["note"]) == ("approved", ROBIN.name, "Call her tomorrow")
    session.run(NOTE, note)
    assert notes(company) == ["Call her tomorrow"]
    assert store.request(asked.id).state == "used"
    assert ask(session, NOTE, note).id != asked.id


def test_an_edit_that_changes_nothing_is_a_plain_approval(session, store, company, note):
    asked = ask(session, NOTE, note)
    assert answer(store, asked.id, person=ROBIN, approved=True, arguments=note).edit is None
    session.run(NOTE, note)
    assert notes(company) == ["Call her"]


def test_an_edit_under_way_never_lets_the_call_out_as_it_was(session, store, company, note):
    """The approval comes between the look at the store and the claim: only exactly what it approved leaves."""
    asked = ask(session, NOTE, note)
    shown = session.prepare(NOTE, note)
    answer(store, asked.id, person=ROBIN, approved=True, arguments={**note, "note": "Call her tomorrow"})
    admission = store.admit(asked.key, shown, asked=shown, by=None, touched=(), guard=lambda _: None)
    assert (admission.number, admission.why_not) == (None, "waits for an answer")
    assert notes(company) == []


EDITS = {
    "another operation": (NOTE, {"note": "x"}, "application.delete", "edit makes no application.delete of it"),
    "an argument that there is not": (NOTE, {"nota": "x"}, None, "nota"),
    "no argument at all": (NOTE, None, None, "candidateId"),
    "a more dangerous one": (MOVE, "mail", None, "more dangerous than what was shown"),
    "a new secret": ("webhook.create", {"secretToken": "another-secret-of-mine"}, None, "secret cannot be changed"),
}


def test_an_edit_of_something_else_is_refused_and_the_question_waits(session, store, company, note):
    hook = {"requestUrl": "https://example.com/hook", "webhookType": "jobCreate", "secretToken": "s3cr3t-s3cr3t"}
    for name, change, operation, said in EDITS.values():
        shown = {NOTE: note, MOVE: company.rejection(), "webhook.create": hook}[name]
        edited = company.mailed_rejection() if change == "mail" else {} if change is None else {**shown, **change}
        asked = ask(session, name, shown)
        with pytest.raises(errors.EditRefused, match=said) as refused:
            answer(store, asked.id, person=ROBIN, approved=True, arguments=edited, operation=operation)
        assert "s3cr3t" not in str(refused.value)
        assert store.request(asked.id) == asked


def test_a_secret_that_is_not_shown_keeps_its_value_in_an_edit(session, store, company):
    hook = {"requestUrl": "https://example.com/hook", "webhookType": "jobCreate", "secretToken": "s3cr3t-s3cr3t"}
    asked = ask(session, "webhook.create", hook)
    edited = {**hook, "requestUrl": "https://example.com/other", "secretToken": "(not shown)"}
    answered = answer(store, asked.id, person=ROBIN, approved=True, arguments=edited)
    assert "s3cr3t" not in repr(answered)
    session.run("webhook.create", hook)
    ((url, secret),) = [(it["requestUrl"], it["secretToken"]) for it in company.sent("webhook.create")]
    assert (url, secret) == ("https://example.com/other", "s3cr3t-s3cr3t")


def test_a_denial_with_an_edit_is_refused(session, store, note):
    asked = ask(session, NOTE, note)
    with pytest.raises(errors.EditRefused, match="denied"):
        answer(store, asked.id, person=ROBIN, approved=False, arguments=note)


def test_an_edit_that_the_policy_of_the_session_forbids_is_asked_about_anew(open_session, store, company, note):
    """The door knows no policy; the conversation does."""
    loud = Toolset.all().with_policy(lambda call: Verdict.REFUSE if "!" in str(call.arguments) else Verdict.ASK)
    session = Session(loud, open_session()._outward.client, store=store, approver=ask_later)
    asked = ask(session, NOTE, note)
    answer(store, asked.id, person=ROBIN, approved=True, arguments={**note, "note": "Call her!"})
    with pytest.raises(errors.Declined, match="policy refuses"):
        session.run(NOTE, note)
    assert notes(company) == []


# what counts no more


def expired(session, store, clock, note):
    asked = ask(session, NOTE, note)
    clock.now += 9 * 3600
    return asked, {}


def set_back(session, store, clock, note):
    """Asked in the future: nobody knows how old the question is."""
    asked = ask(session, NOTE, note)
    clock.now -= 3600
    return asked, {}


def denied_before(session, store, clock, note):
    asked = ask(session, NOTE, note)
    answer(store, asked.id, person=GRACE, approved=False)
    return asked, {}


def approved_in_another_tab(session, store, clock, note):
    asked = ask(session, NOTE, note)
    answer(store, asked.id, person=ROBIN, approved=True, seen=asked.seen)
    return asked, {"seen": asked.seen}


def used(session, store, clock, note):
    asked = ask(session, NOTE, note)
    answer(store, asked.id, person=ROBIN, approved=True)
    session.run(NOTE, note)
    return asked, {}


def edited_by_another(session, store, clock, note):
    asked = ask(session, NOTE, note)
    answer(
        store,
        asked.id,
        person=GRACE,
        approved=True,
        arguments={**note, "note": "Write"},
        rules=ApproverRules(needs=(NeedsRule(2),)),
    )
    return asked, {"seen": asked.seen}


def asked_anew(session, store, clock, note):
    first = store.add_request(session._key, session.prepare(NOTE, note, call_id="c"), "Add it?", content="old")
    made = session.prepare(NOTE, note, call_id="c")
    store.admit(first.key, made, asked=made, by="x", touched=(), guard=lambda _: None, content="new")
    store.add_request(first.key, made, "Add the new one?", content="new")
    return first, {}


def unknown(session, store, clock, note):
    return dataclasses.replace(ask(session, NOTE, note), id="000000000000"), {}


LATE = {
    "expired": (expired, errors.ExpiredQuestion, "expired at 2027-01-15T16:00:00Z"),
    "the clock was set back": (set_back, errors.ExpiredQuestion, "expired"),
    "denied": (denied_before, errors.AlreadyAnswered, r"denied already \(by grace@example\.com at 2027-01-15T"),
    "approved in another tab": (approved_in_another_tab, errors.AlreadyAnswered, r"approved already \(by robin@"),
    "used": (used, errors.AlreadyAnswered, r"used already \(by robin@"),
    "edited meanwhile": (edited_by_another, errors.StaleQuestion, "somebody edited it since"),
    "asked again": (asked_anew, errors.StaleQuestion, "asked again since"),
    "unknown": (unknown, errors.UnknownQuestion, "no question '000000000000'"),
}


@pytest.mark.parametrize("case", LATE)
def test_an_answer_that_comes_too_late_is_told_why_and_changes_nothing(session, store, clock, note, case):
    make, error, said = LATE[case]
    asked, more = make(session, store, clock, note)
    before = store.requests()
    for approved in (True, False):
        with pytest.raises(error, match=said):
            answer(store, asked.id, person=ROBIN, approved=approved, **more)
    assert store.requests() == before


def test_of_many_answers_at_once_one_counts_and_the_others_are_told_by_whom(session, store, note):
    asked = ask(session, NOTE, note)
    people = [Person(f"person{n}@example.com") for n in "abcdefgh"]

    def say(person):
        try:
            return answer(store, asked.id, person=person, approved=person is people[0]).decided_by
        except errors.AlreadyAnswered as error:
            return f"first was {error.by}"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(say, people))
    (first,) = [it for it in said if not it.startswith("first")]
    assert {it for it in said if it != first} == {f"first was {first}"}


def test_a_store_that_goes_away_in_the_middle_records_nothing_and_says_so(session, store, note, monkeypatch):
    asked = ask(session, NOTE, note)

    def gone(*_, **__):
        raise errors.StoreUnavailable(reason="gone")

    with monkeypatch.context() as patched:
        patched.setattr(store, "_write_down", gone)
        with pytest.raises(errors.StoreUnavailable):
            answer(store, asked.id, person=ROBIN, approved=True)
    assert store.request(asked.id) == asked
    assert answer(store, asked.id, person=ROBIN, approved=True).state == "approved"


# who may


PEOPLE = {
    "one's own agent": (ADA, NOTE, errors.OwnRequest, "own agent"),
    "one's own agent under another spelling": (Person(" ADA@Example.com"), NOTE, errors.OwnRequest, "own agent"),
    "one's own agent with a lookalike": (Person("\u0430da@example.com"), NOTE, errors.OwnRequest, "own agent"),
    "somebody in no rule": (Person("eve@example.com"), NOTE, errors.MayNotAnswer, "no rule lets eve@example.com"),
    "a lookalike of somebody in a rule": (Person("r\u043ebin@example.com"), NOTE, errors.MayNotAnswer, "no rule"),
    "a name that nobody checked": (
        Person("claimed: robin@example.com"),
        NOTE,
        errors.MayNotAnswer,
        "nobody has checked",
    ),
    "more than the rule allows": (ROBIN, MOVE, errors.MayNotAnswer, r"application\.changeStage \(destructive"),
    "a group that the door made up": (
        Person("eve@example.com", frozenset(["recruiter"])),
        NOTE,
        errors.MayNotAnswer,
        "no rule",
    ),
}


def test_who_may_not_answer_does_not(session, store, company, note, tmp_path):
    asked = {name: ask(session, name, given) for name, given in {NOTE: note, MOVE: company.rejection()}.items()}
    for person, name, error, said in PEOPLE.values():
        for approved in (True, False):
            with pytest.raises(error, match=said):
                answer(store, asked[name].id, person=person, rules=rules(tmp_path), approved=approved)
    assert [store.request(it.id) for it in asked.values()] == list(asked.values())
    assert (company.sent(NOTE), company.sent(MOVE)) == ([], [])


def test_who_may_answer_does(session, store, note, tmp_path):
    for person in (ROBIN, Person("\uff32obin@example.com "), GRACE, Person("x", frozenset(["recruiters"]))):
        asked = ask(session, NOTE, {**note, "note": person.name})
        assert answer(store, asked.id, person=person, rules=rules(tmp_path), approved=True).state == "approved"


def test_an_approval_of_who_may_not_given_past_the_rules_counts_for_nothing(
    open_session, store, company, note, tmp_path
):
    """The session has the rules too: a door without them opens nothing, and the question waits on for who may."""
    session = open_session(rules=rules(tmp_path))
    asked = ask(session, NOTE, note)
    assert answer(store, asked.id, person=Person("eve@example.com"), approved=True).state == "approved"
    with pytest.raises(errors.OthersRequired, match=r"no rule lets eve@example\.com"):
        session.run(NOTE, note)
    waiting = store.request(asked.id)
    assert (waiting.state, waiting.decided_by, waiting.answers) == ("pending", None, ())
    answer(store, asked.id, person=ROBIN, rules=rules(tmp_path), approved=True)
    session.run(NOTE, note)
    assert notes(company) == ["Call her"]


def test_nobody_answers_where_it_is_not_known_whose_agent_asks_and_nobody_may_for_their_own(
    open_session, store, note, tmp_path
):
    asked = ask(open_session(asked_by=None), NOTE, note)
    with pytest.raises(errors.MayNotAnswer, match="not known whose agent asks"):
        answer(store, asked.id, person=ROBIN, rules=rules(tmp_path), approved=True)


# several people


def test_two_different_people_have_to_approve(session, store, company, note, tmp_path):
    two, asked = rules(tmp_path, TWO), ask(session, NOTE, note)
    first = answer(store, asked.id, person=GRACE, rules=two, approved=True, message="fine")
    assert (first.state, first.needed, first.decided_by, [it.by for it in first.answers]) == (
        "pending", 2, None, [GRACE.name],
    )  # fmt: skip
    assert ask(session, NOTE, note).id == asked.id
    second = answer(store, asked.id, person=ROBIN, rules=two, approved=True)
    assert (second.state, second.decided_by) == ("approved", "grace@example.com and robin@example.com")
    session.run(NOTE, note)
    assert notes(company) == ["Call her"]


SPELLINGS = (
    "grace@example.com", "GRACE@EXAMPLE.COM", " grace@example.com", "grace@example.com\u200b", "gr\u00e2ce@example.com",
    "\uff47race@example.com", "gra\u0441e@example.com", "gr\u0430ce@exampl\u0435.com", "grace@examp1e.com",
    "grace @example.com", "\u0261race@example.com", "gr\u03b1ce@example.com",
)  # fmt: skip


def test_one_person_under_two_spellings_is_one(session, store, note, tmp_path):
    two, asked = rules(tmp_path, TWO), ask(session, NOTE, note)
    answer(store, asked.id, person=GRACE, rules=two, approved=True)
    for spelling in SPELLINGS:
        with pytest.raises(errors.AlreadyAnswered, match="needs another person's approval: you have approved it"):
            answer(store, asked.id, person=Person(spelling), rules=two, approved=True)
    assert store.request(asked.id).state == "pending"


def test_one_denial_ends_it_also_that_of_who_approved_before(session, store, note, tmp_path):
    two, asked = rules(tmp_path, TWO), ask(session, NOTE, note)
    answer(store, asked.id, person=GRACE, rules=two, approved=True)
    denied = answer(store, asked.id, person=GRACE, rules=two, approved=False, message="not now")
    assert (denied.state, denied.decided_by, denied.message) == ("denied", GRACE.name, "not now")


def test_an_edit_counts_for_itself_only_so_who_approved_before_approves_again(session, store, company, note, tmp_path):
    two, asked = rules(tmp_path, TWO), ask(session, NOTE, note)
    answer(store, asked.id, person=GRACE, rules=two, approved=True)
    edited = answer(store, asked.id, person=ROBIN, rules=two, approved=True, arguments={**note, "note": "Write to her"})
    assert (edited.state, [it.by for it in edited.approvals]) == ("pending", [ROBIN.name])
    with pytest.raises(errors.StaleQuestion):
        answer(store, asked.id, person=GRACE, rules=two, approved=True, seen=asked.seen)
    assert answer(store, asked.id, person=GRACE, rules=two, approved=True, seen=edited.seen).state == "approved"
    session.run(NOTE, note)
    assert notes(company) == ["Write to her"]


def test_rules_of_the_session_hold_at_a_door_without_rules(open_session, store, company, note, tmp_path):
    session = open_session(rules=rules(tmp_path, TWO))
    asked = ask(session, NOTE, note)
    assert (asked.needed, answer(store, asked.id, person=GRACE, approved=True).state) == (2, "pending")


def test_inside_the_conversation_one_yes_is_not_enough_either(open_session, store, company, note, tmp_path):
    session = open_session(rules=rules(tmp_path, TWO))
    call = session.prepare(NOTE, note, call_id="c1")
    session.question(call)
    again = session.settle(call, Decision.approve(by="grace@example.com"))
    assert (again.stays, again.call) == (True, call)
    assert "2 different people, and so far it has that of grace@example.com" in again.note
    with pytest.raises(errors.OthersRequired):
        session.execute(call, decision=Decision.approve(by="Grace@example.com"))
    assert notes(company) == []
    session.execute(call, decision=Decision.approve(by="robin@example.com"))
    assert notes(company) == ["Call her"]


def test_inside_the_conversation_an_edit_of_what_two_approve_is_asked_about_anew(
    open_session, store, company, note, tmp_path
):
    session = open_session(rules=rules(tmp_path, TWO))
    call = session.prepare(NOTE, note, call_id="c1")
    session.question(call)
    again = session.settle(call, Decision.edit({**note, "note": "Write"}, by="grace@example.com"))
    assert (again.stays, again.call.arguments["note"]) == (False, "Write")
    assert "grace@example.com has changed it" in again.note
    assert notes(company) == []


def test_a_yes_inside_the_conversation_is_to_what_was_asked_there_and_to_no_edit_from_elsewhere(
    open_session, store, company, note, tmp_path
):
    two = rules(tmp_path, TWO)
    session = open_session(rules=two)
    call = session.prepare(NOTE, note, call_id="c1")
    session.question(call)
    (asked,) = store.requests()
    answer(store, asked.id, person=GRACE, rules=two, approved=True, arguments={**note, "note": "Offer her all"})
    assert session.answer(call, Decision.approve(by="robin@example.com")).stays
    with pytest.raises(errors.ApprovalRequired):
        session.execute(call)
    answer(store, asked.id, person=ADA, rules=two, approved=True)
    session.execute(call)
    assert notes(company) == ["Call her"]


def test_inside_the_conversation_who_may_not_answer_does_not_and_the_question_waits(
    open_session, store, company, note, tmp_path
):
    session = open_session(rules=rules(tmp_path))
    call = session.prepare(NOTE, note, call_id="c1")
    session.question(call)
    for decision in (Decision.approve, Decision.deny):
        again = session.settle(call, decision(by="eve@example.com"))
        assert (again.stays, "no rule lets eve@example.com" in again.note) == (True, True)
        assert session.answer(call, decision(by="eve@example.com")).stays
    assert store.requests()[0].state == "pending"
    session.execute(call, decision=Decision.approve(by="robin@example.com"))
    assert notes(company) == ["Call her"]


def test_rules_by_job_go_by_all_the_jobs_that_a_question_is_about(open_session, store, company, tmp_path, simulator):
    job = company.applications[0]["job"]["id"]
    other = next(it["id"] for it in simulator.state.rows("job", status="Open") if it["id"] != job)
    mine = rules(tmp_path, f'[[may]]\npeople = ["robin@example.com"]\njobs = ["{job}"]\n')
    session = open_session()
    application = company.applications[0]["id"]
    asked = {
        "a job": ask(session, "job.update", {"jobId": job, "title": "Staff Engineer II"}),
        "an application for it": ask(session, MOVE, company.rejection()),
        "one that goes to another job": ask(
            session, "application.transfer", {"applicationId": application, "jobId": other, **_plan(simulator, other)}
        ),
        "a person": ask(session, NOTE, {"candidateId": company.candidate()["id"], "note": "Call"}),
    }
    assert {name: set(it.jobs) for name, it in asked.items()} == {
        "a job": {job}, "an application for it": {job}, "one that goes to another job": {job, other}, "a person": set(),
    }  # fmt: skip
    may = [name for name, it in asked.items() if not mine.objection(ROBIN, it)]
    assert may == ["a job", "an application for it"]


def test_who_may_answer_for_one_job_does_not_by_an_edit_for_another(open_session, store, company, tmp_path, simulator):
    """From outside, past the rules of the door, and inside the conversation."""
    job = company.applications[0]["job"]["id"]
    mine = rules(tmp_path, f'[[may]]\npeople = ["robin@example.com"]\njobs = ["{job}"]\n')
    session = open_session(rules=mine)
    other = next(it["id"] for it in simulator.state.rows("application") if it["jobId"] != job)
    edit = {**company.rejection(), "applicationId": other}
    asked = ask(session, MOVE, company.rejection())
    with pytest.raises(errors.MayNotAnswer, match="no rule lets robin"):
        answer(store, asked.id, person=ROBIN, rules=mine, approved=True, arguments=edit)
    answer(store, asked.id, person=ROBIN, approved=True, arguments=edit)
    with pytest.raises(errors.OthersRequired, match="no rule lets robin"):
        session.run(MOVE, company.rejection())
    call = session.prepare(MOVE, company.rejection())
    assert session.settle(call, Decision.edit(edit, by=ROBIN.name)).stays
    assert company.sent(MOVE) == []
    session.execute(call, decision=Decision.approve(by=ROBIN.name))
    assert company.sent(MOVE) == [company.rejection()]


def test_an_edit_to_a_job_that_needs_two_people_needs_two(open_session, store, company, tmp_path, simulator):
    """At a door with the rules it waits for the second; at one without them it counts for nothing."""
    other = next(
        it for it in simulator.state.rows("application") if it["jobId"] != company.applications[0]["job"]["id"]
    )
    two = rules(tmp_path, f'[[needs]]\npeople = 2\njobs = ["{other["jobId"]}"]\n')
    session = open_session(rules=two)
    asked = ask(session, MOVE, company.rejection())
    assert asked.needed == 1
    edit = {**company.rejection(), "applicationId": other["id"]}
    answer(store, asked.id, person=ROBIN, approved=True, arguments=edit)
    with pytest.raises(errors.OthersRequired, match="2 different people"):
        session.run(MOVE, company.rejection())
    assert answer(store, asked.id, person=ROBIN, rules=two, approved=True, arguments=edit).state == "pending"
    assert company.sent(MOVE) == []


def _plan(simulator, job):
    plan = simulator.state.get("job", job)["defaultInterviewPlanId"]
    return {
        "interviewPlanId": plan,
        "interviewStageId": simulator.state.first("interviewStage", interviewPlanId=plan)["id"],
    }


@pytest.mark.usefixtures("no_waiting")
def test_where_a_look_up_fails_no_rule_by_job_lets_anybody_answer(open_session, store, company, tmp_path, simulator):
    job = company.applications[0]["job"]["id"]
    mine = rules(tmp_path, f'[[may]]\npeople = ["robin@example.com"]\njobs = ["{job}"]\n')
    for _ in range(9):
        simulator.fail_next("server_error", endpoint="application.info")
    asked = ask(open_session(), MOVE, company.rejection())
    assert asked.jobs == ()
    assert "no rule lets" in mine.objection(ROBIN, asked)
