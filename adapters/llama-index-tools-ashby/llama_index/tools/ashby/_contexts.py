"""The conversation that a workflow context belongs to, and which answers were acted upon in its run."""

import asyncio
import threading
import uuid
from typing import Any
from weakref import WeakKeyDictionary

from llama_index.core.workflow import Context
from llama_index.tools.ashby._pause import TakenAnswers

from ashby_agent_tools import Conversations, Session
from ashby_agent_tools.errors import UsageError

CONVERSATION = "ashby_conversation"  # the key in a context's store; it travels with the serialised context


class Contexts:
    """Finds the conversation of a context. Thread-safe."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._named: WeakKeyDictionary[object, str] = WeakKeyDictionary()
        self._taken: WeakKeyDictionary[object, TakenAnswers] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def outside(self) -> Session:
        """The one conversation of all calls without a context: of a tool that is used outside a workflow."""
        return self._conversations.session()

    async def of(self, context: Context[Any] | None) -> Session:
        """The conversation of this context; its name is kept in the context's own store.

        Raises UsageError if the context has a state of the application's own, without a place for the name.
        """
        if context is None:
            return await asyncio.to_thread(self.outside)
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
        return await asyncio.to_thread(self._conversations.session, str(name))

    def taken(self, context: Context[Any]) -> TakenAnswers:
        """The answers that were acted upon in the run of this context."""
        with self._lock:
            return self._taken.setdefault(context.store, TakenAnswers())
