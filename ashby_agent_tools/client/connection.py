"""Connections: the httpx clients behind Client and AsyncClient, and what they take from the environment.

Nothing but what is named here. A proxy only where one is asked for (`proxy=` or ASHBY_PROXY), and never to this
machine; HTTP_PROXY, ALL_PROXY, NO_PROXY, .netrc and REQUESTS_CA_BUNDLE are not read. Certificates: those of
SSL_CERT_FILE or SSL_CERT_DIR where set, as everywhere in Python, else certifi's.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import ipaddress
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from ashby_agent_tools.client.pools import SpreadConnections
from ashby_agent_tools.errors import UsageError

if TYPE_CHECKING:
    import ssl

__all__ = ["LOOPBACK", "Connections", "is_loopback"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SCHEMES = ("http", "https", "socks5", "socks5h")


def is_loopback(host: str) -> bool:
    """Whether a host of a URL is this machine by its name, so that nothing has to be looked up."""
    if host in LOOPBACK or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclasses.dataclass(frozen=True, slots=True)
class Connections:
    """How one client reaches its hosts, and the process that it was made in.

    `proxy` may carry a user name and a password: it is in no representation and no error.
    """

    base_url: str
    proxy: str | None = dataclasses.field(repr=False)
    process: int = dataclasses.field(default_factory=os.getpid)

    @classmethod
    def of(cls, base_url: str, proxy: str | None, transport: object) -> Connections:
        """The connections of a client. Raises UsageError for a proxy that cannot be used."""
        if transport is not None:
            if proxy is not None:
                raise UsageError("Give proxy or transport, not both: a transport makes its own connections.")
            return cls(base_url, None)
        return cls(base_url, _checked(proxy or os.environ.get("ASHBY_PROXY") or None))

    def options(
        self, timeout: float | httpx.Timeout, transport: object, *, http2: bool = False, spread: bool = False
    ) -> dict[str, Any]:
        """The arguments of httpx.Client or httpx.AsyncClient. Raises UsageError for HTTP/2 that cannot be had.

        `spread`: for an AsyncClient, which many calls share, in one event loop or in several.
        """
        if http2:
            _needs_http2(transport)
        if transport is not None:
            return {"timeout": timeout, "transport": transport, "trust_env": False}
        here = {*LOOPBACK, *([host] if is_loopback(host := httpx.URL(self.base_url).host) else [])}
        direct = {f"all://{f'[{host}]' if ':' in host else host}": None for host in sorted(here)}
        certificates = _certificates(http2=http2)
        found = {"timeout": timeout, "trust_env": False, "verify": certificates, "http2": http2}
        proxy = None
        if self.proxy is not None:
            own = certificates if self.proxy.startswith("https:") else None
            proxy = httpx.Proxy(self.proxy, ssl_context=own)
        if spread:
            way = SpreadConnections(certificates, http2=http2)
            by_proxy = SpreadConnections(certificates, proxy=proxy, http2=http2) if proxy else None
            mounts = {"all://": by_proxy, **direct} if proxy else {}
            return {"timeout": timeout, "trust_env": False, "transport": way, "mounts": mounts}
        return found if proxy is None else {**found, "proxy": proxy, "mounts": direct}

    @property
    def made_here(self) -> bool:
        """Whether this is the process that made the client, and no fork of it."""
        return os.getpid() == self.process

    def check(self) -> None:
        """Raise UsageError in a process that was forked since: two processes would share one connection."""
        if not self.made_here:
            raise UsageError(
                "This client was made before the process was forked: its connections cannot be shared, each process "
                "could read the other's answers. Make the client in each worker. Nothing was sent."
            )


def _certificates(*, http2: bool) -> ssl.SSLContext:
    """Loading them takes most of the time of making a client, so clients share them, until the file changes."""
    file = os.environ.get("SSL_CERT_FILE")
    try:
        changed = Path(file).stat().st_mtime_ns if file else None
        return _loaded(file, changed, os.environ.get("SSL_CERT_DIR"), http2)
    except OSError as error:
        raise UsageError(f"SSL_CERT_FILE holds no readable certificates ({error}).") from None


@functools.lru_cache(maxsize=4)
def _loaded(_file: str | None, _changed: int | None, _folder: str | None, _http2: bool) -> ssl.SSLContext:  # noqa: FBT001
    """For these settings. A context says which protocols are spoken, so those of HTTP/2 are others."""
    return httpx.create_ssl_context(trust_env=True)


def _checked(proxy: str | None) -> str | None:
    """The proxy's address. Raises UsageError, which never repeats it: it may carry a password."""
    if proxy is None:
        return None
    try:
        parsed = httpx.URL(proxy)
    except (httpx.InvalidURL, UnicodeError):
        parsed = httpx.URL("")
    if parsed.scheme not in _SCHEMES or not re.fullmatch(r"[\w.:-]+", parsed.host):
        raise UsageError(
            "The proxy is not an address such as http://proxy.example.com:3128. Check proxy= and ASHBY_PROXY."
        )
    if parsed.scheme.startswith("socks"):
        _needs_socks()
    return proxy


def _needs_http2(transport: object) -> None:
    if transport is not None:
        raise UsageError("Give http2 or transport, not both: a transport makes its own connections.")
    if importlib.util.find_spec("h2") is None:
        raise UsageError("HTTP/2 needs h2: pip install 'ashby-agent-tools[http2]'.")


def _needs_socks() -> None:
    if importlib.util.find_spec("socksio") is None:
        raise UsageError("A SOCKS proxy needs socksio: pip install 'httpx[socks]'.")
