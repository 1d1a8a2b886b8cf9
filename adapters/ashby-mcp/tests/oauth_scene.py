"""An application that lets people in by tokens of an issuer: it, requests to it, and tokens that are no good."""

from __future__ import annotations

import contextlib

import pytest
from joserfc.jwk import OctKey
from oauth_issuer import ISSUER, RESOURCE, Issuer, settings
from starlette.testclient import TestClient

from ashby_mcp.http import application

HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "grace", "version": "1"},
    },
}  # fmt: skip


@pytest.fixture
def issuer():
    return Issuer()


@contextlib.contextmanager
def opened(server, issuer, **more):
    app = application(
        server,
        oauth=settings(**more),
        verifier=issuer.verifier(**more),
        host="0.0.0.0",  # noqa: S104
        reached_as=["ashby.example.com"],
    )
    with TestClient(app, base_url="https://ashby.example.com") as client:
        yield client


@pytest.fixture
def serving(scene, issuer):
    """Opens a client of the application, with settings as a test wants them."""

    def served(store=None, **more):
        return opened(scene.server(store=store), issuer, **more)

    return served


def modern(method, token, params=None, **extra):
    """A request of protocol 2026-07-28."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
    }
    named = {"mcp-name": params["name"]} if params and "name" in params else {}
    headers = {**HEADERS, "mcp-method": method, **named, **extra}
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**(params or {}), "_meta": meta}}
    return {"json": body, "headers": headers | ({"authorization": f"Bearer {token}"} if token is not None else {})}


def passes(client, token):
    return client.post("/mcp", **modern("tools/list", token)).status_code


BAD = {
    "wrong audience": lambda it: it.token(aud="https://other.example.com/mcp"),
    "audience of a longer name": lambda it: it.token(aud=f"{RESOURCE}/x"),
    "no audience": lambda it: it.token(aud=None),
    "wrong issuer": lambda it: it.token(iss="https://id.example.com/other"),
    "issuer with a slash": lambda it: it.token(iss=f"{ISSUER}/"),
    "no issuer": lambda it: it.token(iss=None),
    "expired": lambda it: it.token(exp=int(it.now) - 31),
    "never expires": lambda it: it.token(exp=None),
    "expires at no number": lambda it: it.token(exp="2099-01-01"),
    "not yet valid": lambda it: it.token(nbf=int(it.now) + 31),
    "issued in the future": lambda it: it.token(iat=int(it.now) + 31),
    "alg none": lambda it: it.unsigned({"alg": "none", "typ": "at+jwt", "kid": "one"}),
    "alg None": lambda it: it.unsigned({"alg": "None", "typ": "at+jwt", "kid": "one"}),
    "HS256 with the public key": lambda it: it.signed_with_the_public_key(),
    "HS256 with a key of its own": lambda it: it.token(key=OctKey.generate_key(256, {"kid": "one", "alg": "HS256"})),
    "another algorithm than the key's": lambda it: it.unsigned({"alg": "RS256", "kid": "one"}, "AAAA"),
    "foreign key": lambda it: it.token(key=Issuer.key("one")),
    "foreign key's id": lambda it: it.token(key=Issuer.key("two")),
    "key in the header": lambda it: it.token(
        key=(own := Issuer.key("one")), header={"jwk": own.as_dict(private=False), "jku": "https://evil.example.com"}
    ),
    "key's id is a list": lambda it: it.unsigned({"alg": "ES256", "kid": ["one"]}, "AAAA"),
    "algorithm is a list": lambda it: it.unsigned({"alg": ["ES256"]}, "AAAA"),
    "header is a list": lambda it: it.unsigned(["alg"], "AAAA"),
    "header is a text": lambda it: it.unsigned("alg", "AAAA"),
    "header is deep": lambda it: it.unsigned(b'{"alg":' + b"[" * 9_000, "AAAA"),
    "critical header": lambda it: it.unsigned({"alg": "ES256", "kid": "one", "crit": ["exp"], "exp": 1}, "AAAA"),
    "another kind of JWT": lambda it: it.token(header={"typ": "logout+jwt"}),
    "signature cut": lambda it: it.token()[:-10],
    "signature gone": lambda it: it.token().rpartition(".")[0] + ".",
    "five parts": lambda it: "a.b.c.d.e",
    "no JWT": lambda it: "an opaque token",
    "huge": lambda it: it.token(padding="x" * 40_000),
    "no person": lambda it: it.token(sub=None),
    "person without a name": lambda it: it.token(sub=" "),
    "person with a line break": lambda it: it.token(sub="ada\nGrace approved"),
    "person is a number": lambda it: it.token(sub=7),
    "bound to a client's key": lambda it: it.token(cnf={"jkt": "abc"}),
    "not ASCII": lambda it: "é" * 40,
}
