"""What the core's tests share: the simulator and snapshots of tools."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from chosen import pytest_collection_modifyitems  # noqa: F401  (used by pytest)
from left_open import (  # noqa: F401  (used by pytest)
    connections_left_open,
    pytest_collection,
    pytest_collection_finish,
)
from own_settings import own_settings  # noqa: F401  (used by pytest)
from waits import no_waiting  # noqa: F401  (used by pytest)

from ashby_agent_tools.simulator import Simulator


@pytest.fixture
def committed():
    """`committed(path, text)`: the text equals the committed file. UPDATE_SNAPSHOTS=1 writes the file instead."""

    def compare(path: Path, text: str) -> None:
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing; run UPDATE_SNAPSHOTS=1 make test and look at the difference"
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale; run UPDATE_SNAPSHOTS=1 make test"

    return compare


@pytest.fixture
def simulator() -> Simulator:
    """A simulated Ashby with the demo company of seed 7."""
    return Simulator(seed=7)


@pytest.fixture(autouse=True)
def no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's own key or base URL."""
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    monkeypatch.delenv("ASHBY_BASE_URL", raising=False)
