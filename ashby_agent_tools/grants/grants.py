"""Grants: all grants of a server, wherever they are kept, and the one question that is asked with every request."""

from __future__ import annotations

import functools
import hmac
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants.files import GrantFile
from ashby_agent_tools.grants.grant import Grant, hash_of
from ashby_agent_tools.grants.narrowing import limited, within
from ashby_agent_tools.operations.index import near

__all__ = ["Grants"]

_log = logging.getLogger("ashby_agent_tools")


class Grants:
    """The grants of a server: those given, those of files, and those of a store.

    `ceiling`: what none of them may exceed, beside the [ceiling] of each file. Nothing is remembered between two
    questions that files and stores could answer otherwise by now: a grant that was revoked, or has expired, is not
    found the next time. `clock`: seconds since the epoch. Raises UsageError for a grant that widens, for one name or
    one token twice, and, in every method, for a file that can no longer be used: then nobody gets in.
    """

    def __init__(
        self,
        grants: Iterable[Grant] = (),
        *,
        files: Iterable[str | Path | GrantFile] = (),
        ceiling: Grant | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._given, self._ceiling, self._clock = tuple(grants), ceiling, clock
        self._files = [it if isinstance(it, GrantFile) else GrantFile(it) for it in files]
        for grant in self._given:
            _effective(tuple(self._chain(grant)), tuple(self._ceilings()))
        for file in self._files:
            self._must_narrow(file)

    def find(self, token: str) -> Grant | None:
        """The grant of the bearer of this token; None for an unknown, revoked or expired one: nobody is told which."""
        hashed = hash_of(token)
        found = [it for it in self._all().values() if it.token_hash and hmac.compare_digest(it.token_hash, hashed)]
        return self._valid(found[0]) if found else None

    def named(self, name: str) -> Grant | None:
        """The grant of this name; None where there is none that is valid."""
        found = self._all().get(name)
        return None if found is None else self._valid(found)

    def __iter__(self) -> Iterator[Grant]:
        """All of them as they are kept, those that are not valid too."""
        return iter(self._all().values())

    def _all(self) -> dict[str, Grant]:
        found: dict[str, Grant] = {}
        tokens: set[str] = set()
        for kept in (self._given, *(it.grants().values() for it in self._files)):
            for grant in kept:
                if grant.name in found:
                    raise UsageError(f"There are two grants called {grant.name}; a name is one grant's.")
                if grant.token_hash in tokens:
                    raise UsageError(f"The grant {grant.name} has the token of another one; each has its own.")
                found[grant.name] = grant
                tokens |= {grant.token_hash} if grant.token_hash else set()
        return found

    def _valid(self, grant: Grant) -> Grant | None:
        """The grant as it counts now, or None; it ends with each grant that it narrows."""
        try:
            chain = self._chain(grant)
            if not all(it.is_valid(self._clock()) for it in chain):
                return None
            return _effective(tuple(chain), tuple(self._ceilings()))
        except UsageError as error:
            _log.warning("The grant %s is refused: %s", grant.name, error)
            return None

    def _chain(self, grant: Grant) -> list[Grant]:
        """The grant, the one that it narrows, and so on."""
        kept, chain = self._all(), [grant]
        while (name := chain[-1].narrows) is not None:
            if name not in kept:
                raise UsageError(
                    f"The grant {chain[-1].name} narrows {name!r:.60}, and there is none{near(name, kept)}."
                )
            if kept[name] in chain:
                raise UsageError(f"The grant {grant.name} narrows itself, by way of {chain[-1].name}.")
            chain.append(kept[name])
        return chain

    def _must_narrow(self, file: GrantFile) -> None:
        for grant in file.grants().values():
            try:
                _effective(tuple(self._chain(grant)), tuple(self._ceilings()))
            except UsageError as error:
                file.fault(("grants", grant.name), f"cannot be used: {error}".rstrip("."))

    def _ceilings(self) -> list[Grant]:
        return [it for it in (self._ceiling, *(file.ceiling() for file in self._files)) if it is not None]


@functools.lru_cache(maxsize=1_000)
def _effective(chain: tuple[Grant, ...], ceilings: tuple[Grant, ...]) -> Grant:
    """The first of a chain, as it counts within all that follow and within the ceilings."""
    effective = chain[-1]
    for narrower in reversed(chain[:-1]):
        effective = within(narrower, effective)
    for ceiling in ceilings:
        effective = limited(effective, ceiling)
    if not effective.account:
        raise UsageError(f"The grant {effective.name} names no account.")
    return effective
