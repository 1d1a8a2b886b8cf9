"""BatchContract: the part of StoreContract about questions that are asked as one and answered line by line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import Declined, UsageError
from ashby_agent_tools.store.protocol import (
    ApprovalRequest,
    BatchLine,
    ConversationKey,
    LineAnswer,
    Store,
    WriteRecord,
)
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["BatchContract"]

KEY = ConversationKey("acme", "batches")
BY = "robin@example.com"
THREADS = 8
YES, NO = LineAnswer(approved=True), LineAnswer(approved=False, message="not her")


def call(number: int) -> Call:
    """A write about one candidate of many."""
    candidate = f"00000000-0000-4000-8000-{number:012}"
    arguments = {"candidateId": candidate, "note": "Call her"}
    return Toolset.all().prepare("candidate.createNote", arguments, call_id=f"line {number}")


def lines(*numbers: int, content: str = "") -> list[BatchLine]:
    """These lines of a batch."""
    return [BatchLine(number, call(number), f"Add note {number}?", content) for number in numbers]


def leaves(store: Store, number: int, content: str = "") -> bool:
    """Whether a line may leave on the answer that it was given."""
    made = call(number)
    admission = store.admit(KEY, made, asked=made, by=None, touched=(), guard=lambda _: None, content=content)
    return admission.number is not None


class BatchContract:
    """What a store does with batches. `StoreContract` inherits it."""

    def test_a_batch_is_recorded_once_in_the_order_of_its_lines(self, store: Store) -> None:
        """The same batch again gives the same questions, with the words that were shown first."""
        asked = store.add_batch(KEY, lines(1, 2, 4))
        assert [(it.line, it.question, it.state) for it in asked] == [
            (1, "Add note 1?", "pending"),
            (2, "Add note 2?", "pending"),
            (4, "Add note 4?", "pending"),
        ]
        assert len({it.batch for it in asked}) == 1
        assert asked[0].batch
        assert store.add_batch(KEY, lines(1, 2, 4)) == asked == store.batch_requests(asked[0].batch)
        assert store.batch_requests("") == store.batch_requests("unknown") == ()
        assert store.add_batch(KEY, lines(5))[0].batch != asked[0].batch

    def test_a_question_that_waits_alone_joins_the_batch_and_an_answered_one_stays(self, store: Store) -> None:
        """Nobody is asked twice about one call."""
        alone = [store.add_request(KEY, call(number), "Add it?") for number in (1, 2)]
        assert [(it.batch, it.line) for it in alone] == [("", 0)] * 2
        store.answer(alone[1].id, approved=True, by=BY)
        asked = store.add_batch(KEY, lines(1, 2, 3))
        assert [it.id for it in asked[:2]] == [it.id for it in alone]
        assert [it.line for it in store.batch_requests(asked[0].batch)] == [1, 3]
        assert [it.state for it in asked] == ["pending", "approved", "pending"]

    def test_lines_that_waited_in_another_batch_are_moved_without_hiding_the_rest(self, store: Store) -> None:
        """Every question that waits stands in exactly one batch."""
        first = store.add_batch(KEY, lines(1, 2))
        second = store.add_batch(KEY, lines(2, 3))
        assert [it.id for it in store.batch_requests(first[0].batch)] == [first[0].id]
        assert [it.id for it in store.batch_requests(second[1].batch)] == [first[1].id, second[1].id]

    def test_each_line_is_answered_by_itself_in_one_step(self, store: Store) -> None:
        """Some yes, one no, one not yet."""
        asked = store.add_batch(KEY, lines(1, 2, 3))
        said = store.answer_batch({asked[0].id: YES, asked[1].id: NO}, by=BY)
        assert [(it.line, it.state, it.decided_by, it.message) for it in said.recorded] == [
            (1, "approved", BY, ""),
            (2, "denied", BY, "not her"),
        ]
        assert said.late == ()
        assert [leaves(store, number) for number in (1, 2, 3, 1)] == [True, False, False, False]
        again = store.answer_batch({it.id: YES for it in asked}, by="ada@example.com")
        assert [it.line for it in again.recorded] == [3]
        assert [(it.line, it.state, it.decided_by) for it in again.late] == [(1, "unknown", BY), (2, "denied", BY)]

    @pytest.mark.parametrize("other", ["nobody", "of another conversation"])
    def test_what_does_not_belong_together_is_answered_not_at_all(self, store: Store, other: str) -> None:
        """An id that is not known, or is another conversation's."""
        (mine,) = store.add_batch(KEY, lines(1))
        theirs = store.add_request(ConversationKey("acme", "two"), call(2), "Add it?")
        with pytest.raises(UsageError):
            store.answer_batch({mine.id: YES, other if other == "nobody" else theirs.id: YES}, by=BY)
        assert store.batch_requests(mine.batch) == (mine,)

    def test_of_a_batch_in_which_one_line_has_changed_only_that_one_is_asked_anew(self, store: Store) -> None:
        """Under the same batch and number; what was answered stays answered."""
        asked = store.add_batch(KEY, lines(1, 2, content="as shown"))
        store.answer_batch({it.id: YES for it in asked}, by=BY)
        assert leaves(store, 1, "as shown")
        assert not leaves(store, 2, "changed since")
        anew = store.add_batch(KEY, lines(1, 2, content="changed since"))
        assert (anew[0].id, anew[0].state) == (asked[0].id, "unknown")
        assert (anew[1].id != asked[1].id, anew[1].state) == (True, "pending")
        assert (anew[1].batch, anew[1].line) == (asked[0].batch, 2)
        assert store.batch_requests(asked[0].batch) == anew

    def test_a_guard_sees_the_lines_before_and_one_objection_leaves_nothing(self, store: Store) -> None:
        """A cap that is reached in the middle."""
        seen: list[int] = []

        def guard(_: Call, records: tuple[WriteRecord, ...]) -> None:
            seen.append(len(records))
            if len(records) == 2:
                raise Declined("the cap is reached")

        with pytest.raises(Declined):
            store.add_batch(KEY, lines(1, 2, 3), guard=guard)
        assert seen == [0, 1, 2]
        assert store.requests() == ()

    def test_of_many_who_answer_a_batch_at_once_one_answers_each_line(self, store: Store) -> None:
        """No line gets two answers, and each second one is told who was first."""
        asked = store.add_batch(KEY, lines(*range(1, 21)))

        def answer(by: str) -> tuple[tuple[ApprovalRequest, ...], tuple[ApprovalRequest, ...]]:
            said = store.answer_batch({it.id: YES for it in asked}, by=by)
            return said.recorded, said.late

        with ThreadPoolExecutor(THREADS) as pool:
            said = list(pool.map(answer, [f"{number}@example.com" for number in range(THREADS)]))
        recorded = [it for mine, _ in said for it in mine]
        assert sorted(it.id for it in recorded) == sorted(it.id for it in asked)
        firsts = {it.id: it.decided_by for it in recorded}
        assert all(it.decided_by == firsts[it.id] for _, late in said for it in late)
