"""GrantTable: the grants of a store, read as grants; what a row says is checked like a file."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Iterator
from typing import NoReturn

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants.fields import as_table, grant_of
from ashby_agent_tools.grants.grant import Grant
from ashby_agent_tools.store.grants import GrantRecord, StoredGrants

__all__ = ["GrantTable"]

_log = logging.getLogger("ashby_agent_tools")


class GrantTable:
    """The grants in a store, each asked for each time. Raises UsageError for one that says what no grant can be."""

    def __init__(self, store: StoredGrants) -> None:
        self._store = store

    def __iter__(self) -> Iterator[Grant]:
        """All that can be used; which cannot, as one of a later version, the log says: the others go on."""
        for record in self._store.grants():
            try:
                yield _read(record)
            except UsageError as error:
                _log.warning("%s", error)

    def named(self, name: str) -> Grant | None:
        """The one of this name."""
        found = self._store.grant_named(name)
        return None if found is None else _read(found)

    def of_token(self, hashed: str) -> Grant | None:
        """The one whose token has this hash."""
        found = self._store.grant_of(hashed)
        return None if found is None else _read(found)

    def add(self, grant: Grant) -> None:
        """Keep a new one. Raises UsageError where its name or token is another one's, and for policies in code."""
        self._store.add_grant(_written(grant))

    def change(self, grant: Grant) -> None:
        """Keep it in place of the one of its name. Raises UsageError where there is none."""
        self._store.change_grant(_written(grant))

    def update(self, name: str, change: Callable[[Grant], Grant]) -> Grant:
        """Keep what `change` makes of the one of this name, and give it; whoever changes it meanwhile waits.

        So nothing is lost where one gives it a new token while another one revokes it. Raises UsageError for none.
        """
        made: list[Grant] = []

        def changed(record: GrantRecord) -> GrantRecord:
            made.append(change(_read(record)))
            return _written(made[-1])

        self._store.update_grant(name, changed)
        return made[-1]


def _written(grant: Grant) -> GrantRecord:
    said = json.dumps(as_table(dataclasses.replace(grant, token_hash=None)))
    return GrantRecord(grant.name, grant.token_hash or "", said)


def _read(record: GrantRecord) -> Grant:
    def fault(path: tuple[str, ...], said: str) -> NoReturn:
        raise UsageError(f"The stored grant {record.name} cannot be used: {'.'.join(path)} {said}.")

    return dataclasses.replace(grant_of(record.name, json.loads(record.said), fault), token_hash=record.hash or None)
