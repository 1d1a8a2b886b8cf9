"""Which questions and writes of a store the command line shows: those of one account at one base URL, no others."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from ashby_agent_tools import Store
from ashby_agent_tools.call import DEFAULT_BASE_URL
from ashby_agent_tools.client import wire
from ashby_agent_tools.client.account import account_of, checked_account
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.protocol import ApprovalRequest, ConversationKey, JournalEntry

_KEY, _URL = "ASHBY_API_KEY", "ASHBY_BASE_URL"
T = TypeVar("T", ApprovalRequest, JournalEntry)
Tenant = tuple[str, str]
"""An account and a base URL."""


def questions_of(store: Store, account: str | None) -> tuple[ApprovalRequest, ...]:
    """The questions of one account, newest first.

    The account is the given one, else that of the key in the environment, else the only one that the store knows.
    Raises UsageError for an empty account, if that leaves several, and where the store knows only others.
    """
    return _of_one(store.requests, account, "questions")


def journal_of(store: Store, account: str | None) -> tuple[JournalEntry, ...]:
    """The writes of the journal of one account, newest first; which account that is, `questions_of` says."""
    return _of_one(store.journal, account, "writes")


def _of_one(read: Callable[[], Sequence[T]], account: str | None, what: str) -> tuple[T, ...]:
    if account is not None:
        checked_account(account)
    every = read()
    known = {_tenant(it.key) for it in every}
    meant = {tenant for tenant in known if _fits(tenant, account)}
    if len(meant) > 1 or (known and not meant):
        raise UsageError(_which(known, meant, what))
    return tuple(it for it in every if _tenant(it.key) in meant)


def _tenant(key: ConversationKey) -> Tenant:
    return key.account, key.base_url


def _fits(tenant: Tenant, account: str | None) -> bool:
    key, url = os.environ.get(_KEY), os.environ.get(_URL)
    if account is None and key:
        base_url = wire.checked_base_url(url or DEFAULT_BASE_URL)
        return tenant == (account_of(wire.checked_key(key), base_url), base_url)
    return account in (None, tenant[0]) and (not url or tenant[1] == wire.checked_base_url(url))


def _which(known: set[Tenant], meant: set[Tenant], what: str) -> str:
    named = ", ".join(f"--account {account} (at {base_url})" for account, base_url in sorted(meant or known))
    said = f"The store holds {what} of {'several' if meant else 'other'} accounts"
    return f"{said}: {named}. Name one; two base URLs of one account are told apart by {_URL}."
