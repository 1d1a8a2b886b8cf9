"""Approvals in Slack, over real HTTP to a Slack on this machine: what is shown, who answers, and what is then sent."""

from __future__ import annotations

import pytest
from slack_scene import MOVE, slack_scene

from ashby_agent_tools import errors


@pytest.fixture
def scene(tmp_path):
    with slack_scene(tmp_path) as made:
        yield made


def ask(scene, number=0, **options):
    session = scene.session(**options)
    with pytest.raises(errors.ApprovalRequired):
        session.run(MOVE, scene.company.rejection(number))
    return session


def test_a_click_approves_and_exactly_that_call_is_sent(scene):
    session = ask(scene)
    ask(scene, 1)
    first = scene.slack.messages[0]
    assert scene.company.candidate()["name"] in first.shown
    assert scene.company.candidate()["name"] not in first.text
    with scene.receiving():
        assert scene.slack.click("Approve", by="Grace", message=first).status_code == 200
    assert "Approved by Grace Hopper" in first.shown
    assert first.buttons.keys() == {"Open in inbox"}
    assert scene.sent == []
    session.run(MOVE, scene.company.rejection())
    assert scene.sent == [(MOVE, scene.company.rejection())]


def test_a_denial_has_a_message_that_the_agent_reads(scene):
    session = ask(scene)
    with scene.receiving():
        assert scene.slack.click("Deny", by="Robin").status_code == 200
        scene.slack.until(lambda: scene.slack.dialogs)
        assert scene.slack.submit("Talk to them first", by="Robin").status_code == 200
    assert "Denied by Robin Li" in scene.slack.messages[0].shown
    with pytest.raises(errors.Declined, match="Talk to them first"):
        session.execute(session.prepare(MOVE, scene.company.rejection()))
    assert scene.sent == []


def test_the_receiver_is_restarted_between_message_and_click(scene):
    with scene.receiving():
        session = ask(scene)
    with scene.receiving():
        assert scene.slack.click("Deny", by="Robin").status_code == 200
    with scene.receiving():
        assert scene.slack.submit("", by="Robin").status_code == 200
        assert scene.slack.click("Deny", by="Grace", message=ask_again(scene)).status_code == 200
    assert [it.state for it in scene.store.requests()] == ["pending", "denied"]
    assert session.answered(session.prepare(MOVE, scene.company.rejection()))


def ask_again(scene):
    ask(scene, 1)
    return scene.slack.messages[-1]


def test_a_second_answer_is_told_by_whom_it_was_answered(scene):
    ask(scene)
    message = scene.slack.messages[0]
    with scene.receiving():
        late = scene.slack.clicked("Approve", by="Robin", message=message)
        scene.slack.click("Approve", by="Grace", message=message)
        assert scene.slack.send(late).status_code == 200
    whispered = scene.slack.messages[-1]
    assert whispered.only_for == "Robin"
    assert "Approved by Grace Hopper" in whispered.text
    assert [it.decided_by for it in scene.store.requests()] == ["Grace Hopper"]
