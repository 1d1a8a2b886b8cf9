"""Ctrl-C during a call: whether something was sent, from the steps that the audit log gets."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator

from ashby_agent_tools.cli._output import Interrupted
from ashby_agent_tools.client.advice import after_write
from ashby_agent_tools.errors import OutcomeUnknown
from ashby_agent_tools.operations import find

__all__ = ["interruptible"]


class _Steps(logging.Handler):
    """The last step of the call that is under way."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.step, self.endpoint = "", ""

    def emit(self, record: logging.LogRecord) -> None:
        """Remember what the line says."""
        line = json.loads(record.getMessage())
        self.step, self.endpoint = line["step"], line["operation"]


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C raises Interrupted where nothing was changed, and OutcomeUnknown after a write has left."""
    steps, log = _Steps(), logging.getLogger("ashby_agent_tools.audit")
    level = log.level
    log.addHandler(steps)
    log.setLevel(logging.INFO)
    try:
        yield
    except KeyboardInterrupt:
        operation = find(steps.endpoint)
        if operation is None or operation.spec.reads:
            raise Interrupted("Interrupted. Nothing was changed.") from None
        if steps.step not in ("sent", "unknown"):
            done = "The call was sent and done." if steps.step == "done" else "Nothing was sent."
            raise Interrupted(f"Interrupted. {done}") from None
        raise OutcomeUnknown(f"Interrupted after {steps.endpoint} was sent. {after_write(operation.spec)}") from None
    finally:
        log.removeHandler(steps)
        log.setLevel(level)
