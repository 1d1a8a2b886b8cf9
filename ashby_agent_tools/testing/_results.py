"""ResultsContract: the part of StoreContract about short ids, titles, results and outcomes of a conversation."""

from __future__ import annotations

from ashby_agent_tools.store.protocol import ConversationKey, Store, StoredResult

__all__ = ["KEY", "OTHERS", "Clock", "ResultsContract", "result"]

KEY = ConversationKey("acme", "one")
OTHERS = (
    ConversationKey("acme", "two"),
    ConversationKey("globex", "one"),
    ConversationKey("acme", "one", "https://eu.example.com"),
    ConversationKey('acme", "one', ""),
)
HOUR = 3600.0


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class ResultsContract:
    """What a store remembers for a conversation. `StoreContract` inherits it."""

    # short ids and titles

    def test_a_record_has_one_short_id_in_a_conversation_and_none_elsewhere(self, store: Store) -> None:
        """No number is given twice, so that a short id of one conversation names nothing in another."""
        given = [store.short_id(key, "cand", "candidate", f"u{n}") for key in (KEY, *OTHERS) for n in range(3)]
        assert len(set(given)) == len(given)
        assert store.short_id(KEY, "cand", "candidate", "u1") == given[1]
        assert store.resolve(KEY, given[1]) == ("candidate", "u1")
        assert all(store.resolve(key, given[1]) is None for key in OTHERS)
        for unknown in ("cand_1", "cand", "cand_", given[1].replace("cand", "job"), "cand_" + "9" * 40, ""):
            assert store.resolve(KEY, unknown) is None
        job = store.short_id(KEY, "job", "job", "j")
        assert store.short_ids(KEY, "job") == ((job, "job", "j"),)
        assert set(store.short_ids(KEY)) == {(job, "job", "j"), *((given[n], "candidate", f"u{n}") for n in range(3))}

    def test_several_records_get_their_short_ids_in_one_step(self, store: Store) -> None:
        """In their order; those that have one keep it, and one that comes twice has one."""
        known = store.short_id(KEY, "cand", "candidate", "u1")
        wanted = [("cand", "candidate", uuid) for uuid in ("u0", "u1", "u2", "u0", "half \ud800", "nul \x00")]
        given = store.add_short_ids(KEY, [*wanted, ("job", "job", "j")])
        assert given[1] == known
        assert given[0] == given[3]
        assert len(set(given)) == len(given) - 1
        assert given == store.add_short_ids(KEY, [*wanted, ("job", "job", "j")])
        assert [store.short_id(KEY, *record) for record in wanted] == list(given[:-1])
        assert store.resolve(KEY, given[2]) == ("candidate", "u2")
        assert store.add_short_ids(OTHERS[0], wanted[:1]) != given[:1]
        assert store.add_short_ids(KEY, []) == ()

    def test_a_title_counts_for_results_that_are_saved_after_it(self, store: Store) -> None:
        """The text of a result says the same whenever it is made."""
        candidate = ("candidate", "u1")
        before = store.save_result(KEY, result("1"))
        store.add_titles(KEY, {candidate: "Ada"})
        between = store.save_result(KEY, result("2"))
        store.add_titles(KEY, {candidate: "Ada Lovelace", ("job", "j"): "Engineer"})
        after = store.save_result(KEY, result("3"))
        assert store.titles(KEY, before) == {}
        assert store.titles(KEY, between) == {candidate: "Ada"}
        assert store.titles(KEY, after) == {candidate: "Ada Lovelace", ("job", "j"): "Engineer"}
        assert all(store.titles(key, after) == {} for key in OTHERS)

    # results and outcomes

    def test_a_result_is_known_to_its_conversation_alone(self, store: Store) -> None:
        """References are never given twice."""
        refs = [store.save_result(key, result(f"of {key}")) for key in (KEY, *OTHERS)]
        assert len(set(refs)) == len(refs)
        assert store.load_result(KEY, refs[0]) == result(f"of {KEY}")
        assert all(store.load_result(key, refs[0]) is None for key in OTHERS)
        assert [store.load_result(KEY, unknown) for unknown in ("r", "r1", "x", "", "r" + "9" * 40)] == [None] * 5

    def test_a_result_that_is_too_old_keeps_its_call_and_loses_its_payload(self, store: Store, clock: Clock) -> None:
        """So that the model can be told which call brings it back."""
        ref = store.save_result(KEY, result("payload"))
        clock.now += 9 * HOUR
        assert store.load_result(KEY, ref) == result("")
        assert store.results_containing(KEY, "payload", most=5) == ()

    def test_results_are_found_by_a_text_in_them_newest_first(self, store: Store) -> None:
        """No pattern: what is looked for is the text itself."""
        refs = [store.save_result(KEY, result(text)) for text in ("a%b", "axb", "say a%b")]
        store.save_result(OTHERS[0], result("a%b"))
        assert [ref for ref, _ in store.results_containing(KEY, "a%b", most=5)] == [refs[2], refs[0]]
        assert [it.payload for _, it in store.results_containing(KEY, "a", most=1)] == ["say a%b"]

    def test_the_first_outcome_of_a_name_stays(self, store: Store) -> None:
        """For frameworks that run a task again after an answer."""
        assert store.load_outcome(KEY, "task") is None
        store.save_outcome(KEY, "task", "r7", "")
        store.save_outcome(KEY, "task", None, "refused")
        store.save_outcome(KEY, "other", None, "refused")
        assert store.load_outcome(KEY, "task") == ("r7", "")
        assert store.load_outcome(KEY, "other") == (None, "refused")
        assert all(store.load_outcome(key, "task") is None for key in OTHERS)


def result(payload: str) -> StoredResult:
    """Of a list of candidates."""
    return StoredResult("ashby_candidate_list", "candidate.list", '{"limit": 2}', payload)
