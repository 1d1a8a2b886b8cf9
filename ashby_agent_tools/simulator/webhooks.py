"""Webhook delivery: signed, one attempt, to loopback addresses only (nothing of the demo company leaves this machine).

A ping goes out when a setting is created or edited; a setting whose ping fails stays disabled. Ashby tries up to ten
times over minutes [D]; the simulator tries once, so that tests need not wait.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import hmac
import json
from types import MappingProxyType

import httpx

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["BRINGS_ALONG", "DeliveryAttempt", "HttpCourier", "fire_all", "signature"]

BRINGS_ALONG = MappingProxyType(
    {
        "candidateHire": ("candidateStageChange", "applicationUpdate"),
        "candidateStageChange": ("applicationUpdate",),
        "interviewScheduleCreate": ("interviewScheduleUpdate",),
        "jobPostingPublish": ("jobPostingUpdate",),
        "jobPostingUnpublish": ("jobPostingUpdate",),
        "interviewPlanTransition": ("jobUpdate",),
    }
)
"""Which events another event also fires [L]."""

_PATIENCE = 2.0  # seconds; a receiver that is slower counts as not answering


def fire_all(org: Organization, action: str, data: JsonObject, *, then: JsonObject | None = None) -> None:
    """Fire an event and what it brings along.

    The events brought along carry `then`, by default those parts of `data` that they have in common with it: the
    application of a hire without its offer.
    """
    org.fire(action, data)
    for other in BRINGS_ALONG.get(action, ()):
        rest = then if then is not None else {key: value for key, value in data.items() if key != "offer"}
        org.fire(other, rest)


def signature(secret: str, body: bytes) -> str:
    """The value of the Ashby-Signature header. [D]"""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclasses.dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One attempt: `status` is 0 where nobody answered or the address is not on this machine."""

    setting_id: str
    action: str
    webhook_action_id: str
    status: int


class HttpCourier:
    """Posts events over HTTP after the request that caused them was answered; `deliveries` is what was tried.

    `transport`: where to send instead of the network; then any address is fine.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self.deliveries: list[DeliveryAttempt] = []
        self._transport = transport
        self._waiting: collections.deque[tuple[JsonObject, JsonObject]] = collections.deque()

    def post(self, org: Organization, event: JsonObject) -> None:
        """Put the event down for every enabled setting of its type."""
        for setting in org.rows("webhook", webhookType=event["action"], enabled=True):
            self._waiting.append((dict(setting), event))

    def ping(self, org: Organization, setting: JsonObject) -> bool:
        """Whether the setting's address answers a ping with 2xx; sent at once.

        The simulator answers nobody else meanwhile: a receiver that asks it back during a ping runs into the timeout.
        """
        event = {"webhookActionId": org.new_id(), "action": "ping", "data": {"webhookActionType": "ping"}}
        return self._send(setting, event)

    def deliver_waiting(self) -> None:
        """Send what was put down, in order; outside every lock, so that a receiver may ask the simulator back."""
        while True:
            try:
                setting, event = self._waiting.popleft()
            except IndexError:
                return
            self._send(setting, event)

    def _send(self, setting: JsonObject, event: JsonObject) -> bool:
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Ashby-Webhook"}
        if setting.get("secretToken"):
            headers["Ashby-Signature"] = signature(setting["secretToken"], body)
        status = 0
        url = httpx.URL(setting["requestUrl"])
        if self._transport is not None or url.host in ("127.0.0.1", "localhost", "::1"):
            try:
                with httpx.Client(transport=self._transport, timeout=_PATIENCE, trust_env=False) as client:
                    status = client.post(url, content=body, headers=headers).status_code
            except httpx.HTTPError:
                status = 0  # nobody answered: that is what a delivery log says, too
        self.deliveries.append(DeliveryAttempt(setting["id"], event["action"], event["webhookActionId"], status))
        return httpx.codes.is_success(status)
