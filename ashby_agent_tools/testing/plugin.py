"""An opt-in pytest plugin: the fixture `ashby_simulator`, a fresh demo company for each test.

pytest -p ashby_agent_tools.testing.plugin         # or, in your top conftest.py:
pytest_plugins = ["ashby_agent_tools.testing.plugin"]

def test_my_agent(ashby_simulator):
    client = ashby_simulator.client()
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ashby_agent_tools.simulator import Simulator

__all__ = ["ashby_simulator"]


@pytest.fixture
def ashby_simulator() -> Iterator[Simulator]:
    """A Simulator with seed 7, in-process; `ashby_simulator.start()` also serves it on loopback until the test ends."""
    simulator = Simulator(seed=7)
    yield simulator
    simulator.stop()
