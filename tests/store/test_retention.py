"""Retention: each kind of data goes when it is old enough, what can be answered stays, and no number comes back."""

from __future__ import annotations

import pytest

from ashby_agent_tools import Retention, SqliteStore, Toolset, errors
from ashby_agent_tools.store import ConversationKey, StoredResult

DAY = 86_400.0
KEYS = [ConversationKey("acme", name) for name in ("one", "two")]
KEPT = StoredResult("t", "e", "{}", '{"data": 1}')


class Clock:
    """A clock that a test sets."""

    now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def call(call_id):
    arguments = {"candidateId": "00000000-0000-4000-8000-000000000001", "note": f"Call {call_id}"}
    return Toolset.all().prepare("candidate.createNote", arguments, call_id=call_id)


def filled(store):
    """A settled question with its write, an open question, names, titles, results and outcomes, twice."""
    for key in KEYS:
        asked = store.add_request(key, call("done"), "Add a note?")
        store.answer(asked.id, approved=True, by="robin@example.com")
        admitted = store.admit(key, call("done"), asked=call("done"), by=None, touched=(), guard=lambda _: None)
        store.finish(admitted.number, "done")
        store.add_request(key, call("open"), "Add another?")
        store.short_id(key, "cand", "candidate", "u1")
        store.add_titles(key, {("candidate", "u1"): "Ada"})
        store.save_result(key, KEPT)
        store.save_outcome(key, "task", "r1", "")
    return store


def left(store):
    """How much there is of each kind."""
    return {
        "questions": len(store.requests()),
        "writes": sum(len(store.writes(key)) for key in KEYS),
        "results": rows(store, "ashby_result") + rows(store, "ashby_made"),
        "short_ids": rows(store, "ashby_short_id") + rows(store, "ashby_title"),
    }


def rows(store, table):
    with store._db.reading() as db:
        return db.rows(f"SELECT count(*) FROM {table}")[0][0]


ALL = {"questions": 4, "writes": 2, "results": 4, "short_ids": 4}


def test_without_a_retention_only_payloads_go(opened, clock):
    store = filled(opened(clock=clock, keep_for=DAY))
    clock.now += 400 * DAY
    assert store.purge() == {"payloads": 2}
    assert left(store) == ALL
    assert store.results_containing(KEYS[0], "data", most=1) == ()


@pytest.mark.parametrize("kind", ALL)
def test_each_kind_goes_by_itself_when_it_is_old_enough(opened, clock, kind):
    store = filled(opened(clock=clock, retention=Retention(**{kind: 30 * DAY})))
    clock.now += 29 * DAY
    assert not store.purge().get(kind)
    assert left(store) == ALL
    clock.now += 2 * DAY
    assert store.purge()[kind] == ALL[kind]
    assert left(store) == {**ALL, kind: 0}


def test_a_question_that_can_still_be_answered_stays(opened, clock):
    store = filled(opened(clock=clock, expires=60 * DAY, retention=Retention(questions=30 * DAY)))
    clock.now += 31 * DAY
    assert store.purge()["questions"] == 2
    assert {asked.state for asked in store.requests()} == {"pending"}
    store.answer(store.requests()[0].id, approved=True, by="robin@example.com")


def test_a_number_is_not_given_again_when_its_row_is_gone(opened, clock):
    store = filled(opened(clock=clock, retention=Retention(short_ids=DAY, results=DAY)))
    short, ref = store.short_id(KEYS[0], "cand", "candidate", "u1"), store.save_result(KEYS[0], KEPT)
    clock.now += 2 * DAY
    store.purge()
    assert store.resolve(KEYS[0], short) is None
    assert store.load_result(KEYS[0], ref) is None
    again = opened(clock=clock)
    assert int(again.short_id(KEYS[0], "cand", "candidate", "u2")[5:]) > int(short[5:])
    assert int(again.save_result(KEYS[0], KEPT)[1:]) > int(ref[1:])


def test_what_is_too_old_goes_when_something_new_is_recorded_at_most_once_an_hour(opened, clock):
    store = filled(opened(clock=clock, retention=Retention(writes=DAY)))
    clock.now += 2 * DAY
    store.save_result(KEYS[1], KEPT)
    assert left(store)["writes"] == 0
    store.admit(KEYS[0], call("more"), asked=None, by=None, touched=(), guard=lambda _: None)
    store._retention = Retention(writes=1)
    clock.now += 3_599
    store.save_result(KEYS[1], KEPT)
    assert left(store)["writes"] == 1
    clock.now += 1
    store.save_result(KEYS[1], KEPT)
    assert left(store)["writes"] == 0


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "30d", True])
def test_what_is_no_length_of_time_is_told(seconds):
    with pytest.raises(errors.UsageError, match="more than 0"):
        Retention(writes=seconds)


def test_much_that_is_too_old_goes_little_by_little(opened, clock):
    """So that who records something does not wait until all of it is gone."""
    store, last = opened(clock=clock, keep_for=DAY), ConversationKey("acme", "last")
    for number in range(60):
        store.save_result(ConversationKey("acme", str(number)), KEPT)
    clock.now += 2 * DAY
    old = []
    for _ in range(5):
        store.save_result(last, KEPT)
        with store._db.reading() as db:
            found = db.rows("SELECT count(*) FROM ashby_result WHERE size > 0 AND kept_at < :now", now=clock.now)
        old.append(found[0][0])
    assert old == sorted(old, reverse=True)
    assert 0 < old[0] < 60
    assert old[-1] == 0


def test_a_purge_finds_the_rows_of_a_conversation_without_reading_all(tmp_path):
    with SqliteStore(tmp_path / "store.db")._db.reading() as db:
        for table in ("asked", "notification", "sent", "result", "made", "short_id", "title"):
            plan = db.rows(f"EXPLAIN QUERY PLAN DELETE FROM ashby_{table} WHERE conversation = 'one'")
            assert "USING" in plan[0][3], table
