"""What the server needs to know of the OAuth issuer whose access tokens it takes, and which claims give which grant.

The server is a resource server in the sense of OAuth 2.1 and the MCP authorization specification: it signs nobody in
and holds no secret. An issuer (an identity provider) does that; the server checks what the issuer signed.
"""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from ashby_agent_tools.errors import UsageError

__all__ = ["PAUSE", "ClaimRule", "IssuerUnavailable", "OAuthSettings", "is_address"]

PAUSE = 10.0
"""Seconds between two requests to the issuer, whatever tokens arrive."""

_SIGNATURES = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
)
_MOST_LEEWAY = 300.0
_LONGEST_VALUE = 500
_LONGEST_NAME = 200


class IssuerUnavailable(Exception):
    """Nothing can be checked now, because the issuer does not answer. The message is for a log."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRule:
    """Who has `value` in `claim`, alone or in a list, gets the grant of this name.

    `claim`: a claim's name, or a path with dots into nested ones (`realm_access.roles`); an exact name is found first.
    Values are compared as they are: letters of another case, `1` and `true` are different values.
    """

    claim: str
    value: str | int | bool
    grant: str

    def fits(self, claims: Mapping[str, Any]) -> bool:
        """Whether these claims have the value."""
        found = _found(claims, self.claim)
        return any(type(it) is type(self.value) and it == self.value for it in _listed(found))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OAuthSettings:
    """The issuer, and what its tokens have to say.

    `issuer`: its address, exactly as it stands in the tokens' `iss`. `resource`: the address at which clients reach
    this server (`https://ashby.example.com/mcp`), which its tokens have in `aud`. `audiences`: what stands in `aud`
    instead, for an issuer that knows the server by another name. `scopes`: those that every token needs. `grants`:
    claims to grants; the first that fits counts, and who fits none has no access. `person`: the claim that names the
    person in questions and in the audit. `algorithms`: the signatures that are taken; only those with a public key can
    be named. `leeway`: seconds that two clocks may differ. `jwks`: where the issuer's keys are, if its metadata should
    not be asked.

    Raises UsageError for anything else, with the key that is wrong.
    """

    issuer: str
    resource: str
    grants: tuple[ClaimRule, ...]
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    person: str = "sub"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    leeway: float = 30.0
    jwks: str | None = None

    KEYS: ClassVar[tuple[str, ...]] = (
        "issuer", "resource", "grants", "audiences", "scopes", "person", "algorithms", "leeway", "jwks",
    )  # fmt: skip

    def __post_init__(self) -> None:
        for key in ("issuer", "resource"):
            _must(is_address(getattr(self, key)), key, "an address such as https://id.example.com, without ? and #")
        _must(self.jwks is None or is_address(self.jwks), "jwks", "an address with https")
        foreign = [it for it in self.algorithms if it not in _SIGNATURES]
        _must(bool(self.algorithms) and not foreign, "algorithms", f"some of {', '.join(sorted(_SIGNATURES))}")
        _must(0 <= self.leeway <= _MOST_LEEWAY, "leeway", f"a number of seconds up to {_MOST_LEEWAY:.0f}")
        _must(all(_is_scope(it) for it in self.scopes), "scopes", "a list of words without spaces and quotes")
        _must(bool(self.grants), "grants", "at least one table with claim, value and grant")

    @property
    def accepted(self) -> tuple[str, ...]:
        """What may stand in `aud`."""
        return self.audiences or (self.resource,)

    def grant(self, claims: Mapping[str, Any]) -> str | None:
        """The name of the grant that these claims give; None for no access."""
        return next((rule.grant for rule in self.grants if rule.fits(claims)), None)

    def person_in(self, claims: Mapping[str, Any]) -> str | None:
        """Who it is, by the claim that names people; None for no name, and for an address that nobody has verified."""
        if self.person == "email" and claims.get("email_verified", True) is not True:
            return None
        name = claims.get(self.person)
        return name if _is_name(name) else None

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> OAuthSettings:
        """The settings in the table `[oauth]` of a configuration, with a list of tables `grants`.

        Raises UsageError that names the key which is unknown, missing or of another type.
        """
        _known(table, cls.KEYS, "oauth")
        given: dict[str, Any] = dict(table)
        for key in ("issuer", "resource"):
            _must(key in given, key, "there: without it no token can be checked")
        for key, kind in (("issuer", str), ("resource", str), ("person", str), ("jwks", str)):
            _must(isinstance(given.get(key, ""), kind) and given.get(key) != "", key, "a text")
        for key in ("audiences", "scopes", "algorithms"):
            _must(_is_texts(given.get(key, [])), key, "a list of strings")
            given |= {key: tuple(given[key])} if key in given else {}
        _must(_is_number(given.get("leeway", 0)), "leeway", "a number of seconds")
        rules = given.get("grants", [])
        _must(isinstance(rules, list), "grants", "a list of tables, [[oauth.grants]]")
        given["grants"] = tuple(_rule(it, f"grants[{at}]") for at, it in enumerate(rules))
        return cls(**given)


def _rule(table: object, place: str) -> ClaimRule:
    _must(isinstance(table, Mapping), place, "a table with claim, value and grant")
    given: Mapping[str, Any] = table if isinstance(table, Mapping) else {}
    _known(given, ("claim", "value", "grant"), f"oauth.{place}")
    for key, kinds in (("claim", str), ("value", str | int | bool), ("grant", str)):
        right = isinstance(given.get(key), kinds) and 0 < len(str(given[key])) <= _LONGEST_VALUE
        _must(right, f"{place}.{key}", "there, and no list")
    return ClaimRule(**given)


def _known(table: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
    for key in table:
        if key not in keys:
            raise UsageError(f"{place}.{key} is not known; {place} takes {', '.join(keys)}.")


def _must(holds: bool, key: str, what: str) -> None:  # noqa: FBT001  (read as a sentence)
    if not holds:
        raise UsageError(f"oauth.{key} has to be {what}.")


def _found(claims: Mapping[str, Any], name: str) -> object:
    """A claim by its exact name (names may hold dots, as in https://example.com/groups), else by a path."""
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def is_address(text: str) -> bool:
    """Whether this is https, or http on this machine: what travels in the open is signed for nobody."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = text.isprintable() and not any(it in text for it in " ?#\\\"'@") and bool(host)
    return plain and (parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host)))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_name(value: object) -> bool:
    """Whether this can stand for a person in a log and in a question."""
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= _LONGEST_NAME


def _is_scope(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and not any(it in text for it in ' "\\')


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(it, str) and it for it in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
