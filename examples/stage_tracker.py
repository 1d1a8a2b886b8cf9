"""A stage tracker: Ashby reports each stage change through a webhook, and this keeps who moved where, and when.

In your own organization make a webhook setting for candidateStageChange that leads here, and give its secret token in
ASHBY_WEBHOOK_SECRET; put a server with TLS in front. This listens until Ctrl-C.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import secrets
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ashby_agent_tools import webhooks
from examples._company import Company, company
from examples._recruiter import move, report_stages

PORT = 8766


@dataclasses.dataclass(frozen=True, slots=True)
class Tracker:
    """Where each application stands, by id, as the newest event says: deliveries may come late and out of order."""

    moves: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)

    def note(self, event: webhooks.Event) -> None:
        """Take the stage of a stage change, unless a newer one is known."""
        application = event.data["application"]
        when, stage = application["updatedAt"], application["currentInterviewStage"]["title"]
        if event.action == "candidateStageChange" and when >= self.moves.get(application["id"], ("", ""))[0]:
            self.moves[application["id"]] = (when, stage)
            print(f"{when[:16]}  {application['candidate']['name']}: {stage}")


@contextlib.contextmanager
def listening(tracker: Tracker, secret: str, *, port: int = 0) -> Iterator[str]:
    """Receive webhooks on this machine; gives the address."""
    receiver = webhooks.Receiver(secret, setting="stages")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with receiver.take(body, self.headers.get("Ashby-Signature")) as delivery:
                if delivery.event is not None:
                    tracker.note(delivery.event)
            self.send_response(delivery.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the screen for the moves."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def run(company: Company, tracker: Tracker) -> None:
    """On the simulator: listen while somebody is moved."""
    secret = secrets.token_hex()
    with listening(tracker, secret) as url:
        report_stages(company, url, secret)
        move(company, "Priya Raman", ["Recruiter Screen", "Hiring Manager", "Offer"])


def main() -> int:
    """Run it; returns the exit code."""
    with company(thinks=False) as chosen:
        if chosen.simulator is not None:
            run(chosen, Tracker())
            return 0
        secret = os.environ.get("ASHBY_WEBHOOK_SECRET")
        if not secret:
            print("Give the secret token of your webhook setting in ASHBY_WEBHOOK_SECRET.")
            return 2
        with listening(Tracker(), secret, port=PORT) as url:
            print(f"Listening at {url}; Ctrl-C ends it.")
            until_stopped()
    return 0


def until_stopped() -> None:
    """Wait for Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
