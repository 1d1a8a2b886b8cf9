"""Webhook delivery of the simulator: signed, one attempt, a ping first, never off this machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from ashby_agent_tools.simulator import Simulator

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


def test_a_failed_delivery_is_not_tried_again_and_the_request_still_succeeds(api, simulator, receiver):
    create(api)
    receiver.status = None
    move(api, simulator)
    assert [item.status for item in simulator.deliveries] == [200, 0]


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
    thread = threading.Thread(target=server.serve_forever)
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
