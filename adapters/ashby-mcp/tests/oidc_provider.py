"""A real OpenID Connect provider on loopback (oidc-provider-mock, made with Authlib) that issues access tokens as JWT.

Its own access tokens are opaque; Authlib's generator for RFC 9068 makes signed ones, for the `resource` that the client
names (RFC 8707). And a person in front of a browser: who signs in with the form, and is sent back to the client.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import httpx
import oidc_provider_mock
import werkzeug.serving
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from oidc_provider_mock._storage import storage

__all__ = ["Browser", "running", "running_in_node", "signing_in"]

BACK = "http://127.0.0.1:7777/back"


class _Tokens(JWTBearerTokenGenerator):
    def __init__(self) -> None:
        super().__init__("", expires_generator=lambda *_: 3600)

    def __call__(self, client: Any, grant_type: str, user: Any, scope: str) -> str:
        self.issuer = flask.request.host_url.rstrip("/")
        person = SimpleNamespace(get_user_id=lambda: user.sub, claims=user.claims)  # as Authlib wants one
        return self.access_token_generator(client, grant_type, person, scope)

    def get_jwks(self) -> Any:
        return storage.jwk.as_dict(is_private=True)

    def get_audiences(self, client: Any, user: Any, scope: str) -> str:
        return flask.request.form.get("resource", client.get_client_id())

    def get_extra_claims(self, client: Any, grant_type: str, user: Any, scope: str) -> dict[str, Any]:
        return dict(user.claims)


@contextlib.contextmanager
def running(people: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The issuer's address while it runs; `people`: the claims of each by subject."""
    app = flask.Flask(oidc_provider_mock.__name__)  # its pages are there
    app.secret_key = "a secret of this test"
    app.config["OAUTH2_ACCESS_TOKEN_GENERATOR"] = _Tokens()
    users = [oidc_provider_mock.User(sub=sub, claims=dict(claims)) for sub, claims in people.items()]
    oidc_provider_mock.init_app(app, user_claims=users)
    server = werkzeug.serving.make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def running_in_node(folder: Path, people: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The same with npm's oidc-provider out of a folder, which has every client prove PKCE."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = Path(__file__).with_suffix(".mjs")
    command = [folder / "node_modules/.bin/node", script, folder, str(port), json.dumps(people)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=60)


class Browser:
    """Signs `person` in at the provider, and remembers the address to which the provider sent them back."""

    def __init__(self, person: str) -> None:
        self.person, self.asked, self.back = person, "", ""

    async def open(self, url: str) -> None:
        self.asked = url
        async with httpx.AsyncClient() as http:
            answer = await http.get(url)
            while not answer.headers.get("location", "").startswith(BACK):
                if answer.is_redirect:
                    answer = await http.get(answer.url.join(answer.headers["location"]))
                else:
                    address, form = self._form(answer)
                    answer = await http.post(address, data=form)
        self.back = answer.headers["location"]

    def _form(self, page: httpx.Response) -> tuple[httpx.URL, dict[str, str]]:
        """The form of a page, filled in: one of sign-in, or one of consent. Raises for a page without one."""
        page.raise_for_status()
        action = re.search(r'action="([^"]+)"', page.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        filled = (
            {"sub": self.person} if prompt is None else {"prompt": prompt[1], "login": self.person, "password": "x"}
        )
        return page.url.join(html.unescape(action[1])) if action else page.url, filled

    async def code(self) -> AuthorizationCodeResult:
        said = {name: values[0] for name, values in parse_qs(urlsplit(self.back).query).items()}
        return AuthorizationCodeResult(code=said["code"], state=said.get("state"), iss=said.get("iss"))


class _Memory:
    """Where the SDK's client keeps what it was given."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


def signing_in(server_url: str, browser: Any) -> OAuthClientProvider:
    """The MCP SDK's own OAuth for its client: it finds the provider, registers, and has a person sign in."""
    return OAuthClientProvider(
        server_url,
        OAuthClientMetadata(redirect_uris=[BACK], client_name="a client"),
        _Memory(),
        redirect_handler=browser.open,
        callback_handler=browser.code,
    )
