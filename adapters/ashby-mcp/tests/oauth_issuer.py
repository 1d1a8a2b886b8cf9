"""An OAuth issuer in this process: metadata, keys that rotate, tokens as a test wants them, and a clock that is set."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import anyio
import httpx
from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from ashby_mcp.access_tokens import AccessTokenVerifier
from ashby_mcp.issuer_keys import IssuerKeys
from ashby_mcp.oauth import ClaimRule, OAuthSettings

__all__ = ["ISSUER", "RESOURCE", "Issuer", "settings"]

ISSUER = "https://id.example.com/tenant"
RESOURCE = "https://ashby.example.com/mcp"
NOW = 1_800_000_000
RULES = (
    ClaimRule(claim="groups", value="recruiters", grant="recruiter"),
    ClaimRule(claim="realm_access.roles", value="managers", grant="manager"),
)


def settings(**more: Any) -> OAuthSettings:
    """The settings of a server that takes this issuer's tokens."""
    return OAuthSettings(**{"issuer": ISSUER, "resource": RESOURCE, "grants": RULES, "scopes": ("ashby",), **more})


class Issuer:
    """`requests`: paths that were asked for. `down`: it answers nothing. `seconds`: how far its clocks have gone on."""

    def __init__(self) -> None:
        self.keys = [self.key("one")]
        self.requests: list[str] = []
        self.down, self.seconds = False, 0.0
        self.metadata: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}
        self.jwks: Any = None
        self.hangs: anyio.Event | None = None

    @staticmethod
    def key(kid: str) -> ECKey:
        return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})

    @property
    def now(self) -> float:
        return NOW + self.seconds

    def verifier(self, **more: Any) -> AccessTokenVerifier:
        chosen = settings(**more)
        keys = IssuerKeys(chosen, transport=httpx.MockTransport(self._answer), clock=lambda: self.seconds)
        return AccessTokenVerifier(chosen, keys, now=lambda: self.now)

    def claims(self, **more: Any) -> dict[str, Any]:
        """Those of a good token; None takes one away."""
        good = {
            "iss": ISSUER, "aud": RESOURCE, "sub": "ada", "iat": int(self.now), "exp": int(self.now) + 300,
            "scope": "openid ashby", "client_id": "desktop", "groups": ["staff", "recruiters"],
        }  # fmt: skip
        return {name: value for name, value in {**good, **more}.items() if value is not None}

    def token(self, *, header: dict[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        signing = key or self.keys[-1]
        head = {"alg": signing.get("alg"), "kid": signing.kid, "typ": "at+jwt", **(header or {})}
        named = {name: value for name, value in head.items() if value is not None}
        lax = JWSRegistry(algorithms=[named["alg"]], strict_check_header=False)
        return jwt.encode(named, self.claims(**claims), signing, registry=lax, default_type=None)

    def unsigned(self, header: Any, signature: str = "") -> str:
        """A token with any header, over the claims of a good one."""
        body = json.dumps(self.claims()).encode()
        head = header if isinstance(header, bytes) else json.dumps(header).encode()
        parts = [base64.urlsafe_b64encode(it).rstrip(b"=").decode() for it in (head, body)]
        return ".".join([*parts, signature])

    def signed_with_the_public_key(self) -> str:
        """What a careless server takes: it uses the public key as the secret of HS256. By hand, no library does it."""
        signed = self.unsigned({"alg": "HS256", "typ": "at+jwt", "kid": self.keys[0].kid}).rstrip(".")
        made = hmac.digest(self.keys[0].as_pem(private=False), signed.encode(), "sha256")
        return f"{signed}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.hangs is not None:
            await self.hangs.wait()
        self.requests.append(request.url.path)
        if self.down:
            raise httpx.ConnectError("down", request=request)
        if request.url.path.endswith("/jwks"):
            published = {"keys": [key.as_dict(private=False) for key in self.keys]}
            return httpx.Response(200, json=published if self.jwks is None else self.jwks)
        if request.url.path == "/tenant/.well-known/openid-configuration":
            return httpx.Response(200, json=self.metadata)
        return httpx.Response(404)
