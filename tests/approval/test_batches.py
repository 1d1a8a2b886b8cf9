"""A batch: several calls asked about as one question, of which exactly the approved lines are sent, each once."""

from __future__ import annotations

import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest
from batch_plans import BY, STATES, answers, arrived, calls, no_tags, plan, wanted
from crash_jobs import batch_and_die
from processes import ended, start

from ashby_agent_tools import (
    Caps,
    Client,
    Decision,
    Effect,
    MemoryStore,
    Session,
    SqliteStore,
    SqlStore,
    Toolset,
    ask_later,
    ask_terminal,
    confirm_destructive,
    confirm_writes,
    errors,
)
from ashby_agent_tools.approval.people import ApproverRules, Conditions, MayRule, NeedsRule
from ashby_agent_tools.conversation import shared_reads
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store import LineAnswer

CASES = int(os.environ.get("ASHBY_BATCH_CASES", "2"))
LINES = int(os.environ.get("ASHBY_BATCH_LINES", "30"))
ROOM = Caps(writes=10_000, destructive=10_000, outreach=10_000)
STAGE, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
MOVES = ("application.changeStage", "candidate.createNote")


@pytest.fixture(params=["memory", "file", pytest.param("server", marks=postgres.NEEDED)])
def make_store(request, tmp_path):
    """Makes a store on one database, as often as a test wants one."""
    opened = []
    if request.param == "server":
        with postgres.schema() as url:
            yield lambda **options: opened.append(SqlStore(url, **options)) or opened[-1]
            for store in opened:
                store.close()
        return
    in_memory = {}

    def make(**options):
        if request.param == "memory":
            return in_memory.setdefault("one", MemoryStore(**options))
        opened.append(SqliteStore(tmp_path / "batch.db", **options))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def session(simulator, store=None, policy=confirm_writes, caps=ROOM, **more):
    return Session(Toolset.all().with_policy(policy), simulator.client(), store=store, caps=caps, **more)


def notes(simulator, count, text="Seen"):
    people = [row["id"] for row in simulator.state.rows("candidate")][:count]
    return [(NOTE, {"candidateId": who, "note": text}) for who in people]


def rejections(simulator, count, **more):
    rows = [row for row in simulator.state.rows("application") if row["status"] == "Active"][:count]
    reason = simulator.state.first("archiveReason")["id"]
    stages = [archived(simulator, row) for row in rows]
    return [
        (STAGE, {"applicationId": row["id"], "archiveReasonId": reason, "interviewStageId": stage, **more})
        for row, stage in zip(rows, stages, strict=True)
    ]


def archived(simulator, row):
    return simulator.state.first("interviewStage", interviewPlanId=row["interviewPlanId"], type="Archived")["id"]


def name_of(simulator, call):
    application = simulator.state.get("application", call[1]["applicationId"])
    return simulator.state.get("candidate", application["candidateId"])["name"]


# exactly what was approved


@pytest.mark.parametrize("number", range(CASES))
def test_of_a_random_batch_exactly_the_approved_lines_are_sent(make_store, number):
    sends_exactly(make_store, LINES, number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(100, 103))
def test_of_a_batch_of_200_exactly_the_approved_lines_are_sent(make_store, number):
    sends_exactly(make_store, 200, number)


def sends_exactly(make_store, count, number):
    simulator = Simulator(seed=7)
    lines = plan(simulator, count, number)
    talk = session(simulator, make_store(), policy=no_tags)
    batch = talk.batch(calls(lines))
    assert arrived(simulator) == []
    made = talk.execute_batch(batch, answers(lines, batch))
    assert arrived(simulator) == wanted(lines)
    assert [it.state for it in made.lines] == [STATES[line.fate] for line in lines]
    assert [it.number for it in made.lines] == list(range(1, count + 1))
    assert {it.number for it in made.not_sent} == {at for at, it in enumerate(lines, 1) if it.arrives is None}
    # the same calls once more: nothing that was sent is sent again, and nothing that was denied either
    before = arrived(simulator)
    again = talk.execute_batch(talk.batch(calls(lines)))
    assert arrived(simulator) == before
    assert all(it.state != "done" for it in again.lines)


async def test_the_async_doors_send_the_same():
    simulator = Simulator(seed=7)
    lines = plan(simulator, 25, 5)
    talk = Session(
        Toolset.all().with_policy(no_tags), async_client=simulator.async_client(), caps=ROOM, store=MemoryStore()
    )
    batch = await talk.abatch(calls(lines))
    made = await talk.aexecute_batch(batch, answers(lines, batch))
    assert arrived(simulator) == wanted(lines)
    assert [it.state for it in made.lines] == [STATES[line.fate] for line in lines]


def test_a_restart_keeps_the_batch_and_its_answers(make_store, simulator):
    asked = session(simulator, make_store()).batch(notes(simulator, 4))
    store = make_store()
    ids = [line.request_id for line in asked.lines]
    assert [(it.id, it.line) for it in store.batch_requests(asked.id)] == [(it, at) for at, it in enumerate(ids, 1)]
    store.answer_batch({ids[0]: LineAnswer(approved=True), ids[2]: LineAnswer(approved=False, message="no")}, by=BY)
    later = session(simulator, make_store())
    batch = later.batch(notes(simulator, 4))
    assert batch.lines[0].request_id == ids[0]
    states = [it.state for it in later.execute_batch(batch).lines]
    assert states[0] == "done"
    assert [it.body["candidateId"] for it in simulator.log if it.endpoint == MOVES[1]] == [
        notes(simulator, 1)[0][1]["candidateId"]
    ]
    assert states[1] == states[3] == "waiting"


def test_of_8_threads_that_answer_and_send_the_same_batch_each_line_leaves_once(make_store, simulator):
    wants = notes(simulator, 12)
    talk = session(simulator, make_store())
    batch = talk.batch(wants)
    start = threading.Barrier(8)

    def answer(number):
        mine = random.Random(number).sample(range(1, 13), 9)  # noqa: S311  (a test's own)
        start.wait()
        return talk.execute_batch(batch, batch.approve(by=f"{number}@example.com", lines=mine))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(answer, range(8)))
    noted = [it.body["candidateId"] for it in simulator.log if it.endpoint == MOVES[1]]
    assert sorted(noted) == sorted(arguments["candidateId"] for _, arguments in wants)
    done = [line.number for made in results for line in made.lines if line.state == "done"]
    assert sorted(done) == list(range(1, 13))


# a stop in the middle


@pytest.mark.parametrize(("fault", "state"), [("cut_after", "unknown"), ("not_found", "failed"), ("killed", None)])
def test_a_stop_in_the_middle_leaves_the_rest_listed_as_not_sent(make_store, simulator, fault, state):
    wants, store = notes(simulator, 7), make_store()
    if fault != "not_found":
        _when(simulator, "candidate.createNote", 4, fault)
    talk = session(simulator, store)
    batch = talk.batch(wants)
    if fault == "not_found":
        simulator.state.remove("candidate", wants[3][1]["candidateId"])
    said = batch.approve(by=BY)
    if fault == "killed":
        with pytest.raises(KeyboardInterrupt):
            talk.execute_batch(batch, said)
    else:
        made = talk.execute_batch(batch, said)
        assert [it.state for it in made.lines] == ["done"] * 3 + [state] + ["not sent"] * 3
        assert [it.number for it in made.not_sent] == [5, 6, 7]
        assert "not sent: 5 to 7." in made.text
    states = [it.state for it in store.batch_requests(batch.id)]
    assert states[:3] == ["used"] * 3
    assert states[4:] == ["approved"] * 3
    simulator.log.clear()
    later = session(simulator, make_store())
    rest = later.execute_batch(later.batch(wants))
    assert [it.state for it in rest.lines][4:] == ["done"] * 3
    assert all(it.state != "done" for it in rest.lines[:4])
    if fault != "not_found":
        assert len([it for it in simulator.log if it.endpoint == MOVES[1]]) == 3


def _when(simulator, endpoint, nth, fault):
    """The nth request to an endpoint meets a fault."""
    answer, seen = simulator.answer, []

    def answered(request):
        if request.url.path.endswith(endpoint):
            seen.append(request)
            if len(seen) == nth:
                if fault == "killed":
                    raise KeyboardInterrupt
                simulator.fail_next(fault)
        return answer(request)

    simulator.answer = answered


def test_questions_that_run_out_in_the_middle_let_nothing_out_any_more(make_store, simulator):
    clock = [1_800_000_000.0]
    wants, store = notes(simulator, 6), make_store(clock=lambda: clock[0], expires=600)
    answer = simulator.answer

    def slowly(request):
        clock[0] += 150 if request.url.path.endswith(MOVES[1]) else 0
        return answer(request)

    simulator.answer = slowly
    talk = session(simulator, store)
    batch = talk.batch(wants)
    made = talk.execute_batch(batch, batch.approve(by=BY))
    assert [it.state for it in made.lines] == ["done"] * 4 + ["waiting"] * 2
    assert "expired" in made.lines[4].text
    assert len([it for it in simulator.log if it.endpoint == MOVES[1]]) == 4


def test_a_line_whose_content_was_changed_is_asked_again_alone(make_store, simulator):
    mail = {"archiveEmail": {"communicationTemplateId": simulator.state.first("communicationTemplate")["id"]}}
    wants = rejections(simulator, 5, **mail)
    talk = session(simulator, make_store())
    batch = talk.batch(wants)
    application = simulator.state.get("application", wants[2][1]["applicationId"])
    for address in simulator.state.get("candidate", application["candidateId"])["emails"]:
        address["value"] = "elsewhere@example.com"
    made = talk.execute_batch(batch, batch.approve(by=BY))
    assert [it.state for it in made.lines] == ["done", "done", "asked again", "done", "done"]
    assert isinstance(made.lines[2].error, errors.ContentChanged)
    assert len([it for it in simulator.log if it.endpoint == MOVES[0]]) == 4
    late = talk.execute_batch(batch, batch.approve(by=BY, lines=[3]))  # the yes to what it showed before
    assert late.lines[2].state == "asked again" or "changed" in late.lines[2].text
    anew = talk.batch(wants)
    (line,) = [it for it in anew.asks if it.request_id not in {one.request_id for one in batch.lines}]
    assert (line.number, "elsewhere@example.com" in line.sentence) == (3, True)
    assert talk.execute_batch(anew, anew.approve(by=BY, lines=[3])).lines[2].state == "done"
    assert len([it for it in simulator.log if it.endpoint == MOVES[0]]) == 5


def test_the_approver_is_asked_again_about_a_changed_line_only(simulator):
    mail = {"archiveEmail": {"communicationTemplateId": simulator.state.first("communicationTemplate")["id"]}}
    wants, asked = rejections(simulator, 4, **mail), []

    def approver(batch):
        asked.append([line.number for line in batch.asks])
        if len(asked) == 1:
            application = simulator.state.get("application", wants[1][1]["applicationId"])
            for address in simulator.state.get("candidate", application["candidateId"])["emails"]:
                address["value"] = "elsewhere@example.com"
        return batch.approve(by=BY)

    made = session(simulator, batch_approver=approver).run_batch(wants)
    assert asked == [[1, 2, 3, 4], [2]]
    assert [it.state for it in made.lines] == ["done"] * 4


# who is asked about what


def test_caps_count_lines_and_a_cap_that_is_reached_in_the_middle_refuses_the_rest(make_store, simulator):
    talk = session(simulator, make_store(), caps=Caps(writes=50, destructive=3, outreach=50))
    batch = talk.batch([*rejections(simulator, 5), *notes(simulator, 1)])
    assert [line.asks for line in batch.lines] == [True, True, True, False, False, True]
    assert "cap of 3 destructive calls" in str(batch.lines[3].refusal)
    assert "Refused whatever is answered, lines 4, 5" in batch.text
    made = talk.execute_batch(batch, batch.approve(by=BY))
    assert [it.state for it in made.lines] == ["done"] * 3 + ["refused"] * 2 + ["done"]
    other = session(simulator, make_store(), caps=Caps(writes=50, destructive=4, outreach=50))
    assert [line.asks for line in other.batch(rejections(simulator, 8)[5:]).lines] == [True, False, False]


def test_what_is_no_answer_to_a_line_is_refused_before_anything_is_sent(simulator):
    talk = session(simulator, policy=confirm_destructive)
    batch = talk.batch([*rejections(simulator, 2), ("ashby_job_list", {})])
    other = Decision.approve(by=BY, call=batch.lines[1].call)
    used = batch.approve(by=BY, lines=[1])
    assert used[1].spend()
    for said, error in [
        ({1: other}, errors.Declined),
        ({3: Decision.approve(by=BY)}, errors.UsageError),
        ({9: Decision.approve(by=BY)}, errors.UsageError),
        ({1: "yes"}, errors.UsageError),
        (used, errors.Declined),
    ]:
        with pytest.raises(error):
            talk.execute_batch(batch, said)
    with pytest.raises(errors.UsageError):
        batch.approve(by=BY, lines=[3])
    assert not [it for it in simulator.log if it.endpoint == MOVES[0]]


@pytest.mark.parametrize(
    "answer", [lambda batch: None, lambda batch: Decision.approve(by=BY), lambda batch: {1: True}, lambda batch: 1 / 0]
)  # fmt: skip
def test_an_approver_that_fails_or_answers_nonsense_approves_nothing(simulator, answer):
    talk = session(simulator, batch_approver=answer)
    with pytest.raises(errors.Declined):
        talk.run_batch(notes(simulator, 3))
    assert not [it for it in simulator.log if it.endpoint == MOVES[1]]


def test_without_an_approver_nothing_is_sent_and_a_plain_one_is_asked_line_by_line(simulator):
    with pytest.raises(errors.Declined):
        session(simulator).run_batch(notes(simulator, 2))
    asked = []

    def approver(call, question):
        asked.append(call.arguments["candidateId"])
        return Decision.approve(by=BY) if len(asked) != 2 else Decision.deny("no", by=BY)

    made = session(simulator, approver=approver).run_batch(notes(simulator, 3))
    assert len(asked) == 3
    assert [it.state for it in made.lines] == ["done", "refused", "done"]


def test_every_fault_of_every_line_is_named_and_nothing_is_asked(simulator):
    store = MemoryStore()
    with pytest.raises(errors.InvalidArguments, match=r"(?s)Line 2: .*Line 3: "):
        session(simulator, store).batch([*notes(simulator, 1), (NOTE, {"note": "x"}), ("ashby_no_such_tool", {})])
    for wrong in ([], notes(simulator, 1) * 501):
        with pytest.raises(errors.InvalidArguments):
            session(simulator, store).batch(wrong)
    assert store.requests() == ()


def test_what_cannot_be_undone_is_sent_last(simulator):
    mail = {"archiveEmail": {"communicationTemplateId": simulator.state.first("communicationTemplate")["id"]}}
    mailed, quiet = rejections(simulator, 2, **mail), rejections(simulator, 5)[2:]
    talk = session(simulator)
    batch = talk.batch([mailed[0], *quiet, mailed[1]])
    talk.execute_batch(batch, batch.approve(by=BY))
    order = ["archiveEmail" in it.body for it in simulator.log if it.endpoint == MOVES[0]]
    assert order == [False, False, False, True, True]


def test_a_dry_run_asks_nobody_and_sends_nothing(simulator):
    store = MemoryStore()
    made = session(simulator, store, dry_run=True).run_batch(notes(simulator, 3))
    assert [it.state for it in made.lines] == ["done"] * 3
    assert store.requests() == ()
    assert not [it for it in simulator.log if it.endpoint == MOVES[1]]


def test_tasks_are_lines_too(simulator):
    people = [row for row in simulator.state.rows("application") if row["status"] == "Active"]
    once = [row for row in people if sum(it["candidateId"] == row["candidateId"] for it in people) == 1][:2]
    wants = [("ashby_reject", {"candidate": row["candidateId"], "reason": "Timing"}) for row in once]
    talk = Session(Toolset.tasks(), simulator.client(), store=MemoryStore(), caps=ROOM)
    batch = talk.batch(wants)
    assert len(batch.asks) == 2
    made = talk.execute_batch(batch, batch.approve(by=BY, lines=[2]))
    assert [it.state for it in made.lines] == ["waiting", "done"]
    assert [it.body["applicationId"] for it in simulator.log if it.endpoint == MOVES[0]] == [once[1]["id"]]


# the text


def test_a_question_about_many_names_everybody_and_marks_who_differs(simulator):
    wants = rejections(simulator, 25)
    other = [row["id"] for row in simulator.state.rows("archiveReason")][1]
    mail = {"archiveEmail": {"communicationTemplateId": simulator.state.first("communicationTemplate")["id"]}}
    wants[4][1]["archiveReasonId"] = other
    wants[9][1].update(mail)
    batch = session(simulator).batch(wants)
    for number, call in enumerate(wants, 1):
        (line,) = [it for it in batch.text.splitlines() if it.startswith(f"{number}. ")]
        assert name_of(simulator, call).replace("'", "\u2019") in line
    unlike = batch.text.partition("These differ")[2].partition("As said above")[0]
    assert "\n5. " in unlike
    assert "\n10. " in unlike
    assert any("reason: " in it for it in batch.lines[4].warnings)
    assert any("email" in it for it in batch.lines[9].warnings)


def test_namesakes_in_one_batch_are_marked(simulator):
    names = {}
    for row in simulator.state.rows("candidate"):
        names.setdefault(row["name"], []).append(row["id"])
    pair = next(ids for ids in names.values() if len(ids) > 1)[:2]
    wants = [(NOTE, {"candidateId": who, "note": "Seen"}) for who in pair]
    batch = session(simulator).batch([*wants, *notes(simulator, 1)])
    assert batch.lines[0].warnings[0] == "the same name as in line 2"


@pytest.mark.slow
def test_a_question_about_200_people_is_short_enough_to_be_read(simulator):
    wants = [*notes(simulator, 120), *rejections(simulator, 80)]
    batch = session(simulator).batch(wants)
    assert len(batch.asks) == 200
    alone = sum(counter_for("o200k_base").count(line.sentence) for line in batch.lines)
    together = counter_for("o200k_base").count(batch.text)
    assert together < 8_000
    assert together < alone / 2


# people, processes, terminals


def test_two_people_are_needed_line_by_line_and_who_may_not_answer_approves_nothing(make_store, simulator):
    rules = ApproverRules(
        may=(
            MayRule(people=frozenset({"grace"})),
            MayRule(people=frozenset({"robin"}), about=Conditions(effect=frozenset({Effect.WRITE}))),
        ),
        needs=(NeedsRule(2, Conditions(effect=frozenset({Effect.WRITE}))),),
    )
    talk = session(simulator, make_store(), rules=rules)
    batch = talk.batch([*notes(simulator, 2), *rejections(simulator, 2)])
    first = talk.execute_batch(batch, batch.approve(by="Robin"))
    assert [it.state for it in first.lines] == ["waiting"] * 4
    assert all(isinstance(it.error, errors.OthersRequired) for it in first.lines)
    again = talk.execute_batch(batch, batch.approve(by="Robin"))  # twice the same person is one
    assert [it.state for it in again.lines] == ["waiting"] * 4
    assert [it for it in simulator.log if it.endpoint in MOVES] == []
    second = talk.execute_batch(batch, batch.approve(by="Grace", lines=[1, 3]))
    assert [it.state for it in second.lines] == ["done", "waiting", "done", "waiting"]
    assert len([it for it in simulator.log if it.endpoint in MOVES]) == 2


@pytest.mark.slow
@pytest.mark.parametrize("nth", [-1, -3, 3, 5])
def test_kill_9_in_the_middle_leaves_each_line_sent_once_or_not_at_all(tmp_path, simulator, nth):
    wants = notes(simulator, 6)
    with simulator:
        place = (simulator.url, simulator.key)
        assert ended(start(batch_and_die, str(tmp_path), place, wants, nth)) == -signal.SIGKILL
        sent = [it.body["candidateId"] for it in simulator.log if it.endpoint == MOVES[1]]
        assert len(sent) == (abs(nth) - 1 if nth < 0 else nth)
        client = Client(simulator.key, base_url=simulator.url)
        tools = Toolset.all().with_policy(confirm_writes)
        with SqliteStore(tmp_path / "store.db") as store, client:
            states = [it.state for it in sorted(store.requests(), key=lambda it: it.line)]
            at = abs(nth) - 1
            assert states == ["used"] * at + ["unknown"] + ["approved"] * (5 - at)
            talk = Session(tools, client, conversation="one", store=store, caps=ROOM)
            made = talk.execute_batch(talk.batch(wants))
            assert [it.state for it in made.lines] == ["refused"] * (at + 1) + ["done"] * (5 - at)
        left = [it.body["candidateId"] for it in simulator.log if it.endpoint == MOVES[1]]
        assert len(left) == len(set(left))


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("all", {1, 2, 4}),
        (" None ", set()),
        ("1", {1}),
        ("1, 4", {1, 4}),
        ("1-2 4", {1, 2, 4}),
        ("1-4", None),
        ("3", None),
        ("4-1", None),
        ("0", None),
        ("", None),
        ("1;2", None),
        ("all but 1", None),
        ("\u00b2", None),
        ("99999999999999999999", None),
        ("-1", None),
    ],
)
def test_numbers_of_lines_are_read_or_refused_never_guessed(simulator, said, lines):
    wants = notes(simulator, 4)
    wants[2] = wants[0]
    batch = session(simulator).batch(wants)
    assert batch.chosen(said) == lines


def test_without_a_terminal_the_answer_to_a_batch_is_no(simulator):
    made = session(simulator, approver=ask_terminal).run_batch(notes(simulator, 2))
    assert [it.state for it in made.lines] == ["refused"] * 2
    assert "no terminal" in made.text


def test_an_answer_that_waits_in_the_queue_is_named_by_its_question(simulator):
    store = MemoryStore()
    talk = session(simulator, store, approver=ask_later)
    with pytest.raises(errors.ApprovalRequired):
        talk.run_batch(notes(simulator, 3))
    asked = store.batch_requests(store.requests()[0].batch)
    assert [it.state for it in asked] == ["pending"] * 3
    store.answer_batch({it.id: LineAnswer(approved=it.line != 2) for it in asked}, by=BY)
    made = talk.execute_batch(talk.batch(notes(simulator, 3)))
    assert [it.state for it in made.lines] == ["done", "waiting", "done"]


def test_where_ashby_is_slow_the_person_is_asked_all_the_same_with_ids_in_place_of_names(simulator, monkeypatch):
    monkeypatch.setattr(shared_reads, "SECONDS", 0.0)
    wants = notes(simulator, 5)
    before = len(simulator.log)
    batch = session(simulator).batch(wants)
    assert len(simulator.log) == before
    assert len(batch.asks) == 5
    for line, (_, arguments) in zip(batch.lines, wants, strict=True):
        assert arguments["candidateId"] in line.sentence
        assert any("could not look up" in it for it in line.warnings) or "Could not look up" in line.sentence


def test_what_several_questions_look_up_is_read_once(simulator):
    wants = rejections(simulator, 20)
    before = len(simulator.log)
    session(simulator).batch(wants)
    reads = [(it.endpoint, str(it.body)) for it in simulator.log[before:]]
    assert len(reads) == len(set(reads))
