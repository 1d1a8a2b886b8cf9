"""Where the keys of accounts come from: a function of yours, the environment, or the system's keyring."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ashby_agent_tools._given import said
from ashby_agent_tools.errors import UsageError

if TYPE_CHECKING:
    from ashby_agent_tools.toolset.policy import Policy

__all__ = ["AccountKey", "checked_name", "from_environment", "from_keyring", "no_key_if_missing", "resolved"]

_PREFIX = "ASHBY_API_KEY_"
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_LONGEST = 200
_NO_KEY = "There is no key for the account {!r:.60}. Nothing was sent."


@dataclasses.dataclass(frozen=True, slots=True)
class AccountKey:
    """An account's key, and what differs for this account; None is what all accounts have."""

    key: str = dataclasses.field(repr=False)
    base_url: str | None = None
    policy: Policy | None = None
    proxy: str | None = dataclasses.field(default=None, repr=False)


def from_environment(prefix: str = _PREFIX, *, environ: Mapping[str, str] | None = None) -> Callable[[str], str | None]:
    """Keys in variables: that of `acme` in ASHBY_API_KEY_ACME.

    Names are lower-case letters, digits and single underscores, so that no two of them share a variable; another name
    has no key.
    """

    def resolve(account: str) -> str | None:
        if not _NAME.fullmatch(account):
            return None
        return (os.environ if environ is None else environ).get(prefix + account.upper())

    return resolve


def from_keyring(service: str = "ashby-agent-tools") -> Callable[[str], str | None]:
    """Keys in the system's keyring, under this service and the account's name (`keyring set ashby-agent-tools acme`).

    Needs the extra `keyring`; raises UsageError without it, and, when asked, where the system has no keyring.
    """
    try:
        import keyring  # noqa: PLC0415  (from an extra)
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError("Keys in the keyring need: pip install 'ashby-agent-tools[keyring]'.") from error

    def resolve(account: str) -> str | None:
        try:
            return keyring.get_password(service, account)
        except KeyringError as error:
            raise UsageError(
                f"The keyring cannot be read ({type(error).__name__}); give a function, or from_environment()."
            ) from None

    return resolve


def checked_name(account: object) -> str:
    """An account's name. Raises UsageError for what is none."""
    if not isinstance(account, str) or not account.strip() or not account.isprintable() or len(account) > _LONGEST:
        raise UsageError(f"{account!r:.60} is not the name of an account; give a text such as 'acme'.")
    return account


@contextlib.contextmanager
def no_key_if_missing(account: str) -> Iterator[None]:
    """A function that looks into a mapping may raise KeyError: then the account has no key."""
    try:
        yield
    except LookupError:
        raise UsageError(_NO_KEY.format(account)) from None


def resolved(account: str, found: object) -> AccountKey:
    """What a function answered for an account. Raises UsageError where it has no key; no message repeats one."""
    key: object = found.key if isinstance(found, AccountKey) else found
    if key is None or (isinstance(key, str) and not key.strip()):
        raise UsageError(_NO_KEY.format(account))
    if not isinstance(key, str):
        raise UsageError(f"The key of {account!r:.60} is {said(key)}; answer a text or an AccountKey.")
    return found if isinstance(found, AccountKey) else AccountKey(key)
