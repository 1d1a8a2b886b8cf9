"""Races and mix-ups: two calls, two tenants, two processes, and what comes twice.

Each takes the number of its repetition, so that who is first and who is meant take turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import re

import attack_asking as asking
import attack_direct as direct
from attack_doors import MOVE
from attack_scene import CONTENT, DOORS, TOOLS, YES, written

from ashby_agent_tools import Decision, confirm_writes
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._base_contract import APPLICATIONS, INFO, NOTE
from ashby_agent_tools.testing._company import Company

CAP = 5
"""Destructive calls of a conversation: the default, which every door has."""
UNKNOWN = re.compile(r"not known|is not a result|is not kept|no result|unknown|not found|keeps? no", re.IGNORECASE)


async def one_of_two(scene, number):
    """Two people in one message, the yes for one of them, in turn the first and the second."""
    meant = number % 2
    asked = await scene.driver.calls([(MOVE, scene.company.rejection(n)) for n in (0, 1)], sync=scene.sync)
    said = [(it.pending, _yes() if n == meant else _no()) for n, it in enumerate(asked)]
    scene.sent(meant)
    scene.refused((await scene.driver.answer(said, sync=scene.sync))[1 - meant])


async def ids_repeated(scene, number):
    """Two conversations use the same call ids for two people, and one of them gets a yes; then its ids come again."""
    repeat = _repeating(scene.driver)
    asked = []
    for person, conversation in enumerate(("one", "two")):
        repeat()
        asked.append(await scene.ask(arguments=scene.company.rejection(person), conversation=conversation))
    meant = number % 2
    scene.sent(meant)
    done = await scene.yes(asked[meant])
    assert done.pending is None
    repeat()
    again = await scene.driver.call(
        MOVE, scene.company.rejection(2), conversation=("one", "two")[meant], sync=scene.sync
    )
    scene.refused(again)


async def content_changed(scene, number):
    """What the call sends is changed between the question and the yes, each kind of content in turn."""
    await asking.content_changed(scene, CONTENT[number % len(CONTENT)])


async def answered_at_once(scene, _):
    """One yes, handed over eight times at once."""
    await asking.parallel(scene, times=8)


async def two_tenants(scene, number):
    """Two organizations with the same records ask the same call in conversations of one name, over one store."""
    with contextlib.ExitStack() as stack:
        there = Simulator(seed=7)
        stack.callback(there.stop)
        await _beside(scene, number, there)


async def _beside(scene, number, there):
    base_url = there.start() if scene.served else scene.setting.base_url
    setting = dataclasses.replace(scene.setting, simulator=there, account="another organization", base_url=base_url)
    here, theirs = Company.of(scene.setting.simulator), Company.of(there)
    await share_conversation(scene.driver, scene.setting)
    async with scene.make(setting) as other:
        await share_conversation(other, setting)
        await _nothing_is_known(scene, other, theirs)
        asked = [await scene.ask(driver=driver) for driver in (scene.driver, other)]
        meant = number % 2
        mine, yours = (here, theirs) if meant == 0 else (theirs, here)
        done = await scene.yes(asked[meant], driver=(scene.driver, other)[meant])
        assert done.pending is None
        assert written(mine) == [("application.changeStage", here.rejection())]
        assert written(yours) == []
        states = {it.key.account: it.state for it in scene.setting.store.requests()}
        assert sorted(states.values()) == ["pending", "used"]
        assert states["another organization"] == ("pending", "used")[meant]
        scene.refused(asked[1 - meant])
        if meant == 0:
            scene.sent()


async def _nothing_is_known(scene, other, theirs):
    """References and short ids that the other one was shown lead nowhere here."""
    job = {"jobId": theirs.applications[0]["job"]["id"], "status": "Active", "limit": 3}
    shown = (await other.call(APPLICATIONS, job, sync=scene.sync)).text
    person, reference = re.search(r"\bcand_\d+\b", shown), re.search(r"\br\d+\b", shown)
    assert person is not None, shown
    tried = [(INFO, {"id": person[0]}), ("ashby_read_result", {"ref": reference[0] if reference else "r100"})]
    for name, arguments in tried:
        text = (await scene.driver.call(name, arguments, sync=scene.sync)).text
        assert UNKNOWN.search(text), text


async def caps(scene, _):
    """Two processes share a conversation and ask and answer at once; then one message has more calls than are left."""
    await share_conversation(scene.driver, scene.setting)
    async with scene.make(scene.setting) as other:
        await share_conversation(other, scene.setting)
        asked = await _at_once(
            scene,
            scene.driver.calls([(MOVE, scene.company.rejection(n)) for n in range(4)], sync=scene.sync),
            other.calls([(MOVE, scene.company.rejection(n)) for n in range(4, 8)], sync=scene.sync),
        )
        open_questions = [it for it in scene.setting.store.requests() if it.state == "pending"]
        assert 1 <= len(open_questions) <= CAP
        said = [[(it.pending, _yes()) for it in each if it.pending is not None] for each in asked]
        drivers = [(driver, answers) for driver, answers in zip((scene.driver, other), said, strict=True) if answers]
        await _at_once(scene, *(driver.answer(answers, sync=scene.sync) for driver, answers in drivers))
    sent = written(scene.company)
    rejections = [("application.changeStage", scene.company.rejection(n)) for n in range(8)]
    assert 1 <= len(sent) <= len(open_questions)
    assert all(sent.count(it) <= 1 and it in rejections for it in sent)
    assert len([it for it in scene.setting.store.requests() if it.state in ("pending", "used")]) <= CAP
    scene.expected += sent


async def one_message_above_the_cap(scene, _):
    """Eight people in one message: five are asked about, all at once, and five are sent."""
    asked = await scene.driver.calls([(MOVE, scene.company.rejection(n)) for n in range(8)], sync=scene.sync)
    waiting = [(it.pending, _yes()) for it in asked if it.pending is not None]
    assert len(waiting) == len(scene.setting.store.requests()) == CAP
    meant = [scene.company.rejection(n) for n, it in enumerate(asked) if it.pending is not None]
    outcomes = await scene.driver.answer(waiting, sync=scene.sync)
    sent = written(scene.company)
    assert sorted(str(body) for _, body in sent) == sorted(str(body) for body in meant)
    scene.expected += sent
    for number, outcome in enumerate(asked):
        if outcome.pending is None:  # some frameworks show no text before the whole message is settled
            refused = outcome if outcome.text else outcomes[number]
            assert f"Caps(destructive={CAP})" in refused.text, refused.text
            scene.refused(refused)
    assert len(scene.setting.store.requests()) == CAP


async def doubles(scene, _):
    """The same note twice in one message, both approved, and once more: one is sent, the last is not asked about."""
    note = {"candidateId": scene.company.candidate()["id"], "note": "Met her today"}
    async with scene.other(toolset=TOOLS.with_policy(confirm_writes)) as driver:
        asked = await driver.calls([(NOTE, note)] * 2, sync=scene.sync)
        waiting = {id(it.pending): it.pending for it in asked if it.pending is not None}
        await driver.answer([(pending, _yes()) for pending in waiting.values()], sync=scene.sync)
        scene.expected.append(("candidate.createNote", scene.body("candidate.createNote", note)))
        questions = len(scene.setting.store.requests())
        again = await driver.call(NOTE, note, sync=scene.sync)
    assert again.pending is None
    assert "not sent twice" in again.text
    assert len(scene.setting.store.requests()) == questions
    scene.refused(again)


async def share_conversation(driver, setting):
    """A server whose connections are one conversation, as `ashby-mcp --conversation` has it; others name theirs.

    The connection is opened here, in the task that closes it, and before another driver's.
    """
    if hasattr(driver, "server"):
        from ashby_mcp import build_server

        session = setting.session()
        driver.server = build_server(lambda _: session, batches=driver.batches)
        await driver.client()


def _repeating(driver):
    """A function after which the next message's calls have the ids of the first one again, where a model makes ids."""
    if hasattr(driver, "make"):
        driver.make = functools.partial(driver.make, first=1)
    driver.same_ids = True

    def repeat():
        driver.count = 0
        if hasattr(driver, "numbers"):
            driver.numbers.clear()

    return repeat


async def _at_once(scene, *doors):
    """Each in a thread with a loop of its own where the door is synchronous, else as tasks of one loop."""
    if scene.sync:
        doors = [asyncio.to_thread(asyncio.run, door) for door in doors]
    return await asyncio.gather(*doors)


def _yes():
    return Decision.approve(by=YES)


def _no():
    return Decision.deny("no", by=YES)


NO_QUESTION = "a client words no question, so nothing was shown that could have changed"
NOT_COUNTED = "a client counts nothing: each decision is handed over with its call"
BY_ITSELF = "a person types each call of the command line, so each is counted by itself: it has no caps and no doubles"
RACES = {
    "one of two": (one_of_two, direct.one_of_two),
    "ids repeated": (ids_repeated, direct.ids_repeated),
    "content changed": (content_changed, NO_QUESTION),
    "one yes at once": (answered_at_once, direct.answered_at_once),
    "two tenants": (two_tenants, direct.two_tenants),
    "caps of two processes": (caps, NOT_COUNTED),
    "one message above the cap": (one_message_above_the_cap, NOT_COUNTED),
    "doubles": (doubles, NOT_COUNTED),
}
NOT_APPLICABLE = {
    (
        "one yes at once",
        "MCP 2025-11-25",
    ): "the answer comes within the open call, which one connection holds: it cannot be handed over twice",
    **{
        (race, door): reason
        for door in DOORS
        if door.startswith("command line")
        for race, reason in (
            ("ids repeated", "the command line is one conversation, and its calls have no ids"),
            ("caps of two processes", BY_ITSELF),
            ("one message above the cap", BY_ITSELF),
            ("doubles", BY_ITSELF),
        )
    },
}

__all__ = ["NOT_APPLICABLE", "RACES"]
