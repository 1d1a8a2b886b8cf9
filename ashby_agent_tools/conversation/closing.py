"""Closable: what `with` and `async with` do for whoever has connections to close."""

from __future__ import annotations

import abc
from typing import Self

__all__ = ["Closable"]


class Closable(abc.ABC):
    """Closes at the end of `with` and `async with`, as httpx's clients do."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @abc.abstractmethod
    def close(self) -> None:
        """Close the connections that this object made; clients that were handed in stay open."""

    @abc.abstractmethod
    async def aclose(self) -> None:
        """As close, awaited."""
