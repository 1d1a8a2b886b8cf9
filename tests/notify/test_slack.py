"""Approvals in Slack, over real HTTP to a Slack on this machine: what is shown, who answers, and what is then sent."""

from __future__ import annotations

import dataclasses

import pytest
from slack_scene import MOVE, slack_scene

from ashby_agent_tools import Effect, Notice, Toolset, confirm_writes, errors
from ashby_agent_tools.approval.people import ApproverRules, NeedsRule
from ashby_agent_tools.notify.slack import SlackNotifier

NOTICE = Notice(
    id="q1", sentence="An agent asks.", question="Reject Ada?", operations=(MOVE,), effect=Effect.DESTRUCTIVE,
    outreach=True, warnings=("It cannot be undone.",), asked_at=0.0, expires_at=60.0, account="acme",
    conversation="one", seen="0" * 32,
)  # fmt: skip


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


def test_what_was_approved_and_failed_is_not_told_as_sent(scene):
    session = ask(scene)
    (asked,) = scene.store.requests()
    scene.store.answer(asked.id, approved=True, by="Robin Li")
    scene.simulator.fail_next("rate_limit", times=9, endpoint=MOVE, retry_after=600)
    with pytest.raises(errors.RateLimited):
        session.run(MOVE, scene.company.rejection())
    assert scene.notifier.refresh() == 1
    shown = scene.slack.messages[0].shown
    assert "Approved by Robin Li" in shown
    assert "It failed." in shown


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


def test_a_message_is_brought_up_to_date_where_it_was_answered_elsewhere(scene):
    ask(scene)
    ask(scene, 1)
    ask(scene, 2)
    first, second, third = scene.slack.messages
    assert scene.notifier.refresh() == 0
    one, two, three = reversed(scene.store.requests())
    scene.store.answer(one.id, approved=True, by="Ada")
    scene.store.answer(two.id, approved=False, by="Ada", message="She told me why, in confidence")
    scene.slack.delete(first)
    assert (scene.notifier.refresh(), scene.notifier.refresh()) == (2, 0)
    assert "Denied by Ada" in second.shown
    assert "confidence" not in second.shown
    assert second.buttons.keys() == {"Open in inbox"}
    assert third.buttons.keys() == {"Approve", "Deny", "Open in inbox"}
    assert three.state == "pending"


def test_a_message_without_names_stays_so_whoever_updates_it(tmp_path):
    """Two channels of one bot, one of them without names; the application of the other takes all clicks."""
    with slack_scene(tmp_path, names=False) as scene:
        ask(scene)
        ask(scene, 1)
        first, second = scene.slack.messages
        plain = scene.notifier
        scene.notifier = SlackNotifier(
            scene.slack.token, channel="#leads", store=scene.store, names=True, api=scene.slack.api
        )
        with scene.receiving(refresh=0):
            scene.slack.click("Deny", by="Grace", message=first)
            scene.slack.until(lambda: scene.slack.dialogs)
            scene.slack.submit("", by="Grace")
        scene.store.answer(scene.store.requests()[0].id, approved=True, by="Ada")
        assert (scene.notifier.refresh(), plain.refresh()) == (0, 2)
        assert "Denied by Grace Hopper" in first.shown
        assert "Approved by Ada" in second.shown
        for number, message in enumerate((first, second)):
            assert scene.company.candidate(number)["name"] not in message.shown


def test_a_limit_of_slack_is_waited_for(scene):
    scene.slack.limited = 1
    ask(scene)
    assert len(scene.slack.messages) == 1


def test_the_application_brings_messages_up_to_date_by_itself(scene):
    ask(scene)
    scene.store.answer(scene.store.requests()[0].id, approved=True, by="Ada")
    with scene.receiving(refresh=0.02):
        scene.slack.until(lambda: "Approved by Ada" in scene.slack.messages[0].shown)


def test_a_question_that_ran_out_says_so_in_its_message(tmp_path):
    now = [1_800_000_000.0]
    with slack_scene(tmp_path, clock=lambda: now[0]) as scene:
        ask(scene)
        now[0] += 9 * 3600
        assert scene.notifier.refresh() == 1
        assert "Expired, unanswered" in scene.slack.messages[0].shown


def test_a_message_without_names_has_no_approve_but_for_what_may_be_approved_unread(tmp_path):
    with slack_scene(tmp_path, names=False, unread=["candidate.addTag"]) as scene:
        ask(scene)
        message = scene.slack.messages[0]
        name = scene.company.candidate()["name"]
        assert not set(name.split()) & set(message.shown.replace(".", " ").split())
        assert message.buttons.keys() == {"Deny", "Open in inbox"}
        tag = scene.simulator.state.first("candidateTag")["id"]
        session = scene.session(toolset=Toolset.all().with_policy(confirm_writes))
        with pytest.raises(errors.ApprovalRequired):
            session.run("candidate.addTag", {"candidateId": scene.company.candidate()["id"], "tagId": tag})
        with scene.receiving():
            scene.slack.click("Approve", by="Grace")
        assert [it.state for it in scene.store.requests()] == ["approved", "pending"]


def test_what_is_destructive_asks_a_second_time(scene):
    ask(scene)
    approve = scene.slack.messages[0].buttons["Approve"]
    assert approve["confirm"]["text"] == {"type": "plain_text", "text": "It can be undone.", "emoji": False}
    assert approve["style"] == "danger"


def test_two_people_approve_in_one_message(tmp_path):
    rules = ApproverRules(needs=(NeedsRule(people=2),))
    with slack_scene(tmp_path, slack_options={"rules": rules}) as scene:
        session = ask(scene, rules=rules)
        with scene.receiving():
            scene.slack.click("Approve", by="Grace")
            scene.slack.until(lambda: "Approved by Grace Hopper so far, of 2 people" in scene.slack.messages[0].shown)
            scene.slack.click("Approve", by="Grace")
            scene.slack.until(lambda: any(it.only_for == "Grace" for it in scene.slack.messages))
            with pytest.raises(errors.ApprovalRequired):
                session.run(MOVE, scene.company.rejection())
            scene.slack.click("Approve", by="Robin", message=scene.slack.messages[0])
        session.run(MOVE, scene.company.rejection())
        assert len(scene.sent) == 1
        assert "Approved by Grace Hopper and Robin Li" in scene.slack.messages[0].shown


@pytest.mark.parametrize("page", ["<html>502 xoxb-secret</html>", "", "[]", "null", '{"error": 7}'])
def test_an_answer_that_is_not_slacks_is_said_without_what_it_holds(scene, monkeypatch, page):
    monkeypatch.setattr(scene.slack, "called", lambda method, sent, token: page)
    with pytest.raises(ConnectionError) as error:
        scene.notifier(NOTICE)
    assert "secret" not in str(error.value)


def test_a_slack_that_is_not_there_is_said(scene):
    scene.slack.stop()
    with pytest.raises(ConnectionError, match=r"could not be reached \(URLError\)"):
        scene.notifier(NOTICE)


@pytest.mark.parametrize(("said", "tried_again"), [("edit_window_closed", False), ("internal_error", True)])
def test_a_message_that_nobody_may_edit_does_not_hold_up_the_others(scene, monkeypatch, said, tried_again):
    ask(scene)
    ask(scene, 1)
    for asked in scene.store.requests():
        scene.store.answer(asked.id, approved=True, by="Ada")
    first, second = scene.slack.messages
    real, refuse = scene.slack.called, [True]

    def called(method, sent, token):
        return {"ok": False, "error": said} if refuse[0] and sent["ts"] == first.ts else real(method, sent, token)

    monkeypatch.setattr(scene.slack, "called", called)
    if tried_again:
        with pytest.raises(ConnectionError, match="internal_error"):
            scene.notifier.refresh()
    else:
        scene.notifier.refresh()
        assert "Approved by Ada" in second.shown
    refuse[0] = False
    assert scene.notifier.refresh() == (2 if tried_again else 0)
    assert ("Approved by Ada" in first.shown) is tried_again


@pytest.mark.parametrize("gone", ["chat.update", "views.open", "response"])
def test_what_was_recorded_stays_so_whatever_slack_says(scene, monkeypatch, caplog, gone):
    """Slack is away when the message is to be updated; the next refresh shows it."""
    ask(scene)
    real = scene.slack.called
    broken = [True]

    def called(method, sent, token):
        return {"ok": False, "error": "fatal_error"} if broken[0] and method == gone else real(method, sent, token)

    monkeypatch.setattr(scene.slack, "called", called)
    if gone == "response":
        monkeypatch.setattr(scene.slack, "answered", lambda secret, sent: False)
    with scene.receiving(refresh=0):
        late = scene.slack.clicked("Approve", by="Robin")
        scene.slack.click("Deny" if gone == "views.open" else "Approve", by="Grace")
        if gone == "response":
            scene.slack.send(late)
    assert "Slack: the message does not show what came of a click" in caplog.text
    assert scene.slack.token not in caplog.text
    assert scene.store.requests()[0].state == ("pending" if gone == "views.open" else "approved")
    broken[0] = False
    if gone == "chat.update":
        assert scene.notifier.refresh() == 1
        assert "Approved by Grace Hopper" in scene.slack.messages[0].shown


ANSWERS = [
    "https://hooks.slack.com.example.com/x",
    "http://hooks.slack.com/x",
    "https://user@hooks.slack.com/x",
    "https://hooks.slack.com:8443/x",
    "https://example.com/?hooks.slack.com",
    "file:///etc/passwd",
    "",
    "https://[",
]


@pytest.mark.parametrize("address", ANSWERS)
def test_what_is_told_to_somebody_goes_to_slack_only(scene, address):
    with pytest.raises(ConnectionError, match="is not Slack's"):
        scene.notifier.whisper(address, "hello")


def test_a_question_that_is_longer_than_a_message_has_no_approve(scene):
    scene.notifier.store = None
    notice = dataclasses.replace(NOTICE, question="Reject Ada?\n" + "x" * 30_000)
    scene.notifier(notice)
    message = scene.slack.messages[-1]
    assert message.buttons.keys() == {"Deny", "Open in inbox"}
    assert "This is not all of it" in message.shown


def test_nothing_that_others_wrote_acts_in_slack(scene):
    scene.notifier.store = None
    text = "<!channel> <@U0ROBIN> *bold* <https://evil.example.com|Approve> \u202e :tada: &lt;"
    scene.notifier(dataclasses.replace(NOTICE, question=text, sentence=f"asks {text}"))
    message = scene.slack.messages[-1]
    kinds = {it["text"]["type"] for it in message.blocks if it["type"] == "section"}
    assert kinds == {"plain_text"}
    assert "<" not in message.text
    assert "\\u202e" in message.shown
    assert "\u202e" not in message.shown


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"token": ""}, "set ASHBY_SLACK_TOKEN"),
        ({"channel": ""}, "channel is empty"),
        ({"unread": "candidate.addTag"}, "unread is a text"),
        ({"api": "http://slack.com/api/"}, "begins with https://"),
        ({"inbox": "http://inbox.example.com"}, "begins with https://"),
    ],
)
def test_what_cannot_be_used_is_refused(monkeypatch, options, says):
    monkeypatch.delenv("ASHBY_SLACK_TOKEN", raising=False)
    with pytest.raises(errors.UsageError, match=says):
        SlackNotifier(**{"token": "xoxb-1", "channel": "#hiring", **options})


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"team": ""}, "team is empty"),
        ({"signing_secret": " "}, "set ASHBY_SLACK_SIGNING_SECRET"),
        ({"people": {"U1": ""}}, "is not a person"),
        ({"people": {"": "Grace"}}, "is not a person"),
        ({"people": {"U1": None}}, "is not a person"),
    ],
)
def test_an_application_that_nobody_could_use_is_refused(scene, options, says):
    with pytest.raises(errors.UsageError, match=says):
        scene.application(**options)


def test_without_a_store_there_is_nothing_to_answer(scene):
    scene.notifier.store = None
    with pytest.raises(errors.UsageError, match="has no store"):
        scene.application()
