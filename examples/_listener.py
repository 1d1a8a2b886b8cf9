"""Small HTTP servers for webhooks on this machine: with the standard library alone, and for an ASGI application."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import uvicorn
from starlette.types import ASGIApp

from ashby_agent_tools import webhooks


@contextlib.contextmanager
def listening(receiver: webhooks.Receiver, work: Callable[[webhooks.Event], None], *, port: int = 0) -> Iterator[str]:
    """Hand each genuine event to `work`, once; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with receiver.take(body, self.headers.get("Ashby-Signature")) as delivery:
                if delivery.event is not None:
                    work(delivery.event)
            self.send_response(delivery.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the screen for the example."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@contextlib.contextmanager
def serving(app: ASGIApp, *, port: int = 0) -> Iterator[str]:
    """Serve an ASGI application from a thread; gives the address."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


def listen(make: Callable[[str], ASGIApp], *, port: int) -> int:
    """Serve `make(secret)` until Ctrl-C; the secret token of your webhook setting is in ASHBY_WEBHOOK_SECRET."""
    secret = os.environ.get("ASHBY_WEBHOOK_SECRET")
    if not secret:
        print("Give the secret token of your webhook setting in ASHBY_WEBHOOK_SECRET.")
        return 2
    with serving(make(secret), port=port) as url:
        print(f"Listening at {url}; Ctrl-C ends it.")
        until_stopped()
    return 0


def until_stopped() -> None:
    """Wait for Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
