"""Every test file answers for the connections it leaves open; every conftest.py imports these two.

A third is for tests/conftest.py alone: what pytest collects is kept, so nobody looks for what of it is no longer used.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Generator, Iterator

import pytest

__all__ = ["connections_left_open", "pytest_collection", "pytest_collection_finish"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Without the garbage collector, which walked through all the tests again and again: a third of the whole time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What collection made stays, so it is looked at no more; and what tests leave is looked for once for each file."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    # Or pytest-asyncio 1.3, the last one for pytest 8.2, makes a loop here to put back later, and never closes it.
    asyncio.set_event_loop(None)


@pytest.fixture(scope="module", autouse=True)
def connections_left_open() -> Iterator[None]:
    """An unclosed socket warns when it is collected, and a warning fails the test; see pyproject.toml."""
    yield
    gc.collect()
    gc.freeze()  # what is alive now are modules and what they keep: the next file need not look through them
