"""RequestFilter: what a request must be like before any page sees it, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST_BYTES", "RequestFilter"]

MOST_BYTES = 64 * 1024
"""The longest body of a request; a form with the longest message is a tenth of it."""
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",  # with no-referrer a browser sends `Origin: null` for our own forms
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class RequestFilter:
    """Refuses another host's name, another site's form and a body that is too long or no form.

    `hosts`: the names under which this is reached, without ports. `origins`: those of the pages whose forms count, as
    `https://inbox.example.com`; the origin that the Host header names counts too. `secure`: browsers are told to use
    HTTPS only. `root`: the path under which a proxy shows it, where nobody else says so.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Collection[str], origins: Collection[str], secure: bool, root: str = ""
    ) -> None:
        self._root = root.rstrip("/")
        self._app, self._hosts, self._origins = app, frozenset(map(str.lower, hosts)), frozenset(origins)
        self._headers = dict(_HEADERS)
        if secure:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused here, and hand the others on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._root and not scope.get("root_path"):
            scope = {**scope, "root_path": self._root}
        refused = self._objection(scope["method"], Headers(scope=scope))
        await (refused or self._app)(scope, _limited(receive), self._with_headers(send))

    def _objection(self, method: str, headers: Headers) -> Response | None:
        host = headers.getlist("host")
        if len(host) != 1 or _name_of(host[0]) not in self._hosts:
            return PlainTextResponse("This inbox is not known under that name (--public-url names it).", 421)
        if method in ("GET", "HEAD"):
            return None
        return self._objection_to_form(method, headers, host[0])

    def _objection_to_form(self, method: str, headers: Headers, host: str) -> Response | None:
        if method != "POST":
            return PlainTextResponse("Only GET and POST.", 405)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return PlainTextResponse("Only forms of this inbox are taken.", 415)
        if not _is_short(headers.get("content-length")):
            return PlainTextResponse("That is too long.", 413)
        if not self._is_own(headers, host):
            return PlainTextResponse("This form was sent from another site, so it does not count.", 403)
        return None

    def _is_own(self, headers: Headers, host: str) -> bool:
        """Whether a form comes from a page of ours, as far as the browser says; its token is checked in any case."""
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        origins = headers.getlist("origin")
        own = {f"http://{host}", f"https://{host}"} | self._origins
        return all(origin in own for origin in origins)

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sending


def _name_of(host: str) -> str:
    """The name in a Host header; empty where there is more than a name and a port in it."""
    try:
        parts = urlsplit(f"//{host}")
        whole = parts.netloc == host and parts.port != 0 and "@" not in host
    except ValueError:
        return ""
    return (parts.hostname or "") if whole else ""


def _is_short(length: str | None) -> bool:
    return length is None or (length.isascii() and length.isdigit() and int(length) <= MOST_BYTES)


def _limited(receive: Receive) -> Receive:
    """A body that says nothing of its length, or lies about it, ends where it is too long."""
    left = MOST_BYTES

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                return {"type": "http.disconnect"}
        return message

    return receiving
