"""Many calls with hostile arguments: nothing leaves unasked, nothing is raised, every text is within its limits."""

from __future__ import annotations

import asyncio
import os
import random

import pytest
from hostile_calls import Fuzz, play
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_doors import DOORS

CALLS = int(os.environ.get("HOSTILE_CALLS", "300"))
"""How many to play; HOSTILE_CALLS=200000 takes an hour or two of one core."""


def test_many_calls_in_a_row():
    """The numbers 0, 1, 2 ... are the seeds of the calls."""
    found = asyncio.run(play(range(CALLS), print))
    assert found.faults == [], f"{found}"
    assert found.succeeded >= 0.4 * found.calls, f"{found}: too few get past validation to tell much"
    assert found.asked > 0


@pytest.fixture(scope="module")
def fuzz():
    """One company and its conversations for all examples."""
    with asyncio.Runner() as runner:
        made = Fuzz(tuple(door for door in DOORS if door != "MCP"))
        yield lambda random: (runner.run(made.one(random)), made.found)[1]
        runner.run(made.close())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))  # a seed only: what is drawn from it depends on what earlier calls made
def test_calls_that_hypothesis_looks_for(fuzz, seed):
    assert fuzz(random.Random(seed)).faults == []  # noqa: S311  (to play, not to hide)
