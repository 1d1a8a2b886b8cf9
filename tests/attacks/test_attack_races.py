"""Each race over and over through every door: nothing is sent without a yes to exactly that.

Twice in every run and three times among the slow tests; ATTACK_REPETITIONS=200 makes those 200 times. RACES x DOORS is
the table; a text in place of a scenario, and NOT_APPLICABLE, say why a combination is not tried.
"""

from __future__ import annotations

import asyncio
import os

import pytest
from attack_races import NOT_APPLICABLE, RACES
from attack_scene import BARE, DOORS, OWN, SERVER, SLOW, UNSENT, opened, played, written

from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # every input, through every door

OFTEN = int(os.environ.get("ATTACK_REPETITIONS", "3"))


def scenario_of(race, door):
    """The scenario, or a text that says why there is none."""
    asking, direct = RACES[race]
    return NOT_APPLICABLE.get((race, door), direct if door in BARE else asking)


def _rows():
    for race in RACES:
        for door in DOORS:
            if not callable(scenario_of(race, door)):
                continue
            if door != SLOW:
                yield pytest.param(race, door, OWN, 2, id=f"{race}-{door}-twice")
            times = 3 if door == SLOW else OFTEN
            yield pytest.param(race, door, OWN, times, id=f"{race}-{door}-{times} times", marks=pytest.mark.slow)
            if door not in BARE:
                marks = () if door == "Session" else pytest.mark.slow
                yield pytest.param(race, door, SERVER, 2, id=f"{race}-{door}-{SERVER}-twice", marks=marks)


@pytest.mark.parametrize(("race", "door", "on", "times"), _rows())
def test_only_what_got_the_yes_is_sent_however_often_it_is_tried(race, door, on, times, tmp_path):
    scenario = scenario_of(race, door)
    for number in range(times):
        with opened(door, tmp_path / str(number), Simulator(seed=7), on=on) as scene:
            asyncio.run(played(scene, lambda scene, number=number: scenario(scene, number)))
        others = [(it.endpoint, it.body) for it in scene.elsewhere]
        assert [it for it in written(scene.company) if it not in others] == scene.expected, number
        assert scene.outcomes or scene.expected
        for outcome in scene.outcomes:
            assert outcome.pending is not None or UNSENT.search(outcome.text), outcome.text


def test_every_race_is_tried_through_every_door_or_has_a_reason_why_not():
    assert {it for it in NOT_APPLICABLE if it[0] not in RACES or it[1] not in DOORS} == set()
    tried = {(race, door) for race in RACES for door in DOORS if callable(scenario_of(race, door))}
    assert {race for race, _ in tried} == set(RACES)
    assert {door for _, door in tried} == set(DOORS)
    reasons = [scenario_of(race, door) for race in RACES for door in DOORS if (race, door) not in tried]
    assert all(len(reason) > 20 for reason in reasons)
