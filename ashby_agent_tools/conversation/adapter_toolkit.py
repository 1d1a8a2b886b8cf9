"""AdapterToolkit: what the toolkit of each framework's adapter does alike: instructions, tools, and its end."""

from __future__ import annotations

from typing import Self

from ashby_agent_tools.conversation.conversations import Conversations
from ashby_agent_tools.toolset.tool import Tool

__all__ = ["AdapterToolkit"]


class AdapterToolkit:
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def close(self) -> None:
        """Close the connections that this object made; clients that were handed in stay open."""
        self._conversations.close()

    async def aclose(self) -> None:
        """As close, for the async client too."""
        await self._conversations.aclose()
