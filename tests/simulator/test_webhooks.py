"""Webhook delivery of the simulator: signed, one attempt, a ping first, never off this machine."""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import jsonschema
import official_answers
import pytest

from ashby_agent_tools import operations as op
from ashby_agent_tools import webhooks
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.webhooks import kinds

URL = "https://hooks.example.com/ashby"
SECRET = "a secret of sixteen or more"


class Receiver:
    """Keeps what arrives, and answers with `status`; None stands for a receiver that is down."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.got: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.status is None:
            raise httpx.ConnectError("down", request=request)
        self.got.append(request)
        return httpx.Response(self.status)

    def actions(self) -> list[str]:
        return [json.loads(request.content)["action"] for request in self.got]


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def simulator(receiver):
    return Simulator(seed=7, webhook_transport=httpx.MockTransport(receiver))


@pytest.fixture
def api(simulator):
    with httpx.Client(transport=simulator.transport(), base_url="https://x.example.com") as client:
        client.auth = (simulator.key, "")
        yield client


def create(api, kind: str = "candidateStageChange", url: str = URL) -> dict:
    body = {"webhookType": kind, "requestUrl": url, "secretToken": SECRET}
    return api.post("/webhook.create", json=body).json()["results"]


def move(api, simulator) -> None:
    org = simulator.state
    priya = org.first("candidate", name="Priya Raman")
    application = org.related("application", "candidateId", priya["id"])[0]
    stage = org.first("interviewStage", interviewPlanId=application["interviewPlanId"], title="Hiring Manager")
    body = {"applicationId": application["id"], "interviewStageId": stage["id"]}
    assert api.post("/application.changeStage", json=body).json()["success"] is True


def test_a_new_setting_is_pinged_and_enabled_when_somebody_answers(api, receiver):
    assert create(api)["enabled"] is True
    assert receiver.actions() == ["ping"]


@pytest.mark.parametrize("status", [500, 404, 301, None])
def test_a_setting_whose_ping_fails_is_there_but_disabled_and_gets_nothing(api, simulator, receiver, status):
    receiver.status = status
    assert create(api)["enabled"] is False
    receiver.status = 200
    receiver.got.clear()
    move(api, simulator)
    assert receiver.got == []


def test_an_event_is_delivered_once_signed_over_the_raw_body(api, simulator, receiver):
    create(api)
    create(api, "applicationUpdate")
    receiver.got.clear()
    move(api, simulator)
    assert sorted(receiver.actions()) == ["applicationUpdate", "candidateStageChange"]
    for request in receiver.got:
        expected = "sha256=" + hmac.new(SECRET.encode(), request.content, hashlib.sha256).hexdigest()
        assert request.headers["Ashby-Signature"] == expected
        assert set(json.loads(request.content)) == {"action", "data", "webhookActionId"}


def test_a_failed_delivery_is_repeated_later_and_the_request_still_succeeds(api, simulator, receiver):
    create(api)
    receiver.status = None
    move(api, simulator)
    receiver.status = 200
    assert [item.status for item in simulator.deliveries] == [200, 0]
    simulator.advance(seconds=9)
    assert len(simulator.deliveries) == 2
    simulator.advance(seconds=1)
    first, again = simulator.deliveries[1:]
    assert (again.status, again.attempt, again.webhook_action_id) == (200, 2, first.webhook_action_id)
    simulator.advance(days=1)
    assert len(simulator.deliveries) == 3


def test_the_tenth_attempt_is_the_last_and_each_wait_is_longer(api, simulator, receiver):
    create(api)
    receiver.status = 500
    move(api, simulator)
    waited, when = [], simulator.state.now
    while len(simulator.deliveries) < 11:
        simulator.advance(seconds=10)
        if len(simulator.deliveries) - 2 > len(waited):
            waited.append((simulator.state.now - when).total_seconds())
            when = simulator.state.now
    assert waited[:5] == pytest.approx([10, 30, 70, 150, 310], abs=10)
    simulator.advance(days=30)
    assert [item.attempt for item in simulator.deliveries[1:]] == list(range(1, 11))


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410])
def test_an_answer_that_is_final_is_not_repeated(api, simulator, receiver, status):
    create(api)
    receiver.status = status
    move(api, simulator)
    simulator.advance(days=1)
    assert [item.status for item in simulator.deliveries] == [200, status]


def test_a_setting_that_is_gone_gets_no_repetition(api, simulator, receiver):
    setting = create(api)
    receiver.status = 500
    move(api, simulator)
    api.post("/webhook.delete", json={"webhookId": setting["id"]})
    simulator.advance(days=1)
    assert len(simulator.deliveries) == 2


def test_a_repeated_signal_about_emails_has_a_fresh_watermark(api, simulator, receiver):
    simulator.state.add("webhook", {"webhookType": "candidateRecentEmailMessagesUpdated", "requestUrl": URL,
                                    "secretToken": SECRET, "wanted": True, "enabled": True})  # fmt: skip
    receiver.status = 503
    person = simulator.state.first("candidate", name="Priya Raman")
    mail = {"candidateId": person["id"], "subject": "Hello", "from": "priya.raman@example.com", "to": "a@example.com",
            "body": "Hello", "emailProviderEmailId": "m1"}  # fmt: skip
    assert api.post("/candidate.addEmailMessage", json=mail).json()["success"] is True
    simulator.advance(minutes=5)
    events = [json.loads(request.content) for request in receiver.got]
    assert len({event["webhookActionId"] for event in events}) == 1
    assert len({event["data"]["watermark"] for event in events}) == len(events) > 1


# what people do in the app, and any event


def happenings(simulator):
    """What fires each type that no endpoint fires."""
    org = simulator.state
    kept, gone, deleted = list(org.table("candidate"))[:3]
    job = next(row for row in org.table("job").values() if row["status"] == "Open")
    plan = next(key for key in org.table("interviewPlan") if key != job["defaultInterviewPlanId"])
    offers, homes = list(org.table("offer")), list(org.table("takeHomeAssignment"))
    return {
        "interviewPlanTransition": lambda: simulator.change_plan(job["id"], plan),
        "signatureRequestUpdate": lambda: simulator.request_signature(offers[0], "sent"),
        "offerDelete": lambda: simulator.delete("offer", offers[0]),
        "jobPostingDelete": lambda: simulator.delete("jobPosting", next(iter(org.table("jobPosting")))),
        **{
            f"takeHomeAssignment{how}": functools.partial(simulator.take_home, homes[0], how)
            for how in ("Assigned", "Submitted", "Completed", "Cancelled")
        },
        "candidateMerge": lambda: simulator.merge_candidates(kept=kept, gone=gone),
        "candidateDelete": lambda: simulator.delete("candidate", deleted),
    }


@pytest.mark.parametrize("action", happenings(Simulator(seed=7)))
def test_what_people_do_in_the_app_is_told_as_documented(simulator, receiver, action):
    simulator.state.add("webhook", {"webhookType": action, "requestUrl": URL, "secretToken": SECRET, "enabled": True})
    happenings(simulator)[action]()
    (request,) = receiver.got
    event = webhooks.parse(request.content)
    assert type(event) is kinds.KINDS[action]
    schema = official_answers.webhook_schema(action)
    if schema is not None:
        jsonschema.validate(json.loads(request.content), schema)


def test_after_a_merge_one_candidate_has_everything_and_after_a_deletion_nothing_is_left(simulator):
    org = simulator.state
    kept = org.first("candidate", name="Priya Raman")["id"]
    gone = next(row["candidateId"] for row in org.table("application").values() if row["candidateId"] != kept)
    before = [len(org.related("application", "candidateId", one)) for one in (kept, gone)]
    simulator.merge_candidates(kept=kept, gone=gone)
    assert gone not in org.table("candidate")
    assert len(org.related("application", "candidateId", kept)) == sum(before)
    simulator.delete("candidate", kept)
    assert kept not in json.dumps(org.snapshot())


def test_after_a_change_of_plan_the_pipeline_is_read_as_before(simulator):
    org = simulator.state
    happenings(simulator)["interviewPlanTransition"]()
    with simulator.client() as client:
        for row in client.records(op.ApplicationList()):
            client.execute(op.ApplicationInfo(applicationId=row["id"]))
    assert [event["action"] for event in org.events[-2:]] == ["interviewPlanTransition", "jobUpdate"]


def test_any_event_is_fired_with_what_it_brings_along(simulator):
    identity = simulator.fire("candidateStageChange", {"application": {"id": "a"}})
    fired = simulator.state.events[-2:]
    assert [event["action"] for event in fired] == ["candidateStageChange", "applicationUpdate"]
    assert fired[0]["webhookActionId"] == identity


def test_without_a_transport_nothing_is_sent_off_this_machine():
    simulator = Simulator(seed=7)
    with httpx.Client(transport=simulator.transport(), base_url="https://x.example.com") as client:
        client.auth = (simulator.key, "")
        assert create(client)["enabled"] is False
    assert [item.status for item in simulator.deliveries] == [0]


def test_loopback_addresses_are_reached():
    arrived = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            arrived.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["action"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *parts):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        simulator = Simulator(seed=7)
        with httpx.Client(transport=simulator.transport(), base_url="https://x.example.com") as client:
            client.auth = (simulator.key, "")
            assert create(client, url=f"http://127.0.0.1:{server.server_port}/hook")["enabled"] is True
            move(client, simulator)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert arrived == ["ping", "candidateStageChange"]
