"""JournalContract: the part of StoreContract about what is noted with a write, so that it can be undone."""

from __future__ import annotations

import dataclasses
import re

from ashby_agent_tools.call import Call
from ashby_agent_tools.store.protocol import ConversationKey, JournalEntry, JournalNote, Store
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["JournalContract"]

KEY, OTHER = ConversationKey("acme", "journal"), ConversationKey("acme", "another")
SOMEBODY = "00000000-0000-4000-8000-000000000001"


def call(note: str = "Call her") -> Call:
    """A write about one candidate."""
    return Toolset.all().prepare("candidate.createNote", {"candidateId": SOMEBODY, "note": note})


class JournalContract:
    """What a store does with its journal. `StoreContract` inherits it."""

    def test_the_journal_has_what_was_noted_with_a_claim(self, store: Store) -> None:
        """Under a reference that no other write has, in the same step; what a call's end gives takes its place."""
        noted = JournalNote('{"before": 1}', undoes="u7", part_of="u8")
        plain = store.admit(KEY, call("Plain"), asked=None, by=None, touched=(), guard=lambda _: None)
        made = [
            store.admit(key, call(), asked=None, by=None, touched=(), guard=lambda _: None, journal=noted)
            for key in (KEY, OTHER)
        ]
        assert plain.ref is None
        first, other = made
        assert first.ref is not None
        assert re.fullmatch("u[0-9]+", first.ref)
        assert first.ref != other.ref
        entry = JournalEntry(
            first.ref, KEY, first.number or 0, "candidate.createNote", call().fingerprint, None, store.now(),
            noted.payload, "u7", "u8",
        )  # fmt: skip
        assert store.journal_entry(KEY, first.ref) == entry
        assert store.journal_entry(OTHER, first.ref) is None
        assert [store.journal_entry(KEY, ref) for ref in ("", "u0", "r1", "u9" * 30)] == [None] * 4
        store.finish(entry.number, "done", "added", journal='{"left": 2}')
        done = dataclasses.replace(entry, outcome="done", payload='{"left": 2}')
        assert store.journal_entry(KEY, first.ref) == done
        assert [it.ref for it in store.journal("acme")] == [other.ref, first.ref]
        assert store.journal("initech") == ()
        written = {it.id: (it.ref, it.undoes, it.part_of) for it in store.writes(KEY)}
        assert written == {plain.number: (None, None, None), first.number: (first.ref, "u7", "u8")}

    def test_a_call_that_is_not_admitted_is_not_in_the_journal(self, store: Store) -> None:
        """What a guard refuses leaves nothing."""
        refused = store.admit(
            KEY, call(), asked=None, by=None, touched=(), guard=lambda _: "enough", journal=JournalNote("{}")
        )
        assert (refused.number, refused.ref) == (None, None)
        assert store.journal() == ()
