"""Sequences and webhooks: what leaves the company, and what the simulated service does about it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from raw_requests import Ask, asking, code

from ashby_agent_tools import errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

SOMETHING = "11111111-1111-4111-8111-111111111111"


# ---- risk

DRAFT = {"sequenceTemplateId": SOMETHING, "candidateId": SOMETHING}
SEQUENCE = {"sequenceId": SOMETHING}
HOOK = {"webhookId": SOMETHING}
ADDRESS = {"requestUrl": "https://hooks.example.com"}
RISKS = [
    ("SequenceAdd", {**DRAFT, "start": False}, "write reversible"),
    ("SequenceAdd", {**DRAFT, "start": True}, "write notifies"),
    ("SequenceStart", SEQUENCE, "write notifies"),
    ("SequenceUpdateStage", {**SEQUENCE, "stageId": SOMETHING, "subject": "x"}, "write notifies reversible idempotent"),
    ("SequenceCancel", SEQUENCE, "destructive idempotent"),
    ("SequenceDiscard", SEQUENCE, "destructive idempotent"),
    ("WebhookCreate", {"webhookType": "jobCreate", **ADDRESS, "secretToken": "s"}, "write exports reversible"),
    ("WebhookUpdate", {**HOOK, **ADDRESS}, "write exports reversible idempotent"),
    ("WebhookUpdate", {**HOOK, "enabled": True}, "write exports reversible idempotent"),
    ("WebhookUpdate", {**HOOK, "enabled": False}, "destructive exports reversible idempotent"),
    ("WebhookUpdate", {**HOOK, "secretToken": "s"}, "destructive exports idempotent"),
    ("WebhookDelete", HOOK, "destructive idempotent"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), RISKS)
def test_what_mails_notifies_and_what_posts_exports(name: str, arguments: dict[str, Any], expected: str) -> None:
    call = getattr(op, name)(**arguments)
    risk = call.risk()
    flags = ("notifies", "exports", "reversible", "idempotent")
    assert " ".join([str(risk.effect), *(flag for flag in flags if getattr(risk, flag))]) == expected
    assert risk <= call.spec.worst


def test_a_secret_is_in_no_representation_of_a_call() -> None:
    call = op.WebhookCreate(webhookType="jobCreate", **ADDRESS, secretToken="hush-hush")
    assert "hush-hush" not in repr(call)
    assert call.body()["secretToken"] == "hush-hush"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: op.WebhookUpdate(**HOOK), "requestUrl"),
        (lambda: op.SequenceUpdateStage(**SEQUENCE, stageId=SOMETHING), "subject"),
        (lambda: op.WebhookCreate(webhookType="ping", **ADDRESS, secretToken="s"), "webhookType"),
    ],
)
def test_a_call_that_ashby_would_refuse_is_refused_with_what_to_give(make: Callable[[], object], said: str) -> None:
    with pytest.raises(errors.InvalidArguments, match=said):
        make()


def test_the_sender_goes_over_the_wire_as_from() -> None:
    call = op.SequenceAdd(**DRAFT, start=False, from_={"email": "a@example.com"})
    assert call.body()["from"] == {"email": "a@example.com"}


# ---- sequences


def template(simulator: Simulator) -> str:
    return str(simulator.state.first("sequenceTemplate", isArchived=False)["id"])


def draft(simulator: Simulator, ask: Ask, **more: Any) -> dict[str, Any]:
    person = simulator.state.first("candidate", name="Priya Raman")["id"]
    body = {"sequenceTemplateId": template(simulator), "candidateId": person, "start": False}
    return ask("sequence.add", **{**body, **more})


def test_a_draft_mails_nobody_and_starting_it_mails_the_candidate_once(simulator: Simulator, ask: Ask) -> None:
    made = draft(simulator, ask)["results"]
    assert made["status"] == "NotStarted"
    assert simulator.state.outbox == []
    started = ask("sequence.start", sequenceId=made["id"])["results"]
    assert (started["startResult"]["status"], started["status"]) == ("Started", "Running")
    assert [(item["channel"], item["to"]) for item in simulator.state.outbox] == [("mail", "priya.raman@example.com")]
    assert code(ask("sequence.start", sequenceId=made["id"])) == "sequence_not_found"
    assert "subject" not in ask("sequence.info", sequenceId=made["id"])["results"]["stages"][0]
    assert ask("sequence.cancel", sequenceId=made["id"], reason="booked_meeting")["results"]["status"] == "Cancelled"


def test_one_draft_per_candidate_and_the_refusal_names_it(simulator: Simulator, ask: Ask) -> None:
    made = draft(simulator, ask)["results"]
    again = draft(simulator, ask, start=True)
    assert code(again) == "sequence_draft_already_exists"
    assert again["errorInfo"]["meta"] == {"existingSequenceId": made["id"]}
    assert simulator.state.outbox == []


def test_a_draft_is_its_acting_users_only(simulator: Simulator, ask: Ask) -> None:
    first, second = (row["id"] for row in simulator.state.rows("user")[:2])
    owner, other = (asking(simulator, **{"X-On-Behalf-Of": user}) for user in (first, second))
    made = draft(simulator, owner)["results"]
    assert owner("sequence.info", sequenceId=made["id"])["success"]
    for stranger in (other, ask):
        for endpoint in ("sequence.info", "sequence.start", "sequence.discard"):
            assert code(stranger(endpoint, sequenceId=made["id"])) == "sequence_not_found"
    assert owner("sequence.start", sequenceId=made["id"])["success"]
    assert ask("sequence.info", sequenceId=made["id"])["success"]
    assert made["id"] in [row["id"] for row in ask("sequence.list")["results"]]


def test_drafts_are_not_listed(simulator: Simulator, ask: Ask) -> None:
    draft(simulator, ask)
    assert "NotStarted" not in {row["status"] for row in ask("sequence.list")["results"]}


def test_a_blocked_start_leaves_the_draft(simulator: Simulator, ask: Ask) -> None:
    simulator.state.first("candidate", name="Priya Raman")["emails"] = []
    made = draft(simulator, ask)["results"]
    result = ask("sequence.start", sequenceId=made["id"])["results"]
    assert (result["startResult"]["status"], result["status"]) == ("Blocked", "NotStarted")
    assert simulator.state.outbox == []


def test_discarding_takes_a_draft_away_and_an_unknown_id_is_fine(simulator: Simulator, ask: Ask) -> None:
    before = simulator.state.snapshot()["sequence"]
    made = draft(simulator, ask)["results"]
    for sequence_id in (made["id"], made["id"], SOMETHING):
        assert ask("sequence.discard", sequenceId=sequence_id)["success"]
    assert simulator.state.snapshot()["sequence"] == before
    running = simulator.state.first("sequence", status="Running")["id"]
    assert code(ask("sequence.discard", sequenceId=running)) == "invalid_input"


@pytest.mark.parametrize("email", ["no-reply@works.example.com", "mara.lindqvist@works.example.com"])
def test_only_the_acting_identitys_own_addresses_may_send(simulator: Simulator, ask: Ask, email: str) -> None:
    assert code(draft(simulator, ask, **{"from": {"email": email}})) == "sequence_sender_not_allowed"


def test_a_mail_of_a_draft_is_edited_with_the_tokens_it_has(simulator: Simulator, ask: Ask) -> None:
    made = draft(simulator, ask)["results"]
    stage = made["stages"][0]
    change = {"sequenceId": made["id"], "stageId": stage["id"]}
    body = {"type": "text/html", "value": "<p>Hi {{candidate.firstName}}</p>"}
    edited = ask("sequence.updateStage", **change, body=body)["results"]["stages"][0]
    assert (edited["subject"], edited["bodyHtml"]) == (stage["subject"], body["value"])
    for subject in ("{{candidate.salary}}", "{{candidate.firstName"):
        assert code(ask("sequence.updateStage", **change, subject=subject)) == "invalid_input"
    assert code(ask("sequence.updateStage", sequenceId=made["id"], stageId=SOMETHING, subject="x")) == "invalid_input"


def test_an_archived_template_starts_nothing(simulator: Simulator, ask: Ask) -> None:
    old = simulator.state.first("sequenceTemplate", isArchived=True)["id"]
    assert code(draft(simulator, ask, sequenceTemplateId=old)) == "sequence_template_not_found"


# ---- webhooks


class Receiver:
    """An address that answers with `status` and keeps what it got."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.status)

    @property
    def actions(self) -> list[str]:
        return [json.loads(request.content)["action"] for request in self.got]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def hooked(receiver: Receiver) -> Simulator:
    return Simulator(seed=7, webhook_transport=httpx.MockTransport(receiver))


def hook(ask: Ask, kind: str = "interviewScheduleUpdate", **more: Any) -> dict[str, Any]:
    return ask("webhook.create", webhookType=kind, secretToken="hush-hush", **{**ADDRESS, **more})


def cancel_something(simulator: Simulator, ask: Ask) -> None:
    schedule = simulator.state.first("interviewSchedule", status="NeedsScheduling")
    assert ask("interviewSchedule.cancel", id=schedule["id"])["success"]


def test_a_setting_is_pinged_and_then_gets_signed_events(hooked: Simulator, receiver: Receiver) -> None:
    ask = asking(hooked)
    assert hook(ask)["results"]["enabled"] is True
    assert receiver.actions == ["ping"]
    cancel_something(hooked, ask)
    assert receiver.actions == ["ping", "interviewScheduleUpdate"]
    sent = receiver.got[-1]
    expected = hmac.new(b"hush-hush", sent.content, hashlib.sha256).hexdigest()
    assert sent.headers["Ashby-Signature"] == f"sha256={expected}"
    assert sent.headers["User-Agent"] == "Ashby-Webhook"


def test_a_setting_whose_ping_fails_is_disabled_until_one_succeeds(hooked: Simulator, receiver: Receiver) -> None:
    ask = asking(hooked)
    receiver.status = 500
    made = hook(ask)["results"]
    assert made["enabled"] is False
    cancel_something(hooked, ask)
    assert receiver.actions == ["ping"]
    receiver.status = 204
    assert ask("webhook.update", webhookId=made["id"], enabled=True)["results"]["enabled"] is True
    assert ask("webhook.update", webhookId=made["id"], enabled=False)["results"]["enabled"] is False


def test_the_secret_is_answered_to_changes_and_never_to_reads(hooked: Simulator) -> None:
    ask = asking(hooked)
    made = hook(ask)["results"]
    assert made["secretToken"] == "hush-hush"
    assert "secretToken" not in ask("webhook.info", webhookId=made["id"])["results"]


def test_a_second_setting_of_a_type_and_address_is_refused(hooked: Simulator) -> None:
    ask = asking(hooked)
    first = hook(ask)["results"]["id"]
    assert code(hook(ask)) == "invalid_input"
    other = hook(ask, requestUrl="https://other.example.com")["results"]["id"]
    assert code(ask("webhook.update", webhookId=other, **ADDRESS)) == "invalid_input"
    assert ask("webhook.update", webhookId=first, **ADDRESS)["success"]


def test_creating_and_deleting_a_setting_leaves_nothing(hooked: Simulator, receiver: Receiver) -> None:
    ask = asking(hooked)
    before = hooked.state.snapshot() | {"auditLog": "grows"}
    made = hook(ask)["results"]["id"]
    assert ask("webhook.delete", webhookId=made)["results"] == {"webhookId": made}
    assert hooked.state.snapshot() | {"auditLog": "grows"} == before
    assert code(ask("webhook.info", webhookId=made)) == "webhook_not_found"
    cancel_something(hooked, ask)
    assert receiver.actions == ["ping"]
