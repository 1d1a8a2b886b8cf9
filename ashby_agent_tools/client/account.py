"""The account of a key: a name for an organization that tells nothing about its key."""

from __future__ import annotations

import hmac

from ashby_agent_tools.errors import UsageError

__all__ = ["account_of", "checked_account"]

_CONTEXT = b"ashby-agent-tools account 1\0"


def account_of(key: str, base_url: str) -> str:
    """The account that a key belongs to at a base URL, where no name was given: the same in every process.

    HMAC-SHA256 with the key as its key, cut to 96 bits. Ashby's keys are long and random, so neither the key nor a
    part of it can be found from this. A new key is a new account: who changes keys and wants to go on with what is
    stored gives a name (`account=`).
    """
    digest = hmac.digest(key.encode(), _CONTEXT + base_url.rstrip("/").encode(), "sha256")
    return f"key-{digest.hex()[:24]}"


def checked_account(name: str) -> str:
    """A given name, as it is. Raises UsageError for an empty one, which would stand for everybody."""
    if not isinstance(name, str):
        raise UsageError(f"account is {name!r:.60}; give the organization's name as a string.")
    if not name.strip():
        raise UsageError(
            "account is empty: give a name for the organization, or leave it out to derive it from the key."
        )
    return name
