"""Audit: one JSON line per step of a call, without keys, free text or personal data."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ashby_agent_tools.approval.audit_records import append
from ashby_agent_tools.approval.request_facts import asking
from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.schema import schema_of
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.store.protocol import ConversationKey

__all__ = ["Audit", "AuditStep", "made_for_the_owner", "redacted"]

AuditStep = Literal[
    "prepared", "asked", "notified", "answered", "sent", "done", "refused", "failed", "unknown", "dry_run"
]
_log = logging.getLogger("ashby_agent_tools.audit")


@dataclasses.dataclass(frozen=True, slots=True)
class Audit:
    """Writes the steps of one conversation to the logger `ashby_agent_tools.audit`, and to a file if one is named.

    Arguments are redacted by allowing, not by forbidding: ids, booleans and words of a closed list stay, everything
    else becomes the name of its type. The file is appended to and readable for its owner only; its lines are a chain.
    """

    key: ConversationKey
    acting_user: str | None = None
    path: Path | None = None
    asked_by: str = ""
    _lock: Lock = dataclasses.field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        if self.path is not None:
            made_for_the_owner(self.path)

    def note(self, step: AuditStep, call: Call, **facts: str | None) -> None:
        """Write one step: who and what, and the facts given (`by`, `outcome`, `request_id`, `error`, `dropped`).

        Raises StoreUnavailable where the file cannot be written: a full disk, a folder that is gone.
        """
        if self.path is None and not _log.isEnabledFor(logging.INFO):
            return
        record: JsonObject = {
            "time": datetime.now(tz=UTC).isoformat(timespec="milliseconds"),
            "step": step,
            "account": self.key.account,
            "base_url": self.key.base_url,
            "conversation": self.key.conversation,
            "acting_user": self.acting_user,
            "asked_by": asking() or self.asked_by or None,
            "operation": call.endpoint,
            "fingerprint": call.fingerprint,
            "effect": str(call.risk.effect),
            "verdict": call.verdict.name,
            "arguments": redacted(call),
            **{name: value for name, value in facts.items() if value is not None},
        }
        if self.path is None:
            _log.info("%s", json.dumps(record))
            return
        try:
            with self._lock:
                line = append(self.path, record)
        except OSError as error:
            raise StoreUnavailable(
                "The audit file cannot be written, and nothing is done without it; try again later.",
                reason=f"{self.path}: {error.strerror}",
            ) from error
        _log.info("%s", line)


def made_for_the_owner(path: Path) -> None:
    """Make the audit file if there is none, readable for its owner only. Raises UsageError if it cannot be."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    except OSError as error:
        raise UsageError(f"The audit file {path} cannot be written ({error.strerror}).") from error


def redacted(call: Call) -> JsonObject:
    """The arguments with everything but ids, booleans and words of a closed list replaced by its type's name."""
    shown = _redact(call.arguments, schema_of(type(call.operation)))
    return shown if isinstance(shown, dict) else {}


def _redact(value: Json, schema: JsonObject) -> Json:
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return {name: _redact(child, known.get(name, {})) for name, child in value.items() if name in known}
    if isinstance(value, list):
        return [_redact(item, schema.get("items", {})) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and (is_uuid(value) or value in schema.get("enum", ()) or value == schema.get("const")):
        return value
    return f"<{'text' if isinstance(value, str) else 'number'}>"
