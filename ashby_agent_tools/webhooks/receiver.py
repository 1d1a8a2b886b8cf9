"""Receiver: takes the deliveries of a webhook setting, genuine ones, each once; in blocking code and in async code."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
from collections.abc import Iterator
from typing import Literal

from ashby_agent_tools._given import must_be, must_be_seconds, said
from ashby_agent_tools.errors import UsageError, WebhookRefused
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.webhooks.events import Event
from ashby_agent_tools.webhooks.reading import parse
from ashby_agent_tools.webhooks.seen import A_WEEK, RecentDeliveries, Seen, Shared, remembers
from ashby_agent_tools.webhooks.signatures import Secrets, checked, matching

__all__ = ["Delivery", "DeliveryOutcome", "Receiver"]

_log = logging.getLogger("ashby_agent_tools")
DeliveryOutcome = Literal["event", "ping", "duplicate", "in_progress", "refused"]

_STATUS: dict[DeliveryOutcome, int] = {"event": 200, "ping": 200, "duplicate": 200, "in_progress": 503, "refused": 400}
_UNSIGNED = 401  # Ashby does not repeat what was answered with 401; it repeats 5xx and most others, up to ten times


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as a receiver took it.

    `status`: what to answer. `event`: what to work on, or None. `reason`: why it was refused, for your own log.
    `key`: what the receiver remembers it by.
    """

    outcome: DeliveryOutcome
    status: int
    event: Event | None = None
    reason: str = ""
    key: str = dataclasses.field(default="", repr=False)


class Receiver:
    """Takes the deliveries of one webhook setting, or of several that share a secret: genuine ones, each once.

    `secret`: its secret token, or several: the old one and the new one while it is replaced. `setting`: a name of
    yours; the same event under another name is handled again, as each setting is served for itself. `keep_for`: seconds
    for which a delivery is remembered, in memory, at most the last 200,000. `seen`: where to remember instead; a
    `SeenFile`, or `SqlStore.deliveries()`, outlives a restart and serves several processes. Thread-safe.
    Raises UsageError for an empty secret: what is not signed can come from anybody; and for what cannot remember.
    """

    def __init__(
        self,
        secret: Secrets,
        *,
        setting: str = "default",
        seen: Seen | None = None,
        keep_for: float = A_WEEK,
    ) -> None:
        must_be("setting", setting, str, write="give a text, a name of yours")
        must_be_seconds("keep_for", keep_for)
        if seen is not None and not remembers(seen):
            raise UsageError(f"seen is {said(seen)}; give a SeenFile, or SqlStore.deliveries().")
        self._keys, self._setting = checked(secret), setting
        self._seen: Seen = RecentDeliveries(keep_for) if seen is None else seen
        self._busy: set[str] = set()
        self._lock = Lock()
        self._told = False

    def __repr__(self) -> str:
        return f"Receiver(setting={self._setting!r})"

    @contextlib.contextmanager
    def take(self, body: bytes, signature: str | bytes | None) -> Iterator[Delivery]:
        """Check and read one delivery; an event counts as handled when the `with` ends without an exception.

        After an exception answer with an error (most servers do so by themselves): Ashby sends the event again, and
        it is taken again. While one is worked on, its repetition is answered with 503, so that it comes later.
        """
        delivery = self.begin(body, signature)
        if delivery.event is None:
            yield delivery
            return
        try:
            yield delivery
            self.finish(delivery)
        except BaseException:  # also when interrupted: an event that nobody took is delivered again
            self.give_up(delivery)
            raise

    def begin(self, body: bytes, signature: str | bytes | None) -> Delivery:
        """The first half of `take`, where a `with` does not fit: an event is to be finished or given up."""
        key = matching(body, signature, self._keys)
        if key is None:
            why = "there is no signature" if signature is None else "the signature does not match the secret token"
            return Delivery("refused", _UNSIGNED, reason=why)
        self._tell_about(key)
        try:
            event = parse(body)
        except WebhookRefused as error:
            return Delivery("refused", _STATUS["refused"], reason=str(error))
        if event.is_ping:
            return Delivery("ping", _STATUS["ping"])
        name = json.dumps([self._setting, event.action, event.id])
        outcome = self._claim(name)
        return Delivery(outcome, _STATUS[outcome], event if outcome == "event" else None, key=name)

    def finish(self, delivery: Delivery) -> None:
        """The event was handled: it is not taken again. Raises where that cannot be noted: then give it up."""
        if isinstance(self._seen, Shared):
            self._seen.add(delivery.key)
            return
        with self._lock:
            self._seen.add(delivery.key)
            self._busy.discard(delivery.key)

    def give_up(self, delivery: Delivery) -> None:
        """The event was not handled: it may be taken again."""
        if isinstance(self._seen, Shared):
            self._seen.release(delivery.key)
            return
        with self._lock:
            self._busy.discard(delivery.key)

    def _claim(self, key: str) -> DeliveryOutcome:
        if isinstance(self._seen, Shared):
            return self._seen.claim(key)
        with self._lock:
            if key in self._seen:
                return "duplicate"
            if key in self._busy:
                return "in_progress"
            self._busy.add(key)
            return "event"

    def _tell_about(self, key: bytes) -> None:
        """Say once that a secret was right without the white space around it: elsewhere it may count."""
        if key not in self._keys and not self._told:
            self._told = True
            _log.warning(
                "The secret token of the webhook setting %r has white space around it, such as a newline at its end; "
                "it is right without.", self._setting,
            )  # fmt: skip
