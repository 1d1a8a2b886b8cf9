"""Accounts and AsyncAccounts: a client per account, lent to whoever works for it."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Self, Unpack

import httpx

from ashby_agent_tools.accounts.keys import AccountKey, checked_name, no_key_if_missing, resolved
from ashby_agent_tools.accounts.slots import Slot, Slots
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.conversation.options import SessionOptions
from ashby_agent_tools.conversation.session import Session
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["Accounts", "AsyncAccounts"]

_FRESH = 300.0
Resolve = Callable[[str], str | AccountKey | None]
AsyncResolve = Callable[[str], Awaitable[str | AccountKey | None] | str | AccountKey | None]


class Accounts:
    """A client for each account, with connections of its own; stores, short ids and approvals go by the account's name.

    `resolve(account)`: the account's key, or an `AccountKey`; None where there is none. `most`: how many clients are
    kept; the one that was not used for longest is closed, none while it is in use. `fresh_for`: seconds after which a
    key is asked for again, so that a new one counts. `transport`: a function from an account's name to a transport of
    its own. The rest is given to every `Client`. Thread-safe; may be made before a process is forked. Close it, or use
    it as a context manager.
    """

    def __init__(
        self,
        resolve: Resolve,
        *,
        most: int = 100,
        fresh_for: float = _FRESH,
        transport: Callable[[str], httpx.BaseTransport] | None = None,
        **options: Any,
    ) -> None:
        self._resolve, self._options = must_be_function(resolve), shared_options(options, transport)
        self._slots: Slots[Client] = Slots(most, fresh_for)

    def __repr__(self) -> str:
        return f"Accounts({len(self._slots.held)} clients)"

    @contextlib.contextmanager
    def client(self, account: str, *, acting_user: str | None = None) -> Iterator[Client]:
        """The account's client, as long as the `with` lasts; on behalf of an Ashby user, if one is named.

        Raises UsageError for an account that has no key.
        """
        slot = self._slots.take(checked_name(account)) or self._resolved(account)
        try:
            yield slot.client.acting_as(acting_user)  # closing it closes nothing: others may have it, too
        finally:
            _close(self._slots.give_back(slot))

    @contextlib.contextmanager
    def session(
        self,
        account: str,
        toolset: Toolset,
        /,
        *,
        conversation: str = "default",
        acting_user: str | None = None,
        **options: Unpack[SessionOptions],
    ) -> Iterator[Session]:
        """A conversation of the account, as long as the `with` lasts; one store may serve all accounts."""
        with self.client(account, acting_user=acting_user) as client:
            yield Session(toolset, client, conversation=conversation, **of_session(account, options))

    def _resolved(self, account: str) -> Slot[Client]:
        try:
            with no_key_if_missing(account):
                found = self._resolve(account)
            key = resolved(account, found)
        except UsageError:
            self.forget(account)  # the key that it had is good no longer
            raise
        slot = self._slots.renew(account, key)
        if slot is None:
            slot, leaving = self._slots.offer(account, key, Client(**of_account(account, key, self._options)))
            _close(leaving)
        return slot

    def forget(self, account: str) -> None:
        """Ask for the account's key anew; who has its client now keeps it until the end."""
        _close(self._slots.forget(account))

    def close(self) -> None:
        """Close every client; one that is in use, as soon as it is given back."""
        _close(self._slots.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncAccounts:
    """The same as Accounts with an AsyncClient for each; `resolve` may be async, and a plain one is run in a thread."""

    def __init__(
        self,
        resolve: AsyncResolve,
        *,
        most: int = 100,
        fresh_for: float = _FRESH,
        transport: Callable[[str], httpx.AsyncBaseTransport] | None = None,
        **options: Any,
    ) -> None:
        self._resolve, self._options = must_be_function(resolve), shared_options(options, transport)
        self._slots: Slots[AsyncClient] = Slots(most, fresh_for)

    def __repr__(self) -> str:
        return f"AsyncAccounts({len(self._slots.held)} clients)"

    @contextlib.asynccontextmanager
    async def client(self, account: str, *, acting_user: str | None = None) -> AsyncIterator[AsyncClient]:
        """As Accounts.client."""
        slot = self._slots.take(checked_name(account)) or await self._resolved(account)
        try:
            yield slot.client.acting_as(acting_user)  # closing it closes nothing: others may have it, too
        finally:
            await _aclose(self._slots.give_back(slot))

    @contextlib.asynccontextmanager
    async def session(
        self,
        account: str,
        toolset: Toolset,
        /,
        *,
        conversation: str = "default",
        acting_user: str | None = None,
        **options: Unpack[SessionOptions],
    ) -> AsyncIterator[Session]:
        """As Accounts.session."""
        async with self.client(account, acting_user=acting_user) as client:
            own = of_session(account, options)
            make = partial(Session, toolset, async_client=client, conversation=conversation, **own)
            yield await in_thread(make)  # it may open a store

    async def forget(self, account: str) -> None:
        """As Accounts.forget."""
        await _aclose(self._slots.forget(account))

    async def aclose(self) -> None:
        """As Accounts.close."""
        await _aclose(self._slots.close())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _resolved(self, account: str) -> Slot[AsyncClient]:
        try:
            with no_key_if_missing(account):
                found = await self._found(account)
            key = resolved(account, found)
        except UsageError:
            await self.forget(account)
            raise
        slot = self._slots.renew(account, key)
        if slot is None:
            client = await in_thread(partial(AsyncClient, **of_account(account, key, self._options)))
            slot, leaving = self._slots.offer(account, key, client)
            try:
                await _aclose(leaving)
            except BaseException:  # also when cancelled: nobody is given this slot
                await _aclose(self._slots.give_back(slot))
                raise
        return slot

    async def _found(self, account: str) -> object:
        if inspect.iscoroutinefunction(self._resolve):
            return await self._resolve(account)
        found = await in_thread(self._resolve, account)
        return await found if inspect.isawaitable(found) else found


def must_be_function(resolve: Any) -> Any:
    """The function that finds keys. Raises UsageError for anything else."""
    if not callable(resolve):
        raise UsageError(f"resolve is a {type(resolve).__name__}; give a function from an account's name to its key.")
    return resolve


def shared_options(options: dict[str, Any], transport: object) -> dict[str, Any]:
    """What all clients are given. Raises UsageError for what belongs to one account."""
    for name in ("api_key", "account", "acting_user"):
        if name in options:
            raise UsageError(f"{name} belongs to one account: resolve and client() say it.")
    if transport is not None and not callable(transport):
        raise UsageError("transport is one transport; give a function, so that each account has one of its own.")
    return {**options, "transport": transport}


def of_account(account: str, key: AccountKey, options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of one account's client."""
    own = {"base_url": key.base_url, "policy": key.policy, "proxy": key.proxy}
    given = {**options, **{name: value for name, value in own.items() if value not in (None, "")}}
    if options["transport"] is not None:
        given["transport"] = options["transport"](account)
    return {**given, "api_key": key.key, "account": account}


def of_session(account: str, options: SessionOptions) -> SessionOptions:
    """The options of a conversation of the account. Raises UsageError for another account's name."""
    if options.get("account", account) != account:
        raise UsageError(f"This is a conversation of {account!r:.60}; leave account out.")
    return {**options, "account": account}


def _close(clients: list[Client]) -> None:
    for client in clients:
        client.close()


async def _aclose(clients: list[AsyncClient]) -> None:
    for client in clients:
        await client.aclose()
