"""Grants as a store keeps them: a name, the hash of a token, and what the grant says, as text. It judges none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Row

__all__ = ["GrantRecord", "StoredGrants"]

_SELECT = "SELECT name, hash, said FROM ashby_grant"
_ADD = (
    "INSERT INTO ashby_grant (name, hash, said, made_at, changed_at) VALUES (:name, :hash, :said, :now, :now) "
    "ON CONFLICT DO NOTHING"
)
_CHANGE = "UPDATE ashby_grant SET hash = :hash, said = :said, changed_at = :now WHERE name = :name"


@dataclasses.dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant as it is kept. `hash`: the SHA-256 of its token; empty where it has none. `said`: JSON."""

    name: str
    hash: str = dataclasses.field(repr=False)
    said: str


class StoredGrants(BaseStore):
    """The grants of a store. No token is in it, only the hash of each."""

    def add_grant(self, grant: GrantRecord) -> None:
        """Keep a new grant. Raises UsageError where its name or its token is another one's."""
        with self._writing("grants") as db:
            if not db.change(_ADD, name=grant.name, hash=grant.hash or None, said=grant.said, now=self.now()):
                raise UsageError(f"There is a grant called {grant.name} already; names and tokens are used once.")

    def change_grant(self, grant: GrantRecord) -> None:
        """Keep a grant in place of the one of its name. Raises UsageError where there is none."""
        with self._writing("grants") as db:
            if not db.change(_CHANGE, name=grant.name, hash=grant.hash or None, said=grant.said, now=self.now()):
                raise UsageError(f"There is no grant called {grant.name!r:.60}.")

    def update_grant(self, name: str, change: Callable[[GrantRecord], GrantRecord]) -> None:
        """Keep what `change` makes of a grant, which nobody else changes meanwhile. Raises UsageError for none."""
        with self._writing("grants") as db:
            found = next((_record(row) for row in db.rows(f"{_SELECT} WHERE name = :name", name=name)), None)
            if found is None:
                raise UsageError(f"There is no grant called {name!r:.60}.")
            changed = change(found)
            db.change(_CHANGE, name=name, hash=changed.hash or None, said=changed.said, now=self.now())

    def grants(self) -> tuple[GrantRecord, ...]:
        """All of them, by name."""
        with self._reading() as db:
            return tuple(_record(row) for row in db.rows(f"{_SELECT} ORDER BY name"))

    def grant_named(self, name: str) -> GrantRecord | None:
        """The one of this name."""
        with self._reading() as db:
            return next((_record(row) for row in db.rows(f"{_SELECT} WHERE name = :name", name=name)), None)

    def grant_of(self, hashed: str) -> GrantRecord | None:
        """The one whose token has this hash."""
        with self._reading() as db:
            return next((_record(row) for row in db.rows(f"{_SELECT} WHERE hash = :hash", hash=hashed)), None)


def _record(row: Row) -> GrantRecord:
    name, hashed, said = row
    return GrantRecord(str(name), str(hashed or ""), str(said))
