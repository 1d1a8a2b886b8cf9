"""Which steps of a call are done in the event loop, and which in threads."""

from __future__ import annotations

import json
import logging
import threading

import pytest

from ashby_agent_tools.conversation import ready_reads

__all__ = ["Steps", "nothing_was_met", "steps"]


class Steps(logging.Handler):
    """Notes of each step of a call whether it is done in the event loop."""

    def __init__(self):
        super().__init__()
        self.here = {}

    def emit(self, record):
        self.here[json.loads(record.getMessage())["step"]] = threading.current_thread() is threading.main_thread()


@pytest.fixture
def steps(caplog):
    caplog.set_level(logging.INFO, "ashby_agent_tools.audit")
    logger, handler = logging.getLogger("ashby_agent_tools.audit"), Steps()
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def nothing_was_met(monkeypatch):
    """As in a new process."""
    monkeypatch.setattr(ready_reads, "_met", {})
    monkeypatch.setattr(ready_reads, "_shown", set())
