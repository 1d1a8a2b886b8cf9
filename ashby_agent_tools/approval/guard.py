"""Caps and doubles: what one conversation may do at most, and what it did before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from ashby_agent_tools.approval.store import Sent
from ashby_agent_tools.call import Call
from ashby_agent_tools.operation import Json
from ashby_agent_tools.risk import Effect

__all__ = ["Caps", "objection", "touched_by"]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Caps:
    """The most calls of one conversation, approved or not: writes of any kind, destructive ones, and outreach.

    `outreach` counts what reaches a person outside or lets data leave Ashby.
    """

    writes: int = 50
    destructive: int = 5
    outreach: int = 10


def objection(call: Call, sent: Sequence[Sent], caps: Caps) -> str | None:
    """Why this call may not leave after what was sent before; None if it may."""
    return _over(call, sent, caps) or _double(call, sent)


def touched_by(arguments: Json) -> tuple[str, ...]:
    """Every id in a call's arguments, sorted: the records it concerns."""
    found: set[str] = set()
    pending = [arguments]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, str) and _UUID.fullmatch(node):
            found.add(node.lower())
    return tuple(sorted(found))


def _over(call: Call, sent: Sequence[Sent], caps: Caps) -> str | None:
    counted = [before for before in sent if before.outcome != "failed" and before.effect > Effect.READ]
    checks = (
        ("writes", call.risk.effect > Effect.READ, len(counted), caps.writes),
        (
            "destructive calls",
            call.risk.effect is Effect.DESTRUCTIVE,
            sum(before.effect is Effect.DESTRUCTIVE for before in counted),
            caps.destructive,
        ),
        (
            "calls that reach a person or leave Ashby",
            not call.risk.stays_inside,
            sum(before.outreach for before in sent if before.outcome != "failed"),
            caps.outreach,
        ),
    )
    for what, concerned, count, most in checks:
        if concerned and count >= most:
            return f"this conversation has made {count} {what}, the most it may; a person has to go on"
    return None


def _double(call: Call, sent: Sequence[Sent]) -> str | None:
    """The same write again, with nothing written to the same records in between."""
    if call.risk.effect is Effect.READ or call.risk.idempotent:
        return None
    mine = set(touched_by(call.arguments))
    for before in reversed(sent):
        if before.outcome == "failed" or before.effect is Effect.READ:
            continue
        if before.fingerprint == call.fingerprint:
            came = before.summary or "its outcome is unknown: look before you try again"
            return f"the same call was sent before in this conversation ({came}); it is not sent twice"
        if mine & set(before.touched):
            return None
    return None
