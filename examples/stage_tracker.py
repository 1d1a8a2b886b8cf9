"""A live stage tracker: a web page of who is at which stage, which moves as Ashby reports each change.

python examples/stage_tracker.py [--stay]     --stay: on the simulator, keep the page open and somebody moving

In your own organization make a webhook setting for candidateStageChange that leads to /hooks/ here, and give its secret
token in ASHBY_WEBHOOK_SECRET; put a server in front with TLS, and with sign-in for everything but /hooks/.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ashby_agent_tools import operations as op
from ashby_agent_tools import webhooks
from examples._company import Company, company
from examples._listener import listen, serving
from examples._recruiter import keep_moving, move, report, send_again

PORT, WHO = 8766, "Priya Raman"
STAGES = ("Recruiter Screen", "Hiring Manager", "Onsite")
OVER = ("Hired", "Archived")  # types of stages at which nobody is tracked any more


class Tracker:
    """Where each application stands, and the open pages that are told of each move."""

    def __init__(self) -> None:
        self.applications: dict[str, dict[str, Any]] = {}
        self._newest: dict[str, str] = {}
        self._pages: set[asyncio.Queue[str]] = set()

    async def note(self, event: webhooks.Event) -> None:
        """Take a stage change: the handler of webhooks."""
        match event:
            case webhooks.kinds.CandidateStageChange(application=application):
                if (one := self.put(application)) is not None:
                    print(f"{one['when'][:16]}  {one['name']}: {one['stage']}")
                    for page in self._pages:
                        page.put_nowait(message("move", one))

    def put(self, application: Mapping[str, Any]) -> dict[str, Any] | None:
        """Take where an application stands; None where a newer word of it is known: events come late and twice."""
        when, stage = application["updatedAt"], application["currentInterviewStage"]
        if when <= self._newest.get(application["id"], ""):
            return None
        self._newest[application["id"]] = when
        names = {"name": application["candidate"]["name"], "job": application["job"]["title"]}
        place = {"stage": stage["title"], "order": stage["orderInInterviewPlan"], "over": stage["type"] in OVER}
        one = {"id": application["id"], **names, **place, "when": when}
        self.applications.pop(application["id"], None)
        if not one["over"]:
            self.applications[application["id"]] = one
        return one

    async def messages(self) -> AsyncIterator[str]:
        """What a page is sent: everything, then each move; a comment now and then shows that the line is open."""
        page: asyncio.Queue[str] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield message("all", list(self.applications.values()))
            while True:
                try:
                    yield await asyncio.wait_for(page.get(), 15)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._pages.discard(page)


def message(name: str, data: Any) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def site(tracker: Tracker, secret: str) -> Starlette:
    """The page, its stream of moves, and the receiver of webhooks."""

    async def events(_: Request) -> StreamingResponse:
        return StreamingResponse(tracker.messages(), media_type="text/event-stream")

    receiver = Mount("/hooks", webhooks.app(tracker.note, secrets=secret))
    files = Mount("/", StaticFiles(directory=Path(__file__).with_name("_board"), html=True))
    return Starlette(routes=[Route("/events", events), receiver, files])


def load(company: Company, tracker: Tracker) -> None:
    """Read where everybody stands, so that a restart loses nothing."""
    for application in company.client.records(op.ApplicationList(status="Active")):
        tracker.put(application)


def run(company: Company, tracker: Tracker, *, stay: bool = False) -> None:
    """On the simulator: listen while somebody is moved, and an event comes twice."""
    secret = secrets.token_hex()
    load(company, tracker)
    with serving(site(tracker, secret)) as url:
        report(company, f"{url}hooks/", secret, "candidateStageChange")
        move(company, WHO, STAGES)
        send_again(company, f"{url}hooks/", secret, "candidateStageChange")
        if stay:
            print(f"The page is at {url}; Ctrl-C ends it.")
            keep_moving(company, WHO, STAGES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    tracker = Tracker()
    with company(thinks=False) as chosen:
        if chosen.simulator is None:
            load(chosen, tracker)
            return listen(lambda secret: site(tracker, secret), port=PORT)
        run(chosen, tracker, stay="--stay" in given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
