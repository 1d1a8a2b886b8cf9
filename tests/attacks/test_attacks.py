"""The attack suite: every attack through every door, and nothing reaches the simulator but what a person said yes to.

ATTACKS x DOORS is the table. An attack is a scenario of its own for doors that ask (`asking`) and for the two bare
clients, which ask nobody (`direct`); a text in place of a scenario says why there is none. NOT_APPLICABLE holds the
single combinations that make no sense, each with its reason. What has a reason is no row of the tests.
"""

from __future__ import annotations

import asyncio

import attack_asking as asking
import attack_direct as direct
import pytest
from attack_scene import BARE, DOORS, OWN, SERVER, SLOW, UNSENT, opened, played, written

from ashby_agent_tools.simulator import Simulator

NOTHING_WAITS = "a client asks nobody: a decision is handed over together with its call, and nothing waits"
NO_QUESTION = "a client words no question, so nothing was shown that could have changed"
ASKS_NOBODY = "a client has no approver: a decision is handed over together with its call"

ATTACKS = {
    "no attack": (asking.honest, direct.direct_honest),
    "forgotten hook": (asking.forgotten_hook, direct.direct_forgotten),
    "wrong digit": (asking.wrong_digit, "a client looks nothing up: Ashby itself refuses the call"),
    "changed arguments": (asking.changed_arguments, direct.direct_changed),
    "one of two": (asking.one_of_two, "a client takes one call at a time"),
    "one of five, renumbered": (asking.one_of_five, "a client takes one call at a time"),
    "short id pointed elsewhere": (asking.short_id_elsewhere, "a client takes full ids only"),
    "another operation": (asking.another_operation, direct.direct_another_operation),
    "replayed": (asking.replayed, direct.direct_replayed),
    "expired": (asking.expired, NOTHING_WAITS),
    "store gone": (asking.store_gone, "a client has no store"),
    "another account": (asking.other_account, direct.direct_account),
    "another base URL": (asking.other_base_url, direct.direct_base_url),
    "another conversation": (asking.other_conversation, "a client has no conversations"),
    "tampered": (asking.tampered, direct.direct_tampered),
    "parallel": (asking.parallel, direct.direct_parallel),
    "approver raises": (asking.approver_raises, ASKS_NOBODY),
    "approver hangs": (asking.approver_hangs, ASKS_NOBODY),
    "approver changes the call": (asking.approver_changes_the_call, ASKS_NOBODY),
    "policy raises": (asking.policy_raises, direct.direct_policy),
    "raw pass-through": (asking.raw, direct.direct_raw),
    "alias": (asking.alias, direct.direct_alias),
    "nulls and defaults": (asking.hidden, direct.direct_hidden),
    "look-alikes": (asking.lookalikes, direct.direct_lookalikes),
    "content changed after the yes": (asking.content_changed, NO_QUESTION),
}
NO_FUNCTION = "no function can be handed to the command line: it asks at the terminal, or leaves the question"
OPEN_CALL = "the answer comes within the open call, which one connection holds: there is nothing to carry or repeat"
NOT_APPLICABLE = {
    **{
        (attack, door): reason
        for door in DOORS
        if door.startswith("command line")
        for attack, reason in (
            ("approver raises", NO_FUNCTION),
            ("approver hangs", NO_FUNCTION),
            ("approver changes the call", NO_FUNCTION),
            ("policy raises", "the command line has one policy, the default"),
            ("another conversation", "the command line is one conversation; a program's is tried as an account"),
        )
    },
    ("replayed", "MCP 2025-11-25"): OPEN_CALL,
    ("parallel", "MCP 2025-11-25"): OPEN_CALL,
    ("another account", "MCP 2025-11-25"): OPEN_CALL,
    ("another base URL", "MCP 2025-11-25"): OPEN_CALL,
}


def scenario_of(attack, door):
    """The scenario, or a text that says why there is none."""
    asking, direct = ATTACKS[attack]
    return NOT_APPLICABLE.get((attack, door), direct if door in BARE else asking)


@pytest.fixture(scope="module")
def untouched():
    """A simulator that nothing was written to: most attacks leave it as it was, and so the next one takes it."""
    return []


def _rows():
    for attack in ATTACKS:
        for door in DOORS:
            if callable(scenario_of(attack, door)):
                yield pytest.param(
                    attack, door, OWN, marks=pytest.mark.slow if door == SLOW else (), id=f"{attack}-{door}"
                )
                if door not in BARE:
                    often = door == "Session"
                    yield pytest.param(
                        attack, door, SERVER, marks=() if often else pytest.mark.slow, id=f"{attack}-{door}-{SERVER}"
                    )


@pytest.mark.parametrize(("attack", "door", "on"), _rows())
@pytest.mark.exhaustive(9)
def test_nothing_reaches_ashby_that_nobody_said_yes_to(attack, door, on, tmp_path, untouched):
    """What the simulator saw of writes is what was said yes to; and every refusal says that nothing was sent."""
    simulator, company = untouched.pop() if untouched else (Simulator(seed=7), None)
    with opened(door, tmp_path, simulator, company, on=on) as scene:
        asyncio.run(played(scene, scenario_of(attack, door)))
    if not written(scene.company):
        del simulator.log[scene.company.before :]
        untouched.append((simulator, scene.company))
    others = [(it.endpoint, it.body) for it in scene.elsewhere]
    assert [it for it in written(scene.company) if it not in others] == scene.expected
    assert scene.outcomes or scene.expected
    for outcome in scene.outcomes:
        assert outcome.pending is not None or UNSENT.search(outcome.text), outcome.text


def test_what_is_not_applicable_has_a_reason_and_every_door_and_attack_is_tried():
    assert {(attack, door) for attack, door in NOT_APPLICABLE if attack not in ATTACKS or door not in DOORS} == set()
    tried = [(attack, door) for attack in ATTACKS for door in DOORS if callable(scenario_of(attack, door))]
    assert {attack for attack, _ in tried} == set(ATTACKS)
    assert {door for _, door in tried} == set(DOORS)
    reasons = [scenario_of(attack, door) for attack in ATTACKS for door in DOORS if (attack, door) not in tried]
    assert all(len(reason) > 20 for reason in reasons)
