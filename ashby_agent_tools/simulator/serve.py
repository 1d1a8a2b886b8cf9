"""Server: the simulator on loopback. One Starlette catch-all route, uvicorn in its own thread."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio.to_thread
import httpx

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator.faults import HalfBody

try:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
except ImportError as error:  # pragma: no cover (the tests have the extra)
    raise UsageError("Serving needs starlette and uvicorn: pip install 'ashby-agent-tools[simulator]'.") from error

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["Server", "application"]

_LOST = 1_000_000  # bytes that a cut connection promised


class _Cut(Response):
    """Promises a body and sends none, or half of it: the server then closes the connection under the client."""

    def __init__(self, half: bytes = b"", promised: int = _LOST) -> None:
        self.half, self.promised = half, promised

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(self.promised).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if self.half:
            await send({"type": "http.response.body", "body": self.half, "more_body": True})


def application(answer: Callable[[httpx.Request], httpx.Response]) -> Starlette:
    """An ASGI application around the one function that answers."""

    async def every(request: Request) -> Response:
        body = await request.body()
        asked = httpx.Request(request.method, str(request.url), headers=request.headers.raw, content=body)
        try:
            found = await anyio.to_thread.run_sync(answer, asked)
        except httpx.ReadError:
            return _Cut()
        if isinstance(found.stream, HalfBody):
            return _Cut(found.stream.half, found.stream.whole)
        response = Response(found.content, status_code=found.status_code)
        response.raw_headers = [(name.lower(), value) for name, value in found.headers.raw]
        return response

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(routes=[Route("/{path:path}", every, methods=methods)])


class Server:
    """Serves on 127.0.0.1 from a thread, from construction until `stop`."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response], *, port: int = 0) -> None:
        # the protocol is named, or asyncio leaves Nagle on and every answer waits 40 ms for an acknowledgement
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise UsageError(_why_not(port, error)) from error
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(application(answer), log_config=None, access_log=False, lifespan="off")
        self._uvicorn = _Quiet(config)
        self._thread = threading.Thread(
            target=self._uvicorn.run, kwargs={"sockets": [self._socket]}, name="ashby-simulator", daemon=True
        )
        self._thread.start()
        self._uvicorn.ready.wait(10)

    def stop(self) -> None:
        """Stop serving and wait for the thread."""
        self._uvicorn.should_exit = True
        self._thread.join(10)
        self._socket.close()


class _Quiet(uvicorn.Server):
    """A server in a thread: says when it is ready and leaves signals to the program around it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()


def _why_not(port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OverflowError):
        return f"There is no port {port}: choose one from 1 to 65535, or 0 for a free one."
    taken = "is taken on this machine" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
    return f"Port {port} {taken}; choose another, or 0 for a free one."
