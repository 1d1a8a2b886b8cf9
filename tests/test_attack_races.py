"""Attacks by ids, tenants, caps and names, and each race over and over: nothing is sent without a yes to exactly it."""

from __future__ import annotations

import asyncio

import pytest
from attack_doors import MOVE, Setting
from attack_scene import DOORS, TOOLS, YES, Scene, played, written

from ashby_agent_tools import Decision
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

ASKING = [door for door, (make, _) in DOORS.items() if make is not None and door != "command line"]
TIMES = [pytest.param(2, id="2 times"), pytest.param(200, id="200 times", marks=pytest.mark.slow)]


def made(door, folder):
    """A door, and a company that nothing was written to."""
    simulator = Simulator(seed=7)
    make, sync = DOORS[door]
    return Scene(make(), Setting(simulator=simulator, toolset=TOOLS, folder=folder), Company.of(simulator), sync)


async def one_of_two(scene, number):
    """Two people in one message, the yes for one of them, in turn the first and the second."""
    calls = [(MOVE, scene.company.rejection(n)) for n in (0, 1)]
    asked = await scene.driver.calls(calls, sync=scene.sync, conversation=f"{number}")
    wanted = number % 2
    said = [
        (it.pending, Decision.approve(by=YES) if n == wanted else Decision.deny("no", by=YES))
        for n, it in enumerate(asked)
    ]
    await scene.driver.answer(said, sync=scene.sync)
    return [scene.company.rejection(wanted)]


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("door", ASKING)
def test_only_what_got_the_yes_is_sent_however_often_it_is_tried(door, times, tmp_path):
    for number in range(times):
        scene = made(door, tmp_path)

        async def asked(scene, number=number):
            scene.expected += [("application.changeStage", body) for body in await one_of_two(scene, number)]

        asyncio.run(played(scene, asked))
        assert written(scene.company) == scene.expected, number


@pytest.mark.parametrize("door", ASKING)
def test_a_yes_of_one_tenant_is_none_of_another_over_the_same_store(door, tmp_path):
    """Both ask the same call in a conversation of the same name."""

    async def two(scene):
        async with scene.other(account="another organization") as other:
            theirs = await scene.ask(driver=other)
            assert theirs.pending is not None
            before = {it.id for it in scene.setting.store.questions()}
            await scene.ask()
            for asked in scene.setting.store.questions():
                if asked.id in before:
                    scene.setting.store.answer(asked.id, approved=True, by=YES)
            mine = [it.state for it in scene.setting.store.questions() if it.id not in before]
            assert mine == ["pending"]

    scene = made(door, tmp_path)
    asyncio.run(played(scene, two))
    assert written(scene.company) == []


@pytest.mark.parametrize("door", ASKING)
def test_a_name_that_nobody_checked_is_recorded_as_claimed(door, tmp_path):
    """The question's own record says who it was said to be."""

    async def claimed(scene):
        outcome = await scene.ask()
        await scene.driver.settle(outcome, Decision.approve(by="ceo@example.com", claimed=True), sync=scene.sync)

    scene = made(door, tmp_path)
    asyncio.run(played(scene, claimed))
    (asked,) = scene.setting.store.questions()
    assert asked.decided_by is not None
    assert asked.decided_by != "ceo@example.com"
