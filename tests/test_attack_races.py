"""Each race over and over through every door that asks: nothing is sent without a yes to exactly that.

Twice in every run and three times among the slow tests; ATTACK_REPETITIONS=200 makes those 200 times.
"""

from __future__ import annotations

import asyncio
import os

import pytest
from attack_doors import Setting
from attack_races import NOT_APPLICABLE, RACES
from attack_scene import DOORS, TOOLS, UNSENT, Scene, played, written

from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

ASKING = [door for door, (make, _) in DOORS.items() if make is not None and door != "command line"]
OFTEN = int(os.environ.get("ATTACK_REPETITIONS", "3"))
TIMES = [pytest.param(2, id="twice"), pytest.param(OFTEN, id=f"{OFTEN} times", marks=pytest.mark.slow)]


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("door", ASKING)
@pytest.mark.parametrize("race", RACES)
def test_only_what_got_the_yes_is_sent_however_often_it_is_tried(race, door, times, tmp_path):
    if (race, door) in NOT_APPLICABLE:
        pytest.skip(f"not applicable: {NOT_APPLICABLE[race, door]}")
    for number in range(times):
        scene = _scene(door, tmp_path)
        asyncio.run(played(scene, lambda scene, number=number: RACES[race](scene, number)))
        others = [(it.endpoint, it.body) for it in scene.elsewhere]
        assert [it for it in written(scene.company) if it not in others] == scene.expected, number
        assert scene.outcomes or scene.expected
        for outcome in scene.outcomes:
            assert outcome.pending is not None or UNSENT.search(outcome.text), outcome.text


def _scene(door, folder):
    """A door, and a company that nothing was written to."""
    simulator = Simulator(seed=7)
    make, sync = DOORS[door]
    setting = Setting(simulator=simulator, toolset=TOOLS, folder=folder)
    return Scene(make(), setting, Company.of(simulator), sync)
