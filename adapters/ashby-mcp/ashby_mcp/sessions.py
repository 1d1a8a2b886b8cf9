"""Sessions of requests: made for one conversation, as its grant says, over the client of its account."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Protocol

import anyio.to_thread

from ashby_agent_tools import AsyncAccounts, AsyncClient, Client, KeyInfo, Session, SessionOptions, SqlStore, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant
from ashby_mcp.callers import Caller
from ashby_mcp.conversation import STATELESS, is_stateless, new_name
from ashby_mcp.key_permissions import ACCOUNT, AccountKeys

__all__ = ["GrantSessions", "SessionSource", "SharedSessions", "sessions_of_flags"]


class SessionSource(Protocol):
    """Where a server's sessions come from. `keys`: what their tools follow; None where these stay as they are."""

    @property
    def keys(self) -> AccountKeys | None:
        """Watched as long as the server runs."""

    def toolset(self, grant: Grant | None) -> Toolset:
        """What a bearer of the grant is offered; without one, whatever the server can offer at all."""

    def session(self, caller: Caller, conversation: str) -> contextlib.AbstractAsyncContextManager[Session]:
        """The session of a conversation, as long as a request lasts."""


class SharedSessions:
    """Sessions that a function makes from a conversation's name, with the same tools for all who call."""

    def __init__(self, session_for: Callable[[str], Session], keys: AccountKeys | None = None) -> None:
        given: object = session_for
        first: object = session_for(STATELESS) if callable(given) else given
        if not callable(given) or not isinstance(first, Session):
            raise UsageError(
                f"session_for is or gives an object of type {type(first).__name__}; give a function from a "
                "conversation's name to its Session, for instance Conversations(...).session."
            )
        self._session_for, self.keys = session_for, keys
        self._toolset = session_for(new_name()).toolset

    def toolset(self, grant: Grant | None) -> Toolset:  # noqa: ARG002  (as the protocol has it)
        """That of a new conversation."""
        return self._toolset if self.keys is None else self.keys.narrowed(ACCOUNT, self._toolset)

    @contextlib.asynccontextmanager
    async def session(self, caller: Caller, conversation: str) -> AsyncIterator[Session]:  # noqa: ARG002
        """The session of this conversation."""
        yield await anyio.to_thread.run_sync(self._session_for, conversation)


class GrantSessions:
    """Sessions of grants: tools, client, acting user, rows, budget, caps and rules of each are those of its grant.

    `accounts`: a client for each account that grants name. `options`: what all sessions are given; a grant's caps take
    the place of theirs and hold for all its sessions together, which are one conversation then; its approvers stand
    beside their rules. What a session needs to be remembered is in the options' store, so it is made anew for each
    request. Tools that the account's key may not use are left out.
    """

    def __init__(self, accounts: AsyncAccounts, options: SessionOptions) -> None:
        for name, given, kind in (("accounts", accounts, AsyncAccounts), ("options", options, dict)):
            if not isinstance(given, kind):
                raise UsageError(
                    f"{name} is of type {type(given).__name__}; write GrantSessions(AsyncAccounts(...), {{}})."
                )
        self._accounts, self._options, self.keys = accounts, options, AccountKeys(self._key_info)
        store = options.get("store")
        self._held_in = store if isinstance(store, SqlStore) else None

    def toolset(self, grant: Grant | None) -> Toolset:
        """The grant's, as far as its account's key goes; without a grant, everything."""
        if grant is None:
            return Toolset.all() | Toolset.tasks()
        return self.keys.narrowed(grant.account, grant.toolset)

    async def _key_info(self, account: str) -> KeyInfo:
        async with self._accounts.client(account) as client:
            return await client.key_info()

    @contextlib.asynccontextmanager
    async def session(self, caller: Caller, conversation: str) -> AsyncIterator[Session]:
        """The session of this conversation of the caller's grant. Raises UsageError for a caller without one."""
        grant = caller.grant
        if grant is None:
            raise UsageError("This request has no grant. Nothing was done.")
        toolset = await anyio.to_thread.run_sync(self.toolset, grant)
        if grant.caps is not None:  # all sessions are one conversation: a new one brings no new caps
            conversation = f"{caller.owner}/capped"
        if is_stateless(conversation):
            toolset = toolset.with_budget(dataclasses.replace(toolset.budget, ids="uuid"))
        options: SessionOptions = {
            **self._options,
            "account": grant.account,
            "asked_by": caller.name,
            "rules": grant.approver_rules(self._options.get("rules")),
        }
        if grant.caps is not None:
            options["caps"] = grant.caps
        async with self._accounts.client(grant.account, acting_user=grant.acting_user) as client:
            seen = client if grant.rows is None else client.limited_to(grant.rows, held_in=self._held_in)
            made = partial(Session, toolset, async_client=seen, conversation=conversation, **options)
            yield await anyio.to_thread.run_sync(made)


def sessions_of_flags(
    toolset: Toolset,
    conversation: str | None,
    options: SessionOptions,
    async_client: AsyncClient,
    keys: AccountKeys,
) -> Callable[[str], Session]:
    """Sessions over one store. All that matters is in the store, so a session is made afresh for each request.

    The named conversation, and that of all clients without an MCP session, have no end: their caps count back as far
    as the caps' window. Clients without a session see UUIDs, which no conversation has to remember.
    """
    client = Client()
    stateless = toolset.with_budget(dataclasses.replace(toolset.budget, ids="uuid"))

    def session_for(name: str) -> Session:
        owner, _, _ = name.rpartition("/")  # of a person whom the server knows: two people never share one
        shared = f"{owner}/{conversation}".lstrip("/") if conversation else name
        return Session(
            keys.narrowed(ACCOUNT, stateless if is_stateless(shared) else toolset),
            client,
            async_client=async_client,
            conversation=shared,
            **options,
        )

    return session_for
