"""The sessions of a toolkit: one per LangGraph thread, all over one store."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from langchain_core.runnables import RunnableConfig

from ashby_agent_tools import Approver, AsyncClient, Call, Client, Decision, MemoryStore, Session, Store, Toolset
from ashby_agent_tools.errors import UnknownHandle

Json = Any  # a JSON value
AnyApprover = Approver | Callable[[Call, str], Awaitable[Decision]]

_MOST = 1_000  # what matters is in the store, so the session of a thread that was long silent is simply made again


class Conversations:
    """Makes and holds a Session per thread id. Thread-safe.

    Calls without a thread id (a tool used outside a graph) are one conversation, called "default".
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
        self._lock = threading.Lock()

    def session(self, thread_id: str) -> Session:
        """The conversation of this thread."""
        with self._lock:
            session = self._sessions.get(thread_id)
            if session is None:
                session = self._sessions[thread_id] = self._make(thread_id)
                if len(self._sessions) > _MOST:
                    self._sessions.popitem(last=False)
            self._sessions.move_to_end(thread_id)
            return session

    def data(self, ref: str, thread_id: str | None) -> Json:
        """The whole of a kept result, from the named thread or from whichever held one knows the reference.

        Raises UnknownHandle where none does.
        """
        with self._lock:
            held = list(reversed(self._sessions.values()))
        sessions = held if thread_id is None else [self.session(thread_id)]
        for session in sessions:
            try:
                return session.data(ref)
            except UnknownHandle:
                continue
        raise UnknownHandle(
            f"{ref} is not kept here: it is too old, or belongs to a thread this toolkit has not met; name thread_id."
        )

    def _make(self, thread_id: str) -> Session:
        return Session(
            self.toolset,
            self._client,
            async_client=self._async_client,
            conversation=thread_id,
            store=self._store,
            approver=self.approver,
        )


def thread_of(config: RunnableConfig) -> str:
    """The thread id of a run, as text; "default" where the run has none."""
    thread_id = config.get("configurable", {}).get("thread_id")
    return "default" if thread_id is None else str(thread_id)
