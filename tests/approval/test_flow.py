"""One approval conversation for all doors: what an edit may do, what is asked again, and what is recorded for later."""

from __future__ import annotations

import dataclasses
import logging
import uuid

import pytest
from adapter_scene import Scene
from content_changes import CHANGES

from ashby_agent_tools import (
    Caps,
    Decision,
    MemoryStore,
    Question,
    Result,
    Session,
    Toolset,
    Verdict,
    confirm_destructive,
    confirm_writes,
    deny,
    errors,
)
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

MOVE, STAGE = "application.changeStage", "ashby_application_change_stage"
TOOLS = Toolset.all().with_policy(confirm_destructive)
BY = "Robin"


def no_mail(call):
    """A policy of one's own that refuses an email to a candidate."""
    mailed = call.arguments.get("archiveEmail") is not None
    return deny(MOVE)(call) if mailed else confirm_destructive(call)


# What a person makes of a quiet rejection; the policy; what every door raises, None where it is sent as edited.
EDITS = {
    "as it was shown": (lambda it: it.rejection(), confirm_destructive, None),
    "another person": (lambda it: it.rejection(1), confirm_destructive, None),
    "more dangerous": (lambda it: it.mailed_rejection(), confirm_destructive, errors.ApprovalRequired),
    "refused by the policy": (lambda it: it.mailed_rejection(), no_mail, errors.Declined),
    "not an argument": (lambda it: {**it.rejection(), "colour": "red"}, confirm_destructive, errors.InvalidArguments),
    "no arguments": (lambda _: {}, confirm_destructive, errors.InvalidArguments),
}


async def by_execute(session, client, arguments, decision):
    call = session.prepare(MOVE, arguments, call_id="one")
    session.question(call)
    session.execute(call, decision=decision)


async def by_aexecute(session, client, arguments, decision):
    call = await session.aprepare(MOVE, arguments, call_id="one")
    await session.aquestion(call)
    await session.aexecute(call, decision=decision)


async def by_run(session, client, arguments, decision):
    session.approver = lambda call, question: decision
    session.run(MOVE, arguments)


async def by_arun(session, client, arguments, decision):
    session.approver = lambda call, question: decision
    await session.arun(MOVE, arguments)


async def by_client(session, client, arguments, decision):
    client.execute(session.prepare(MOVE, arguments).operation, decision=decision)


DOORS = {it.__name__.removeprefix("by_"): it for it in (by_execute, by_aexecute, by_run, by_arun, by_client)}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize(("edit", "policy", "raised"), EDITS.values(), ids=EDITS)
async def test_an_edit_is_judged_the_same_at_every_door(edit, policy, raised, door, simulator: Simulator):
    company = Company.of(simulator)
    client = simulator.client()
    client.policy = policy
    session = Session(TOOLS.with_policy(policy), client, async_client=simulator.async_client())
    edited = edit(company)
    if raised is None:
        await door(session, client, company.rejection(), Decision.edit(edited, by=BY))
        assert company.sent(MOVE) == [edited]
        return
    with pytest.raises(raised) as caught:
        await door(session, client, company.rejection(), Decision.edit(edited, by=BY))
    assert type(caught.value) is raised
    assert company.sent(MOVE) == []


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("case", ["more dangerous", "not an argument", "no arguments"])
async def test_who_can_ask_again_is_told_what_to_ask(case, sync, simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client(), async_client=simulator.async_client())
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    decision = Decision.edit(EDITS[case][0](company), by=BY)
    again = session.settle(call, decision) if sync else await session.asettle(call, decision)
    assert isinstance(again, Question)
    assert company.sent(MOVE) == []
    assert again.text("Question?").endswith("\n\nQuestion?")
    usable = case == "more dangerous"
    assert again.call.arguments == (company.mailed_rejection() if usable else company.rejection())
    assert ("more dangerous" if usable else "cannot be used") in again.note
    words = session.question(again.call)
    assert ("No email goes out" not in words) is usable
    assert isinstance(session.settle(again.call, Decision.approve(by=BY)), Result)
    assert company.sent(MOVE) == [again.call.arguments]


def test_a_yes_to_the_first_question_is_none_to_the_edit_that_is_asked_about_next(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    call = session.prepare(MOVE, company.rejection())
    session.question(call)
    again = session.settle(call, Decision.edit(company.mailed_rejection(), by=BY))
    with pytest.raises(errors.ApprovalRequired, match="never asked"):
        session.settle(again.call, Decision.approve(by=BY))
    session.question(again.call)
    with pytest.raises(errors.Declined, match="about another call"):
        session.settle(again.call, Decision.approve(by=BY, call=call))
    assert company.sent(MOVE) == []


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("case", list(CHANGES.values())[:2], ids=list(CHANGES)[:2])
async def test_what_was_changed_after_the_question_is_asked_about_as_it_is_now(case, sync, simulator: Simulator):
    session = Session(
        Toolset.all().with_policy(confirm_writes), simulator.client(), async_client=simulator.async_client()
    )
    call = session.prepare(case.call, case.arguments(simulator), call_id="one")
    before = session.question(call)
    case.change(simulator)
    simulator.log.clear()
    yes = Decision.approve(by=BY)
    again = session.settle(call, yes) if sync else await session.asettle(call, yes)
    assert isinstance(again, Question)
    assert again.call.fingerprint == call.fingerprint
    assert "has changed since you were asked" in again.note
    assert [it.endpoint for it in simulator.log if it.endpoint == case.call] == []
    assert session.question(again.call) != before


# answers that are recorded now, for a call that is made later


def name(call) -> str:
    return f"edited-{call.fingerprint[:8]}"


ANSWERS = {
    "a yes": (lambda it: Decision.approve(by=BY), lambda it: it.rejection()),
    "an edit": (lambda it: Decision.edit(it.rejection(1), by=BY), lambda it: it.rejection(1)),
    "an edit that changes nothing": (lambda it: Decision.edit(it.rejection(), by=BY), lambda it: it.rejection()),
}


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize(("decision", "sent"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_is_recorded_in_one_step_and_counts_after_a_restart(decision, sent, sync, simulator: Simulator):
    company, store = Company.of(simulator), MemoryStore()

    def session():
        return Session(TOOLS, simulator.client(), async_client=simulator.async_client(), store=store)

    call = session().prepare(MOVE, company.rejection(), call_id="one")
    session().question(call)
    said = decision(company)
    made = session().answer(call, said, name=name) if sync else await session().aanswer(call, said, name=name)
    later = session().prepare(MOVE, sent(company), call_id=made.call_id)
    assert later.fingerprint == made.fingerprint
    session().execute(later)
    assert company.sent(MOVE) == [sent(company)]
    with pytest.raises(errors.Declined):  # the first call is over, by its own yes or because an edit took its place
        session().execute(call)
    assert company.sent(MOVE) == [sent(company)]


def test_a_recorded_edit_that_is_more_dangerous_waits_under_a_name_of_its_own(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    again = session.answer(call, Decision.edit(company.mailed_rejection(), by=BY), name=name)
    assert isinstance(again, Question)
    assert again.call.call_id == name(again.call)
    for waiting in (call, again.call):
        with pytest.raises(errors.ApprovalRequired):
            session.execute(waiting)
    assert company.sent(MOVE) == []


def test_a_recorded_edit_is_nobodys_yes_twice(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    edit = Decision.edit(company.rejection(1), by=BY)
    session.execute(session.answer(call, edit, name=name))
    with pytest.raises(errors.ToolError):
        session.execute(session.answer(call, edit, name=name))
    assert company.sent(MOVE) == [company.rejection(1)]


def test_a_recorded_edit_takes_the_place_of_what_was_shown_among_the_capped(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client(), caps=Caps(destructive=1))
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    made = session.answer(call, Decision.edit(company.rejection(1), by=BY), name=name)
    session.execute(made)
    assert company.sent(MOVE) == [company.rejection(1)]


def test_a_recorded_edit_about_a_record_that_does_not_exist_leaves_the_question_open(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    nobody = {**company.rejection(), "applicationId": str(uuid.UUID(int=7))}
    again = session.answer(call, Decision.edit(nobody, by=BY), name=name)
    assert isinstance(again, Question)
    assert (again.call.arguments, again.note[:24]) == (company.rejection(), "The edit cannot be used.")
    session.execute(session.answer(again.call, Decision.approve(by=BY)))
    assert company.sent(MOVE) == [company.rejection()]


@pytest.mark.parametrize("said", [Decision.approve(by=BY), Decision.deny("Not this week", by=BY)], ids=["yes", "no"])
def test_the_answer_to_an_edit_that_was_asked_about_closes_the_first_question(said, simulator: Simulator):
    company, store = Company.of(simulator), MemoryStore()
    session = Session(TOOLS, simulator.client(), store=store)
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    again = session.answer(call, Decision.edit(company.mailed_rejection(), by=BY), name=name)
    session.question(again.call)
    assert {it.state for it in store.requests()} == {"pending"}
    session.answer(again.call, said, name=name, instead_of=call)
    assert {it.call_id: it.state for it in store.requests()} == {
        "one": "denied", name(again.call): "approved" if said.kind == "approve" else "denied",
    }  # fmt: skip
    with pytest.raises(errors.Declined, match="a person declined"):
        session.execute(call)
    assert company.sent(MOVE) == []


def test_a_person_s_sentence_ends_with_one_full_stop(simulator: Simulator):
    company, client = Company.of(simulator), simulator.client()
    session = Session(TOOLS, client, store=MemoryStore())
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    no = Decision.deny("I want to speak to her first.", by=BY)
    told = [attempt(lambda: session.execute(call, decision=no)), attempt(lambda: session.execute(call))]
    told.append(attempt(lambda: client.execute(call, decision=Decision.deny("Not now. ", by=BY))))
    assert [".." in text or ". ." in text for text in told] == [False] * 3
    assert "speak to her first. Nothing was sent." in told[0]


def attempt(send) -> str:
    with pytest.raises(errors.Declined) as refused:
        send()
    return str(refused.value)


def test_edits_to_and_fro_leave_one_question_open_beside_the_first():
    """A plain move may reach a person and a rejection ends something: neither risk covers the other."""
    scene, store = Scene(), MemoryStore()
    session = Session(TOOLS, scene.simulator.client(), store=store)
    move = scene.move()
    names = iter(("two", "three"))
    first = session.prepare(MOVE, move, call_id="one")
    session.question(first)
    second = session.answer(first, Decision.edit(scene.rejection(), by=BY), name=lambda _: next(names))
    session.question(second.call)
    third = session.answer(second.call, Decision.edit(move, by=BY), name=lambda _: next(names), instead_of=first)
    session.question(third.call)
    assert {it.call_id: it.state for it in store.requests()} == {"one": "pending", "two": "denied", "three": "pending"}
    made = session.answer(third.call, Decision.approve(by=BY), name=lambda _: next(names), instead_of=first)
    session.execute(made)
    assert {it.call_id: it.state for it in store.requests()} == {"one": "denied", "two": "denied", "three": "used"}
    assert scene.sent() == [move]


def test_a_no_counts_after_a_yes_through_the_store_as_long_as_nothing_was_sent(simulator: Simulator):
    company, store = Company.of(simulator), MemoryStore()
    session = Session(TOOLS, simulator.client(), store=store)
    call = session.prepare(MOVE, company.rejection(), call_id="one")
    session.question(call)
    store.answer(store.requests()[0].id, approved=True, by="Anna")
    session.answer(call, Decision.deny("Not this week", by=BY))
    with pytest.raises(errors.Declined, match="Not this week"):
        session.execute(call)
    assert company.sent(MOVE) == []


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_a_prepared_call_can_be_run_and_only_as_it_was_prepared(sync, simulator: Simulator):
    company = Company.of(simulator)
    session = Session(
        TOOLS, simulator.client(), async_client=simulator.async_client(),
        approver=lambda call, question: Decision.approve(by=BY),
    )  # fmt: skip
    call = session.prepare(MOVE, company.rejection())
    forged = dataclasses.replace(call, arguments=company.rejection(1), verdict=Verdict.RUN)
    elsewhere = Session(TOOLS, simulator.client(), account="another").prepare(MOVE, company.rejection())
    for wrong in (forged, elsewhere):
        with pytest.raises(errors.Declined, match="prepared elsewhere or changed since"):
            _ = session.run(wrong) if sync else await session.arun(wrong)
    with pytest.raises(errors.UsageError, match="has its arguments already"):
        _ = session.run(call, {}) if sync else await session.arun(call, {})
    assert company.sent(MOVE) == []
    _ = session.run(call) if sync else await session.arun(call)
    assert company.sent(MOVE) == [company.rejection()]


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_an_approved_call_is_prepared_once(sync, simulator: Simulator, caplog):
    caplog.set_level(logging.INFO, logger="ashby_agent_tools.audit")
    session = Session(
        TOOLS, simulator.client(), async_client=simulator.async_client(),
        approver=lambda call, question: Decision.approve(by=BY),
    )  # fmt: skip
    arguments = Company.of(simulator).rejection()
    _ = session.run(MOVE, arguments) if sync else await session.arun(MOVE, arguments)
    steps = ["prepared", "asked", "answered", "sent", "done"]
    lines = [record.getMessage() for record in caplog.records if record.name == "ashby_agent_tools.audit"]
    assert [step for line in lines for step in steps if f'"step": "{step}"' in line] == steps
