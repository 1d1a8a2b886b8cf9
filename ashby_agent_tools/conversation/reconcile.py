"""Reconciling a write of unknown outcome: carries out the reads of the rule of its endpoint, and settles its record."""

from __future__ import annotations

import contextlib
import math

from ashby_agent_tools.approval.flow import Script, SendCall
from ashby_agent_tools.approval.gate import Gate
from ashby_agent_tools.call import Call, call_for
from ashby_agent_tools.call_result import Reconciled, Result
from ashby_agent_tools.client.exchange import LONGEST_WAIT
from ashby_agent_tools.client.paging import Cursor, is_paged
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.reconcile_rules import RULES, Reads, cannot_be_told
from ashby_agent_tools.conversation.undo import JournalLine
from ashby_agent_tools.errors import IncompleteList, ToolError, UsageError
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.scripts import End, advanced
from ashby_agent_tools.store.protocol import WriteRecord, iso_time
from ashby_agent_tools.tasks.base import Pages, Rows

__all__ = ["reconciling", "reconciling_entry"]

_STILL_ARRIVES = 60.0 + LONGEST_WAIT
"""For how many seconds after a call began it may still arrive: a minute after it left, and it may have waited."""
_STILL_RUNS = 600.0
"""The same for a call of which no end was recorded: it may be on its way in another process."""
_MOST_FOUND = 100  # a search gives no more, and does not say so


def reconciling(call: Call, gate: Gate, outward: Outward) -> Script[Reconciled]:
    """Read what tells whether a call landed, and settle its record. What its reads raise leaves it as it was."""
    sent = gate.last_sent(call)
    if sent is None:
        raise UsageError(f"{call.tool}: this conversation sent no such write, so there is nothing to reconcile.")
    return (yield from _of_record(call, sent, gate, outward))


def reconciling_entry(it: JournalLine, gate: Gate, outward: Outward) -> Script[None]:
    """The same of a write in the journal, so that it can be undone; what cannot be told, or read, stays unknown."""
    sent = next((record for record in gate.sent_at_all() if record.id == it.entry.number), None)
    if sent is None or it.write is None:
        return
    with contextlib.suppress(ToolError):
        call = call_for(
            it.write.operation.model_validate(it.write.sent), account=gate.key.account, base_url=gate.key.base_url
        )
        yield from _of_record(call, sent, gate, outward)


def _of_record(call: Call, sent: WriteRecord, gate: Gate, outward: Outward) -> Script[Reconciled]:
    if sent.outcome == "done":
        return Reconciled("landed", f"The call of {iso_time(sent.at)} is recorded as done.")
    if sent.outcome == "failed":
        return Reconciled("not landed", f"The call of {iso_time(sent.at)} is recorded as failed.")
    if call.endpoint not in RULES:
        return cannot_be_told(_without_rule(call))
    age = gate.store.now() - sent.at  # before the reads: what they do not show has to be that old
    began = math.floor(sent.at * 1000) / 1000  # Ashby's times have no finer parts
    found = yield from _read(call, RULES[call.endpoint](call.arguments, began), outward)
    if found.state == "not landed":
        found = _if_old_enough(found, sent, age)
    if found.state != "cannot be told":
        gate.conclude(call, sent, "done" if found.state == "landed" else "failed")
    return found


def _without_rule(call: Call) -> str:
    if call.operation.spec.served_by == "task":
        return f"{call.tool} is made of several calls; reconcile those of its writes whose outcome is unknown."
    look = f"look with {call.operation.spec.look}" if call.operation.spec.look else "look in Ashby"
    return f"No field that can be read tells surely whether {call.endpoint} landed; {look}."


def _if_old_enough(found: Reconciled, sent: WriteRecord, age: float) -> Reconciled:
    wait = _STILL_ARRIVES if sent.outcome == "unknown" else _STILL_RUNS
    if age >= wait:
        return Reconciled("not landed", f"{found.evidence} A write may arrive late; this one began {age:.0f} s ago.")
    return cannot_be_told(
        f"{found.evidence} But the call began {age:.0f} s ago and may still arrive: reconcile again once {wait:.0f} s "
        "have passed since it began."
    )


# reading


def _read(call: Call, script: Reads, outward: Outward) -> Script[Reconciled]:
    reply: object = None
    while True:
        try:
            wanted = advanced(script, reply)
        except (AttributeError, KeyError, TypeError, ValueError):
            return cannot_be_told("What Ashby answered is not what it documents, so it tells nothing.")
        if isinstance(wanted, End):
            return wanted.value
        if isinstance(wanted, Pages):
            reply = yield from _pages(call, wanted, outward)
        else:
            reply = (yield from _answer(call, wanted, outward)).data


def _answer(call: Call, operation: Operation, outward: Outward) -> Script[Result]:
    """A read that nobody was asked about: what the policy does not let run by itself does not pass."""
    return (yield SendCall(outward.part(operation, call, unasked=True)))  # type: ignore[no-any-return]


def _pages(call: Call, wanted: Pages, outward: Outward) -> Script[Rows]:
    if not is_paged(wanted.operation):
        found = (yield from _answer(call, wanted.operation, outward)).data
        return Rows(found, whole=len(found) < _MOST_FOUND) if isinstance(found, list) else Rows([], whole=False)
    cursor, records = Cursor(wanted.operation), list[JsonObject]()
    for _ in range(wanted.pages):
        if cursor.operation is None:
            break
        result = yield from _answer(call, cursor.operation, outward)
        if not isinstance(result.data, list):
            return Rows(records, whole=False)
        records += cursor.fresh(result).data
        try:
            cursor.move(result)
        except IncompleteList:
            return Rows(records, whole=False)
    return Rows(records, whole=cursor.operation is None)
