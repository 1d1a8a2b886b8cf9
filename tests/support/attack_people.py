"""Attacks by people who may not answer: through the door, from outside with its rules, and past them."""

from __future__ import annotations

import asyncio
import contextlib

from attack_doors import MOVE
from attack_scene import YES

from ashby_agent_tools import errors
from ashby_agent_tools.approval.answering import answer
from ashby_agent_tools.approval.people import ApproverRules, Person

LEAD = "grace@example.com"
FORGED = (
    "eve@example.com", f"claimed: {LEAD}", f"Claimed:  {LEAD}", "gr\u0430ce@example.com", "grace@example.c\u043em",
    "grace@example.com.evil.example.com", "", " ", "nobody", "*", "leads", "group:leads",
)  # fmt: skip
RULES = f"""
own_agents = false

[groups]
leads = ["{LEAD}", "{YES}", "robin@example.com"]

[[may]]
people = ["{LEAD}"]

[[may]]
groups = ["leads"]
effect = "destructive"
endpoints = ["offer.*"]
"""
TWO = """
claimed = true

[[needs]]
people = 2
"""
OWN = """
own_agents = false
claimed = true
"""


def waiting(scene):
    """The questions that wait."""
    return [it for it in scene.setting.store.requests() if it.state == "pending"]


def none_counts(scene, names, rules):
    """None of these names approves or denies what waits, and what is recorded stays as it is."""
    for asked in waiting(scene):
        for name in names:
            for approved in (True, False):
                try:
                    answer(scene.setting.store, asked.id, person=Person(name), rules=rules, approved=approved)
                except errors.UsageError:
                    continue
                raise AssertionError(f"{name!r} answered")
        assert scene.setting.store.request(asked.id) == asked


async def by_nobody_in_the_rules(scene):
    """Through the door, from outside with the rules, and from outside past them."""
    outcome = await scene.ask()
    none_counts(scene, FORGED, scene.setting.rules)
    scene.refused(await scene.yes(outcome))
    assert waiting(scene), "the question does not wait on"
    none_counts(scene, FORGED, scene.setting.rules)
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.rejection())
    scene.yes_in_the_store()
    await yes_again(scene, outcome)


async def yes_again(scene, outcome):
    """The yes once more, where it does not come within an open call that is over."""
    with contextlib.suppress(asyncio.InvalidStateError):
        scene.refused(await scene.yes(outcome))


async def by_one_of_two(scene):
    """The same person says yes again and again, in every spelling and from both sides."""
    outcome = await scene.ask()
    for _ in range(2):
        await yes_again(scene, outcome)
    for asked in waiting(scene):
        for by in dict.fromkeys(it.by for it in asked.answers):
            none_counts_as_second(scene, asked, by)
    await scene.tries(MOVE, scene.company.rejection())


def none_counts_as_second(scene, asked, by):
    """No other way to write a name is another person."""
    for name in (by, by.upper(), f" {by} ", f"{by}\u200b", by.replace("o", "\u043e").replace("a", "\u0430")):
        try:
            scene.setting.store.answer(asked.id, approved=True, by=name, needed=2)
        except errors.AlreadyAnswered:
            continue
        raise AssertionError(f"{name!r} is taken for somebody else than {by!r}")


async def by_whose_agent_it_is(scene):
    """Whoever the door says that it was: the person whose agent asks answers nothing."""
    outcome = await scene.ask()
    owner = scene.setting.asked_by
    none_counts(scene, (owner, owner.upper(), f"claimed: {owner}", owner.replace("o", "\u043e")), scene.setting.rules)
    for asked in waiting(scene):
        scene.setting.store.answer(asked.id, approved=True, by=owner)
    await scene.tries(MOVE, scene.company.rejection())
    assert outcome.pending is not None
    scene.refused(outcome)


ATTACKS = {
    "somebody whom the rules do not name": (by_nobody_in_the_rules, RULES),
    "one of the two who have to": (by_one_of_two, TWO),
    "whose agent it is": (by_whose_agent_it_is, OWN),
}


def rules_in(folder, text):
    """The rules, and the file they stand in."""
    path = folder / "approvers.toml"
    path.write_text(text, encoding="utf-8")
    return ApproverRules.from_toml(path)
