"""A Redis for tests: the server that ASHBY_TEST_REDIS_URL names, and a way to it that can be cut."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from chosen import REQUIRED

VARIABLE = "ASHBY_TEST_REDIS_URL"
NEEDED = pytest.mark.server(VARIABLE)
WHY = f'needs a Redis in {VARIABLE}: eval "$(make -s services)" starts one'


def server_url() -> str:
    """The server's address. Without one the test is skipped, or fails where services have to be there."""
    url = os.environ.get(VARIABLE, "")
    if not url and os.environ.get(REQUIRED) == "required":
        pytest.fail(WHY)
    if not url:
        pytest.skip(WHY)
    return url


class Way:
    """A port that leads to the server until it is cut, and again once it is mended."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname, parts.port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._whole = True
        port = self._listening.getsockname()[1]
        self.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{port}")
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole = False
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        for end in (self._listening, *self._open):
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._listening.accept()[0]
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := one.recv(65_536):
            other.sendall(piece)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def way() -> Iterator[Way]:
    """A way to the server that the test may cut."""
    made = Way(server_url())
    try:
        yield made
    finally:
        made.close()
