"""Grants: all grants of a server, wherever they are kept, and the one question that is asked with every request."""

from __future__ import annotations

import functools
import hmac
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants.files import GrantFile
from ashby_agent_tools.grants.grant import Grant, hash_of
from ashby_agent_tools.grants.grant_store import GrantTable
from ashby_agent_tools.grants.narrowing import limited, within
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.store.grants import StoredGrants

__all__ = ["Grants"]

_Limits = tuple[tuple[Mapping[str, Grant], Grant | None], ...]
"""The grants and the ceiling of each file, as they stood there at one moment."""
_log = logging.getLogger("ashby_agent_tools")


class Grants:
    """The grants of a server: those given, those of files, and those of a store.

    `ceiling`: what none of them may exceed, beside the [ceiling] of each file. Nothing is remembered between two
    questions that files and stores could answer otherwise by now: a grant that was revoked, or has expired, is not
    found the next time. `clock`: seconds since the epoch. Raises UsageError for a grant, given or in a file, that
    widens, for one name or one token twice, and, in every method, for a file that can no longer be used: then nobody
    gets in. A stored grant that cannot be used is not found, and the log says why; StoreUnavailable where the store
    cannot be asked.
    """

    def __init__(
        self,
        grants: Iterable[Grant] = (),
        *,
        files: Iterable[str | Path | GrantFile] = (),
        store: StoredGrants | None = None,
        ceiling: Grant | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._given, self._ceiling, self._clock = tuple(grants), ceiling, clock
        self._files = [it if isinstance(it, GrantFile) else GrantFile(it) for it in files]
        self._stored = None if store is None else GrantTable(store)
        for grant in self._given:
            self.checked(grant)
        for file in self._files:
            self._must_narrow(file)

    def find(self, token: str) -> Grant | None:
        """The grant of the bearer of this token; None for an unknown, revoked or expired one: nobody is told which."""
        hashed, limits = hash_of(token), self._limits()
        written = self._written(limits)
        own = [it for it in written.values() if it.token_hash and hmac.compare_digest(it.token_hash, hashed)]
        return self._valid(lambda: own[0] if own else self._of_token(hashed, written), limits)

    def named(self, name: str) -> Grant | None:
        """The grant of this name; None where there is none that is valid."""
        limits = self._limits()
        return self._valid(lambda: self._kept(name, limits), limits)

    def checked(self, grant: Grant) -> Grant:
        """This grant as it counts within the one that it narrows and the ceilings, valid or not.

        Raises UsageError where it would widen one of them.
        """
        limits = self._limits()
        return _effective(tuple(self._chain(grant, limits)), self._ceilings(limits))

    def __iter__(self) -> Iterator[Grant]:
        """All of them as they are kept, those that are not valid too."""
        yield from self._written(self._limits()).values()
        yield from self._stored or ()

    def _limits(self) -> _Limits:
        """What each file says at this moment. One question is answered from that alone: files are edited meanwhile."""
        return tuple(file.limits() for file in self._files)

    def _written(self, limits: _Limits) -> dict[str, Grant]:
        """Those given and those of files."""
        found: dict[str, Grant] = {}
        tokens: set[str] = set()
        for kept in (self._given, *(grants.values() for grants, _ in limits)):
            for grant in kept:
                if grant.name in found:
                    raise UsageError(f"There are two grants called {grant.name}; a name is one grant's.")
                if grant.token_hash in tokens:
                    raise UsageError(f"The grant {grant.name} has the token of another one; each has its own.")
                found[grant.name] = grant
                tokens |= {grant.token_hash} if grant.token_hash else set()
        return found

    def _kept(self, name: str, limits: _Limits) -> Grant | None:
        return self._written(limits).get(name) or (self._stored.named(name) if self._stored else None)

    def _of_token(self, hashed: str, written: Mapping[str, Grant]) -> Grant | None:
        """A stored grant. What is filed under a name is one grant's, so it may not have the name of another."""
        found = self._stored.of_token(hashed) if self._stored else None
        if found is not None and found.name in written:
            raise UsageError(f"{found.name} is the name of another grant, too.")
        return found

    def _valid(self, find: Callable[[], Grant | None], limits: _Limits) -> Grant | None:
        """The grant as it counts now, or None; it ends with each grant that it narrows."""
        name = ""
        try:
            if (grant := find()) is None:
                return None
            name, chain = grant.name, self._chain(grant, limits)
            if not all(it.is_valid(self._clock()) for it in chain):
                return None
            return _effective(tuple(chain), self._ceilings(limits))
        except UsageError as error:
            self._written(limits)  # raises where it is not this grant alone that cannot be used
            _log.warning("The grant %s is refused: %s", name, error)
            return None

    def _chain(self, grant: Grant, limits: _Limits) -> list[Grant]:
        """The grant, the one that it narrows, and so on."""
        chain = [grant]
        while (name := chain[-1].narrows) is not None:
            if any(it.name == name for it in chain):
                raise UsageError(f"The grant {grant.name} narrows itself, by way of {chain[-1].name}.")
            if (outer := self._kept(name, limits)) is None:
                hint = near(name, [it.name for it in self])
                raise UsageError(f"The grant {chain[-1].name} narrows {name!r:.60}, and there is none{hint}.")
            chain.append(outer)
        return chain

    def _must_narrow(self, file: GrantFile) -> None:
        for grant in file.grants().values():
            try:
                self.checked(grant)
            except UsageError as error:
                file.fault(("grants", grant.name), f"cannot be used: {error}".rstrip("."))

    def _ceilings(self, limits: _Limits) -> tuple[Grant, ...]:
        return tuple(it for it in (self._ceiling, *(ceiling for _, ceiling in limits)) if it is not None)


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
    len(effective.toolset)  # raises for a name that there is not
    return effective
