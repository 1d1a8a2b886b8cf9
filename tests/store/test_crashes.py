"""Processes that die: nothing that was asked is lost, and nothing is sent twice. Real processes, one SQLite file."""

from __future__ import annotations

import json
import signal

import crash_jobs as jobs
import processes
import pytest
from crash_jobs import DONE, FORKED, REFUSED

from ashby_agent_tools import Client, Decision, Session, SqliteStore, Toolset, errors
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store.protocol import ConversationKey
from ashby_agent_tools.testing._company import Company

pytestmark = pytest.mark.slow  # many processes; make test-slow

MOVE, NOTE, UNTAG = "application.changeStage", "candidate.createNote", "candidate.removeTag"
PROCESSES, THREADS = 10, 5


SECRET = "the secret of an approver, for tests"


class Scene:
    """A simulator on loopback, a folder with the store, and processes over both."""

    def __init__(self, simulator, folder):
        self.company, self.folder = Company.of(simulator), folder
        self.place = (simulator.url, simulator.key)

    def process(self, job, name=MOVE, arguments=None, *more):
        """Run a job to its end: its exit code."""
        arguments = self.company.rejection() if arguments is None else arguments
        return processes.ended(processes.start(job, str(self.folder), self.place, name, arguments, *more))

    def command(self, *words):
        """`ashby-agent-tools ...`, in a process of its own."""
        store = ("--store", str(self.folder / "store.db"))
        environment = {"ASHBY_BASE_URL": self.place[0], "ASHBY_API_KEY": self.place[1], "HOME": str(self.folder)}
        environment["ASHBY_APPROVER_SECRET"] = SECRET
        return processes.command(self.folder / "command", *words, *store, environment=environment)

    def approve(self):
        """Somebody says yes to the open question, in a process of its own."""
        (waiting,) = [it for it in self.listed() if it["state"] == "pending"]
        self.store.add_approver("grace@example.com", SECRET)
        assert self.command("approvals", "approve", waiting["id"], "--by", "grace@example.com").code == 0
        return waiting

    def listed(self):
        return json.loads(self.command("approvals", "list", "--json").out)

    @property
    def store(self):
        return SqliteStore(self.folder / "store.db")

    @property
    def states(self):
        return [asked.state for asked in self.store.requests()]


@pytest.fixture
def scene(simulator: Simulator, tmp_path):
    with simulator:
        yield Scene(simulator, tmp_path)


def test_a_question_of_a_process_that_died_is_answered_by_another_and_the_call_is_sent_once(scene: Scene):
    assert scene.process(jobs.make_and_die, MOVE, scene.company.rejection(), "asking") == -signal.SIGKILL
    assert scene.company.sent(MOVE) == []
    waiting = scene.approve()
    assert scene.company.candidate()["name"] in waiting["question"]
    assert scene.process(jobs.make) == DONE
    assert scene.process(jobs.make) == REFUSED
    assert scene.company.sent(MOVE) == [scene.company.rejection()]
    (used, *_) = reversed(scene.listed())
    assert (used["state"], used["decided_by"]) == ("used", "grace@example.com")


def test_a_process_that_died_while_it_worded_the_question_has_asked_nothing(scene: Scene):
    assert scene.process(jobs.make_and_die, MOVE, scene.company.rejection(), "reading") == -signal.SIGKILL
    assert scene.states == []
    assert scene.process(jobs.make) == REFUSED
    assert scene.states == ["pending"]


@pytest.mark.parametrize(
    ("where", "arrived"), [("before the request", 0), ("after the answer", 1), ("before the outcome", 1)]
)
def test_between_yes_and_outcome_a_call_is_sent_at_most_once_and_shown_as_unknown(scene: Scene, where, arrived):
    """Whoever makes the call again is refused, with a new yes as well: a person has to look first."""
    assert scene.process(jobs.make) == REFUSED
    scene.approve()
    assert scene.process(jobs.make_and_die, MOVE, scene.company.rejection(), where) == -signal.SIGKILL
    assert len(scene.company.sent(MOVE)) == arrived
    assert scene.states == ["unknown"]
    assert scene.process(jobs.make_with_yes) == REFUSED
    assert scene.process(jobs.make) == REFUSED
    assert len(scene.company.sent(MOVE)) == arrived
    assert scene.states[-1] == "unknown"


def test_a_process_that_died_within_the_claim_has_not_used_the_yes(scene: Scene):
    assert scene.process(jobs.make) == REFUSED
    scene.approve()
    assert scene.process(jobs.make_and_die, MOVE, scene.company.rejection(), "claiming") == -signal.SIGKILL
    assert scene.states == ["approved"]
    assert scene.process(jobs.make) == DONE
    assert scene.company.sent(MOVE) == [scene.company.rejection()]


def test_a_process_that_died_while_it_read_the_state_before_has_not_used_the_yes(scene: Scene):
    assert scene.process(jobs.make) == REFUSED
    scene.approve()
    assert scene.process(jobs.make_and_die, MOVE, scene.company.rejection(), "reading") == -signal.SIGKILL
    assert (scene.states, scene.store.journal()) == (["approved"], ())
    assert scene.process(jobs.make) == DONE
    assert [entry.outcome for entry in scene.store.journal()] == ["done"]


@pytest.mark.parametrize(
    ("where", "arrived"), [("before the request", 0), ("after the answer", 1), ("before the outcome", 1)]
)
def test_what_undoing_takes_is_noted_with_the_claim_and_of_no_use_while_the_outcome_is_unknown(scene, where, arrived):
    assert scene.process(jobs.make) == REFUSED
    scene.approve()
    assert scene.process(jobs.make_and_die, MOVE, scene.company.rejection(), where) == -signal.SIGKILL
    (entry,) = scene.store.journal()
    assert entry.outcome is None
    url, key = scene.place
    with Client(key, base_url=url) as client:
        yes = Session(Toolset.all(), client, conversation="one", store=scene.store, approver=approving)
        with pytest.raises(errors.Declined, match="not known whether it was done"):
            yes.undo(entry.ref)
        assert len(scene.company.sent(MOVE)) == arrived
        if arrived:
            scene.store.finish(entry.number, "done")  # somebody looked
            yes.undo(entry.ref)
            moved = scene.company.simulator.state.get("application", scene.company.rejection()["applicationId"])
            assert moved["status"] == "Active"


def approving(call, question):
    return Decision.approve(by="Robin")


@pytest.mark.parametrize(("where", "arrived"), [("before the request", 0), ("after the answer", 1)])
def test_a_write_that_needs_no_yes_is_not_sent_again_either(scene: Scene, where, arrived):
    note = {"candidateId": scene.company.candidate()["id"], "note": "Strong on systems"}
    assert scene.process(jobs.make_and_die, NOTE, note, where) == -signal.SIGKILL
    assert scene.process(jobs.make, NOTE, note) == REFUSED
    assert len(scene.company.sent(NOTE)) == arrived
    assert scene.process(jobs.make, NOTE, {**note, "note": "Called her"}) == DONE


def test_fifty_uses_of_one_yes_in_ten_processes_send_exactly_once(scene: Scene):
    """Of a call that may be repeated for all that the guard against doubles cares: only the used yes stops it."""
    people = scene.company.simulator.state.table("candidate").values()
    tagged = next(person for person in people if person["tagIds"])
    untagging = {"candidateId": tagged["id"], "tagId": tagged["tagIds"][0]}
    assert scene.process(jobs.make, UNTAG, untagging) == REFUSED
    scene.approve()
    barrier, sent = processes.CONTEXT.Barrier(PROCESSES), processes.CONTEXT.Value("i", 0)
    given = (str(scene.folder), scene.place, UNTAG, untagging, THREADS, barrier, sent)
    started = [processes.start(jobs.make_in_threads, *given) for _ in range(PROCESSES)]
    assert [processes.ended(it) for it in started] == [0] * PROCESSES
    assert sent.value == 1
    assert scene.company.sent(UNTAG) == [untagging]
    assert scene.states[-1] == "used"


def test_what_is_recorded_stays_when_another_process_closes_the_file(scene: Scene):
    """Closing a second handle on the file would drop the locks of the first, and its log would be deleted under it."""
    writing, second = scene.store, scene.store
    second.close()
    assert processes.ended(processes.start(jobs.open_and_close, str(scene.folder))) == 0
    with Client(scene.place[1], base_url=scene.place[0]) as client:
        account, base_url = client.account, client.base_url
    call = Toolset.all().prepare(MOVE, scene.company.rejection(), account=account, base_url=base_url)
    writing.add_request(ConversationKey(account, "one", base_url), call, "Move?")
    assert [asked["question"] for asked in scene.listed()] == ["Move?"]


def test_a_store_that_was_opened_before_a_fork_is_not_used_after_it(scene: Scene):
    """SQLite's locks do not go with a fork, and a yes in memory would be there twice."""
    assert scene.process(jobs.make) == REFUSED
    scene.approve()
    assert scene.process(jobs.make_after_fork) == FORKED
    assert scene.company.sent(MOVE) == []
    assert scene.process(jobs.make) == DONE


def test_of_ten_processes_that_answer_at_once_one_wins(scene: Scene):
    assert scene.process(jobs.make) == REFUSED
    (asked,) = scene.store.requests()
    barrier, won = processes.CONTEXT.Barrier(PROCESSES), processes.CONTEXT.Value("i", 0)
    started = [
        processes.start(jobs.answer, str(scene.folder), asked.id, number % 2 == 0, barrier, won)
        for number in range(PROCESSES)
    ]
    assert [processes.ended(it) for it in started] == [0] * PROCESSES
    assert won.value == 1
    (answered,) = scene.store.requests()
    expected = DONE if answered.state == "approved" else REFUSED
    assert scene.process(jobs.make) == expected
    assert len(scene.company.sent(MOVE)) == (expected == DONE)
