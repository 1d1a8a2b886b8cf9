"""Held rows: what a limited client made, or showed a handle of, is inside for a while, in every process of a server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Value

__all__ = ["HeldRows"]

_HOLD = (
    "INSERT INTO ashby_held (holder, kind, name, until) VALUES (:holder, :kind, :name, :until) "
    "ON CONFLICT (holder, kind, name) DO UPDATE SET until = excluded.until"
)
_HELD = "SELECT name FROM ashby_held WHERE holder = :holder AND kind = :kind AND until > :now"
_OVER = "DELETE FROM ashby_held WHERE until <= :now"


class HeldRows(BaseStore):
    """Which rows who holds. Of an id only its digest is kept, since the handle of a file opens it."""

    def hold_rows(self, holder: str, kind: str, ids: Iterable[str], seconds: float) -> None:
        """Remember for so long that these are the holder's."""
        with self._writing(f"held {holder}") as db:
            now = self.now()
            db.change(_OVER, now=now)
            names = sorted({_name(one) for one in ids})  # in one order everywhere, so that none waits for another
            db.change_many(
                _HOLD, [{"holder": holder, "kind": kind, "name": name, "until": now + seconds} for name in names]
            )

    def are_held(self, holder: str, kind: str, ids: Iterable[str]) -> frozenset[str]:
        """Those of these that the holder holds."""
        names = {_name(it): it for it in ids}
        given: dict[str, Value] = {"holder": holder, "kind": kind, "now": self.now()}
        with self._reading() as db:
            if len(names) == 1:
                rows = db.rows(f"{_HELD} AND name = :name", name=next(iter(names)), **given)
            else:
                rows = db.rows(_HELD, **given)
        return frozenset(names[str(name)] for (name,) in rows if name in names)


def _name(one: str) -> str:
    return hashlib.sha256(one.encode("utf-8", "surrogatepass")).hexdigest()
