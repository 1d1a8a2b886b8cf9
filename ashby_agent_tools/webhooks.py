"""Webhooks that Ashby sends: check the signature, read the event, and handle each one once.

receiver = Receiver(secret)                       # one per webhook setting, or per address
with receiver.take(body, headers.get("Ashby-Signature")) as delivery:
    if delivery.event is not None:                # no ping, no duplicate, no stranger's
        work_on(delivery.event)
answer(delivery.status)

The same lines serve async code: await inside the `with`. Stands alone, so that a receiver needs no key and no client.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Literal, Protocol

from ashby_agent_tools.errors import UsageError, WebhookRefused

__all__ = ["Delivery", "Event", "Outcome", "Receiver", "Seen", "parse", "verify"]

Json = Any  # a JSON value
Outcome = Literal["event", "ping", "duplicate", "in_progress", "refused"]

_STATUS: dict[Outcome, int] = {"event": 200, "ping": 200, "duplicate": 200, "in_progress": 503, "refused": 400}
_UNSIGNED = 401  # Ashby does not repeat what was answered with 401; it repeats 5xx and most others, up to ten times
_PREFIX = "sha256="


def verify(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether the raw body was signed with the setting's secret token; compared in constant time.

    `signature`: the value of the header Ashby-Signature, `sha256=` and the HMAC in hexadecimal digits; None where
    there is no such header.
    Hand over the body as it arrived: JSON that was read and written again has another signature. Nothing in it says
    when it was made, so a delivery that was recorded once stays valid: `Receiver` drops what it has seen.
    Raises UsageError for an empty secret, which anybody could sign with, and for a body that is no bytes.
    """
    if not isinstance(body, bytes):
        raise UsageError(f"verify takes the raw body as bytes, not {type(body).__name__}: read it before parsing it.")
    if not secret:
        raise UsageError("The secret token is empty: give the webhook setting one, and hand over the same.")
    expected = _PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), (signature or "").strip().encode(errors="replace"))


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `action`: its type, such as candidateStageChange. `data`: what Ashby says about it.

    `id`: Ashby's webhookActionId, the same in repeated deliveries and for all settings that get the event; where it
    is missing, a hash of the body. The data can be older than what the API answers by now.
    """

    action: str
    data: dict[str, Json] = dataclasses.field(repr=False)  # people's data: kept out of logs
    id: str

    @property
    def is_ping(self) -> bool:
        """Whether this is the test that Ashby sends when a setting is made or edited; any 2xx enables the setting."""
        return self.action == "ping"


def parse(body: bytes) -> Event:
    """Read a body whose signature was checked. Raises WebhookRefused for one that is no event."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookRefused("The body is no JSON; Ashby sends an object with action and data.") from None
    if not isinstance(sent, dict):
        raise WebhookRefused(f"The body is a JSON {type(sent).__name__}; Ashby sends an object with action and data.")
    action, data, identity = sent.get("action"), sent.get("data", {}), sent.get("webhookActionId")
    if not isinstance(action, str) or not action:
        raise WebhookRefused("The body has no action, which says what happened; is this address for Ashby only?")
    if not isinstance(data, dict):
        raise WebhookRefused(f"The data of {action} is no object.")
    if not isinstance(identity, str) or not identity:
        identity = _PREFIX + hashlib.sha256(body).hexdigest()
    return Event(action, data, identity)


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as a receiver took it.

    `status`: what to answer. `event`: what to work on, or None. `reason`: why it was refused, for your own log.
    """

    outcome: Outcome
    status: int
    event: Event | None = None
    reason: str = ""


class Seen(Protocol):
    """Where a receiver remembers what it handled; a set will do, something on a disk outlives a restart."""

    def __contains__(self, key: str, /) -> bool:
        """Whether this key was added."""

    def add(self, key: str, /) -> None:
        """Remember this key."""


class Receiver:
    """Takes the deliveries of one webhook setting, or of several that share a secret: genuine ones, each once.

    `setting`: a name of yours; the same event under another name is handled again, as each setting is served for
    itself. `seen`: where to remember, by default the last 10,000 in memory. Thread-safe.
    Raises UsageError for an empty secret: what is not signed can come from anybody.
    """

    def __init__(self, secret: str, *, setting: str = "default", seen: Seen | None = None) -> None:
        verify(b"", None, secret)  # complains about an empty secret when the program starts
        self._secret, self._setting = secret, setting
        self._seen: Seen = _Recent() if seen is None else seen
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Receiver(setting={self._setting!r})"

    @contextlib.contextmanager
    def take(self, body: bytes, signature: str | None) -> Iterator[Delivery]:
        """Check and read one delivery; an event counts as handled when the `with` ends without an exception.

        After an exception answer with an error (most servers do so by themselves): Ashby sends the event again, and
        it is taken again. While one is worked on, its repetition is answered with 503, so that it comes later.
        """
        if not verify(body, signature, self._secret):
            why = "there is no signature" if signature is None else "the signature is not that of the secret token"
            yield Delivery("refused", _UNSIGNED, reason=why)
            return
        try:
            event = parse(body)
        except WebhookRefused as error:
            yield Delivery("refused", _STATUS["refused"], reason=str(error))
            return
        if event.is_ping:
            yield Delivery("ping", _STATUS["ping"])
            return
        key = json.dumps([self._setting, event.action, event.id])
        outcome = self._claim(key)
        if outcome != "event":
            yield Delivery(outcome, _STATUS[outcome])
            return
        try:
            yield Delivery("event", _STATUS["event"], event)
            with self._lock:
                self._seen.add(key)
        finally:
            with self._lock:
                self._busy.discard(key)

    def _claim(self, key: str) -> Outcome:
        with self._lock:
            if key in self._seen:
                return "duplicate"
            if key in self._busy:
                return "in_progress"
            self._busy.add(key)
            return "event"


class _Recent:
    """The last keys, in memory."""

    _MOST = 10_000

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        """Remember a key, and forget the oldest."""
        self._keys[key] = None
        if len(self._keys) > self._MOST:
            self._keys.popitem(last=False)
