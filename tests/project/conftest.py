"""What the tests of examples share."""

from __future__ import annotations

import pytest
from example_company import At


@pytest.fixture
def at(simulator):
    """`at("yes")`: see example_company."""
    yield At(simulator)
    simulator.stop()
