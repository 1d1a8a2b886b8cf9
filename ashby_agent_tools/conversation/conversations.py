"""Conversations: the sessions of an application that talks with many people, one per name; AdapterToolkit over them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Unpack

from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.conversation.closing import Closable
from ashby_agent_tools.conversation.options import (
    SessionOptions,
    budgeted,
    must_be_clients,
    must_be_options,
    must_be_toolset,
    opened_store,
)
from ashby_agent_tools.conversation.session import Session
from ashby_agent_tools.errors import UnknownShortId
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.toolset.tool import Tool
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["AdapterToolkit", "Conversations"]

_MOST = 1_000  # what matters is in the store, so a session that was long silent is simply made again


class Conversations(Closable):
    """Makes and holds a Session per conversation: what a web server or an adapter for a framework needs. Thread-safe.

    `toolset` and `options` (SessionOptions) as for Session, for each of
    them; the store and the audit file are shared, the store in memory unless another is given. Who sends:
    `client` and `async_client`, or clients made from `api_key` and `base_url` (by default ASHBY_API_KEY and
    ASHBY_BASE_URL), which are closed by `close` and `aclose`, or at the end of `with` and `async with`. With `client`
    alone, async calls run in a thread.

    Raises UsageError if there is no key.
    """

    def __init__(
        self,
        toolset: Toolset,
        client: Client | None = None,
        *,
        async_client: AsyncClient | None = None,
        api_key: str | None = None,
        base_url: str | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        must_be_toolset(toolset)
        must_be_clients(client, async_client)
        must_be_options(options)  # what cannot be used is said now, and not with the first call
        self._own_client: Client | None = None
        self._own_async_client: AsyncClient | None = None
        if client is None and async_client is None:
            client = self._own_client = Client(api_key, base_url=base_url)
            async_client = self._own_async_client = AsyncClient(api_key, base_url=base_url)
        self.toolset = budgeted(toolset, options)
        self._client, self._async_client = client, async_client
        self._options = options
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()

    def session(self, conversation: str = "default") -> Session:
        """The conversation of this name: the same object while it is held, the same store in any case."""
        with self._lock:
            session = self._sessions.get(conversation)
            if session is None:
                session = self._sessions[conversation] = self._made(conversation)
                if len(self._sessions) > _MOST:
                    self._sessions.popitem(last=False)
            self._sessions.move_to_end(conversation)
            return session

    def data(self, ref: str, conversation: str | None = None) -> Json:
        """The whole of a kept result, of the named conversation or of whichever held one knows the reference.

        Raises UnknownShortId if none does.
        """
        with self._lock:
            held = list(reversed(self._sessions.values()))
        for session in held if conversation is None else [self.session(conversation)]:
            try:
                return session.data(ref)
            except UnknownShortId:
                continue
        raise UnknownShortId(
            f"{ref} is not kept here: it is too old, or belongs to a conversation that this process has "
            "not seen; name that conversation."
        )

    def close(self) -> None:
        """Close the connections that this object made; clients that were handed in stay open."""
        if self._own_client is not None:
            self._own_client.close()

    async def aclose(self) -> None:
        """As close, for the async client too."""
        self.close()
        if self._own_async_client is not None:
            await self._own_async_client.aclose()

    def _made(self, conversation: str) -> Session:
        # opened with the first session, and for all of them: tools that are only listed need none
        self._options["store"] = opened_store(self._options.get("store"))
        return Session(
            self.toolset, self._client, async_client=self._async_client, conversation=conversation, **self._options
        )


class AdapterToolkit(Closable):
    """A toolkit over `Conversations`: inherit it in an adapter, and set `_conversations` when it is made.

    What is a framework's own, such as the class of its tools, stays in the adapter. Used in `with` or `async with`, a
    toolkit closes at the end what it made.
    """

    _conversations: Conversations

    @property
    def offered(self) -> list[Tool]:
        """The operations of the selection, and the built-in tools beside them."""
        return list(self._conversations.toolset.tools)

    @property
    def instructions(self) -> str:
        """What a model must know about these tools, at most 250 tokens, for a system prompt."""
        return self._conversations.toolset.instructions()

    def close(self) -> None:
        """Close the connections that this object made; clients that were handed in stay open."""
        self._conversations.close()

    async def aclose(self) -> None:
        """As close, for the async client too."""
        await self._conversations.aclose()
