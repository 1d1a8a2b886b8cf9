"""Logs as lines of JSON, on stderr: what happened, where and when, and nothing that clients or people wrote.

Of other libraries' records the place is kept and not the text, for that may quote what a client sent; of an error the
class and the places it went through, for its text may quote it, too.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from ashby_mcp.messages import MessageFacts

__all__ = ["JsonFormatter", "log_as_json", "log_message", "log_refusal", "writes_json"]

_OURS = ("ashby_mcp", "ashby_agent_tools")
_AUDIT = "ashby_agent_tools.audit"
_FIELDS = "ashby_fields"
_DEEPEST = 20
_log = logging.getLogger("ashby_mcp.messages")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `message` or `place`, and what an event has besides."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        when = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": when, "level": record.levelname.lower(), "logger": record.name}
        if record.name.partition(".")[0] in _OURS:
            line["message"] = record.getMessage()
        else:
            line["place"] = f"{record.module}:{record.lineno}"
        line.update(getattr(record, _FIELDS, {}))
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
            line["error"] = type(error).__name__
            line["at"] = [f"{it.filename.rpartition('site-packages/')[2]}:{it.lineno}" for it in frames]
        return json.dumps(line, ensure_ascii=True)


def log_as_json(stream: TextIO | None = None) -> None:
    """Write the process's logs so: ours from INFO on, all others' warnings. The audit has its own file."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger(_AUDIT).setLevel(logging.WARNING)


def writes_json() -> bool:
    """Whether this process's logs are lines of JSON."""
    return any(isinstance(it.formatter, JsonFormatter) for it in logging.getLogger().handlers)


def log_message(facts: MessageFacts) -> None:
    """A line for a message that was handled."""
    fields = {"method": facts.method, "target": facts.target, "outcome": facts.outcome, "trace": facts.trace}
    kept = {name: value for name, value in fields.items() if value}
    _log.info("handled", extra={_FIELDS: {**kept, "ms": round(facts.seconds * 1000, 1)}})


def log_refusal(reason: str) -> None:
    """A line for a request that was not served."""
    _log.info("refused", extra={_FIELDS: {"reason": reason}})
