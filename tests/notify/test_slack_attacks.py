"""Slack as an attacked door: what is forged, replayed or not theirs to answer is refused: a status, a line of log."""

from __future__ import annotations

import contextlib
import logging
import re

import pytest
from forged_clicks import IGNORED, KINDS, REFUSED, REQUESTS, forged, genuine, signed
from slack_scene import MOVE, PATH, slack_scene
from starlette.testclient import TestClient

from ashby_agent_tools import errors
from ashby_agent_tools.approval.answering import answer
from ashby_agent_tools.approval.people import ApproverRules, Conditions, MayRule, NeedsRule, Person

FORGED = {f"{kind}: {name}": (make, status) for kind, name, make, status in forged()}


def is_slow(attack):
    """What is wrong with a request as such is tried on one kind of click in every run, on the others in slow ones."""
    kind, _, name = attack.partition(": ")
    return kind != "approve" and name in REQUESTS


def ask(scene, number=0, **options):
    session = scene.session(**options)
    with pytest.raises(errors.ApprovalRequired):
        session.run(MOVE, scene.company.rejection(number))
    scene.message = scene.slack.messages[-1]
    return session


def post(client, request):
    body, headers = request
    pairs = headers.items() if isinstance(headers, dict) else headers
    return client.post(PATH, content=body, headers=[(name, value.encode("latin-1")) for name, value in pairs])


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """One question that waits, a dialog that is open, and the application; no attack changes any of it."""
    with slack_scene(tmp_path_factory.mktemp("attacked")) as scene:
        ask(scene)
        with TestClient(scene.application()) as scene.client:
            assert post(scene.client, click(scene, genuine(scene, "deny", by="Robin"))).status_code == 200
            yield scene


def click(scene, payload, **options):
    """A signed request."""
    return signed(scene, scene.slack.body(payload), **options)


def secrets(scene):
    return (scene.slack.token, scene.slack.signing_secret, "/response/", scene.company.candidate()["name"])


def test_there_are_enough_of_them():
    assert len(FORGED) >= 200


@pytest.mark.parametrize("attack", [pytest.param(it, marks=pytest.mark.slow if is_slow(it) else ()) for it in FORGED])
def test_a_forged_request_answers_nothing(attacked, caplog, attack):
    make, status = FORGED[attack]
    caplog.set_level(logging.DEBUG)
    request = make(attacked)
    caplog.clear()
    before = len(attacked.slack.dialogs)
    answered = post(attacked.client, request)
    assert answered.status_code == (200 if status == IGNORED else status)
    assert [(it.state, it.answers) for it in attacked.store.requests()] == [("pending", ())]
    assert len(attacked.slack.dialogs) == before
    assert attacked.message.buttons.keys() == {"Approve", "Deny", "Open in inbox"}
    lines = [it.getMessage() for it in caplog.records if it.name == "ashby_agent_tools"]
    assert [re.search("refused", line) is not None for line in lines] == [True] * (status != IGNORED)
    assert status in (REFUSED, IGNORED, 413) or str(status) in lines[0]
    assert not [secret for secret in secrets(attacked) if secret in caplog.text + answered.text]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_what_is_no_post_is_not_read(attacked, method):
    body, headers = click(attacked, genuine(attacked, "approve"))
    assert attacked.client.request(method, PATH, content=body, headers=headers).status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_the_genuine_request_answers(tmp_path, kind):
    with slack_scene(tmp_path) as scene:
        ask(scene)
        with TestClient(scene.application()) as client:
            if kind == "reason":
                post(client, click(scene, genuine(scene, "deny")))
            assert post(client, click(scene, genuine(scene, kind))).status_code == 200
        expected = {"approve": "approved", "deny": "pending", "reason": "denied"}[kind]
        assert [it.state for it in scene.store.requests()] == [expected]
        assert len(scene.slack.dialogs) == (0 if kind == "approve" else 1)


@contextlib.contextmanager
def asked(folder, *, number=0, **options):
    """A question that waits, and the application."""
    with slack_scene(folder, slack_options=options) as scene:
        ask(scene, number)
        with TestClient(scene.application()) as scene.client:
            yield scene


def told(scene):
    """What somebody alone was told last."""
    return next(it for it in reversed(scene.slack.messages) if it.only_for)


@pytest.mark.parametrize("kind", ["approve", "reason"])
def test_a_replay_is_refused_also_by_another_process(tmp_path, kind):
    with asked(tmp_path) as scene:
        if kind == "reason":
            post(scene.client, click(scene, genuine(scene, "deny")))
        request = click(scene, genuine(scene, kind))
        statuses = [post(scene.client, request).status_code for _ in range(3)]
        with TestClient(scene.application()) as restarted:
            statuses.append(post(restarted, request).status_code)
        assert statuses == [200, 409, 409, 409]
        assert len(scene.store.requests()[0].answers) == 1


@pytest.mark.parametrize(("seconds", "status"), [(-300, 200), (300, 200), (-301, 401), (302, 401)])
def test_five_minutes_by_the_given_clock(tmp_path, seconds, status):
    now = 1_800_000_000.0
    with slack_scene(tmp_path, clock=lambda: now) as scene:
        ask(scene)
        with TestClient(scene.application()) as client:
            request = click(scene, genuine(scene, "approve"), at=now + seconds)
            assert post(client, request).status_code == status


LEADS = ApproverRules(
    may=(MayRule(groups=frozenset({"leads"})), MayRule(about=Conditions(endpoints=("candidate.*",)))),
    groups=(("leads", frozenset({"grace hopper"})),),
)
OWN, CHECKED = ApproverRules(own_agents=False), ApproverRules(claimed=False)
MAY_NOT = {
    "a user whom nobody knows": ({}, "U0MALLORY", {}, "not an approver here"),
    "without the role": ({"rules": LEADS}, "Robin", {}, "no rule lets Robin Li answer"),
    "their own agent": ({"rules": OWN}, "Robin", {"asked_by": "robin li"}, "own agent that asks"),
    "an agent of nobody": ({"rules": OWN}, "Robin", {}, "not known whose agent"),
    "a claimed name": ({"rules": CHECKED, "people": {"U0ROBIN": Person("claimed: Robin")}}, "Robin", {}, "checked"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", MAY_NOT)
def test_who_may_not_is_told_so_and_nothing_is_recorded(tmp_path, caplog, kind, case):
    options, user, session, says = MAY_NOT[case]
    with slack_scene(tmp_path, slack_options=options) as scene:
        ask(scene, **session)
        with TestClient(scene.application(people={"U0GRACE": "Grace Hopper"}, rules=None)) as client:
            post(client, click(scene, genuine(scene, "deny", by="Grace")))  # there is a dialog that others may send
        with TestClient(scene.application()) as client:
            answered = post(client, click(scene, genuine(scene, kind, by=user)))
        assert answered.status_code == 200
        assert [(it.state, it.answers) for it in scene.store.requests()] == [("pending", ())]
        assert says in (answered.json()["errors"]["ashby_reason"] if kind == "reason" else told(scene).text)
        assert len(scene.slack.dialogs) == 1
        assert "was refused" in caplog.text


def test_who_has_the_role_answers(tmp_path):
    with asked(tmp_path, rules=LEADS) as scene:
        post(scene.client, click(scene, genuine(scene, "approve", by="Grace")))
        assert scene.store.requests()[0].state == "approved"


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_ran_out_is_not_answered(tmp_path, kind):
    now = [1_800_000_000.0]
    with slack_scene(tmp_path, clock=lambda: now[0]) as scene:
        ask(scene)
        with TestClient(scene.application()) as client:
            post(client, click(scene, genuine(scene, "deny")))
            late = genuine(scene, kind)
            now[0] += 9 * 3600
            assert post(client, click(scene, late)).status_code == 200
        assert [(it.state, it.answers) for it in scene.store.requests()] == [("expired", ())]
        assert "Expired, unanswered" in scene.message.shown
        assert scene.message.buttons.keys() == {"Open in inbox"}


def test_a_message_of_an_older_attempt_answers_nothing(tmp_path):
    now = [1_800_000_000.0]
    with slack_scene(tmp_path, clock=lambda: now[0]) as scene:
        ask(scene)
        old = genuine(scene, "approve")
        now[0] += 9 * 3600
        ask(scene)
        with TestClient(scene.application()) as client:
            assert post(client, click(scene, old)).status_code == 200
        assert [it.state for it in scene.store.requests()] == ["pending", "expired"]


def another_reason(scene):
    reasons = scene.simulator.state.table("archiveReason").values()
    return next(it["id"] for it in reasons if it["id"] != scene.company.reason)


def test_what_somebody_edited_in_the_inbox_is_not_approved_from_the_message(tmp_path):
    """Two have to approve; the first changes what is asked. The message shows the question as it was."""
    rules = ApproverRules(needs=(NeedsRule(people=2),))
    with asked(tmp_path, rules=rules) as scene:
        stale = genuine(scene, "approve", by="Robin")
        changed = {**scene.company.rejection(), "archiveReasonId": another_reason(scene)}
        question = scene.store.requests()[0]
        answer(scene.store, question.id, person=Person("Ada"), rules=rules, approved=True, arguments=changed)
        assert post(scene.client, click(scene, stale)).status_code == 200
        assert "Approve" not in scene.message.buttons
        assert "Somebody edited it" in scene.message.shown
        now = scene.store.requests()[0]
        assert (now.state, [it.by for it in now.approvals]) == ("pending", ["Ada"])


def test_without_names_nobody_approves_what_they_cannot_read(tmp_path):
    """Not even with a request that Slack signed; whatever the notifier of the application would show."""
    with slack_scene(tmp_path, names=False) as scene:
        ask(scene)
        payload = genuine(scene, "deny")
        payload["actions"][0]["action_id"] = "ashby_approve"
        scene.notifier.names = True
        with TestClient(scene.application()) as client:
            assert post(client, click(scene, payload)).status_code == 200
        assert scene.store.requests()[0].state == "pending"
        assert "does not show what would be approved" in told(scene).text


@pytest.mark.parametrize("step", ["deliveries", "request", "answer"])
def test_a_store_that_is_gone_is_said(tmp_path, monkeypatch, step):
    def gone(*args, **options):
        raise errors.StoreUnavailable("The store cannot be used now.", reason="gone")

    with asked(tmp_path) as scene:
        with monkeypatch.context() as patched:
            if step == "deliveries":
                patched.setattr("ashby_agent_tools.store.deliveries.DeliveryLog.claim", gone)
            else:
                patched.setattr(type(scene.store), step, gone)
            assert post(scene.client, click(scene, genuine(scene, "approve"))).status_code == 503
        assert scene.store.requests()[0].state == "pending"
        assert post(scene.client, click(scene, genuine(scene, "approve"))).status_code == 200
        assert scene.store.requests()[0].state == "approved"
