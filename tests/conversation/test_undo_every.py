"""Every operation with an inverse, in random cases: undone, the whole company is as before, but for what was named."""

from __future__ import annotations

import json
import os

import pytest
from undo_cases import RandomWorld, differences, drawn
from valid_arguments import SIMULATED

from ashby_agent_tools import errors
from ashby_agent_tools.approval.undo import UNREADABLE, rule_for
from ashby_agent_tools.operations import catalogue

CASES = int(os.environ.get("ASHBY_UNDO_CASES", "3"))


def has_inverse(endpoint: str) -> bool:
    spec = catalogue()[endpoint].spec
    # interviewSchedule.update names its inverse for some arguments only
    return bool(spec.risk.inverse or spec.worst.inverse) or endpoint == "interviewSchedule.update"


ONE_WAY = {"interviewerPool.addUser", "sequence.add", "user.createInterviewerPause", "webhook.create"}
"""Their inverses delete, and no call brings back what was deleted."""
REVERSIBLE = [endpoint for endpoint in SIMULATED if has_inverse(endpoint)]


@pytest.fixture(scope="module")
def world() -> RandomWorld:
    return RandomWorld()


def test_every_inverse_has_a_rule_or_a_reason():
    without = {endpoint for endpoint in REVERSIBLE if rule_for(catalogue()[endpoint]) is None}
    assert without == UNREADABLE.keys()


@pytest.mark.parametrize("endpoint", [it for it in REVERSIBLE if it not in UNREADABLE])
@pytest.mark.exhaustive(6)
def test_undone_the_company_is_as_before_but_for_what_was_named(endpoint, world):
    undone = 0
    for number in range(CASES * 30):
        session, call = drawn(world, endpoint, str(number))
        before = world.snapshot()
        try:
            made = session.execute(call)
        except errors.ApiError:
            continue  # Ashby refuses what was drawn
        if made.undo is None:
            assert made.undo_why_not, call.arguments
            continue
        after = world.snapshot()
        if differences(before, after, []) == []:
            with pytest.raises(errors.Declined, match="it changed nothing"):
                session.undo(made.undo)
            continue
        back = session.undo(made.undo)
        undone += 1
        stays = back.data.get("stays", [])
        assert differences(before, world.snapshot(), stays) == [], call.arguments
        with pytest.raises(errors.Declined, match="undone already"):
            session.undo(made.undo)
        assert (back.undo is None) is (endpoint in ONE_WAY)
        if back.undo is not None:
            again = session.undo(back.undo)
            assert differences(after, world.snapshot(), [*stays, *again.data.get("stays", [])]) == [], call.arguments
        if undone == CASES:
            return
    raise AssertionError(f"{undone} of {CASES} were undone")


@pytest.mark.parametrize("endpoint", [it for it in REVERSIBLE if it not in UNREADABLE])
@pytest.mark.exhaustive(6)
def test_what_somebody_put_back_already_is_not_undone_again(endpoint, world):
    for number in range(30):
        session, call = drawn(world, endpoint, f"back {number}")
        before = world.snapshot()
        try:
            made = session.execute(call)
        except errors.ApiError:
            continue  # Ashby refuses what was drawn
        if made.undo is None or differences(before, world.snapshot(), []) == []:
            continue
        noted = json.loads(session._store.journal()[0].payload)["inverse"]
        inverse = session.prepare(noted["operation"], noted["arguments"]).operation
        assert world.post(noted["operation"], inverse.body()).json()["success"]
        asked = len(world.simulator.log)
        with pytest.raises(errors.Declined, match="stands as it did before|is not found any more|since"):
            session.undo(made.undo)
        sent = [it.endpoint for it in world.simulator.log[asked:]]
        assert all(catalogue()[it].spec.reads for it in sent), sent
        return
    raise AssertionError("nothing that was drawn is accepted")
