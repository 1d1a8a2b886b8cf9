"""The index of a toolset, made when something is first looked for: before that, nothing of it is imported."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ashby_agent_tools.operations.base import Operation

if TYPE_CHECKING:
    from ashby_agent_tools.toolset.search.index import Index

__all__ = ["LazyIndex"]


class LazyIndex:
    """An index that is made when something is first looked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: Index | None = None

    def of(self, operations: Iterable[type[Operation]], names: Mapping[str, str]) -> Index:
        """The index over these operations, which are the same at each call."""
        from ashby_agent_tools.toolset.search.index import Index  # noqa: PLC0415  (with SQLite and the words)

        with self._lock:
            if self._made is None:
                self._made = Index(operations, names)
            return self._made
