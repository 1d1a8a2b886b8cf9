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

from ashby_agent_tools.webhooks import Event, Receiver
from examples._company import Company, company
from examples._listener import listening
from examples._recruiter import move, report

PORT = 8766


@dataclasses.dataclass(frozen=True, slots=True)
class Tracker:
    """Where each application stands, by id, as the newest event says: deliveries may come late and out of order."""

    moves: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Take the stage of a stage change, unless a newer one is known."""
        if event.action != "candidateStageChange":
            return
        application = event.data["application"]
        when, stage = application["updatedAt"], application["currentInterviewStage"]["title"]
        if when >= self.moves.get(application["id"], ("", ""))[0]:
            self.moves[application["id"]] = (when, stage)
            print(f"{when[:16]}  {application['candidate']['name']}: {stage}")


def run(company: Company, tracker: Tracker) -> None:
    """On the simulator: listen while somebody is moved."""
    secret = secrets.token_hex()
    with listening(Receiver(secret, setting="stages"), tracker.note) as url:
        report(company, url, secret, "candidateStageChange")
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
        with listening(Receiver(secret, setting="stages"), Tracker().note, port=PORT) as url:
            print(f"Listening at {url}; Ctrl-C ends it.")
            until_stopped()
    return 0


def until_stopped() -> None:
    """Wait for Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
