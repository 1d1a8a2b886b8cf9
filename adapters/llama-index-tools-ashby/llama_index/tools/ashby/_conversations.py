"""The sessions of a tool spec: one per workflow context, all over one store."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from llama_index.core.workflow import Context
from llama_index.tools.ashby._dialogue import Taken

from ashby_agent_tools import Approver, AsyncClient, Call, Client, Decision, MemoryStore, Session, Store, Toolset
from ashby_agent_tools.errors import UnknownHandle, UsageError

AnyApprover = Approver | Callable[[Call, str], Awaitable[Decision]]

CONVERSATION = "ashby_conversation"  # the key in a context's store; it travels with the serialised context

_MOST = 1_000  # what matters is in the store, so the session of a context that was long silent is simply made again


class Conversations:
    """Makes and holds a Session per workflow context. Thread-safe.

    Calls without a context (a tool used outside a workflow) are one conversation, called "default".
    """

    def __init__(
        self,
        toolset: Toolset,
        client: Client | None,
        async_client: AsyncClient | None,
        *,
        store: Store | None,
        approver: AnyApprover | None,
    ) -> None:
        self.toolset = toolset
        self.approver = approver
        self._client, self._async_client = client, async_client
        self._store = MemoryStore() if store is None else store
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._named: WeakKeyDictionary[object, str] = WeakKeyDictionary()
        self._taken: WeakKeyDictionary[object, Taken] = WeakKeyDictionary()
        self._lock = threading.Lock()

    async def of(self, context: Context[Any] | None) -> Session:
        """The conversation of this context; its name is kept in the context's own store.

        Raises UsageError where the context has a state of the application's own, without a place for the name.
        """
        if context is None:
            return self.session("default")
        name = await context.store.get(CONVERSATION, default=None)
        if not name:
            with self._lock:  # calls of one message run side by side and must find the same name
                name = self._named.setdefault(context.store, uuid.uuid4().hex)
            try:
                await context.store.set(CONVERSATION, name)
            except ValueError as error:
                raise UsageError(
                    f"The workflow's state cannot hold the conversation's name: add {CONVERSATION}: str = '' to it."
                ) from error
        return self.session(str(name))

    def taken(self, context: Context[Any]) -> Taken:
        """The answers that were acted upon in the run of this context."""
        with self._lock:
            return self._taken.setdefault(context.store, {})

    def session(self, conversation: str) -> Session:
        """The conversation of this name."""
        with self._lock:
            session = self._sessions.get(conversation)
            if session is None:
                session = self._sessions[conversation] = Session(
                    self.toolset,
                    self._client,
                    async_client=self._async_client,
                    conversation=conversation,
                    store=self._store,
                    approver=self.approver,
                )
                if len(self._sessions) > _MOST:
                    self._sessions.popitem(last=False)
            self._sessions.move_to_end(conversation)
            return session

    def data(self, ref: str) -> Any:
        """The whole of a kept result, from whichever conversation of this process knows the reference.

        Raises UnknownHandle where none does.
        """
        with self._lock:
            held = list(reversed(self._sessions.values()))
        for session in held:
            try:
                return session.data(ref)
            except UnknownHandle:
                continue
        raise UnknownHandle(f"{ref} is not kept here: it is too old, or belongs to a context this spec has not met.")
