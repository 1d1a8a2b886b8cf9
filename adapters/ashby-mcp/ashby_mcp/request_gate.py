"""RequestGate: which requests over HTTP are served: of each holder not too many at once, too fast or too deep.

A holder is who bears a token of their own: a person, or whom a grant was given to. Where all share one token, or none
is needed, they are one holder with the server's own bounds.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from http import HTTPStatus

from pyrate_limiter import GCRA, Decision, InMemoryStateStore, Rate
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ashby_mcp.bearer import said
from ashby_mcp.callers import caller_in
from ashby_mcp.limits import Limits
from ashby_mcp.open_sessions import SESSION, OpenSessions, session_of

__all__ = ["RequestGate", "depth", "holder_of", "refusal"]

_MOST_RATES = 10_000
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_UNIT = 1000  # of a Rate, so that its interval in milliseconds is the microseconds of one request


def holder_of(scope: Scope) -> str:
    """Who holds the token that a request bears; empty where all share one."""
    return caller_in(scope).owner


def refusal(
    status: int, message: str, *, retry_after: float | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A JSON-RPC error with an HTTP status. It repeats nothing of the request: its body may not have been read."""
    wait = {} if retry_after is None else {"Retry-After": str(max(1, math.ceil(retry_after)))}
    return JSONResponse(said(message), status_code=status, headers={**wait, **(headers or {})})


def depth(body: bytes) -> int:
    """How deep the lists and objects of a JSON text are nested."""
    brackets = _STRINGS.sub(b"", body).translate(None, _NOT_BRACKETS)
    return max(itertools.accumulate(map(_STEP.__getitem__, brackets)), default=0)


class RequestGate:
    """Serves what is within the limits, and answers the rest with what to do.

    `sessions`: those that are open, noted here. `refused`: told of each refusal, with one word for why.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        sessions: OpenSessions,
        *,
        refused: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._limits, self._sessions, self._refused, self._clock = app, limits, sessions, refused, clock
        self._in_flight: dict[str, int] = {}
        self._algorithm = GCRA()
        self._rates: OrderedDict[str, InMemoryStateStore] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        holder, request = holder_of(scope), None
        if self._opens(scope) and self._is_full(holder):
            await self._make_room(scope, holder)
        answer = self._objection(scope, holder)
        if answer is None and scope["method"] == "POST":
            body = await _whole(receive, scope, self._limits.body_bytes)
            if body is None:
                return  # who sent it has gone
            answer, receive = self._body_objection(body), _again(body, receive)
            own = answer is None and self._sessions.is_of(session_of(scope), holder)
            request = _request_id(body) if own else None
        answer = answer or self._rate_objection(holder)  # of whole requests: half a one takes nobody's place
        answer = answer or self._id_objection(scope, request)
        if answer is not None:
            await answer(scope, receive, send)
            return
        await self._served(scope, receive, send, holder, request)

    # what is refused

    def _objection(self, scope: Scope, holder: str) -> JSONResponse | None:
        limits = self._limits
        if holder and self._in_flight.get(holder, 0) >= limits.requests_each:
            return self._no(
                "requests",
                429,
                f"{limits.requests_each} requests and streams with this token are open. Nothing was done; "
                "wait until one of them has ended.",
                retry_after=1,
            )
        if self._opens(scope) and holder and self._sessions.count(holder) >= limits.sessions_each:
            return self._no(
                "sessions",
                429,
                f"{limits.sessions_each} MCP sessions with this token are open. Nothing was done; end one with DELETE, "
                "or go on in it.",
                retry_after=60,
            )
        return None

    @staticmethod
    def _opens(scope: Scope) -> bool:
        """Whether the request may open an MCP session."""
        return scope["method"] == "POST" and session_of(scope) is None and _is_legacy(scope)

    def _is_full(self, holder: str) -> bool:
        each = self._limits.sessions_each if holder else self._limits.sessions
        return self._sessions.count(holder) >= each or len(self._sessions) >= self._limits.sessions

    async def _make_room(self, scope: Scope, holder: str) -> None:
        """End the holder's own session that has been silent for longest: many clients leave theirs behind."""
        if (found := self._sessions.longest_silent(holder)) is None:
            return
        session, user = found
        named = [(name, value) for name, value in scope["headers"] if name in (b"host", b"mcp-protocol-version")]
        own = {} if user is None else {"user": user}
        await self._app(
            {**scope, **own, "method": "DELETE", "headers": [*named, (SESSION, session)]}, _nothing, _unheard
        )
        self._sessions.ended(session)

    def _rate_objection(self, holder: str) -> JSONResponse | None:
        if wait := self._wait(holder):
            return self._no(
                "rate",
                429,
                f"More than {self._limits.rate:g} requests a second came with this token. Nothing was done; "
                "try again after the seconds in Retry-After.",
                retry_after=wait,
            )
        return None

    def _body_objection(self, body: bytes) -> JSONResponse | None:
        limits = self._limits
        if len(body) > limits.body_bytes:
            most = f"{limits.body_bytes:,} bytes"
            return self._no("body", 413, f"The body is larger than {most}. Nothing was done.")
        if body.lstrip(b" \t\r\n")[:1] == b"[":
            return self._no(
                "batch", 400, "A batch of JSON-RPC messages is not served: send each in a request of its own."
            )
        if body.count(b"[") + body.count(b"{") > limits.nesting and depth(body) > limits.nesting:
            return self._no("nesting", 400, f"The body is nested deeper than {limits.nesting} levels.")
        return None

    def _id_objection(self, scope: Scope, request: str | None) -> JSONResponse | None:
        if request and self._sessions.is_under_way(session_of(scope) or b"", request):
            return self._no(
                "id", 400, "A request of this id is under way in this session: give each one an id of its own."
            )
        return None

    def _no(self, why: str, status: int, message: str, *, retry_after: float | None = None) -> JSONResponse:
        self._refused(why)
        close = {"Connection": "close"} if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else None
        return refusal(status, message, retry_after=retry_after, headers=close)

    def _wait(self, holder: str) -> float:
        """Seconds until a holder's next request; 0 has let this one through."""
        limits = self._limits
        store = self._rates.get(holder)
        if store is None:
            store = self._rates[holder] = InMemoryStateStore()
            if len(self._rates) > _MOST_RATES:
                self._rates.popitem(last=False)
        self._rates.move_to_end(holder)
        rate = Rate(_UNIT, max(1, round(1_000_000 / limits.rate)), limits.burst)
        decision: Decision = store.check(self._algorithm, [rate], int(self._clock() * 1000), 1)  # type: ignore[no-untyped-call]
        return 0.0 if decision.allowed else (decision.retry_after_ms or 1) / 1000

    # what is served

    async def _served(self, scope: Scope, receive: Receive, send: Send, holder: str, request: str | None) -> None:
        session = session_of(scope)
        self._in_flight[holder] = self._in_flight.get(holder, 0) + 1
        if session is not None:
            self._sessions.begins(session, request)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, message, session, holder)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._in_flight[holder] -= 1
            if not self._in_flight[holder]:
                del self._in_flight[holder]
            if session is not None:
                self._sessions.finishes(session, request)

    def _note(self, scope: Scope, message: Message, session: bytes | None, holder: str) -> None:
        """Note a session that begins or ends; one that ends by itself is forgotten by the time."""
        if message["status"] >= HTTPStatus.BAD_REQUEST:
            return
        if session is not None and scope["method"] == "DELETE":
            self._sessions.ended(session)
        for header, value in message.get("headers", ()) if session is None else ():
            if header.lower() == SESSION:
                self._sessions.opened(bytes(value), holder, scope.get("user"))


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _unheard(_: Message) -> None:
    """Nobody reads what is answered."""


def _is_legacy(scope: Scope) -> bool:
    """Whether the request is of a protocol with sessions: those of 2026-07-28 and later name it in a header."""
    version = next((value for name, value in scope["headers"] if name == b"mcp-protocol-version"), b"")
    return version < b"2026"


async def _whole(receive: Receive, scope: Scope, most: int) -> bytes | None:
    """The body of a request, or of one that is too large its beginning; None where its sender has gone."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if announced.isdigit() and int(announced[:20]) > most:
        return b" " * (most + 1)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > most or not message.get("more_body", False):
            return bytes(body)


def _request_id(body: bytes) -> str | None:
    """The id of a JSON-RPC request, as the SDK tells it: 7 and "7" are one. None for an answer and a notification."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_request = isinstance(message, dict) and "method" in message and isinstance(message.get("id"), str | int)
    return str(message["id"]) if is_request else None


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read as if it came now."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay
