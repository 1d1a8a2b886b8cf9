"""Reading and answering in the inbox, as a browser without JavaScript does it."""

from __future__ import annotations

import inbox_scene as scene
import pytest
from inbox_scene import ANNA, ask, new_store, signed_in, state_of


@pytest.fixture
def store():
    return new_store()


def test_what_waits_is_listed_the_one_that_expires_first_at_the_top(store):
    first, second = ask(store, "One"), ask(store, "Two")
    page = signed_in(store).get("/").text
    assert "2 questions wait" in page
    assert page.index(first.id) < page.index(second.id)
    assert "left" in page


@pytest.mark.parametrize(("kind", "state"), [("approve", "approved"), ("deny", "denied")])
def test_an_answer_is_recorded_under_the_name_that_signed_in(store, kind, state):
    asked = ask(store)
    browser = signed_in(store)
    answered = browser.answer(asked, kind, message="Not this week", by="mallory@example.com", name="mallory")
    assert answered.status_code == 303
    found = state_of(store, asked)
    assert (found.state, found.decided_by) == (state, ANNA)
    page = browser.get(answered.headers["location"]).text
    assert "Answered by anna@example.com" in page
    assert not scene.Forms(page).found[1:]  # only signing out is left


def test_what_cannot_be_taken_back_is_approved_in_two_steps(store):
    asked = ask(store, card=scene.FINAL)
    browser = signed_in(store)
    assert "Tick the sentence" in browser.answer(asked).text
    assert state_of(store, asked).state == "pending"
    assert browser.answer(asked, read="yes").status_code == 303
    assert state_of(store, asked).state == "approved"


def test_a_denial_is_one_step_and_carries_its_message(store):
    asked = ask(store, card=scene.FINAL)
    signed_in(store).answer(asked, "deny", message="She stays in the process")
    assert state_of(store, asked).message == "She stays in the process"


def test_a_question_without_a_card_is_shown_by_its_text(store):
    asked = ask(store, card=None)
    page = signed_in(store).get(f"/requests/{asked.id}").text
    assert "Write the note" in page


def test_history_tells_who_answered(store):
    browser = signed_in(store)
    browser.answer(ask(store))
    page = browser.get("/history").text
    assert "Approved, not sent yet" in page
    assert ANNA in page


def test_search_finds_by_words(store):
    ask(store, "One")
    other = ask(store, "Two", card={**scene.CARD, "headline": "Reject Grace Hopper."})
    page = signed_in(store).get("/?q=hopper").text
    assert other.id in page
    assert "1 question waits" in page
