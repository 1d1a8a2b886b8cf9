"""A server for webhooks on this machine: for an ASGI application, while an example runs or until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp


@contextlib.contextmanager
def serving(app: ASGIApp, *, port: int = 0) -> Iterator[str]:
    """Serve an ASGI application from a thread; gives the address."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
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
