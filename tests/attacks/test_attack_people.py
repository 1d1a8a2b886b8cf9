"""People who may not answer, over every store and through every door that asks: 0 calls leave on what they say."""

from __future__ import annotations

import asyncio
import dataclasses

import attack_people as people
import pytest
from attack_scene import BARE, DOORS, OWN, SERVER, SLOW, UNSENT, opened, played, written

from ashby_agent_tools.simulator import Simulator

OFTEN = ("Session", "LangChain async", "MCP 2026-07-28")
"""Tried on each run; the other doors are slow tests."""


def _rows():
    for attack in people.ATTACKS:
        for door in DOORS:
            if door in BARE or (attack == "whose agent it is" and door.startswith("command line")):
                continue  # a client asks nobody; calls of the command line have no owner but the key's acting user
            for on in (OWN, SERVER):
                fast = door in OFTEN and (on == OWN or door == "Session") and door != SLOW
                yield pytest.param(attack, door, on, marks=() if fast else pytest.mark.slow, id=f"{attack}-{door}-{on}")


@pytest.mark.parametrize(("attack", "door", "on"), _rows())
def test_nothing_leaves_on_the_answer_of_who_may_not_give_it(attack, door, on, tmp_path, monkeypatch):
    scenario, text = people.ATTACKS[attack]
    rules = people.rules_in(tmp_path, text)
    monkeypatch.setenv("ASHBY_APPROVER_RULES", str(tmp_path / "approvers.toml"))  # what the command line goes by
    with opened(door, tmp_path, Simulator(seed=7), on=on) as scene:
        scene.setting = dataclasses.replace(scene.setting, rules=rules, asked_by="owner@example.com")
        asyncio.run(played(scene, scenario))
    assert written(scene.company) == []
    assert scene.outcomes
    for outcome in scene.outcomes:  # a text is empty where a framework shows it once all calls are settled
        assert outcome.pending is not None or not outcome.text or UNSENT.search(outcome.text), outcome.text
