"""Caps and doubles: counted within a window, with the open questions, and refused before a person is asked."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import math

import attack_doors as doors
import pytest

from ashby_agent_tools import Caps, Conversations, Decision, MemoryStore, Session, SqliteStore, confirm_writes, errors
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store import WriteRecord, requests
from ashby_agent_tools.testing import AdapterSetting
from ashby_agent_tools.testing._base_contract import TOOLSET
from ashby_agent_tools.testing._company import Company

MOVE, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
YES = "ada@example.com"
DAY = 86400.0


class Clock:
    """A clock that a test moves."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def company() -> Company:
    return Company.of(Simulator(seed=7))


def note(company: Company, text: str = "Met her today") -> dict[str, object]:
    return {"candidateId": company.candidate()["id"], "note": text}


def moved(company: Company) -> int:
    return len(company.sent("application.changeStage"))


def session_of(company: Company, **options) -> Session:
    toolset = options.pop("toolset", TOOLSET)
    return Session(toolset, company.simulator.client(), **options)


# the window


def test_writes_and_doubles_of_the_day_before_do_not_count(company):
    clock = Clock()
    session = session_of(company, store=MemoryStore(clock=clock), caps=Caps(writes=2))
    for text in ("one", "two"):
        session.run(NOTE, note(company, text))
    with pytest.raises(errors.Declined, match=r"cap of 2 writes within 24 hours.*Caps\(writes=2\).*--caps writes=2"):
        session.run(NOTE, note(company, "three"))
    clock.now += DAY - 1
    with pytest.raises(errors.Declined):
        session.run(NOTE, note(company, "three"))
    clock.now += 1
    session.run(NOTE, note(company, "one"))
    with pytest.raises(errors.Declined, match="not sent twice"):
        session.run(NOTE, note(company, "one"))


def test_what_was_sent_before_the_window_is_not_read_however_much_it_is(company, monkeypatch):
    clock, read = Clock(), []
    session = session_of(company, store=MemoryStore(clock=clock), toolset=TOOLSET.with_policy(confirm_writes))
    asked = [session.prepare(NOTE, note(company, f"note {number}")) for number in range(6)]
    for call in asked:
        session.question(call)
        session.execute(call, decision=Decision.approve(by=YES))
    clock.now += DAY
    monkeypatch.setattr(requests, "WriteRecord", lambda *given: read.append(given) or WriteRecord(*given))
    once_more = session.prepare(NOTE, note(company, "note 0"))
    session.question(once_more)
    session.execute(once_more, decision=Decision.approve(by=YES))
    batch = session.batch([(NOTE, note(company, f"note {number}")) for number in (1, 2)])
    assert len(session.execute_batch(batch, batch.approve(by=YES)).sent) == 2
    with pytest.raises(errors.Declined, match="not sent twice"):
        session.question(session.prepare(NOTE, note(company, "note 2"), call_id="again"))
    assert len(company.sent("candidate.createNote")) == 9
    assert {record[8] for record in read} == {clock.now}


@pytest.mark.parametrize(("window", "later", "sent"), [(60.0, 59.0, 1), (60.0, 60.0, 2), (math.inf, 1e9, 1), (0, 0, 2)])
def test_the_window_is_a_setting_in_seconds(company, window, later, sent):
    clock = Clock()
    session = session_of(company, store=MemoryStore(clock=clock), caps=Caps(window=window))
    session.run(NOTE, note(company))
    clock.now += later
    if sent == 1:
        with pytest.raises(errors.Declined, match="not sent twice"):
            session.run(NOTE, note(company))
    else:
        session.run(NOTE, note(company))
    assert len(company.sent("candidate.createNote")) == sent


@pytest.mark.parametrize(
    "wrong", [{"writes": -1}, {"destructive": 2.5}, {"outreach": True}, {"window": -1}, {"window": math.nan}]
)
def test_a_cap_that_is_no_number_of_calls_is_refused(wrong):
    with pytest.raises(errors.UsageError, match=rf"Caps\({next(iter(wrong))}"):
        Caps(**wrong)


# refused before a person is asked


def test_no_more_is_asked_than_can_be_sent(company):
    asked = []

    def approver(call, question):
        asked.append(call.fingerprint)
        return Decision.approve(by=YES)

    session = session_of(company, approver=approver, caps=Caps(destructive=3))
    for number in range(5):
        try:
            session.run(MOVE, company.rejection(number))
        except errors.Declined as error:
            assert "Caps(destructive=3)" in str(error)  # noqa: PT017  (some of them are sent)
    assert (len(asked), moved(company)) == (3, 3)


def test_an_open_question_has_its_place_until_it_is_answered_or_expires(company):
    clock = Clock()
    session = session_of(company, store=MemoryStore(clock=clock, expires=600), caps=Caps(destructive=2))
    calls = [session.prepare(MOVE, company.rejection(n), call_id=f"c{n}") for n in range(3)]
    session.question(calls[0]), session.question(calls[1])
    with pytest.raises(errors.Declined, match="2 of its calls waiting"):
        session.question(calls[2])
    session.question(calls[1])  # asked again by a framework that runs the tool again
    with pytest.raises(errors.Declined, match="a person declined"):
        session.execute(calls[0], decision=Decision.deny(by=YES))
    session.question(calls[2])
    session.execute(calls[1], decision=Decision.approve(by=YES))
    session.execute(calls[2], decision=Decision.approve(by=YES))
    assert moved(company) == 2


def test_an_expired_question_leaves_its_place(company):
    clock = Clock()
    session = session_of(company, store=MemoryStore(clock=clock, expires=600), caps=Caps(destructive=1))
    session.question(session.prepare(MOVE, company.rejection(0), call_id="c0"))
    clock.now += 600
    session.question(session.prepare(MOVE, company.rejection(1), call_id="c1"))


def test_an_approver_that_fails_leaves_no_place_taken(company):
    def broken(call, question):
        raise ValueError

    store = MemoryStore()
    session = session_of(company, approver=broken, store=store, caps=Caps(destructive=1))
    for number in range(3):
        with pytest.raises(errors.Declined, match="approver failed"):
            session.run(MOVE, company.rejection(number))
    assert {asked.state for asked in store.requests()} == {"denied"}


def test_a_call_that_runs_unasked_does_not_take_the_place_of_a_question(company):
    session = session_of(company, caps=Caps(writes=1))
    call = session.prepare(MOVE, company.rejection())
    session.question(call)
    with pytest.raises(errors.Declined, match=r"Caps\(writes=1\)"):
        session.run(NOTE, note(company))
    session.execute(call, decision=Decision.approve(by=YES))


async def test_a_double_is_refused_before_the_question(company):
    asked = []

    def approver(call, question):
        asked.append(question)
        return Decision.approve(by=YES)

    session = session_of(company, approver=approver, toolset=TOOLSET.with_policy(confirm_writes))
    session.run(NOTE, note(company))
    with pytest.raises(errors.Declined, match="not sent twice"):
        session.run(NOTE, note(company))
    with pytest.raises(errors.Declined, match="not sent twice"):
        await session.arun(NOTE, note(company))
    call = session.prepare(NOTE, note(company), call_id="another")
    for door in (session.question, session.check):
        with pytest.raises(errors.Declined, match="not sent twice"):
            door(call)
    with pytest.raises(errors.Declined, match="not sent twice"):
        await session.aquestion(call)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "spelled",
    [
        lambda it: {"note": it["note"], "candidateId": str(it["candidateId"]).upper()},
        lambda it: {**it, "candidateId": f"Ada (Bob) Example ({it['candidateId']})"},
        lambda it: {**it, "candidateId": f"`{it['candidateId']}`\u200b"},
        lambda it: {**it, "sendNotifications": None, "isPrivate": None},
        json.dumps,
    ],
    ids=["other order, capitals", "a cell", "in backticks", "with nulls", "as JSON"],
)
def test_a_double_is_one_however_it_is_spelled(company, spelled):
    asked = []
    session = session_of(
        company, toolset=TOOLSET.with_policy(confirm_writes),
        approver=lambda call, question: asked.append(question) or Decision.approve(by=YES),
    )  # fmt: skip
    session.run(NOTE, note(company))
    with pytest.raises(errors.Declined, match="not sent twice"):
        session.run(NOTE, spelled(note(company)))
    assert (len(asked), len(company.sent("candidate.createNote"))) == (1, 1)


# every adapter


DOORS = {
    "langchain": doors.langchain,
    "llama_index": doors.llama_index,
    "responses": lambda: doors.openai("Driver"),
    "chat": lambda: doors.openai("ChatDriver"),
    "agents": doors.agents,
    "mcp_before": lambda: doors.mcp("LegacyDriver"),
    "mcp_since": lambda: doors.mcp("ModernDriver"),
}


@pytest.mark.parametrize("door", DOORS)
async def test_through_every_adapter_no_more_is_asked_than_can_be_sent(door):
    """Six rejections one after the other with the caps' default of five, all approved."""
    simulator = Simulator(seed=7)
    company = Company.of(simulator)
    setting = AdapterSetting(simulator=simulator, toolset=TOOLSET)
    async with DOORS[door]()(setting) as driver:
        for number in range(5):
            outcome = await driver.call(MOVE, company.rejection(number))
            await driver.settle(outcome, Decision.approve(by=YES))
        last = await driver.call(MOVE, company.rejection(5))
    assert last.pending is None
    assert "Caps(destructive=5)" in last.text
    assert moved(company) == 5
    assert len(setting.store.requests()) == 5


def test_every_adapter_hands_its_options_to_each_conversation(tmp_path):
    from llama_index.tools.ashby import AshbyToolSpec

    from ashby_openai import AshbyTools
    from langchain_ashby import AshbyToolkit

    company = Company.of(Simulator(seed=7))
    for number, kind in enumerate((AshbyToolkit, AshbyToolSpec, AshbyTools, Conversations)):
        audit = tmp_path / f"{number}.jsonl"
        options = {"caps": Caps(writes=0), "audit": audit, "download_dir": tmp_path, "account": "acme"}
        made = kind(TOOLSET, client=company.simulator.client(), **options)
        held = made if kind is Conversations else made._conversations
        with pytest.raises(errors.Declined, match=r"Caps\(writes=0\)"):
            held.session("one").run(NOTE, note(company))
        assert {json.loads(line)["account"] for line in audit.read_text().splitlines()} == {"acme"}
        assert held.session("one")._outward.download_dir == tmp_path
        dry = kind(TOOLSET, client=company.simulator.client(), dry_run=True)
        said = (dry if kind is Conversations else dry._conversations).session("one").run(NOTE, note(company)).text
        assert "Nothing was sent" in said
        with pytest.raises(errors.UsageError, match="download_dir"):
            kind(TOOLSET, client=company.simulator.client(), download_dir=tmp_path / "none")
    assert company.sent("candidate.createNote") == []


# races


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_many_threads_at_once_ask_and_send_no_more_than_the_cap(kind, tmp_path):
    company, asked = Company.of(Simulator(seed=7)), []

    def approver(call, question):
        asked.append(call.fingerprint)
        return Decision.approve(by=YES)

    store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "store.db")
    made = [session_of(company, store=store, approver=approver, caps=Caps(destructive=3)) for _ in range(2)]

    def one(number: int) -> None:
        with contextlib.suppress(errors.Declined):
            made[number % 2].run(MOVE, company.rejection(number % len(company.applications)))

    for _ in range(5):
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            list(pool.map(one, range(24)))
    assert moved(company) == 3
    assert len(set(asked)) == 3


def test_a_call_about_somebody_else_does_not_end_a_double(company):
    """Two people rejected to one stage for one reason: the stage and the reason are only named."""
    session = session_of(company, approver=lambda *_: Decision.approve(by="Robin"))
    for person in (0, 1):
        session.run(MOVE, company.rejection(person))
    with pytest.raises(errors.Declined, match="not sent twice"):
        session.run(MOVE, company.rejection(0))
