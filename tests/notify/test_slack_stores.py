"""Slack over each store: people who click at once, receivers that share a store, and messages brought up to date."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest
from forged_clicks import genuine, signed
from slack_scene import MOVE, PATH, slack_scene
from starlette.testclient import TestClient

from ashby_agent_tools import errors

CLICKS = 24


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=postgres.NEEDED)])
def scene(request, tmp_path):
    if request.param == "sqlite":
        with slack_scene(tmp_path) as made:
            yield made
        return
    with postgres.schema() as url, slack_scene(tmp_path, url=url) as made:
        yield made


def ask(scene, number=0):
    session = scene.session()
    with pytest.raises(errors.ApprovalRequired):
        session.run(MOVE, scene.company.rejection(number))
    scene.message = scene.slack.messages[-1]
    return session


def test_of_many_clicks_at_once_on_two_receivers_one_counts(scene):
    """Half of them approve, half of them send the dialog of a denial; who was not first is told by whom it was."""
    session = ask(scene)
    scene.people = {f"U{number}": f"Person {number}" for number in range(CLICKS)}
    options = {"people": scene.people, "refresh": 0}
    with TestClient(scene.application(**options)) as one, TestClient(scene.application(**options)) as two:
        send(one, scene, genuine(scene, "deny", by="U0"))
        scene.slack.until(lambda: scene.slack.dialogs)
        kinds = ("approve", "reason")
        payloads = [genuine(scene, kinds[number % 2], by=f"U{number}") for number in range(CLICKS)]
        together = threading.Barrier(CLICKS)

        def click(number):
            request = signed(scene, scene.slack.body(payloads[number]))
            together.wait()
            return send((one, two)[number // 2 % 2], scene, None, request)

        with ThreadPoolExecutor(CLICKS) as pool:
            answers = list(pool.map(click, range(CLICKS)))
    assert {it.status_code for it in answers} == {200}
    (asked,) = scene.store.requests()
    (first,) = asked.answers
    assert asked.state in ("approved", "denied")
    late = [it for it in answers if it.text] + [it for it in scene.slack.messages if it.only_for]
    assert len(late) == CLICKS - 1
    assert all(first.by in it.text for it in late)
    if asked.state == "approved":
        session.run(MOVE, scene.company.rejection())
    assert len(scene.sent) == (asked.state == "approved")


def send(client, scene, payload, request=None):
    body, headers = request or signed(scene, scene.slack.body(payload))
    return client.post(PATH, content=body, headers=headers)


def test_of_the_same_request_many_times_at_once_one_is_taken(scene):
    ask(scene)
    request = signed(scene, scene.slack.body(genuine(scene, "approve")))
    first, second = (TestClient(scene.application(refresh=0)) for _ in range(2))
    with first as one, second as two, ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda n: send((one, two)[n % 2], scene, None, request).status_code, range(8)))
    assert sorted(statuses) == [200, *[409] * 7]


def test_a_message_is_brought_up_to_date_and_forgotten(scene):
    ask(scene)
    ask(scene, 1)
    scene.store.answer(scene.store.requests()[1].id, approved=True, by="Ada")
    assert (scene.notifier.refresh(), scene.notifier.refresh()) == (1, 0)
    assert "Approved by Ada" in scene.slack.messages[0].shown
    assert scene.slack.messages[1].buttons.keys() == {"Approve", "Deny", "Open in inbox"}
