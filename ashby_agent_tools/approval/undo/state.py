"""Which writes of a conversation are undone: by a later write that was not undone itself."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.store.protocol import WriteRecord

__all__ = ["parts_of", "undone_by"]


def undone_by(ref: str, sent: Sequence[WriteRecord]) -> WriteRecord | None:
    """The write that undid this one, or may have; None where there is none, or where it failed or was undone itself."""
    return next(
        (
            it
            for it in reversed(sent)
            if it.undoes == ref and it.outcome != "failed" and (it.ref is None or _stands(it.ref, sent))
        ),
        None,
    )


def _stands(ref: str, sent: Sequence[WriteRecord]) -> bool:
    undoing = undone_by(ref, sent)
    return undoing is None or undoing.outcome != "done"


def parts_of(ref: str, sent: Sequence[WriteRecord]) -> list[WriteRecord]:
    """The writes of a task or batch, oldest first."""
    return [it for it in sent if it.part_of == ref]
