"""What the tests of the areas share: requests that are sent as any HTTP client sends them."""

from __future__ import annotations

import pytest
import raw_requests

from ashby_agent_tools.simulator import Simulator


@pytest.fixture
def ask(simulator: Simulator) -> raw_requests.Ask:
    """`ask(endpoint, **body)`: the whole answer to one request."""
    return raw_requests.asking(simulator)
