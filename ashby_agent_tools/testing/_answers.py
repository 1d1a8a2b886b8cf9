"""AnswerContract: the part of StoreContract about answers of several people, edits, and pages of questions."""

from __future__ import annotations

import pytest

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import AlreadyAnswered, StaleQuestion, UnknownQuestion
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import (
    Admission,
    ApprovalRequest,
    ConversationKey,
    RequestFacts,
    State,
    Store,
    edit_text,
)
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["AnswerContract"]

KEY = ConversationKey("acme", "answers")
ADA, GRACE = "ada@example.com", "grace@example.com"
WHO = "00000000-0000-4000-8000-000000000001"


def note(number: int = 0) -> Call:
    """A write of many."""
    arguments = {"candidateId": WHO, "note": f"Note {number}"}
    return Toolset.all().prepare("candidate.createNote", arguments, call_id=f"note {number}")


def claim(store: Store, *, by: str | None = None, edited: str = "", refused: frozenset[str] = frozenset()) -> Admission:
    """Try to let the note out; approvals of those who are `refused` do not count."""

    def counts(asked: ApprovalRequest) -> str:
        return "not allowed" if {it.by for it in asked.approvals} & refused else ""

    return store.admit(KEY, note(), asked=note(), by=by, touched=(), guard=lambda _: None, edited=edited, counts=counts)


class AnswerContract:
    """What a store does with answers; `store` is a fixture of StoreContract."""

    def test_a_question_keeps_the_facts_that_rules_go_by(self, store: Store) -> None:
        """As they were when it was asked: another process needs no key to judge."""
        facts = RequestFacts(asked_by=ADA, needed=2, jobs=("j1", "j2"), approvers=((GRACE, "group:leads"),))
        asked = store.add_request(KEY, note(), "Add it?", facts=facts)
        assert (asked.asked_by, asked.needed, asked.jobs) == (ADA, 2, ("j1", "j2"))
        assert (asked.effect, asked.outreach, asked.reversible) == (Effect.WRITE, False, note().risk.reversible)
        assert asked.approvers == ((GRACE, "group:leads"),)
        assert asked.tags == note().operation.spec.tags
        assert (asked.answers, asked.edit) == ((), None)
        assert store.request(asked.id) == asked
        with pytest.raises(UnknownQuestion):
            store.request("nothing")

    def test_several_people_have_to_approve(self, store: Store) -> None:
        """The first yes is recorded, and nothing leaves on it; the more of what both sides ask for counts."""
        asked = store.add_request(KEY, note(), "Add it?")
        first = store.answer(asked.id, approved=True, by=ADA, message="fine", needed=2, groups=["leads"])
        assert (first.state, first.needed, first.decided_by) == ("pending", 2, None)
        assert [(it.by, it.approved, it.message, it.groups) for it in first.answers] == [
            (ADA, True, "fine", ("leads",))
        ]
        assert claim(store).why_not == "waits for an answer"
        with pytest.raises(AlreadyAnswered):
            store.answer(asked.id, approved=True, by="ADA@example.com")
        second = store.answer(asked.id, approved=True, by=GRACE)
        assert (second.state, second.decided_by, len(second.answers)) == ("approved", f"{ADA} and {GRACE}", 2)
        assert claim(store).number is not None
        assert claim(store).number is None

    def test_an_answer_inside_the_conversation_is_one_of_several(self, store: Store) -> None:
        """A person counts once there, too, however often a framework runs the step again."""
        store.add_request(KEY, note(), "Add it?", facts=RequestFacts(needed=2))
        for _ in range(2):
            assert (claim(store, by=ADA).number, claim(store, by="Ada@example.com").why_not) == (
                None,
                "waits for another person",
            )
        assert claim(store, by=GRACE).number is not None
        (asked,) = store.requests()
        assert asked.decided_by is not None
        assert asked.decided_by.endswith(f" and {GRACE}")

    def test_one_denial_ends_it(self, store: Store) -> None:
        """Whoever approved before."""
        asked = store.add_request(KEY, note(), "Add it?", facts=RequestFacts(needed=2))
        store.answer(asked.id, approved=True, by=ADA)
        denied = store.answer(asked.id, approved=False, by=GRACE, message="no")
        assert (denied.state, denied.decided_by, denied.message) == ("denied", GRACE, "no")
        assert claim(store, by=ADA).number is None

    def test_an_edit_is_kept_and_nothing_else_leaves_on_it(self, store: Store) -> None:
        """`edited` is compared with what was approved, in the same step in which the call is recorded."""
        edit = {"candidateId": WHO, "note": "Better"}
        asked = store.add_request(KEY, note(), "Add it?")
        answered = store.answer(asked.id, approved=True, by=ADA, arguments=edit)
        assert (answered.state, answered.edit, answered.seen != asked.seen) == ("approved", edit, True)
        assert claim(store).why_not == "waits for an answer"
        assert claim(store, edited=edit_text({**edit, "note": "Worse"})).why_not == "waits for an answer"
        assert claim(store, edited=edit_text(edit)).number is not None

    def test_an_edit_of_what_several_approve_begins_anew_and_a_page_from_before_is_stale(self, store: Store) -> None:
        """Who approved the call as it was has not approved the edit."""
        asked = store.add_request(KEY, note(), "Add it?", facts=RequestFacts(needed=2))
        store.answer(asked.id, approved=True, by=ADA, seen=asked.seen)
        edited = store.answer(asked.id, approved=True, by=GRACE, arguments={"note": "Better"}, seen=asked.seen)
        assert (edited.state, [it.by for it in edited.approvals]) == ("pending", [GRACE])
        with pytest.raises(StaleQuestion):
            store.answer(asked.id, approved=True, by=ADA, seen=asked.seen)
        assert store.answer(asked.id, approved=True, by=ADA, seen=edited.seen).state == "approved"

    def test_approvals_that_the_conversation_does_not_accept_are_taken_out(self, store: Store) -> None:
        """And the question waits on, with those that count."""
        asked = store.add_request(KEY, note(), "Add it?")
        store.answer(asked.id, approved=True, by=ADA, needed=2)
        store.answer(asked.id, approved=True, by=GRACE)
        refused = claim(store, refused=frozenset([GRACE]))
        assert (refused.number, refused.why_not) == (None, "the approval does not count: not allowed")
        (waiting,) = store.requests()
        assert (waiting.state, [it.by for it in waiting.answers], waiting.decided_by) == ("pending", [ADA], None)
        assert claim(store, by=GRACE, refused=frozenset([GRACE])).number is None
        assert claim(store, by="robin@example.com", refused=frozenset([GRACE])).number is not None

    def test_pages_have_every_question_once_newest_first(self, store: Store) -> None:
        """By account, by state, by words, and whatever is added meanwhile."""
        asked = [store.add_request(KEY, note(n), f"Add note {n} for Zo\u00eb?").id for n in range(7)]
        other = ConversationKey("globex", "answers")
        store.add_request(other, note(), "Add theirs?")
        for identity in asked[:3]:
            store.answer(identity, approved=identity != asked[1], by=ADA)
        assert _paged(store, 3) == [store.requests()[0].id, *reversed(asked)]
        assert _paged(store, 2, account="acme") == [*reversed(asked)]
        assert _paged(store, 2, account="acme", states=["pending"]) == [*reversed(asked[3:])]
        assert _paged(store, 2, account="acme", states=["approved", "denied"]) == [*reversed(asked[:3])]
        assert _paged(store, 2, text="zo\u00cb NOTE 4") == [asked[4]]
        assert _paged(store, 2, text="nobody") == _paged(store, 2, account="initech") == []
        first = store.requests_page("acme", limit=3)
        store.add_request(KEY, note(8), "Add one more?")
        assert [it.id for it in store.requests_page("acme", limit=3, before=first.next).requests] == asked[3:0:-1]


def _paged(
    store: Store, limit: int, *, account: str | None = None, states: list[State] | None = None, text: str | None = None
) -> list[str]:
    """The ids of all pages."""
    found: list[str] = []
    before = None
    while True:
        page = store.requests_page(account, states=states or (), text=text, before=before, limit=limit)
        assert len(page.requests) <= limit
        found += [it.id for it in page.requests]
        before = page.next
        if before is None:
            return found
