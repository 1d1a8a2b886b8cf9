"""StoreContract: what every store has to do, so that approvals count once and conversations never mix.

    class TestMyStore(StoreContract):
        def make(self, folder: Path, options: StoreOptions) -> Store:
            return MyStore(..., expires=options.expires, clock=options.clock, ...)

A store of your own that passes it can take the place of `SqliteStore` wherever a `store=` is given.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import Declined, UsageError
from ashby_agent_tools.store.protocol import (
    OPEN,
    Admission,
    ApprovalRequest,
    Guard,
    Store,
)
from ashby_agent_tools.testing._answers import AnswerContract
from ashby_agent_tools.testing._batches import BatchContract
from ashby_agent_tools.testing._journal import JournalContract
from ashby_agent_tools.testing._results import KEY, OTHERS, Clock, ResultsContract, result
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["StoreContract", "StoreOptions"]

BY = "robin@example.com"
HOUR = 3600.0
THREADS = 12
NOTE = "00000000-0000-4000-8000-000000000001"


@dataclasses.dataclass(frozen=True, slots=True)
class StoreOptions:
    """How a test wants its store: when requests expire, and how long and how much of results is kept."""

    clock: Callable[[], float]
    expires: float = 8 * HOUR
    keep_for: float = 8 * HOUR
    keep_bytes: int = 1_000_000


def call(note: str = "Call her", call_id: str | None = "c1") -> Call:
    """A write about one candidate."""
    return Toolset.all().prepare("candidate.createNote", {"candidateId": NOTE, "note": note}, call_id=call_id)


def admit(store: Store, made: Call, *, by: str | None = None, guard: Guard = lambda _: None) -> Admission:
    """Try to let a call out on the answer to the question about itself."""
    return store.admit(KEY, made, asked=made, by=by, touched=(NOTE,), guard=guard)


class StoreContract(BatchContract, AnswerContract, JournalContract, ResultsContract):
    """Inherit it in a class called Test..., and make your store in `make`."""

    def make(self, folder: Path, options: StoreOptions) -> Store:
        """A new, empty store. `folder` is the test's own."""
        raise NotImplementedError

    @pytest.fixture
    def clock(self) -> Clock:
        """The clock of `store`."""
        return Clock()

    @pytest.fixture
    def store(self, tmp_path: Path, clock: Clock) -> Store:
        """A new store."""
        return self.make(tmp_path, StoreOptions(clock))

    # requests

    def test_a_call_is_asked_about_once_under_its_id_and_keeps_its_words(self, store: Store) -> None:
        """A framework that runs a tool again must not overwrite what a person was shown."""
        first = store.add_request(KEY, call(), "Add a note?")
        assert store.add_request(KEY, call(), "Another text?") == first
        assert (first.question, first.state, first.attempt, first.key) == ("Add a note?", "pending", 1, KEY)
        assert store.requests_for(KEY, "c1") == (first,)
        second = store.add_request(KEY, call("Write to her"), "Add another?")
        assert (second.attempt, second.fingerprint) == (2, call("Write to her").fingerprint)
        assert store.requests_for(KEY, "c1") == (first, second)

    def test_a_question_keeps_its_card(self, store: Store) -> None:
        """A page in another process lays it out."""
        asked = store.add_request(KEY, call(), "Add a note?", card='{"headline": "Add a note?"}')
        assert asked.card == '{"headline": "Add a note?"}'
        assert store.requests() == (asked,)

    def test_a_call_without_an_id_is_asked_about_again_once_it_was_settled(self, store: Store) -> None:
        """Its fingerprint is its id."""
        made = call(call_id=None)
        first = store.add_request(KEY, made, "Add a note?")
        assert store.add_request(KEY, made, "Add a note?") == first
        store.answer(first.id, approved=False, by=BY)
        assert store.add_request(KEY, made, "Add a note?").attempt == 2

    def test_the_first_answer_counts(self, store: Store, clock: Clock) -> None:
        """A second one, and one to a question that does not exist, raise UsageError."""
        asked = store.add_request(KEY, call(), "Add a note?")
        clock.now += 5
        answered = store.answer(asked.id, approved=True, by=BY, message="fine")
        assert (answered.state, answered.decided_by, answered.message) == ("approved", BY, "fine")
        assert answered.decided_at == clock.now
        for identity in (asked.id, "nobody"):
            with pytest.raises(UsageError):
                store.answer(identity, approved=False, by="ada@example.com")
        assert store.requests_for(KEY, "c1") == (answered,)

    def test_requests_are_listed_newest_first_and_by_account(self, store: Store, clock: Clock) -> None:
        """For the person who answers them."""
        for key in (KEY, *OTHERS):
            clock.now += 1
            store.add_request(key, call(), "Add a note?")
        assert [asked.key for asked in store.requests()] == [*reversed(OTHERS), KEY]
        assert {asked.key for asked in store.requests("acme")} == {KEY, OTHERS[0], OTHERS[2]}
        assert store.requests("initech") == ()

    def test_a_stored_request_holds_no_secret(self, store: Store) -> None:
        """Whoever reads the store learns no webhook's secret."""
        hook = {"requestUrl": "https://example.com/hook", "webhookType": "jobCreate", "secretToken": "s3cr3t-s3cr3t"}
        asked = store.add_request(KEY, Toolset.all().prepare("webhook.create", hook, call_id="w"), "Make it?")
        assert "s3cr3t-s3cr3t" not in repr(asked)
        assert "https://example.com/hook" in asked.stored

    def test_an_unanswered_request_expires_and_stays_expired(self, store: Store, clock: Clock) -> None:
        """Also when the clock is set back afterwards."""
        asked = store.add_request(KEY, call(), "Add a note?")
        clock.now = asked.expires_at
        assert _state(store) == "expired"
        clock.now -= HOUR
        assert _state(store) == "expired"
        assert admit(store, call(), by=BY).why_not == "expired"
        with pytest.raises(UsageError):
            store.answer(asked.id, approved=True, by=BY)

    # calls on their way out

    def test_an_approval_lets_exactly_its_call_out_once(self, store: Store) -> None:
        """Asked, answered elsewhere, and used."""
        assert admit(store, call()).why_not == "was never asked"
        asked = store.add_request(KEY, call(), "Add a note?")
        assert admit(store, call()).why_not == "waits for an answer"
        store.answer(asked.id, approved=True, by=BY)
        assert admit(store, call("Another")).why_not == "was never asked"
        admitted = admit(store, call())
        assert admitted.number is not None
        assert admitted.asked is not None
        assert admitted.asked.id == asked.id
        assert _state(store) == "unknown"  # until its outcome is known
        store.finish(admitted.number, "done", "added")
        assert _state(store) == "used"
        again = admit(store, call(), by=BY)
        assert (again.number, again.why_not) == (None, "used")
        (record,) = store.writes(KEY)
        assert (record.endpoint, record.outcome, record.summary) == ("candidate.createNote", "done", "added")
        assert (record.fingerprint, record.touched) == (call().fingerprint, (NOTE,))

    def test_an_answer_given_inside_the_conversation_counts_once(self, store: Store) -> None:
        """`by` says who approves now."""
        store.add_request(KEY, call(), "Add a note?")
        assert admit(store, call(), by=BY).number is not None
        assert store.requests()[0].decided_by == BY
        assert admit(store, call(), by=BY).number is None

    def test_an_edited_call_leaves_on_the_answer_to_what_was_asked(self, store: Store) -> None:
        """`asked` is the call before the edit."""
        store.add_request(KEY, call(), "Add a note?")
        edited = call("Edited")
        assert store.admit(KEY, edited, asked=call(), by=BY, touched=(), guard=lambda _: None).number is not None
        assert [record.fingerprint for record in store.writes(KEY)] == [edited.fingerprint]

    def test_a_call_that_needs_no_approval_is_recorded(self, store: Store) -> None:
        """`asked` is None."""
        admitted = store.admit(KEY, call(), asked=None, by=None, touched=(), guard=lambda _: None)
        assert [record.id for record in store.writes(KEY)] == [admitted.number]

    def test_of_many_threads_one_uses_the_approval(self, store: Store) -> None:
        """To check and to use it up is one step."""
        asked = store.add_request(KEY, call(), "Add a note?")
        store.answer(asked.id, approved=True, by=BY)
        together = threading.Barrier(THREADS)

        def claim(_: int) -> bool:
            together.wait()
            return admit(store, call()).number is not None

        with ThreadPoolExecutor(THREADS) as pool:
            assert sum(pool.map(claim, range(THREADS))) == 1
        assert len(store.writes(KEY)) == 1

    def test_a_denial_ends_the_question(self, store: Store) -> None:
        """It cannot be used later, whoever approves then."""
        store.add_request(KEY, call(), "Add a note?")
        store.deny(KEY, call(), by=BY, message="not her")
        denied = admit(store, call(), by=BY)
        assert (denied.number, denied.why_not) == (None, "denied")
        assert denied.asked is not None
        assert denied.asked.message == "not her"

    @pytest.mark.parametrize(("content", "why_not"), [("new", "changed"), (None, "waits for an answer")])
    def test_content_that_is_not_what_was_shown_does_not_leave(
        self, store: Store, content: str | None, why_not: str
    ) -> None:
        """The digest is compared in the same step; None says that nothing was read."""
        store.add_request(KEY, call(), "Send the email?", content="old")
        made = call()
        refused = store.admit(KEY, made, asked=made, by=BY, touched=(), guard=lambda _: None, content=content)
        assert (refused.number, refused.why_not) == (None, why_not)
        assert store.writes(KEY) == ()
        if content is not None:
            assert store.add_request(KEY, made, "Send the new email?", content="new").attempt == 2
        assert store.admit(
            KEY, made, asked=made, by=BY, touched=(), guard=lambda _: None, content=content or "old"
        ).number

    def test_the_guard_sees_what_was_sent_and_what_is_open_and_its_objection_uses_nothing_up(
        self, store: Store
    ) -> None:
        """A cap counts both, in the same step in which the call is recorded."""
        store.admit(KEY, call("First"), asked=None, by=None, touched=(), guard=lambda _: None)
        store.add_request(KEY, call("Open", "c2"), "Add a note?")
        store.admit(OTHERS[0], call("Elsewhere"), asked=None, by=None, touched=(), guard=lambda _: None)
        seen: list[tuple[str, str | None]] = []

        def objects(records: object) -> str:
            seen.extend((record.fingerprint, record.outcome) for record in records)  # type: ignore[attr-defined]
            return "enough"

        refused = store.admit(KEY, call("Third"), asked=None, by=None, touched=(), guard=objects)
        assert (refused.number, refused.why_not) == (None, "enough")
        assert seen == [(call("First").fingerprint, None), (call("Open").fingerprint, OPEN)]
        assert len(store.writes(KEY)) == 1
        assert [it.fingerprint for it in store.open_writes(KEY, but="")] == [call("Open").fingerprint]
        assert store.open_writes(KEY, but=call("Open").fingerprint) == ()

    def test_a_guard_that_raises_leaves_no_request(self, store: Store) -> None:
        """Nobody is asked about a call that a cap would refuse."""

        def raises(_: object) -> None:
            raise Declined("enough")

        with pytest.raises(Declined):
            store.add_request(KEY, call(), "Add a note?", guard=raises)
        assert store.requests() == ()

    # results

    def test_of_too_many_results_the_oldest_go(self, tmp_path: Path) -> None:
        """`keep_bytes` holds for each conversation."""
        store = self.make(tmp_path, StoreOptions(Clock(), keep_bytes=100))
        refs = [store.save_result(KEY, result(str(n) * 40)) for n in range(3)]
        other = store.save_result(OTHERS[0], result("x" * 90))
        found = [store.load_result(KEY, ref) for ref in refs]
        assert [it.payload[:1] for it in found if it is not None] == ["", "1", "2"]
        assert store.load_result(OTHERS[0], other) == result("x" * 90)

    def test_its_clock_is_the_one_it_was_given(self, store: Store, clock: Clock) -> None:
        """Questions expire by it, and caps count by it."""
        assert store.now() == clock.now
        clock.now += HOUR
        assert store.now() == clock.now


def _state(store: Store) -> str:
    (asked,) = store.requests()
    assert isinstance(asked, ApprovalRequest)
    return asked.state
