"""Which tests are run: not every case of every input; of those that need a server that is not there, one for all."""

from __future__ import annotations

import os
from collections import Counter

import pytest

__all__ = ["REQUIRED", "is_there", "pytest_collection_modifyitems"]

REQUIRED = "ASHBY_TEST_SERVICES"


def is_there(variable: str) -> bool:
    """Whether the server is there whose address is in this variable, or has to be."""
    return bool(os.environ.get(variable)) or os.environ.get(REQUIRED) == "required"


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark as slow all but every so many cases of a test that is marked `exhaustive(every)`.

    Of the tests that are marked `server(variable)` the first says that the server is not there, for all of them.
    """
    counted: Counter[str] = Counter()
    left_out = []
    for item in items:
        if marker := item.get_closest_marker("exhaustive"):
            name = item.nodeid.partition("[")[0]
            if counted[name] % marker.args[0]:
                item.add_marker(pytest.mark.slow)
            counted[name] += 1
        if (marker := item.get_closest_marker("server")) and not is_there(marker.args[0]):
            if counted[marker.args[0]] and not item.get_closest_marker("slow"):
                left_out.append(item)
            counted[marker.args[0]] += not item.get_closest_marker("slow")
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in {*left_out}]
