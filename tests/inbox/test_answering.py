"""Reading and answering in the inbox, as a browser without JavaScript does it."""

from __future__ import annotations

import dataclasses
import re

import inbox_scene as scene
import pytest
from inbox_scene import ANNA, BEN, ask, new_store, signed_in, state_of

from ashby_agent_tools import Toolset, confirm_writes
from ashby_agent_tools.approval.people import ApproverRules, MayRule, NeedsRule
from ashby_agent_tools.inbox import inbox_app
from ashby_agent_tools.store import BatchLine
from ashby_agent_tools.store.records import RequestFacts


@pytest.fixture
def store():
    return new_store()


def test_what_waits_is_listed_the_newest_at_the_top(store):
    first, second = ask(store, "One"), ask(store, "Two")
    page = signed_in(store).get("/").text
    assert "2 questions wait" in page
    assert page.index(second.id) < page.index(first.id)
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


def test_those_whom_a_grant_names_alone_are_asked(store):
    """Anybody was shown the buttons, and what others answered counted for nothing, without a word."""
    asked = ask(store, facts=RequestFacts(approvers=((BEN, "group:leads"),)))
    anna, ben = signed_in(store), signed_in(store, name=BEN)
    page = anna.get(f"/requests/{asked.id}").text
    assert "anna@example.com is not among the approvers whom this grant names" in page
    assert not scene.Forms(page).found[1:]
    anna.answer(asked, form=ben.form(asked))
    assert state_of(store, asked).state == "pending"
    assert ben.answer(asked).status_code == 303
    assert state_of(store, asked).decided_by == BEN


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


def test_who_has_answered_is_led_to_the_next_question_that_is_theirs(store):
    other, asked = ask(store, "One"), ask(store, "Two")
    browser = signed_in(store)
    answered = browser.answer(asked)
    assert f'/requests/{other.id}">Next: ' in browser.get(answered.headers["location"]).text
    last = browser.answer(other)
    assert "Next: " not in browser.get(last.headers["location"]).text


def test_a_task_of_several_changes_is_one_card_with_each_of_them(store):
    parts = [scene.CARD, {**scene.CARD, "headline": "Add a tag to Ada Lovelace.", "undo": "It can be taken off again."}]
    asked = ask(store, card={**scene.CARD, "headline": "Ada: 2 changes in this order", "parts": parts})
    page = signed_in(store).get(f"/requests/{asked.id}").text
    for words in ("Ada: 2 changes", "1. Write a note", "2. Add a tag", "cannot be changed", "can be taken off"):
        assert words in page


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


def test_more_than_a_page_goes_on(store):
    asked = [ask(store, f"Note {number}") for number in range(52)]
    browser = signed_in(store)
    first = browser.get("/").text
    assert "50 or more questions wait" in first
    rest = browser.get(re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")).text
    assert [it.id in rest for it in asked[:3]] == [True, True, False]


# several at once


def lines_of(page):
    return scene.Forms(page).found[-1][2]


def test_several_are_answered_at_once_each_by_its_own_answer(store):
    one, two, three = (ask(store, note) for note in ("One", "Two", "Three"))
    browser = signed_in(store)
    page = browser.get("/review", params={"id": [one.id, two.id, three.id]}).text
    told = browser.post(
        "/review",
        {**lines_of(page), f"answer-{one.id}": "approve", f"answer-{two.id}": "deny", "message": "not her"},
    ).text
    assert "2 of 2 answers recorded" in told
    assert [state_of(store, it).state for it in (one, two, three)] == ["approved", "denied", "pending"]
    assert [state_of(store, it).message for it in (one, two)] == ["", "not her"]
    assert f'name="answer-{three.id}"' in told


def test_one_that_is_too_late_does_not_hinder_the_others(store):
    one, two = ask(store, "One"), ask(store, "Two")
    browser = signed_in(store)
    page = browser.get("/review", params={"id": [one.id, two.id]}).text
    store.answer(one.id, approved=False, by=BEN)
    told = browser.post(
        "/review", {**lines_of(page), f"answer-{one.id}": "approve", f"answer-{two.id}": "approve"}
    ).text
    assert "1 of 2 answers recorded" in told
    assert f"already denied by {BEN}" in told
    assert [state_of(store, it).state for it in (one, two)] == ["denied", "approved"]


def test_a_batch_is_one_entry_and_one_page(store):
    calls = [
        Toolset.all()
        .with_policy(confirm_writes)
        .prepare("candidate.createNote", {**scene.NOTE, "note": it}, call_id=it)
        for it in ("One", "Two", "Three")
    ]
    lines = [BatchLine(number, call, f"Write {call.call_id}?") for number, call in enumerate(calls, 1)]
    asked = store.add_batch(scene.KEY, lines)
    browser = signed_in(store)
    assert "3 changes, asked as one" in browser.get("/").text
    page = browser.get(f"/batches/{asked[0].batch}").text
    assert page.index("Write One?") < page.index("Write Two?") < page.index("Write Three?")
    told = browser.post("/review", {**lines_of(page), **{f"answer-{it.id}": "deny" for it in asked[:2]}})
    assert told.status_code == 200
    assert [state_of(store, it).state for it in asked] == ["denied", "denied", "pending"]
    assert browser.get("/batches/none").status_code == 404


def test_what_somebody_changed_before_approving_stands_wherever_the_second_person_answers(store):
    asked, two = ask(store), ApproverRules(needs=(NeedsRule(2),))
    edit(signed_in(store, rules=two), asked, note="Offer her all")
    ben = signed_in(store, BEN, rules=two)
    assert "Changed by who approved it" in ben.get("/").text
    for path in (f"/review?id={asked.id}", f"/requests/{asked.id}"):
        assert "Offer her all" in ben.get(path).text, path


def test_a_question_of_several_lines_without_a_card_keeps_them_on_every_page(store):
    call = Toolset.all().with_policy(confirm_writes).prepare("candidate.createNote", {**scene.NOTE, "note": "x"})
    asked = store.add_request(scene.KEY, call, "Write a note?\nOn Ada\nIt stays")
    for path in (f"/review?id={asked.id}", f"/requests/{asked.id}"):
        assert "On Ada<br>It stays" in signed_in(store).get(path).text, path


@pytest.mark.slow  # 203 lines
def test_of_a_longer_batch_all_lines_are_reached(store):
    call = Toolset.all().with_policy(confirm_writes).prepare("candidate.createNote", {**scene.NOTE, "note": "x"})
    calls = [dataclasses.replace(call, call_id=f"{number}") for number in range(203)]
    asked = store.add_batch(scene.KEY, [BatchLine(it, call, f"Write {it}?") for it, call in enumerate(calls, 1)])
    browser = signed_in(store)
    assert "50 or more changes, asked as one" in browser.get("/").text
    page = browser.get(f"/batches/{asked[0].batch}").text
    assert "200 of 203 questions, asked as one" in page
    assert "3 more of these wait, and come after these" in page
    told = browser.post("/review", {**lines_of(page), **{f"answer-{it.id}": "deny" for it in asked[:200]}}).text
    assert "3 more of these wait" in told
    page = browser.get(f"/batches/{asked[0].batch}").text
    assert "3 questions, asked as one" in page
    assert "more of these wait" not in page
    told = browser.post("/review", {**lines_of(page), **{f"answer-{it.id}": "deny" for it in asked[200:]}}).text
    assert "3 of 3 answers recorded" in told
    assert {it.state for it in store.requests()} == {"denied"}


@pytest.mark.slow
def test_of_two_hundred_lines_exactly_those_with_an_answer_are_recorded(store):
    tools = Toolset.all().with_policy(confirm_writes)
    calls = [
        tools.prepare("candidate.createNote", {**scene.NOTE, "note": f"Number {it}"}, call_id=f"{it}")
        for it in range(200)
    ]
    asked = store.add_batch(scene.KEY, [BatchLine(it, call, f"Write {it}?") for it, call in enumerate(calls, 1)])
    browser = signed_in(store)
    page = browser.get(f"/batches/{asked[0].batch}").text
    said = {f"answer-{it.id}": ("approve", "deny", "")[it.line % 3] for it in asked}
    assert "133 of 133 answers recorded" in browser.post("/review", {**lines_of(page), **said}).text
    states = {it.line: it.state for it in store.requests()}
    assert states == {line: ("approved", "denied", "pending")[line % 3] for line in range(1, 201)}


# edits


def edit(browser, asked, **values):
    form = scene.Forms(browser.get(f"/requests/{asked.id}/edit").text).found[-1][2]
    return browser.post(f"/requests/{asked.id}/edit", {**form, **{f"value-{name}": it for name, it in values.items()}})


def test_arguments_are_changed_before_the_approval(store):
    asked = ask(store)
    browser = signed_in(store)
    answered = edit(browser, asked, note="Call her on Monday\r\nat nine")
    assert answered.status_code == 303
    found = state_of(store, asked)
    assert (found.state, found.decided_by) == ("approved", ANNA)
    assert found.edit == {**scene.NOTE, "note": "Call her on Monday\nat nine"}
    page = browser.get(f"/requests/{asked.id}").text
    assert "Changed before the approval" in page
    assert "Call her on Monday" in page


@pytest.mark.parametrize(
    ("values", "told"),
    [({"note": ""}, "note"), ({"candidateId": "nobody"}, "candidateId")],
)
def test_an_edit_that_can_be_no_call_is_told_and_what_was_typed_stays(store, values, told):
    asked = ask(store)
    answered = edit(signed_in(store), asked, **values)
    assert answered.status_code == 409
    assert told in answered.text
    assert state_of(store, asked).state == "pending"


# who may answer


def test_who_may_not_answer_reads_and_is_told_why(store):
    asked = ask(store)
    rules = ApproverRules(may=(MayRule(people=frozenset([BEN])),))
    browser = signed_in(store, rules=rules)
    page = browser.get(f"/requests/{asked.id}").text
    assert "Not yours to answer" in page
    assert 'name="answer"' not in page
    assert "For somebody else to answer" in browser.get("/").text


def test_two_people_approve_what_needs_two(store):
    asked = ask(store)
    rules = ApproverRules(needs=(NeedsRule(2),))
    anna, ben = (signed_in(store, name, rules=rules) for name in (ANNA, BEN))
    assert "2 people have to approve this" in anna.get(f"/requests/{asked.id}").text
    assert "done=counted" in anna.answer(asked).headers["location"]
    assert "Not yours to answer" in anna.get(f"/requests/{asked.id}").text
    assert f"{ANNA} did" in ben.get(f"/requests/{asked.id}").text
    assert state_of(store, asked).state == "pending"
    ben.answer(asked)
    assert state_of(store, asked).decided_by == f"{ANNA} and {BEN}"


def test_groups_come_from_the_header_of_the_proxy(store):
    asked = ask(store)
    rules = ApproverRules(may=(MayRule(groups=frozenset(["leads"])),))
    app = inbox_app(
        store,
        public_url=scene.URL,
        user_header="X-User",
        groups_header="X-Groups",
        trusted_proxies=["10.0.0.9"],
        rules=rules,
    )
    nobody, lead = (scene.Browser(app, {"x-user": ANNA, "x-groups": it}) for it in ("recruiters", "recruiters, leads"))
    assert "Not yours to answer" in nobody.get(f"/requests/{asked.id}").text
    assert lead.answer(asked).status_code == 303
    assert state_of(store, asked).answers[0].groups == ("leads", "recruiters")
