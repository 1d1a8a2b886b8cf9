"""JournalContext: what the journal of a store notes of one call beside the call itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ashby_agent_tools.call import Call

if TYPE_CHECKING:
    from ashby_agent_tools.approval.undo.snapshots import StateSnapshot
    from ashby_agent_tools.store.protocol import JournalNote

__all__ = ["JournalContext"]


class JournalContext(NamedTuple):
    """What the journal notes of a call beside the state before it.

    `captured`: that state. `undoes`: the reference of the write that the call undoes. `part_of`: that of the task or
    batch that the call belongs to.
    """

    captured: StateSnapshot | None = None
    undoes: str | None = None
    part_of: str | None = None

    def note(self, call: Call) -> JournalNote | None:
        """What is recorded with the claim: for calls that can be undone, that undo one, or that are made of others.

        So are all calls that a task is made of: who undoes the task is told of those that stay.
        """
        spec = call.operation.spec
        single = self == JournalContext() and (spec.served_by != "task" or spec.reads)
        if single:
            return None
        from ashby_agent_tools.store.protocol import JournalNote  # noqa: PLC0415  (loaded with the first store)

        return JournalNote("" if self.captured is None else self.captured.payload, self.undoes, self.part_of)
