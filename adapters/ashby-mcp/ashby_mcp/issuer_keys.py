"""The public keys of an OAuth issuer: found through its metadata, kept for a while, and asked for again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from ashby_mcp.oauth import PAUSE, IssuerUnavailable, OAuthSettings, is_address

__all__ = ["IssuerKeys"]

FRESH = 300.0
"""Seconds after which the keys are asked for again: so long a key that the issuer withdrew is still taken."""
KEPT = 3600.0
"""Seconds for which they are used where the issuer does not answer; after that nothing is let in."""
_PATIENCE = 5.0
_MOST_BYTES = 512 * 1024
_MOST_KEYS = 100
_KINDS = ("RSA", "EC", "OKP")  # never `oct`: a shared secret among public keys is a mistake or a trap


class IssuerKeys:
    """The keys of one issuer.

    They are fetched when the first token arrives, again when they are old or when a token names a key that is not
    among them, and never more often than every `PAUSE` seconds, whoever sends tokens. `transport`: in place of the
    network, in tests. `clock`: seconds, monotonic.
    """

    def __init__(
        self,
        settings: OAuthSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings, self._transport, self._clock = settings, transport, clock
        self._keys: KeySet | None = None
        self._fetched = self._tried = float("-inf")
        self._why = ""
        self._lock = anyio.Lock()

    async def with_key(self, kid: str | None) -> KeySet:
        """The keys, asked for again if they are old or have none of this id. Raises IssuerUnavailable.

        While they are being asked for, whoever needs none that is new goes on with those that are known.
        """
        if self._due(kid) and not (self._lock.locked() and self._usable and self._has(kid)):
            async with self._lock:
                if self._due(kid) and self._clock() - self._tried >= PAUSE:
                    with anyio.CancelScope(shield=True):  # the next one waits for it, too, if this client has gone
                        await self._fetch()
        if self._keys is None or not self._usable:
            raise IssuerUnavailable(self._why)
        return self._keys

    @property
    def _usable(self) -> bool:
        return self._clock() - self._fetched <= KEPT

    def _has(self, kid: str | None) -> bool:
        return self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys))

    def _due(self, kid: str | None) -> bool:
        return self._clock() - self._fetched > FRESH or not self._has(kid)

    async def _fetch(self) -> None:
        self._tried = self._clock()
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=_PATIENCE) as http:
                with anyio.fail_after(2 * _PATIENCE):
                    address = self._settings.jwks or await self._address(http)
                    self._keys = KeySet(list(_usable(await _read(http, address))))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            self._why = f"the issuer does not answer ({type(error).__name__})"
        except _Unfit as error:
            self._why = str(error)
        else:
            self._fetched, self._why = self._clock(), ""

    async def _address(self, http: httpx.AsyncClient) -> str:
        """Where the keys are, as the issuer's metadata says: OpenID Connect Discovery, else RFC 8414."""
        issuer = self._settings.issuer
        problem = _Unfit("the issuer has no metadata")
        for address in _metadata(issuer):
            try:
                metadata = await _read(http, address)
            except _Unfit as error:
                problem = error
                continue
            if metadata.get("issuer") != issuer:
                raise _Unfit("the issuer's metadata names another issuer")
            found = metadata.get("jwks_uri")
            if not isinstance(found, str) or not is_address(found):
                raise _Unfit("the issuer's metadata names no address of its keys")
            return found
        raise problem


class _Unfit(Exception):
    """An answer of the issuer that cannot be used."""


def _metadata(issuer: str) -> Iterator[str]:
    parts = urlsplit(issuer)
    base, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    yield f"{base}{path}/.well-known/openid-configuration"
    yield f"{base}/.well-known/oauth-authorization-server{path}"
    if path:
        yield f"{base}/.well-known/openid-configuration{path}"


async def _read(http: httpx.AsyncClient, address: str) -> Mapping[str, Any]:
    """The JSON object at an address. No redirect is followed: only the issuer says where its keys are."""
    async with http.stream("GET", address, headers={"accept": "application/json"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise _Unfit(f"the issuer answered {answer.status_code} to a request for its metadata or keys")
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                raise _Unfit("the issuer's answer is too long")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise _Unfit("the issuer's answer is not JSON") from None
    if not isinstance(found, dict):
        raise _Unfit("the issuer's answer is not JSON object")
    return found


def _usable(found: Mapping[str, Any]) -> Iterator[Key]:
    """The public keys that sign. What is of another kind, or broken, is left out, as RFC 7517 has it."""
    given = found.get("keys")
    if not isinstance(given, list):
        raise _Unfit("the issuer's keys are not a JWK set")
    for data in given[:_MOST_KEYS]:
        if isinstance(data, dict) and data.get("kty") in _KINDS and data.get("use", "sig") == "sig" and "d" not in data:
            try:
                yield JWKRegistry.import_key(data)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
