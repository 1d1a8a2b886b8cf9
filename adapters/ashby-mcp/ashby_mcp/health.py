"""Health: GET /healthz says that the process answers, GET /readyz that it can work: its store, and Ashby.

Neither needs a token, and neither says more than a word for each: what is asked is asked of Ashby and of the store at
most every few seconds, however often somebody looks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

import anyio
import anyio.to_thread
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["HealthRoutes", "Readiness"]

_log = logging.getLogger("ashby_mcp")
ALIVE, READY = "/healthz", "/readyz"


class Readiness:
    """Whether what a server needs can be reached.

    `checks`: by the word for what is checked a function that raises if it cannot be used. It runs in a thread, and has
    `patience` seconds. `keep`: seconds for which an answer is given again; one that failed is kept for a fifth of it.
    """

    def __init__(
        self,
        checks: Mapping[str, Callable[[], object]],
        *,
        keep: float = 30.0,
        patience: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks, self._keep, self._patience, self._clock = dict(checks), keep, patience, clock
        self._states: dict[str, tuple[float, str]] = {}
        self._locks = {name: asyncio.Lock() for name in checks}
        self._threads = anyio.CapacityLimiter(max(1, len(self._checks)))  # not those that requests may all be using
        self.stopping = False
        """Set once the server lets no more requests in."""

    async def states(self) -> dict[str, str]:
        """`ok` or `unreachable` for each; checks run side by side, and one of a kind at a time."""
        found = await asyncio.gather(*(self._state(name) for name in self._checks))
        return dict(zip(self._checks, found, strict=True))

    async def _state(self, name: str) -> str:
        async with self._locks[name]:
            until, state = self._states.get(name, (0.0, ""))
            if state and self._clock() < until:
                return state
            state = await self._checked(name)
            self._states[name] = (self._clock() + (self._keep if state == "ok" else self._keep / 5), state)
            return state

    async def _checked(self, name: str) -> str:
        try:
            with anyio.fail_after(self._patience):
                await anyio.to_thread.run_sync(self._checks[name], abandon_on_cancel=True, limiter=self._threads)
        except Exception as error:  # noqa: BLE001  (a check may raise anything, and its text may say what is nobody's business)
            _log.warning("not ready: %s (%s)", name, type(error).__name__)
            return "unreachable"
        return "ok"


class HealthRoutes:
    """Answers the two routes, and hands everything else on."""

    def __init__(self, app: ASGIApp, readiness: Readiness) -> None:
        self._app, self._readiness = app, readiness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand the request on."""
        if scope["type"] == "http" and scope["path"] in (ALIVE, READY):
            await (await self._answer(scope["path"], scope["method"]))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _answer(self, path: str, method: str) -> Response:
        if method not in ("GET", "HEAD"):
            return Response(status_code=405, headers={"Allow": "GET, HEAD"})
        headers = {"Cache-Control": "no-store"}
        if path == ALIVE:
            return JSONResponse({"status": "alive"}, headers=headers)
        states = {} if self._readiness.stopping else await self._readiness.states()
        word = "stopping" if self._readiness.stopping else "ready"
        if word == "ready" and set(states.values()) - {"ok"}:
            word = "not ready"
        return JSONResponse({"status": word, **states}, status_code=200 if word == "ready" else 503, headers=headers)
