"""Streamable HTTP: one server on one address, behind one bearer token, within limits, DNS-rebinding protection on."""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

import anyio.to_thread
import uvicorn
from mcp.server import Server
from mcp.server.auth.provider import TokenVerifier
from mcp.server.transport_security import TransportSecuritySettings
from sse_starlette.sse import AppStatus
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.grants import Grants, hash_of
from ashby_mcp.bearer import borne, said
from ashby_mcp.callers import Authenticate, Caller, note_caller
from ashby_mcp.changes import active_calls, forget_session, observe
from ashby_mcp.health import Readiness
from ashby_mcp.limits import Limits, protocol
from ashby_mcp.logs import log_refusal
from ashby_mcp.metrics import ServerMetrics
from ashby_mcp.oauth import OAuthSettings
from ashby_mcp.open_sessions import OpenSessions
from ashby_mcp.people import SHORTEST_TOKEN
from ashby_mcp.recent_events import RecentEventStore, ResumableSessions
from ashby_mcp.request_gate import RequestGate
from ashby_mcp.resource_server import ResourceServer, sdk_settings
from ashby_mcp.shutdown import HttpApplication

__all__ = ["application", "is_loopback", "listen", "serve"]

PATH = "/mcp"
_OTHER_FILES = 256  # connections to Ashby and to the store, logs, files that are read
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_CHALLENGE = 'Bearer realm="ashby-mcp"'
_WHY_NOT = (
    "This server needs its bearer token, and this request has none or the wrong one: set the header "
    "Authorization: Bearer TOKEN in the client's configuration. Nothing was done."
)
_NOT_NOW = "This server cannot check tokens just now; its log says why. Nothing was done."
_log = logging.getLogger("ashby_mcp")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def application(
    server: Server[str],
    *,
    host: str = "127.0.0.1",
    reached_as: Sequence[str] = (),
    origins: Sequence[str] = (),
    token: str | None = None,
    people: Mapping[str, str] | None = None,
    grants: Grants | None = None,
    oauth: OAuthSettings | None = None,
    verifier: TokenVerifier | None = None,
    idle: float = 8 * 3600.0,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    health: Readiness | None = None,
    metrics: ServerMetrics | None = None,
) -> HttpApplication:
    """The ASGI application of a server.

    `host`: what it listens on. `reached_as`: further names that clients use, such as a reverse proxy's. `origins`: the
    pages in browsers that may use it, each as `https://app.example.com` or with a port; by default none, not even
    those of this machine, where any program can serve one. `token`: what every request has to bear; needed beyond
    loopback. `people`: in its place a token for each person, by name: they are recorded as who asks and who answers,
    and an MCP session is its person's. `grants`: in place of both; each request is served as its token's grant says,
    and refused from the moment on that this is revoked or expired. `oauth`: the issuer whose access tokens are taken,
    and which grants they lead to; its `resource` is a name that clients use. `verifier`: what checks them, by default
    what the issuer signed. `idle`: seconds after which a silent MCP session ends. `limits`: what one client and one
    holder of a token may take. `health`: answers GET /healthz and /readyz, which need no token. `metrics`: told of all
    that is served and refused; it is served on a port of its own.

    Raises UsageError for a missing or short token, for an address that says no name without `reached_as`, and for an
    invalid origin.
    """
    if token is None and not people and not (grants or oauth) and not is_loopback(host):
        raise UsageError(
            f"{host} can be reached from other machines, so a bearer token is needed: put one into an environment "
            "variable and name the variable with --token-env, give each person one with --people-file, or make grants."
        )
    if (token is not None) + bool(people) + bool(grants or oauth) > 1:
        raise UsageError(
            "Give one token for all (--token-env), one for each person (--people-file), or grants and an OAuth issuer, "
            "not both."
        )
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise UsageError(
            f"The bearer token has {len(token)} characters; it needs {SHORTEST_TOKEN} or more. "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'` makes one."
        )
    inner = server.streamable_http_app(
        streamable_http_path=PATH,
        host=host,
        transport_security=_protection(host, [*reached_as, *_named_by(oauth)], origins),
        session_idle_timeout=idle,
        max_request_body_size=limits.body_bytes,
        max_sessions=limits.sessions,
        event_store=RecentEventStore(),
        auth=None if oauth is None else sdk_settings(oauth),
    )
    sessions = OpenSessions(idle, end=forget_session(server))
    app: ASGIApp = RequestGate(ResumableSessions(inner), limits, sessions, refused=_refusals(metrics))
    if metrics is not None:
        metrics.watch(lambda: len(sessions), active_calls(server))
        observe(server, metrics.observe)
    known = _known(token, people, grants)
    if oauth is not None:
        app = ResourceServer(app, oauth, verifier or _signatures(oauth), grants, known)
    elif known is not None:
        app = _Bearer(app, known)
    return HttpApplication(app, active_calls(server), health, None if metrics is None else metrics.respond)


def _refusals(metrics: ServerMetrics | None) -> Callable[[str], None]:
    """Who is told of a request that is refused: the log, and the metrics."""

    def tell(reason: str) -> None:
        log_refusal(reason)
        if metrics is not None:
            metrics.refuse(reason)

    return tell


def _known(token: str | None, people: Mapping[str, str] | None, grants: Grants | None) -> Authenticate | None:
    """How a token becomes a caller; None where every request is let in."""
    if grants is not None:

        async def by_grant(borne: str) -> Caller | None:
            grant = await anyio.to_thread.run_sync(grants.find, borne)
            return None if grant is None else Caller(grant)

        return by_grant
    given = {"": token} if token is not None else people
    if not given:
        return None
    callers = {hash_of(secret): Caller(person=name) for name, secret in given.items()}

    async def by_token(borne: str) -> Caller | None:
        return callers.get(hash_of(borne))  # by hash: how long it takes tells nothing of a token

    return by_token


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises UsageError if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError, ValueError, TypeError) as error:  # a port beyond 65535, a host that no name can be
        listening.close()
        why = getattr(error, "strerror", None) or "there is no such address"
        raise UsageError(f"Cannot listen on {host} port {port} ({why}); choose another.") from error
    listening.listen()
    return listening


def serve(app: ASGIApp, listening: socket.socket, limits: Limits = Limits()) -> None:  # noqa: B008  (frozen)
    """Serve until the process is told to stop; then what is at Ashby ends first, within the limits."""
    _make_room_for(limits.connections)
    config = uvicorn.Config(
        app,
        http=protocol(limits),
        ws="none",
        backlog=limits.backlog,
        limit_concurrency=limits.connections,
        h11_max_incomplete_event_size=limits.header_bytes,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=max(1, round(limits.keep_alive_seconds)),
        timeout_graceful_shutdown=2,
    )
    _StoppableServer(config, app, limits).run(sockets=[listening])


def _make_room_for(connections: int) -> None:
    """Raise how many files this process may have open, where it may do so itself: each connection is one."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class _StoppableServer(uvicorn.Server):
    """Uvicorn's, which closes connections only after the application has stopped."""

    def __init__(self, config: uvicorn.Config, app: ASGIApp, limits: Limits) -> None:
        super().__init__(config)
        self._app, self._seconds = app, limits.stopping_seconds

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's. Streams of server-sent events end with their answers then, and not with the signal."""
        AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]
        await super().serve(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the application stop first."""
        if isinstance(self._app, HttpApplication):
            await self._app.stop(self._seconds)
        await super().shutdown(sockets)


def _protection(host: str, reached_as: Sequence[str], origins: Sequence[str]) -> TransportSecuritySettings:
    names = [_host(name) for name in reached_as]
    if is_loopback(host):
        names += [*_LOOPBACK, _bracketed(host)]
    elif _is_any(host):
        if not reached_as:
            raise UsageError(
                f"{host} stands for every address of this machine; name the host that clients use with --reached-as "
                "(ashby.example.com), so that pages in a browser cannot reach the server under another name."
            )
    else:
        names.append(_bracketed(host))
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=list(_with_ports(names)),
        allowed_origins=[_origin(origin) for origin in origins],
    )


def _named_by(oauth: OAuthSettings | None) -> list[str]:
    """The host of the address for which tokens are issued: it is how clients reach the server."""
    return [] if oauth is None else [_bracketed(urlsplit(oauth.resource).hostname or "")]


def _host(given: str) -> str:
    """A host's name, with a port or without. Raises UsageError for anything else."""
    if not re.fullmatch(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", given):
        raise UsageError(f"--reached-as {given!r:.60} is not the name of a host; write it as ashby.example.com.")
    return given


def _origin(given: str) -> str:
    """An origin as browsers send it. Raises UsageError for anything else, such as a pattern or a path."""
    if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", given):
        raise UsageError(
            f"--origin {given!r:.60} is not an origin; write it as a browser does: https://app.example.com, or with a "
            "port, in lower case, without a path and without *."
        )
    return given


def _with_ports(names: Iterable[str]) -> list[str]:
    return [form for name in dict.fromkeys(names) for form in (name, f"{name}:*")]


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _signatures(oauth: OAuthSettings) -> TokenVerifier:
    # joserfc and cryptography, which only a server with an issuer needs
    from ashby_mcp.access_tokens import AccessTokenVerifier  # noqa: PLC0415
    from ashby_mcp.issuer_keys import IssuerKeys  # noqa: PLC0415

    return AccessTokenVerifier(oauth, IssuerKeys(oauth))


class _Bearer:
    """Lets requests through whose bearer is known, as theirs."""

    def __init__(self, app: ASGIApp, authenticate: Authenticate) -> None:
        self._app, self._authenticate = app, authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = borne(scope)
        try:
            caller = None if token is None else await self._authenticate(token)
        except (UsageError, StoreUnavailable) as error:  # a file of grants with a mistake, a store that is away
            _log.error("Every request is refused: %s", error)
            await JSONResponse(said(_NOT_NOW), status_code=503)(scope, receive, send)
            return
        if caller is None:
            await _refusal(scope)(scope, receive, send)
            return
        note_caller(scope, caller)
        await self._app(scope, receive, send)


def _refusal(scope: Scope) -> JSONResponse:
    named = any(name == b"authorization" for name, _ in scope["headers"])
    challenge = _CHALLENGE + (', error="invalid_token"' if named else "")
    return JSONResponse(said(_WHY_NOT), status_code=401, headers={"WWW-Authenticate": challenge})
