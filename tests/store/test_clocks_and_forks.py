"""Clocks that are set and processes that fork: neither revives a question, spends a yes twice, or hangs."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

import pytest

from ashby_agent_tools import Client, Conversations, Decision, MemoryStore, Session, SqliteStore, Toolset, errors
from ashby_agent_tools.results.counting import counter_for
from ashby_agent_tools.store.expiry import Expiry
from ashby_agent_tools.store.protocol import ConversationKey
from ashby_agent_tools.testing._company import Company

MOVE = "application.changeStage"
HOUR = 3600.0


class Clock:
    """A clock that somebody sets."""

    def __init__(self, now=1_800_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


class Talk:
    """A conversation over a store in a file, with a question asked; `again` is the same after a restart."""

    def __init__(self, simulator, folder, clock, **options):
        self.company, self.file, self.clock, self.options = Company.of(simulator), folder / "store.db", clock, options
        self.client = simulator.client()
        self.session = self.again()
        self.call = self.session.prepare(MOVE, self.company.rejection(), call_id="c1")
        self.session.question(self.call)

    def again(self):
        self.store = SqliteStore(self.file, expires=8 * HOUR, clock=self.clock, **self.options)
        return Session(Toolset.all(), self.client, store=self.store, conversation="one")

    @property
    def state(self):
        (asked,) = self.store.requests()
        return asked.state

    def sent(self):
        return self.company.sent(MOVE)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def talk(simulator, tmp_path, clock):
    return Talk(simulator, tmp_path, clock)


def looked(talk):
    assert talk.state == "expired"


def tried(talk):
    with pytest.raises(errors.ApprovalRequired, match="expired"):
        talk.session.execute(talk.call, decision=Decision.approve(by="grace@example.com"))


def answered(talk):
    (asked,) = talk.store.requests()
    with pytest.raises(errors.UsageError, match="expired"):
        talk.store.answer(asked.id, approved=True, by="grace@example.com")


@pytest.mark.parametrize("seen", [looked, tried, answered])
@pytest.mark.parametrize("restarted", [False, True])
def test_a_question_that_was_seen_expired_stays_so_when_the_clock_is_set_back(talk, clock, seen, restarted):
    clock.now += 9 * HOUR
    seen(talk)
    clock.now -= 9 * HOUR
    session = talk.again() if restarted else talk.session
    assert talk.state == "expired"
    with pytest.raises(errors.ApprovalRequired, match="expired"):
        session.execute(talk.call, decision=Decision.approve(by="grace@example.com"))
    assert talk.sent() == []


def test_a_yes_that_was_given_in_time_and_seen_expired_is_not_revived_either(talk, clock):
    (asked,) = talk.store.requests()
    talk.store.answer(asked.id, approved=True, by="grace@example.com")
    clock.now += 8 * HOUR
    assert talk.state == "expired"
    clock.now -= 8 * HOUR
    with pytest.raises(errors.ApprovalRequired, match="expired"):
        talk.again().execute(talk.call)
    assert talk.sent() == []


@pytest.mark.parametrize("back", [2 * HOUR, 365 * 24 * HOUR, 61.0])
@pytest.mark.parametrize("restarted", [False, True])
def test_a_question_asked_in_the_future_counts_no_more(talk, clock, back, restarted):
    """The clock was set back after it was asked: nobody knows how old it is, so the person is asked again."""
    clock.now -= back
    session = talk.again() if restarted else talk.session
    with pytest.raises(errors.ApprovalRequired, match="expired"):
        session.execute(talk.call, decision=Decision.approve(by="grace@example.com"))
    again = session.prepare(MOVE, talk.company.rejection(), call_id="c2")
    session.question(again)
    session.execute(again, decision=Decision.approve(by="grace@example.com"))
    assert talk.sent() == [talk.company.rejection()]


@pytest.mark.parametrize("by", [-59.0, -0.5, 30.0, 7 * HOUR])
def test_a_clock_that_is_corrected_a_little_or_runs_on_voids_nothing(talk, clock, by):
    clock.now += by
    talk.session.execute(talk.call, decision=Decision.approve(by="grace@example.com"))
    assert talk.sent() == [talk.company.rejection()]


@pytest.mark.parametrize("back", [0.0, 59.0])
def test_a_clock_that_stands_still_keeps_no_question_alive(talk, clock, monkeypatch, back):
    """What is left of a question's time is also measured by a clock that nobody can set."""
    steady = Clock(50.0)
    monkeypatch.setattr(talk.store, "_expiry", Expiry(clock, steady=steady))
    assert talk.state == "pending"
    steady.now += 8 * HOUR
    clock.now -= back
    with pytest.raises(errors.ApprovalRequired, match="expired"):
        talk.session.execute(talk.call, decision=Decision.approve(by="grace@example.com"))
    assert talk.sent() == []


def test_a_question_that_has_been_answered_and_used_is_left_alone_by_expiry(talk, clock):
    talk.session.execute(talk.call, decision=Decision.approve(by="grace@example.com"))
    clock.now += 9 * HOUR
    assert talk.state == "used"


# ---- forks


def in_a_fork(job):
    """What the job says in a forked process: its return value as an exit code, 99 for a hang, 98 for an exception."""
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os._exit(job())
        os._exit(98)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 99


def refusing(act):
    """A job: 4 if the act is refused as forked, 0 if it went through."""

    def job():
        try:
            act()
        except errors.UsageError as error:
            return 4 if "forked" in str(error) else 5
        return 0

    return job


@contextlib.contextmanager
def held(store, call):
    """Another thread is in the middle of letting a call out, as long as this lasts."""
    inside, leave = threading.Event(), threading.Event()

    def slow(sent):
        inside.set()
        leave.wait()
        return "only a test"

    def admit():
        store.admit(ConversationKey("a", "one"), call, asked=None, by=None, touched=(), guard=slow)

    thread = threading.Thread(target=admit)
    thread.start()
    inside.wait()
    yield
    leave.set()
    thread.join()


STORE_ACTS = {
    "ask": lambda store, call: store.add_request(ConversationKey("a", "one"), call, "Move?"),
    "questions": lambda store, call: store.requests(),
    "answer": lambda store, call: store.answer("none", approved=True, by="x"),
    "admit": lambda store, call: store.admit(
        ConversationKey("a", "one"), call, asked=None, by=None, touched=(), guard=lambda sent: None
    ),
    "handle": lambda store, call: store.short_id(ConversationKey("a", "one"), "cand", "candidate", "u"),
    "handled": lambda store, call: store.resolve(ConversationKey("a", "one"), "cand_1"),
    "kept": lambda store, call: store.load_result(ConversationKey("a", "one"), "r1"),
    "sent": lambda store, call: store.writes(ConversationKey("a", "one")),
}


@pytest.mark.parametrize("act", STORE_ACTS)
@pytest.mark.parametrize("in_memory", [False, True])
def test_a_store_that_a_thread_uses_while_the_process_forks_is_refused_and_does_not_hang(tmp_path, act, in_memory):
    store = MemoryStore() if in_memory else SqliteStore(tmp_path / "store.db")
    call = Toolset.all().prepare("candidate.addTag", {"candidateId": "0" * 8 + "-0000-4000-8000-000000000000",
                                                      "tagId": "0" * 8 + "-0000-4000-8000-000000000001"})  # fmt: skip
    with held(store, call):
        assert in_a_fork(refusing(lambda: STORE_ACTS[act](store, call))) == 4
    assert store.requests() == ()


def test_closing_a_store_in_a_forked_process_leaves_the_file_to_the_first(tmp_path):
    store = SqliteStore(tmp_path / "store.db")

    def closes():
        store.close()
        return 0

    assert in_a_fork(closes) == 0
    assert store.short_id(ConversationKey("a", "one"), "cand", "candidate", "u")


def test_a_decision_does_not_count_in_a_forked_process(simulator):
    """The first process has the same object, and would spend it a second time."""
    decision = Decision.approve(by="grace@example.com")
    assert in_a_fork(lambda: int(decision.spend())) == 0
    assert decision.spend()


@pytest.mark.parametrize("name", ["o200k_base", "another"])
def test_counting_goes_on_in_a_process_that_forked_while_a_thread_was_looking_for_a_vocabulary(monkeypatch, name):
    inside, leave = threading.Event(), threading.Event()

    def slow(name):
        inside.set()
        leave.wait(0.3)

    monkeypatch.setattr("ashby_agent_tools.results.counting._encoding", slow)
    monkeypatch.setattr("ashby_agent_tools.results.counting._KNOWN", [name])
    thread = threading.Thread(target=counter_for, args=(name,))
    thread.start()
    inside.wait()
    assert in_a_fork(lambda: counter_for(name).count("four words are here") and 7) == 7
    leave.set()
    thread.join()


def test_conversations_are_made_in_a_process_that_forked_while_a_thread_made_one(monkeypatch):
    conversations = Conversations(Toolset.preset("operations"), api_key="k" * 20)
    inside, leave = threading.Event(), threading.Event()
    made = conversations._made

    def slow(name):
        if name == "slow":
            inside.set()
            leave.wait()
        return made(name)

    monkeypatch.setattr(conversations, "_made", slow)
    thread = threading.Thread(target=conversations.session, args=("slow",))
    thread.start()
    inside.wait()
    assert in_a_fork(lambda: conversations.session("quick") and 7) == 7
    leave.set()
    thread.join()
    conversations.close()


def test_a_client_that_was_made_before_a_fork_sends_nothing_after_it(simulator):
    """Two processes on one connection would read each other's answers."""
    with simulator, Client(simulator.key, base_url=simulator.url) as client:
        company = Company.of(simulator)
        operation = Toolset.all().prepare("candidate.info", {"id": company.candidate()["id"]}).operation
        client.execute(operation)
        before = len(company.sent("candidate.info"))
        assert in_a_fork(refusing(lambda: client.execute(operation))) == 4
        assert in_a_fork(refusing(lambda: client.read_resume(company.candidate()["id"]))) == 4
        client.execute(operation)
        assert len(company.sent("candidate.info")) == before + 1
