"""A batch in Slack: one message with all its lines, approved or denied as a whole; some of them in the inbox."""

from __future__ import annotations

import pytest
from slack_scene import MOVE, slack_scene

from ashby_agent_tools import ApproverRules, Toolset, confirm_writes
from ashby_agent_tools.approval.people import Conditions, MayRule


@pytest.fixture
def scene(tmp_path):
    with slack_scene(tmp_path) as made:
        yield made


def ask_batch(scene, count=4, **options):
    session = scene.session(**options)
    calls = [(MOVE, scene.company.rejection(number)) for number in range(count)]
    return session, calls, session.batch(calls)


def test_a_batch_is_one_message_that_is_approved_as_a_whole(scene):
    session, calls, batch = ask_batch(scene)
    (message,) = scene.slack.messages
    assert message.buttons.keys() == {"Approve all 4", "Deny all 4", "Open in inbox"}
    assert message.buttons["Open in inbox"]["url"] == f"https://inbox.example.com/batches/{batch.id}"
    for number in range(4):
        assert scene.company.candidate(number)["name"] in message.shown
        assert scene.company.candidate(number)["name"] not in message.text
    assert message.text.startswith("An agent asks for 4 changes at once: reject 1 candidate (4 times).")
    with scene.receiving():
        scene.slack.click("Approve all 4", by="Grace")
    assert "4 of 4: Approved by Grace Hopper" in message.shown
    assert message.buttons.keys() == {"Open in inbox"}
    session.execute_batch(session.batch(calls), {})
    assert scene.sent == calls
    assert len(scene.slack.messages) == 1


def test_what_was_denied_in_the_inbox_stays_denied_when_the_rest_is_approved(scene):
    session, calls, batch = ask_batch(scene)
    scene.store.answer(batch.lines[1].request_id, approved=False, by="Ada")
    with scene.receiving():
        scene.slack.click("Approve all 4", by="Grace")
    (message,) = scene.slack.messages
    assert "3 of 4: Approved by Grace Hopper" in message.shown
    assert "1 of 4: Denied by Ada" in message.shown
    session.execute_batch(session.batch(calls), {})
    assert scene.sent == [calls[0], calls[2], calls[3]]


def test_a_whole_batch_is_denied_with_one_message(scene):
    session, calls, _ = ask_batch(scene)
    with scene.receiving():
        scene.slack.click("Deny all 4", by="Robin")
        scene.slack.until(lambda: scene.slack.dialogs)
        scene.slack.submit("Not this week", by="Robin")
    assert {(it.state, it.message) for it in scene.store.requests()} == {("denied", "Not this week")}
    session.execute_batch(session.batch(calls), {})
    assert scene.sent == []


def test_a_batch_is_not_approved_where_one_line_is_not_theirs_to_answer(tmp_path):
    rules = ApproverRules(may=(MayRule(people=frozenset({"grace hopper"}), about=Conditions(endpoints=(MOVE,))),))
    with slack_scene(tmp_path, slack_options={"rules": rules}) as scene:
        session = scene.session(toolset=Toolset.all().with_policy(confirm_writes))
        tag = scene.simulator.state.first("candidateTag")["id"]
        added = {"candidateId": scene.company.candidate(1)["id"], "tagId": tag}
        session.batch([(MOVE, scene.company.rejection()), ("candidate.addTag", added)])
        with scene.receiving():
            scene.slack.click("Approve all 2", by="Grace")
            scene.slack.until(lambda: any(it.only_for for it in scene.slack.messages))
        assert "no rule lets Grace Hopper answer for candidate.addTag" in scene.slack.messages[-1].text
        assert [it.state for it in scene.store.requests()] == ["pending", "pending"]


def test_a_line_that_is_asked_anew_makes_the_message_of_its_batch_stale(scene):
    """The message shows the lines as they were; the second click is about what it shows by then."""
    session, calls, batch = ask_batch(scene, count=2)
    old = scene.slack.clicked("Approve all 2", by="Grace")
    with scene.store._db.writing("outside") as db:
        db.change("UPDATE ashby_asked SET state = 'changed' WHERE id = :id", id=batch.lines[0].request_id)
    session.batch(calls)
    assert len(scene.slack.messages) == 2
    with scene.receiving():
        scene.slack.send(old)
        scene.slack.until(lambda: any(it.only_for for it in scene.slack.messages))
        assert {it.state for it in scene.store.batch_requests(batch.id)} == {"pending"}
        scene.slack.click("Approve all 2", by="Grace", message=scene.slack.messages[1])
    assert {it.state for it in scene.store.batch_requests(batch.id)} == {"approved"}


def test_a_batch_is_brought_up_to_date_once_all_of_it_is_answered(scene):
    _, _, batch = ask_batch(scene, count=2)
    scene.store.answer(batch.lines[0].request_id, approved=True, by="Ada")
    assert scene.notifier.refresh() == 0
    scene.store.answer(batch.lines[1].request_id, approved=False, by="Ada")
    assert scene.notifier.refresh() == 1
    assert "1 of 2: Denied by Ada" in scene.slack.messages[0].shown


def test_a_batch_that_was_answered_line_by_line_is_told_in_few_words(tmp_path):
    """A time for each line would be longer than Slack takes, and the message would stay as it was."""
    now = [1_800_000_000.0]
    with slack_scene(tmp_path, clock=lambda: now[0]) as scene:
        _, _, batch = ask_batch(scene, count=5)
        for line in batch.lines:
            now[0] += 60
            scene.store.answer(line.request_id, approved=True, by="Ada")
        assert scene.notifier.refresh() == 1
        assert "5 of 5: Approved by Ada." in scene.slack.messages[0].shown
