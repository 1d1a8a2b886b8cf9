"""A process that receives webhooks, for tests that start several and kill them."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

SECRET = "a secret of sixteen or more"


def serve(folder: str, place: str, name: str, hold: float, busy_for: float) -> None:
    """Receive until killed. Each event is noted when its handler begins and, `hold` seconds later, when it is done."""
    import uvicorn

    from ashby_agent_tools import SqlStore, webhooks

    taken = Path(folder, "taken")

    def handle(event: webhooks.Event) -> None:
        note(taken, "begin", event.id)
        time.sleep(hold)
        note(taken, "done", event.id)

    seen = (
        SqlStore(place).deliveries(busy_for=busy_for) if "://" in place else webhooks.SeenFile(place, busy_for=busy_for)
    )
    app = webhooks.app(handle, secrets=SECRET, store=seen)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = Path(folder, f"port {name}")
        port.with_suffix(".new").write_text(str(listening.getsockname()[1]), encoding="utf-8")
        port.with_suffix(".new").rename(port)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        uvicorn.Server(config).run(sockets=[listening])


def note(file: Path, *words: str) -> None:
    """One line, which processes that write at once do not tear."""
    descriptor = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    try:
        os.write(descriptor, f"{' '.join(words)}\n".encode())
    finally:
        os.close(descriptor)
