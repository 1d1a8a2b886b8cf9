"""SharedRows: what is held for an hour, where several processes remember it together."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from typing import Protocol

__all__ = ["RowStore", "SharedRows"]


class RowStore(Protocol):
    """What remembers it: each store of this package does. Raises StoreUnavailable."""

    def hold_rows(self, holder: str, kind: str, ids: Iterable[str], seconds: float) -> None:
        """Remember for so long that these are the holder's."""

    def are_held(self, holder: str, kind: str, ids: Iterable[str]) -> frozenset[str]:
        """Those of these that the holder holds."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class SharedRows:
    """A store, and who holds in it: the clients of one account with equal rows and the same acting user."""

    store: RowStore
    holder: str

    def hold(self, kind: str, ids: Iterable[str], seconds: float) -> None:
        """Remember for so long that these are the holder's."""
        self.store.hold_rows(self.holder, kind, ids, seconds)

    def held(self, kind: str, ids: Collection[str]) -> frozenset[str]:
        """Those of these that the holder holds."""
        return self.store.are_held(self.holder, kind, ids)
