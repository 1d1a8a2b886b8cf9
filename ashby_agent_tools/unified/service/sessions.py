"""Sessions of the web service: for each request what its grant may read and write, over the client of its account."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ashby_agent_tools.accounts import AsyncAccounts
from ashby_agent_tools.approval.approvers import ask_later
from ashby_agent_tools.approval.caps import Caps
from ashby_agent_tools.client.clients import AsyncClient
from ashby_agent_tools.conversation.options import SessionOptions
from ashby_agent_tools.conversation.session import Session
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, Grants
from ashby_agent_tools.store.sql import SqlStore
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.toolset.toolset import Toolset
from ashby_agent_tools.unified.api import AsyncUnified, Overrides, tables_with
from ashby_agent_tools.unified.service.problems import Problem

__all__ = ["CAPS", "ONE_TOKEN", "GrantSession", "GrantSessions"]

ONE_TOKEN = "token"  # noqa: S105  (the name of the grant that one token stands for)
_log = logging.getLogger("ashby_agent_tools.unified")
CAPS = Caps(writes=1_000, destructive=100, outreach=100)
"""What one grant may write in a day unless it has caps of its own."""


@dataclasses.dataclass(frozen=True, slots=True)
class GrantSession:
    """One request's grant with its tools, its reads, and the session that its writes pass."""

    grant: Grant
    toolset: Toolset
    client: AsyncClient
    unified: AsyncUnified
    session: Session


class GrantSessions:
    """Makes the session of a request from its token. `clients`: one client for all grants, or those of accounts."""

    def __init__(
        self,
        clients: AsyncClient | AsyncAccounts,
        grants: Grants,
        options: SessionOptions,
        overrides: Overrides | None,
    ) -> None:
        self._clients, self._grants, self._options = clients, grants, options
        store = options.get("store")
        self._held_in = store if isinstance(store, SqlStore) else None
        self._tables = tables_with(overrides or {})  # made once: a table takes milliseconds

    @asynccontextmanager
    async def of(self, token: str) -> AsyncIterator[GrantSession]:
        """The session of the bearer of a token. Raises Problem for an unknown, revoked or expired one."""
        try:
            grant = await in_thread(self._grants.find, token)
        except UsageError as error:
            _log.error("The grants cannot be used: %s", error)
            raise Problem(503, "The service cannot tell who may do what: its grants need mending.") from None
        if grant is None:
            raise Problem(401, "The token is missing or wrong.", {"WWW-Authenticate": "Bearer"})
        async with self._client(grant) as client:
            seen = client if grant.rows is None else client.limited_to(grant.rows, held_in=self._held_in)
            session = await in_thread(self._session, grant, seen)
            yield GrantSession(grant, grant.toolset, seen, AsyncUnified(seen, overrides=self._tables), session)

    @asynccontextmanager
    async def _client(self, grant: Grant) -> AsyncIterator[AsyncClient]:
        if isinstance(self._clients, AsyncClient):
            yield self._clients if grant.acting_user is None else self._clients.acting_as(grant.acting_user)
            return
        async with self._clients.client(grant.account, acting_user=grant.acting_user) as client:
            yield client

    def _session(self, grant: Grant, client: AsyncClient) -> Session:
        """The grant's session: questions wait in the store, and the same request finds their answers there."""
        options: SessionOptions = {
            "approver": ask_later,
            "caps": grant.caps or CAPS,
            "asked_by": grant.name,
            **self._options,
            "rules": grant.approver_rules(self._options.get("rules")),
        }
        if isinstance(self._clients, AsyncAccounts):
            options["account"] = grant.account
        return Session(grant.toolset, async_client=client, conversation=f"serve-unified:{grant.name}", **options)

    async def aclose(self) -> None:
        """Close the clients."""
        await self._clients.aclose()
