"""Webhook delivery: signed, repeated as Ashby repeats, to loopback addresses only (nothing leaves this machine).

A ping goes out when a setting is created or edited; a setting whose ping fails stays disabled. A delivery that is not
answered with 2xx is tried again, up to ten times, after 10, 30, 70, 150 ... seconds of the simulated clock; never after
401, 403, 404, 405 and 410 [D]. `Simulator.advance` lets that time pass.
"""

from __future__ import annotations

import base64
import collections
import dataclasses
import hashlib
import heapq
import hmac
import itertools
import json
import threading
from datetime import datetime, timedelta
from types import MappingProxyType

import httpx

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["BRINGS_ALONG", "DeliveryAttempt", "HttpCourier", "fire_all", "signature", "watermark"]

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

_PATIENCE = 30.0  # seconds; a receiver that is slower counts as not answering: a hang, not a machine under load
_MOST_ATTEMPTS = 10  # [D]
_FINAL = (401, 403, 404, 405, 410)  # never repeated [D]


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


def watermark(org: Organization, candidate_id: str) -> str:
    """What candidateRecentEmailMessagesUpdated carries: good for one hour, for this candidate's emails."""
    raw = json.dumps([candidate_id, org.now.timestamp()]).encode()
    return base64.urlsafe_b64encode(raw).decode()


def wait_after(attempt: int) -> timedelta:
    """How long Ashby waits after that many attempts, at least: (2^n - 1) x 10 seconds. [D]"""
    return timedelta(seconds=(2**attempt - 1) * 10)


@dataclasses.dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One attempt: `status` is 0 where nobody answered or the address is not on this machine."""

    setting_id: str
    action: str
    webhook_action_id: str
    status: int
    attempt: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class _Post:
    """An event on its way to one setting."""

    org: Organization
    setting_id: str
    event: JsonObject
    attempt: int = 1


class HttpCourier:
    """Posts events over HTTP after the request that caused them was answered; `deliveries` is what was tried.

    `transport`: where to send instead of the network; then any address is fine.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self.deliveries: list[DeliveryAttempt] = []
        self._transport = transport
        self._waiting: collections.deque[_Post] = collections.deque()
        self._later: list[tuple[datetime, int, _Post]] = []  # a heap by the time when each is due
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def post(self, org: Organization, event: JsonObject) -> None:
        """Put the event down for every enabled setting of its type."""
        for setting in org.rows("webhook", webhookType=event["action"], enabled=True):
            self._waiting.append(_Post(org, setting["id"], event))

    def ping(self, org: Organization, setting: JsonObject) -> bool:
        """Whether the setting's address answers a ping with 2xx; sent at once, and once.

        The simulator answers nobody else meanwhile: a receiver that asks it back during a ping waits until the timeout.
        """
        event = {"webhookActionId": org.new_id(), "action": "ping", "data": {"webhookActionType": "ping"}}
        return httpx.codes.is_success(self._send(setting, event, 1))

    def deliver_waiting(self) -> None:
        """Send what was put down, in order, and what is due to be tried again.

        Outside every lock, so that a receiver may ask the simulator back.
        """
        while (post := self._next()) is not None:
            setting = post.org.table("webhook").get(post.setting_id)
            if setting is None or not setting["enabled"]:
                continue
            event = post.event if post.attempt == 1 else _fresh(post.org, post.event)
            status = self._send(setting, event, post.attempt)
            if not httpx.codes.is_success(status) and status not in _FINAL and post.attempt < _MOST_ATTEMPTS:
                self._put_off(post)

    def _next(self) -> _Post | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if self._later and self._later[0][0] <= self._later[0][2].org.now:
                return heapq.heappop(self._later)[2]
            return None

    def _put_off(self, post: _Post) -> None:
        due = post.org.now + wait_after(post.attempt)
        again = dataclasses.replace(post, attempt=post.attempt + 1)
        with self._lock:
            heapq.heappush(self._later, (due, next(self._numbers), again))

    def _send(self, setting: JsonObject, event: JsonObject, attempt: int) -> int:
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
        made = DeliveryAttempt(setting["id"], event["action"], event["webhookActionId"], status, attempt)
        self.deliveries.append(made)
        return status


def _fresh(org: Organization, event: JsonObject) -> JsonObject:
    """The event as a repetition carries it: the same, but for a watermark of its own time. [D]"""
    if "watermark" not in event["data"]:
        return event
    return {**event, "data": {**event["data"], "watermark": watermark(org, event["data"]["candidate"]["id"])}}
