"""parse: the event in a body whose signature was checked, as the class of its type."""

from __future__ import annotations

import hashlib
import json
import math
from typing import NoReturn

from ashby_agent_tools.errors import UsageError, WebhookRefused
from ashby_agent_tools.webhooks.events import Event
from ashby_agent_tools.webhooks.kinds import typed
from ashby_agent_tools.webhooks.signatures import SIGNED_WITH

__all__ = ["parse"]

DEEPEST = 64  # levels, as of an answer of the API


def parse(body: bytes) -> Event:
    """Read a body whose signature was checked. Raises WebhookRefused for one that is not an event.

    The event is of the class of its type (`kinds`), or a plain `Event` where nothing here knows the type.
    """
    if not isinstance(body, bytes | bytearray):
        raise UsageError(f"parse takes the raw body as bytes, not {type(body).__name__}: read it before parsing it.")
    try:
        sent = json.loads(body, parse_constant=_no_number, parse_float=_number)
    except (ValueError, RecursionError):
        raise WebhookRefused("The body is not JSON; Ashby sends an object with action and data.") from None
    if _is_too_deep(sent):
        raise WebhookRefused(f"The body nests deeper than {DEEPEST} levels; Ashby's have about twelve.")
    if not isinstance(sent, dict):
        raise WebhookRefused(f"The body is a JSON {type(sent).__name__}; Ashby sends an object with action and data.")
    action, data, identity = sent.get("action"), sent.get("data"), sent.get("webhookActionId")
    if not isinstance(action, str) or not action:
        raise WebhookRefused("The body has no action, which says what happened; is this address for Ashby only?")
    if data is None:  # as where there are none
        data = {}
    if not isinstance(data, dict):
        raise WebhookRefused(f"The data of {action} is not an object.")
    if not isinstance(identity, str) or not identity:
        identity = SIGNED_WITH + hashlib.sha256(body).hexdigest()
    return typed(Event(action, data, identity))


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _number(digits: str) -> float:
    """What JSON holds as a number; one that no float holds would become an infinity, which is not JSON."""
    made = float(digits)
    if not math.isfinite(made):
        _no_number(digits)
    return made


def _is_too_deep(node: object) -> bool:
    level = [node]
    for _ in range(DEEPEST + 1):
        level = [
            below
            for one in level
            if isinstance(one, dict | list)
            for below in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)
