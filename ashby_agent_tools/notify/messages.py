"""What every notifier says of a question, with names and without, and the addresses that it may be given."""

from __future__ import annotations

import os
from urllib.parse import quote, urlsplit

from ashby_agent_tools.approval.notices import Notice
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.protocol import iso_time

__all__ = ["checked_address", "expiry_of", "from_environment", "link_of", "text_of"]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def text_of(notice: Notice, *, names: bool) -> str:
    """What is asked: the whole question, or the sentence without names. Nothing in it paints or hides."""
    return for_terminal(notice.question if names else notice.sentence, lines=True)


def expiry_of(notice: Notice) -> str:
    """Until when an answer counts."""
    return f"An answer counts until {iso_time(notice.expires_at)}."


def link_of(inbox: str | None, notice: Notice) -> str | None:
    """Where the question stands in the inbox."""
    kind = "batches" if notice.lines else "requests"
    return None if inbox is None else f"{inbox.rstrip('/')}/{kind}/{quote(notice.id, safe='')}"


def checked_address(name: str, address: object) -> str:
    """An address that a secret or a link may be sent to: https, or http on this machine. Raises UsageError."""
    given = address if isinstance(address, str) else ""
    try:
        parts = urlsplit(given)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not (safe and host and given.isascii() and given.isprintable() and " " not in given):
        raise UsageError(f"{name} is not an address that can be used here: give one that begins with https://.")
    return given


def from_environment(name: str, given: str | None, variable: str) -> str:
    """A secret as it was given, or from the environment. Raises UsageError where there is none."""
    secret: object = os.environ.get(variable, "") if given is None else given
    if not isinstance(secret, str) or not secret.strip():
        raise UsageError(f"There is no {name}: pass it, or set {variable}.")
    return secret.strip()
