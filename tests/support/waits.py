"""No waits between the attempts of a call, for tests of what comes after them."""

from __future__ import annotations

import pytest
import tenacity

__all__ = ["no_waiting"]


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow each other at once, in both clients."""
    monkeypatch.setattr("tenacity.wait_exponential", lambda **_: tenacity.wait_none())
    monkeypatch.setattr("tenacity.wait_random", lambda *_: tenacity.wait_none())
