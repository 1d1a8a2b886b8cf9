"""inbox_app: the pages on which people answer what waits in a store, as an ASGI application."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.client.clients import Client
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.inbox.events import EventPages
from ashby_agent_tools.inbox.identity import Identity, ProxyHeader, Refused, SessionIdentity, Visitor, networks
from ashby_agent_tools.inbox.pages import GONE, Renderer, Visit
from ashby_agent_tools.inbox.question_pages import QuestionPages
from ashby_agent_tools.inbox.request_filter import RequestFilter
from ashby_agent_tools.inbox.review_pages import ReviewPages
from ashby_agent_tools.inbox.sessions import SECONDS, Sessions
from ashby_agent_tools.inbox.sign_in_pages import SignInPages, is_target
from ashby_agent_tools.store.sql import SqlStore
from ashby_agent_tools.time_limits import in_thread

__all__ = ["inbox_app"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ASSETS = {
    "icon.svg": "image/svg+xml",
    "inbox.css": "text/css; charset=utf-8",
    "inbox.js": "text/javascript; charset=utf-8",
}
_MOST_FIELDS = 500
Handler = Callable[[Visit], Response]
_log = logging.getLogger("ashby_agent_tools")


def inbox_app(
    store: SqlStore,
    *,
    public_url: str | None = None,
    user_header: str | None = None,
    groups_header: str | None = None,
    trusted_proxies: Sequence[str] = (),
    rules: ApproverRules | None = None,
    account: str | None = None,
    secret: str | None = None,
    client: Client | None = None,
) -> Starlette:
    """The inbox as an ASGI application, to be served by itself or mounted in another.

    `public_url`: where people reach it, as `https://approvals.example.com`; with HTTPS its cookies are sent over HTTPS
    only. By default it answers on this machine's own names alone. `user_header`: the header in which a proxy names who
    asks; `groups_header`: another one, with the person's groups; `trusted_proxies`: the peers that may set them,
    addresses or networks. Without a header people sign in with the token that `approvals add-approver` made them.
    `rules`: who may answer what; by default whoever is signed in may answer everything. `account`: shows the questions
    of this account only. `secret`: signs cookies and forms, the same for all processes; by default a new one.
    `client`: reads in Ashby what became of a call whose outcome is unknown, when somebody asks for it; it sends nothing
    else, and without it the page names the command that does.

    `app.state.end_events()`, called in the event loop, ends what browsers follow, so that a server can stop at once.
    Serve it without rewriting peers from headers (uvicorn: `proxy_headers=False`): the peer is what is trusted. Raises
    UsageError for settings that fit nothing.
    """
    home = _home(public_url)
    renderer = Renderer(clock=store.now)
    over = store.deliveries(keep_for=SECONDS)
    sessions = Sessions(secret, secure=home.scheme == "https", over=over, port=home.port)
    identity: Identity = SessionIdentity(store, sessions)
    if user_header is not None:
        identity = ProxyHeader(user_header, trusted_proxies, groups=groups_header)
    questions = QuestionPages(store, renderer, rules or ApproverRules(), account, client)
    several = ReviewPages(questions)
    doors, events = _Doors(identity, sessions, renderer), EventPages(identity, questions.look)
    routes = [
        Route("/", doors.open(questions.waiting)),
        Route("/history", doors.open(questions.history)),
        Route("/requests/{id}", doors.open(questions.show)),
        Route("/requests/{id}", doors.open(questions.answer), methods=["POST"]),
        Route("/requests/{id}/edit", doors.open(questions.edit)),
        Route("/requests/{id}/edit", doors.open(questions.answer_edited), methods=["POST"]),
        Route("/requests/{id}/reconcile", doors.open(questions.reconcile), methods=["POST"]),
        Route("/review", doors.open(several.review)),
        Route("/review", doors.open(several.answer), methods=["POST"]),
        Route("/batches/{id}", doors.open(several.batch)),
        Route("/events", events.stream),
        *[Route(f"/assets/{name}", _asset(name, kind)) for name, kind in _ASSETS.items()],
    ]
    if user_header is None:
        signing_in = SignInPages(store, sessions, renderer, networks(trusted_proxies))
        routes += [
            Route("/sign-in", _unsigned(signing_in.page)),
            Route("/sign-in", _unsigned_form(signing_in.sign_in), methods=["POST"]),
            Route("/sign-out", doors.open(signing_in.sign_out), methods=["POST"]),
        ]
    hosts = LOOPBACK if public_url is None else (home.hostname or "", *LOOPBACK)
    origins = [] if public_url is None else [f"{home.scheme}://{home.netloc}"]
    filtering = Middleware(RequestFilter, hosts=hosts, origins=origins, secure=home.scheme == "https", root=home.path)
    app = Starlette(routes=routes, middleware=[filtering])
    app.state.end_events = events.end
    return app


def _home(public_url: str | None) -> Any:
    wrong = UsageError(f"{public_url!r:.80} is not a web address: --public-url https://approvals.example.com.")
    try:
        home = urlsplit(public_url or "http://127.0.0.1")
        plain = home.hostname and not (home.query or home.fragment or "@" in home.netloc or home.port == 0)
    except ValueError:
        raise wrong from None
    if not plain or home.scheme not in ("http", "https"):
        raise wrong
    return home


class _Doors:
    """From a request to a handler: who is it, is the form one of ours, and then the handler, in a thread."""

    def __init__(self, identity: Identity, sessions: Sessions, renderer: Renderer) -> None:
        self._identity, self._sessions, self._renderer = identity, sessions, renderer

    def open(self, handler: Handler) -> Callable[[Request], Any]:
        """The endpoint of a handler: nobody reaches it whose name was not checked, no form without its token."""

        async def endpoint(request: Request) -> Response:
            try:
                form = await _form(request)
            except _Unreadable:
                return self._told(request, "This form cannot be read. Nothing was recorded.", 400)
            return await in_thread(self._handle, request, form, handler)

        return endpoint

    def _handle(self, request: Request, form: Mapping[str, Any], handler: Handler) -> Response:
        try:
            visitor = self._identity.visitor(request)
            if visitor is None:
                return self._sign_in_first(request)
            if request.method == "POST" and not self._is_own(form, visitor):
                return self._told(request, "This form is too old, or was not made for you. Nothing was recorded.", 403)
            return handler(Visit(request, visitor, self._sessions.token(*visitor.bound_to), form))
        except Refused as error:
            return self._told(request, str(error), 403)
        except StoreUnavailable:
            return self._told(request, GONE, 503)
        except UsageError as error:  # such as a key of the store that was replaced since this inbox was started
            _log.error("The inbox cannot show a page: %s", error)
            return self._told(request, f"{error} Nothing was recorded. Tell whoever runs this inbox.", 503)

    def _is_own(self, form: Mapping[str, Any], visitor: Visitor) -> bool:
        return self._sessions.is_token(str(form.get("token", "")), *visitor.bound_to)

    def _sign_in_first(self, request: Request) -> Response:
        root = str(request.scope.get("root_path", ""))
        if request.method == "POST":
            return self._told(request, "You are signed out, so nothing was recorded. Sign in, and answer again.", 401)
        to = request.url.path.removeprefix(root).removeprefix("/")
        return RedirectResponse(f"{root}/sign-in?to={to}" if is_target(to) else f"{root}/sign-in", 303)

    def _told(self, request: Request, text: str, status: int) -> Response:
        root = str(request.scope.get("root_path", ""))
        return self._renderer.page("told.html", root, status=status, text=text)


class _Unreadable(Exception):
    """A form that is none, or has too many fields."""


async def _form(request: Request) -> Mapping[str, Any]:
    if request.method != "POST":
        return {}
    try:
        data = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    except (ClientDisconnect, UnicodeError, ValueError) as error:
        raise _Unreadable from error
    if len(data.multi_items()) > _MOST_FIELDS:
        raise _Unreadable
    return data


def _unsigned(handler: Callable[[Request], Response]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        return await in_thread(handler, request)

    return endpoint


def _unsigned_form(handler: Callable[[Request, Mapping[str, Any]], Response]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            form = await _form(request)
        except _Unreadable:
            return Response("This form cannot be read.", 400, media_type="text/plain")
        return await in_thread(handler, request, form)

    return endpoint


def _asset(name: str, kind: str) -> Callable[[Request], Any]:
    body = (Path(__file__).parent / "assets" / name).read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    async def endpoint(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"etag": tag})
        return Response(body, media_type=kind, headers={"etag": tag, "cache-control": "no-cache"})

    return endpoint
