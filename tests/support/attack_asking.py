"""Attacks through doors that ask a person."""

# ruff: noqa: RUF001  (letters that look like others are one of the attacks)

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import threading

from attack_doors import MOVE
from attack_scene import ANONYMIZE, CONTENT, PARALLEL, TOOLS, UNSENT, UNTAG, YES
from content_changes import CHANGES

from ashby_agent_tools import Call, Decision, MemoryStore, confirm_destructive, confirm_never, deny
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import tool_name
from ashby_agent_tools.testing._base_contract import APPLICATIONS, ENROLL, TOOLSET


async def honest(scene):
    """No attack: without this row the others could pass because a door never sends."""
    scene.sent()
    outcome = await scene.yes(await scene.ask())
    assert outcome.pending is None


async def forgotten_hook(scene):
    """Nobody asks: the call is made, or the tool is called by itself, and no answer ever comes."""
    scene.refused(await scene.ask())
    scene.refused(await scene.driver.bare(MOVE, scene.company.rejection(1), sync=scene.sync))


async def wrong_digit(scene):
    """The call names a record that does not exist: nobody is asked, so no hasty yes can be given."""
    right = scene.company.rejection()
    identity = right["applicationId"]
    other = identity[:-1] + ("0" if identity[-1] != "0" else "1")
    outcome = await scene.driver.call(MOVE, {**right, "applicationId": other}, sync=scene.sync)
    scene.refused(outcome)
    assert outcome.pending is None, outcome
    assert other in outcome.text
    assert scene.in_the_store("SELECT * FROM ashby_asked") == []


async def changed_arguments(scene):
    """A yes to one person's rejection, and then a call about somebody else."""
    await scene.ask()
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.rejection(1))
    await scene.tries(MOVE, scene.company.mailed_rejection())


async def one_of_two(scene):
    """Two calls of one message wait, and only the second one gets a yes; the first gets a no."""
    calls = [(MOVE, scene.company.rejection(number)) for number in (0, 1)]
    first, second = await scene.driver.calls(calls, sync=scene.sync)
    scene.sent(1)
    said = [(first.pending, Decision.deny("no", by=YES)), (second.pending, Decision.approve(by=YES))]
    scene.refused((await scene.driver.answer(said, sync=scene.sync))[0])


async def one_of_five(scene):
    """Five calls of one message wait, and only the fourth gets a yes, whatever became of its number meanwhile."""
    calls = [(MOVE, scene.company.rejection(number)) for number in range(5)]
    asked = await scene.driver.calls(calls, sync=scene.sync)
    scene.sent(3)
    scene.in_the_store("UPDATE ashby_asked SET line = 6 - line WHERE batch <> ''")
    said = [
        (it.pending, Decision.approve(by=YES) if number == 3 else Decision.deny("no", by=YES))
        for number, it in enumerate(asked)
    ]
    after = await scene.driver.answer(said, sync=scene.sync)
    scene.outcomes += [it for number, it in enumerate(after) if number != 3]


async def short_id_elsewhere(scene):
    """The short id in the call means somebody else by the time the yes comes."""
    job = scene.company.applications[0]["job"]["id"]
    await scene.driver.call(APPLICATIONS, {"jobId": job, "status": "Active"}, sync=scene.sync)
    first, second = (scene.company.applications[number]["id"] for number in (0, 1))
    rows = scene.in_the_store("SELECT prefix, number FROM ashby_short_id WHERE uuid = :uuid", uuid=first)
    short_id = f"{rows[0][0]}_{rows[0][1]}"
    outcome = await scene.ask(arguments={**scene.company.rejection(), "applicationId": short_id})
    for old, new in ((first, "elsewhere"), (second, first), ("elsewhere", second)):
        scene.in_the_store("UPDATE ashby_short_id SET uuid = :new WHERE uuid = :old", new=new, old=old)
    after = await scene.yes(outcome)
    if after.pending is None and not UNSENT.search(after.text):
        scene.sent()  # the door kept the call that was shown: exactly that one may leave
    else:
        scene.refused(after)


async def another_operation(scene):
    """A yes to a rejection, and then the same person is to be erased."""
    outcome = await scene.ask()
    erasure = {"candidateId": scene.company.candidate()["id"]}
    if hasattr(scene.driver, "approve_another_tool"):
        scene.refused(await scene.driver.approve_another_tool(outcome.pending, ANONYMIZE, erasure, sync=scene.sync))
    scene.yes_in_the_store()
    await scene.tries(ANONYMIZE, erasure)


async def replayed(scene):
    """The yes comes again, and then the call."""
    untagging = scene.untagging
    scene.expected.append(("candidate.removeTag", untagging))
    outcome = await scene.ask(UNTAG, untagging)
    first = await scene.yes(outcome)
    again = await scene.yes(outcome)
    if again != first:  # some doors show what came of the call the first time
        scene.refused(again)
    await scene.tries(UNTAG, untagging)


async def expired(scene):
    """The yes comes when the question counts no more."""
    outcome = await scene.ask()
    scene.in_the_store("UPDATE ashby_asked SET expires_at = 1")
    scene.refused(await scene.yes(outcome))


FULL = {
    "SqliteDatabase": ("ALTER TABLE ashby_sent RENAME TO ashby_gone",),
    "PostgresDatabase": (
        """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$""",
        "CREATE TRIGGER full_disk BEFORE INSERT ON ashby_sent EXECUTE FUNCTION full_disk()",
    ),
}
"""What makes each database fail where a call would be claimed."""


async def store_gone(scene):
    """The yes is given, and the store cannot record that it is used."""
    outcome = await scene.ask()
    for statement in FULL[type(scene.setting.store._db).__name__]:
        scene.in_the_store(statement)
    answered = await scene.yes(outcome)
    assert "store cannot be used" in answered.text, answered.text
    scene.refused(answered)


async def of_another(scene, **different):
    if hasattr(scene.driver, "source"):
        source, conversation = scene.driver.source(dataclasses.replace(scene.setting, **different))
    else:
        source, conversation = scene.other(**different), "one"
    if hasattr(scene.driver, "client"):
        await scene.driver.client()  # connections are closed in the order in which they were not opened
    async with source:
        outcome = await scene.ask(driver=source, conversation=conversation)
        scene.refused(await scene.driver.carried(outcome.pending, source, sync=scene.sync))


async def other_account(scene):
    """What waits in another account's conversation of the same name is answered here."""
    await of_another(scene, account="another organization")


async def other_base_url(scene):
    """What was asked about another Ashby is answered here."""
    await of_another(scene, base_url="https://another.example.com")


async def other_conversation(scene):
    """A yes in one conversation, and the same call in another."""
    await scene.ask()
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.rejection(), conversation="two")


async def tampered(scene):
    """What is kept while the question waits is changed: saved state, stored turn, repeated request, prepared call."""
    outcome = await scene.ask()
    old, new = (scene.company.applications[number]["id"] for number in (0, 1))
    scene.in_the_store("UPDATE ashby_asked SET stored = replace(stored, :old, :new)", old=old, new=new)
    scene.refused(await scene.driver.approve_other(outcome.pending, scene.company.rejection(1), sync=scene.sync))


async def parallel(scene, times=PARALLEL):
    """One yes, handed over fifty times at once."""
    untagging = scene.untagging
    scene.expected.append(("candidate.removeTag", untagging))
    outcome = await scene.ask(UNTAG, untagging)
    if hasattr(scene.driver, "parallel"):
        await scene.driver.parallel(outcome.pending, times, sync=scene.sync)
        return

    def one(_):
        return asyncio.run(scene.yes(outcome))

    if scene.sync:
        with concurrent.futures.ThreadPoolExecutor(times) as pool:
            await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(pool, one, n) for n in range(times)))
    else:
        await asyncio.gather(*(scene.yes(outcome) for _ in range(times)))


async def with_approver(scene, approver, **store):
    setting = dataclasses.replace(scene.setting, approver=approver, **store)
    async with scene.make(setting) as driver:
        scene.refused(await driver.call(MOVE, scene.company.rejection(), sync=scene.sync))


async def approver_raises(scene):
    """An approver that fails, and one that answers nonsense."""

    def broken(call, question):
        raise KeyError("oops")

    for approver in (broken, lambda call, question: True, lambda call, question: "approve"):
        await with_approver(scene, approver)


async def approver_hangs(scene):
    """An approver that answers yes when nobody waits any more."""

    def late(call, question):
        threading.Event().wait(2)
        return Decision.approve(by=YES)

    await with_approver(scene, late, store=MemoryStore(expires=0.2))


async def approver_changes_the_call(scene):
    """An approver that says yes, and turns the call into another one meanwhile."""
    other = scene.company.rejection(1)

    def swapping(call: Call, question: str) -> Decision:
        call.arguments.update(other)
        return Decision.approve(by=YES)

    await with_approver(scene, swapping)


async def policy_raises(scene):
    """A policy that fails, and one that answers nonsense."""

    def broken(call):
        raise KeyError("oops")

    for policy in (broken, lambda call: None, lambda call: 7):
        async with scene.other(toolset=TOOLS.with_policy(policy)) as driver:
            scene.refused(await driver.call(MOVE, scene.company.rejection(), sync=scene.sync))


async def raw(scene):
    """Endpoints, and ways round the catalogue, where a tool's name belongs."""
    erasure = {"candidateId": scene.company.candidate()["id"]}
    for name in ("request", "candidate.anonymize/", "candidate.anonymise", "../candidate.anonymize", "candidate.erase"):
        await scene.tries(name, {"endpoint": "candidate.anonymize", "body": erasure, **erasure})


async def alias(scene):
    """Other names of an operation that is denied, asked about, or not offered at all."""
    erasure = {"candidateId": scene.company.candidate()["id"]}
    names = (ANONYMIZE, "candidate.anonymize", *catalogue()["candidate.anonymize"].spec.aliases)
    denied = TOOLS.with_policy(confirm_destructive, deny("candidate.anonymize", otherwise=confirm_never))
    for toolset in (TOOLS, denied, TOOLSET):
        async with scene.other(toolset=toolset) as driver:
            for name in names:
                scene.refused(await driver.call(name, erasure, sync=scene.sync))


async def hidden(scene):
    """Nulls, defaults and loose types that hide what an argument does."""
    person = scene.company.candidate()["id"]
    enrol = {"sequenceTemplateId": scene.company.sequence, "candidateId": person}
    for start in ({}, {"start": None}, {"start": "true"}, {"start": 1}, {"start": "on"}):
        await scene.tries(ENROLL, {**enrol, **start})
    await scene.ask(arguments={**scene.company.rejection(), "archiveEmail": None})
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.mailed_rejection())
    mail = {"communicationTemplateId": scene.company.template, "sendAt": None}
    await scene.tries(MOVE, {**scene.company.rejection(), "archiveEmail": mail})


async def lookalikes(scene):
    """Letters that look like others, in the names of tools, arguments and people."""
    reject = scene.company.rejection()
    for name in ("ashby_candidаte_anonymize", "ａshby_candidate_anonymize", "ashby_candidate_anonymize\u200b"):
        await scene.tries(name, {"candidateId": scene.company.candidate()["id"]})
    await scene.tries(MOVE, {**reject, "archiveReаsonId": reject["archiveReasonId"]})
    await scene.tries(MOVE, {**reject, "applicationId": "app_１００"})
    await scene.tries(MOVE, {**reject, "applicationId": reject["applicationId"].translate({ord("-"): "\u2010"})})


async def content_changed(scene, case=None):
    """What a call sends changes between the question and the yes: a draft's email, a posting, an offer, a template.

    The person is asked again, at once or when the call is made again, and a yes to that question counts.
    """
    simulator = scene.company.simulator
    before = list(simulator.log)
    for name in CONTENT if case is None else [case]:
        changed = CHANGES[name]
        arguments = changed.arguments(simulator)
        tool = tool_name(changed.call)
        outcome = await scene.ask(tool, arguments)
        mark = len(simulator.log)
        changed.change(simulator)
        scene.elsewhere += [it for it in simulator.log[mark:] if not op.find(it.endpoint).spec.reads]
        again = await scene.yes(outcome)
        if again.pending is None:
            scene.refused(again)
            again = await scene.ask(tool, arguments)
        assert changed.shown in again.pending.question
        assert all(it.endpoint != changed.call for it in simulator.log[len(before) :])
        scene.expected.append((changed.call, scene.body(changed.call, arguments)))
        done = await scene.yes(again)
        assert done.pending is None
