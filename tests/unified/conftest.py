"""The demo company and the unified API over it, for tests that only read; one that writes makes its own."""

from __future__ import annotations

import pytest

from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import Unified


@pytest.fixture(scope="module")
def client():
    with Simulator(seed=7).client() as made:
        yield made


@pytest.fixture(scope="module")
def unified(client):
    return Unified(client)
