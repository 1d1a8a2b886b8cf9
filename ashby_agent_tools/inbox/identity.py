"""Who is there: a name that a proxy has checked and a header brings, or one that signed in with its own token."""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Sequence
from typing import Protocol

from starlette.requests import Request

from ashby_agent_tools.approval.people import Person
from ashby_agent_tools.call import CLAIMED
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.inbox.sessions import Session, Sessions
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["Identity", "ProxyHeader", "Refused", "SessionIdentity", "Visitor", "address_of", "networks"]

_LONGEST_NAME = 200


class Refused(Exception):
    """This request may see nothing, and signing in does not help. Its text is for the person."""


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose name was checked. `bound_to`: what the tokens of this visitor's forms count for."""

    person: Person
    bound_to: tuple[str, ...]
    session: Session | None = None

    @property
    def name(self) -> str:
        """The name that was checked."""
        return self.person.name


class Identity(Protocol):
    """Tells whose request it is."""

    def visitor(self, request: Request) -> Visitor | None:
        """The visitor; None where somebody has to sign in first. Raises Refused. It may ask the store."""
        ...


class ProxyHeader:
    """The name stands in a header, which only these peers may set; whoever reaches the inbox another way sees nothing.

    `proxies`: addresses or networks, as `10.0.0.0/8`. The header has to stand there once; the proxy has to remove it
    from what browsers send. `groups`: another header of the proxy, with the groups of the person, commas between them.
    """

    def __init__(self, header: str, proxies: Sequence[str], *, groups: str | None = None) -> None:
        if not proxies:
            raise UsageError("A header with a name needs the proxies that may set it: --trusted-proxy 127.0.0.1.")
        self._header, self._groups, self._proxies = header, groups, networks(proxies)

    def visitor(self, request: Request) -> Visitor | None:
        """The person whom the header names."""
        if not is_among(request, self._proxies):
            raise Refused("This inbox is reached through its proxy, and this request did not come from there.")
        names = _texts(request, self._header)
        if len(names) != 1 or not is_name(names[0]):
            raise Refused(f"The proxy gave no name, or more than one ({self._header}), so nobody is signed in.")
        name, groups = names[0].strip(), [] if self._groups is None else _texts(request, self._groups)
        if len(groups) > 1:
            raise Refused(f"The proxy gave groups more than once ({self._groups}), so nobody is signed in.")
        found = frozenset(group.strip() for group in "".join(groups).split(",") if group.strip())
        return Visitor(Person(name, found), ("proxy", name))


def _texts(request: Request, header: str) -> list[str]:
    """The values of a header. Proxies write names in UTF-8, and the standard reads them as Latin-1."""
    found = []
    for value in request.headers.getlist(header):
        try:
            found.append(value.encode("latin-1").decode("utf-8"))
        except UnicodeError:
            found.append(value)
    return found


class SessionIdentity:
    """The name belongs to a session that began with the secret of an approver whom the store knows."""

    def __init__(self, store: SqlStore, sessions: Sessions) -> None:
        self._store, self._sessions = store, sessions

    def visitor(self, request: Request) -> Visitor | None:
        """The person of the session; None where the secret was replaced since, too."""
        session = self._sessions.of(request)
        if session is None or self._store.approver_mark(session.name) != session.mark:
            return None
        return Visitor(Person(session.name), ("session", session.name, session.number), session)


def is_name(text: str) -> bool:
    """Whether a text can be the name of somebody whom others have checked."""
    name = text.strip()
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable() and not name.startswith(CLAIMED.strip())


Networks = tuple["ipaddress.IPv4Network | ipaddress.IPv6Network", ...]


def networks(texts: Sequence[str]) -> Networks:
    """Addresses and networks as they are written. Raises UsageError for what is neither."""
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in texts)
    except ValueError as error:
        raise UsageError(f"{error}: give the proxy's address, or a network as 10.0.0.0/8.") from error


def is_among(request: Request, wanted: Networks) -> bool:
    """Whether the peer itself, not what a header says of it, is one of these."""
    try:
        peer = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return any(peer in network for network in wanted)


def address_of(request: Request, proxies: Networks) -> str:
    """Where a request comes from: the peer, or whom a proxy of ours names last."""
    peer = request.client.host if request.client else ""
    if not is_among(request, proxies):
        return peer
    return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()[:64] or peer
