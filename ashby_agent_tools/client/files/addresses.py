"""Addresses that files may be at: https, with no user name, and on no host of a private network.

The address comes from Ashby's answer, so a wrong or forged answer must not make this machine ask its own network.
Names are looked up first and every address they have must be public. Two limits: the connection looks the name up
once more (a name whose address changes in between is not noticed), and a proxy that was asked for looks it up itself.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import socket
from collections.abc import Iterable

import httpx

from ashby_agent_tools.client.connection import LOOPBACK
from ashby_agent_tools.errors import TransportError

__all__ = ["Places", "look_up"]

_IN_PROCESS = (httpx.MockTransport, httpx.ASGITransport, httpx.WSGITransport)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclasses.dataclass(frozen=True, slots=True)
class Places:
    """Where the files of one client may be.

    `loopback`: the client's own base URL is this machine (a simulator), so plain http to this machine is fine too.
    `resolves`: names are looked up; an in-process transport opens no connection, so there is nothing to look up.
    """

    loopback: bool
    resolves: bool

    @classmethod
    def of(cls, base_url: str, transport: object) -> Places:
        """The places of a client with this base URL and this transport."""
        return cls(loopback=httpx.URL(base_url).host in LOOPBACK, resolves=not isinstance(transport, _IN_PROCESS))

    def parsed(self, url: str) -> httpx.URL:
        """The address, if its form is allowed. Raises TransportError, which never repeats its path or query."""
        try:
            found = httpx.URL(url)
        except httpx.InvalidURL:
            raise TransportError("Ashby returned an invalid file URL. Nothing was fetched.") from None
        here = self.loopback and found.host in LOOPBACK
        if found.scheme != "https" and not (here and found.scheme == "http"):
            raise _refused(found.host, "it is not https")
        if found.userinfo or not found.host:
            raise _refused(found.host, "it carries a user name, or no host")
        literal = _literal(found.host)
        if literal is not None and not here and not _public(literal):
            raise _refused(found.host, "it is in a private network")
        return found

    def redirected(self, url: httpx.URL, location: str) -> httpx.URL:
        """Where an answer sends us on to, if it is allowed and keeps the scheme."""
        try:
            following = url.join(location)
        except httpx.InvalidURL:
            raise TransportError("The file's host redirects to an invalid URL. Nothing was fetched.") from None
        if following.scheme != url.scheme:
            raise _refused(following.host, f"the file's host redirects from {url.scheme} to {following.scheme}")
        return self.parsed(str(following))

    def must_look_up(self, url: httpx.URL) -> bool:
        """Whether the addresses behind the host have to be asked for, and handed to `check`, before a connection."""
        return self.resolves and not (self.loopback and url.host in LOOPBACK)

    def check(self, url: httpx.URL, addresses: Iterable[str]) -> None:
        """Raise TransportError unless every address behind the host is public."""
        for text in addresses:
            address = _literal(text)
            if address is None or not _public(address):
                raise _refused(url.host, "it is in a private network")


def look_up(url: httpx.URL) -> list[str]:
    """The addresses behind the host of a URL. Raises TransportError if there are none."""
    host = url.raw_host.decode("ascii").strip("[]")
    try:
        found = socket.getaddrinfo(host, url.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransportError(f"The file's host {host} was not found ({error}). Nothing was fetched.") from None
    return [str(entry[4][0]) for entry in found]


def _refused(host: str, why: str) -> TransportError:
    return TransportError(
        f"The file URL on {host or 'no host'} is not allowed: {why}. Nothing was fetched or sent there."
    )


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _public(address: _Address) -> bool:
    """Whether the address is on the open internet; an IPv4 address inside an IPv6 one is looked at itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return _public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved)
