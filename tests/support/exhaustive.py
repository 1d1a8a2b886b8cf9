"""Tests of every input at every door: `make test` runs every so many of their cases, `make test-slow` the rest."""

from __future__ import annotations

from collections import Counter

import pytest

__all__ = ["pytest_collection_modifyitems"]


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow all but every so many cases of a test that is marked `exhaustive(every)`."""
    counted: Counter[str] = Counter()
    for item in items:
        marker = item.get_closest_marker("exhaustive")
        if marker is None:
            continue
        name = item.nodeid.partition("[")[0]
        if counted[name] % marker.args[0]:
            item.add_marker(pytest.mark.slow)
        counted[name] += 1
