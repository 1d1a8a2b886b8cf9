"""Caps and doubles: what one conversation may do at most, and what it did before."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import OPEN, WriteRecord

__all__ = ["Caps", "objection", "over_cap", "sent_before", "touched_by"]

A_DAY = 24 * 3600.0


@dataclasses.dataclass(frozen=True, slots=True)
class Caps:
    """The most calls of one conversation within a time window: writes of any kind, destructive ones, and outreach.

    `outreach` counts what reaches a person outside or lets data leave Ashby. `window`: how many seconds back calls
    count, by default a day, and how long the same write is refused as a double; with 0 every call is judged on its own.
    Counted are the calls that were sent or may have been, and the questions that wait for an answer or have an approval
    that was not used: so a person is asked no more often than can be sent. A question about the same call again
    counts once. Raises UsageError for what is not a number of calls or seconds.
    """

    writes: int = 50
    destructive: int = 5
    outreach: int = 10
    window: float = A_DAY

    def __post_init__(self) -> None:
        for name in ("writes", "destructive", "outreach"):
            count: object = getattr(self, name)
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise UsageError(f"Caps({name}={count!r}): give a number of calls, 0 or more.")
        window: object = self.window
        if isinstance(window, bool) or not isinstance(window, int | float) or not window >= 0:
            raise UsageError(f"Caps(window={self.window!r}): give seconds, 0 or more; a day is 86400.")


def objection(call: Call, sent: Sequence[WriteRecord], caps: Caps, now: float) -> str | None:
    """Why this call may not leave after what was sent before and what is open (see Caps); None if it may."""
    recent = _recent(sent, caps, now)
    return over_cap(call, sent, caps, now) or _double(call, recent) or _too_late(call, now)


def _recent(sent: Sequence[WriteRecord], caps: Caps, now: float) -> list[WriteRecord]:
    return [before for before in sent if before.at > now - caps.window]


_ONLY_NAMED = frozenset(
    {
        "archiveReason", "closeReason", "communicationTemplate", "interviewPlan", "interviewStage", "sequenceTemplate",
        "source",
    }
)  # fmt: skip
"""Kinds of records that many calls name and no call changes: two people at one stage are two records."""


def touched_by(arguments: Json) -> tuple[str, ...]:
    """The ids in a call's arguments, sorted, but for what it only names: the records it concerns."""
    from ashby_agent_tools.operations.kinds import kind_of  # noqa: PLC0415  (4 ms: every entity, with the first write)

    found: set[str] = set()
    pending = [("", arguments)]
    while pending:
        key, node = pending.pop()
        if isinstance(node, dict):
            pending.extend(node.items())
        elif isinstance(node, list):
            pending.extend((key, inside) for inside in node)
        elif isinstance(node, str) and is_uuid(node) and kind_of(key) not in _ONLY_NAMED:
            found.add(node.lower())
    return tuple(sorted(found))


def over_cap(
    call: Call, sent: Sequence[WriteRecord], caps: Caps, now: float, *, planned: Sequence[WriteRecord] = ()
) -> str | None:
    """Which cap this call would pass; None if none. `planned`: what leaves before it and was not sent yet."""
    recent = _recent(sent, caps, now)
    for name, what, concerned, counts in (
        ("writes", "writes", call.risk.effect > Effect.READ, _writes),
        ("destructive", "destructive calls", call.risk.effect is Effect.DESTRUCTIVE, _destroys),
        ("outreach", "calls that reach a person or leave Ashby", not call.risk.stays_inside, _reaches_out),
    ):
        most: int = getattr(caps, name)
        left = most - sum(map(counts, recent))
        if not concerned or left > sum(map(counts, _recent(planned, caps, now))):
            continue
        cap = f"cap of {most} {what} within {_time(caps.window)}"
        by_people = (
            f"a person can do it in Ashby, or the application's operator can raise the cap (Caps({name}={most}), "
            f"`ashby-mcp --caps {name}={most}`)"
        )
        if left > 0:
            return (
                f"it makes more changes than this conversation may: its {cap} leaves room for {left} more. Make the "
                f"call again with fewer. For more, {by_people}"
            )
        waiting = sum(before.outcome == OPEN for before in recent if _writes(before))
        open_too = f", {waiting} of its calls waiting for an answer or approved but not sent" if waiting else ""
        return f"this conversation has reached its {cap}{open_too}. Do not try it another way: {by_people}"
    return None


def _writes(before: WriteRecord) -> bool:
    return before.outcome != "failed" and before.effect > Effect.READ


def _destroys(before: WriteRecord) -> bool:
    return before.outcome != "failed" and before.effect is Effect.DESTRUCTIVE


def _reaches_out(before: WriteRecord) -> bool:
    return before.outcome != "failed" and before.outreach


def _time(seconds: float) -> str:
    return f"{seconds / 3600:g} hours" if seconds >= 3600 else f"{seconds:g} seconds"  # noqa: PLR2004  (an hour)


def _too_late(call: Call, now: float) -> str | None:
    return call.operation.too_late(datetime.fromtimestamp(now, UTC))


SENT_BEFORE = "the same call was sent before in this conversation"
"""How the objection to a double begins."""


def sent_before(call: Call, sent: Sequence[WriteRecord]) -> str | None:
    """The outcome of the same write, if nothing was written to the same records since; None if it was not sent."""
    before = _same(call, sent)
    return None if before is None else before.outcome


def _double(call: Call, sent: Sequence[WriteRecord]) -> str | None:
    """The same write again, with nothing written to the same records in between."""
    if call.risk.idempotent or (before := _same(call, sent)) is None:
        return None
    came = before.summary or "its outcome is unknown: look before you try again"
    return f"{SENT_BEFORE} ({came}); it is not sent twice"


def _same(call: Call, sent: Sequence[WriteRecord]) -> WriteRecord | None:
    if call.risk.effect is Effect.READ:
        return None
    mine = set(touched_by(call.arguments))
    for before in reversed(sent):
        if before.outcome in ("failed", OPEN) or before.effect is Effect.READ:
            continue
        if before.fingerprint == call.fingerprint:
            return before
        if mine & set(before.touched):
            return None
    return None
