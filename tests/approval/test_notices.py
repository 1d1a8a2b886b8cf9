"""`notify=`: somebody is told once of a question that was recorded, and no notifier blocks, loses or answers one."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import re
import sys
import threading

import pytest
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools import (
    WRITE,
    Decision,
    MemoryStore,
    Operation,
    Session,
    Spec,
    SqliteStore,
    Toolset,
    confirm_writes,
)
from ashby_agent_tools.approval import notices
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.testing._company import Company

TOOLS = Toolset.all()
MOVE = "application.changeStage"
WRITES = tuple(name for name in SIMULATED if not catalogue()[name].spec.reads)
SECRET = "xoxb-canary-in-an-error"


@pytest.fixture
def company(simulator):
    return Company.of(simulator)


def session(simulator, notify, **options):
    return Session(TOOLS, simulator.client(), async_client=simulator.async_client(), notify=notify, **options)


async def async_into(told, notice):
    await asyncio.sleep(0)
    told.append(notice)


class Asynchronous:
    """A notifier that is an object whose call is a coroutine."""

    def __init__(self, told):
        self.told = told

    async def __call__(self, notice):
        await async_into(self.told, notice)


NOTIFIERS = {
    "plain": lambda told: told.append,
    "async": lambda told: functools.partial(async_into, told),
    "async object": Asynchronous,
}


def asked(opened, call, *, awaited):
    return asyncio.run(opened.aquestion(call)) if awaited else opened.question(call)


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize("kind", NOTIFIERS)
def test_somebody_is_told_once_of_each_question(simulator, company, tmp_path, kind, awaited):
    told = []
    for _ in range(2):  # the second time as after a restart
        with contextlib.closing(SqliteStore(tmp_path / "ashby.db")) as store:
            opened = session(simulator, NOTIFIERS[kind](told), store=store)
            call = opened.prepare(MOVE, company.rejection(), call_id="one")
            words = asked(opened, call, awaited=awaited)
            assert asked(opened, opened.prepare(MOVE, company.rejection(), call_id="one"), awaited=awaited) == words
            waiting = store.requests()
    assert [notice.question for notice in told] == [words]
    assert [notice.id for notice in told] == [it.id for it in waiting]
    assert told[0].expires_at == waiting[0].expires_at


def test_an_approval_that_ran_out_is_asked_anew_and_told_anew(simulator, company):
    told, now = [], [1_800_000_000.0]
    opened = session(simulator, told.append, store=MemoryStore(clock=lambda: now[0], expires=60))
    call = opened.prepare(MOVE, company.rejection())
    opened.question(call)
    now[0] += 61
    opened.question(call)
    assert len({notice.id for notice in told}) == 2
    assert len({notice.seen for notice in told}) == 2


def test_threads_that_ask_the_same_at_once_tell_once(simulator, company):
    told = []
    opened = session(simulator, told.append)
    call = opened.prepare(MOVE, company.rejection())
    threads = [threading.Thread(target=opened.question, args=(call,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1


def test_a_notice_says_what_is_asked_without_a_name(simulator, company):
    told = []
    opened = session(simulator, told.append)
    opened.question(opened.prepare(MOVE, company.rejection()))
    notice = told[0]
    name = company.candidate()["name"]
    assert notice.sentence == "An agent asks to reject 1 candidate. It can be undone."
    assert name in notice.question
    assert not set(name.split()) & set(f"{notice.sentence} {notice.warnings} {notice!r}".replace(".", "").split())
    assert notice.needs_confirming


def test_a_notice_says_whose_agent_asks(simulator, company):
    told = []
    opened = session(simulator, told.append, asked_by="Grace Hopper")
    opened.question(opened.prepare(MOVE, company.rejection()))
    assert told[0].sentence.startswith("Grace Hopper's agent asks to reject 1 candidate.")


def test_the_sentence_of_every_write_is_short_and_the_same_for_everybody():
    """It is made of the operation's description and of fixed words, so nothing that a call holds can stand in it."""
    for endpoint in WRITES:
        world, told = one_world().reset(), []
        opened = Session(TOOLS.with_policy(confirm_writes), world.simulator.client(), notify=told.append)
        for arguments in cases(world, endpoint):
            opened.question(opened.prepare(endpoint, arguments))
        said = [notice.sentence for notice in told]
        assert all(re.fullmatch(r"An agent asks to [a-z][^;]{5,120}\. (?:[A-Z][^.]+\. ?)+", words) for words in said)
        assert len({words.partition(". ")[0] for words in said}) <= (2 if endpoint == MOVE else 1)


def test_a_custom_operation_is_told_by_its_own_description(simulator):
    class AuditReport(Operation):
        """Make the report for the auditors; it names nobody."""

        spec = Spec("report.forAuditors", scope="reportsWrite", risk=WRITE, worst=WRITE)

    told = []
    opened = Session(Toolset.of(AuditReport).with_policy(confirm_writes), simulator.client(), notify=told.append)
    opened.question(opened.prepare("report.forAuditors", {}))
    assert told[0].sentence == "An agent asks to make the report for the auditors. It cannot be undone."
    assert not told[0].needs_confirming


def boom(notice):
    raise RuntimeError(SECRET)


async def aboom(notice):
    raise RuntimeError(SECRET)


def leave(notice):
    sys.exit(1)


FAILING = {"raises": (boom, "RuntimeError"), "async raises": (aboom, "RuntimeError"), "ends": (leave, "SystemExit")}


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize("kind", FAILING)
def test_a_notifier_that_fails_leaves_the_question_waiting(simulator, company, tmp_path, caplog, kind, awaited):
    notifier, error = FAILING[kind]
    caplog.set_level(logging.DEBUG)
    audit, store = tmp_path / "audit.jsonl", MemoryStore()
    opened = session(simulator, notifier, store=store, audit=audit)
    call = opened.prepare(MOVE, company.rejection())
    asked(opened, call, awaited=awaited)
    assert [it.state for it in store.requests()] == ["pending"]
    lines = [json.loads(line) for line in audit.read_text().splitlines()]
    assert [(it["outcome"], it["error"]) for it in lines if it["step"] == "notified"] == [("failed", error)]
    assert f"({error})" in caplog.text
    assert SECRET not in caplog.text + audit.read_text()
    opened.execute(call, decision=Decision.approve(by="Robin"))
    assert simulator.log[-1].endpoint == MOVE


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize("is_async", [False, True])
def test_a_notifier_that_hangs_is_left_behind(simulator, company, monkeypatch, is_async, awaited):
    monkeypatch.setattr(notices, "SECONDS", 0.05)
    go_on = threading.Event()

    async def ahang(notice):
        await asyncio.Event().wait()

    store = MemoryStore()
    opened = session(simulator, ahang if is_async else lambda notice: go_on.wait(60), store=store)
    asked(opened, opened.prepare(MOVE, company.rejection()), awaited=awaited)
    go_on.set()
    assert [it.state for it in store.requests()] == ["pending"]


def test_what_a_notifier_gives_is_no_answer(simulator, company):
    opened = session(simulator, lambda notice: Decision.approve(by="Robin"))
    call = opened.prepare(MOVE, company.rejection())
    opened.question(call)
    assert not opened.answered(call)


def test_an_edit_that_a_person_made_is_told_to_nobody(simulator, company):
    told = []
    opened = session(simulator, told.append)
    call = opened.prepare(MOVE, company.rejection(), call_id="one")
    opened.question(call)
    edit = Decision.edit({**company.rejection(), **company.rejection(1)}, by="Robin")
    opened.answer(call, edit, name=lambda edited: "two")
    assert [notice.id for notice in told] == [opened._gate.asked(call)[0].id]
    assert opened._gate.approved(opened.prepare(MOVE, company.rejection(1), call_id="two"))
