"""Event and parse: what a body whose signature was checked says, with its id."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from ashby_agent_tools.errors import WebhookRefused
from ashby_agent_tools.webhooks.signatures import SIGNED_WITH

__all__ = ["Event", "parse"]

Json = Any  # a JSON value


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
    """Read a body whose signature was checked. Raises WebhookRefused for one that is not an event."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookRefused("The body is not JSON; Ashby sends an object with action and data.") from None
    if not isinstance(sent, dict):
        raise WebhookRefused(f"The body is a JSON {type(sent).__name__}; Ashby sends an object with action and data.")
    action, data, identity = sent.get("action"), sent.get("data", {}), sent.get("webhookActionId")
    if not isinstance(action, str) or not action:
        raise WebhookRefused("The body has no action, which says what happened; is this address for Ashby only?")
    if not isinstance(data, dict):
        raise WebhookRefused(f"The data of {action} is not an object.")
    if not isinstance(identity, str) or not identity:
        identity = SIGNED_WITH + hashlib.sha256(body).hexdigest()
    return Event(action, data, identity)
