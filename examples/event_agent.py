"""An agent that acts on events: Ashby reports that somebody moved, and an agent leaves the recruiter a note about it.

`webhooks.app` is the whole server. In your own organization make a webhook setting for candidateStageChange that leads
here, and give its secret token in ASHBY_WEBHOOK_SECRET; put a server with TLS in front. This listens until Ctrl-C.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Callable
from typing import Any

from ashby_agent_tools import webhooks
from ashby_openai import AshbyTools
from examples._company import Company, company
from examples._listener import listen, serving
from examples._openai import sdk
from examples._recruiter import move, report
from examples._script import Calls, Step

PORT = 8767
TASK = "Read the application that this event is about, and leave a note on the candidate that says what comes next."


def handler(company: Company, told: list[str]) -> Callable[[webhooks.Event], None]:
    """What is done with an event. It raises where the agent failed, so that Ashby sends the event again."""

    def handle(event: webhooks.Event) -> None:
        match event:
            case webhooks.kinds.CandidateStageChange(application=application):
                print(f"Event:     {application['candidate']['name']}: {application['currentInterviewStage']['title']}")
                told.append(think(company, webhooks.to_agent(event)))
                print(f"Agent:     {told[-1]}")

    return handle


def think(company: Company, event: str) -> str:
    """Give the event to an agent; returns its last word."""
    client, model = sdk(company, steps(event))
    tools = AshbyTools(preset="operations", client=company.client)
    definitions: Any = tools.responses()
    items: list[Any] = [{"role": "user", "content": f"{TASK}\n\n{event}"}]
    while True:
        response = client.responses.create(
            model=model, instructions=tools.instructions, input=items, tools=definitions
        )  # fmt: skip
        turn = tools.run(response)
        while turn.pending:
            turn = turn.resume({waiting.call_id: company.decide(waiting.question) for waiting in turn.pending})
        if not turn.outputs:
            return response.output_text
        items += [*response.output, *turn.outputs]


def steps(event: str) -> tuple[Step, ...]:
    """What the scripted model does with the event, where there is no real one: its ids come from the text it reads."""

    def found(key: str) -> str:
        match = re.search(rf'"{key}":"(?:[^"(]*\()?([0-9a-f-]{{36}})', event)
        if match is None:
            raise LookupError(f"The event names no {key}.")
        return match[1]

    def read(_: object) -> Calls:
        return [("ashby_application_info", {"applicationId": found("id"), "fields": ["currentInterviewStage.title"]})]

    def note(answers: Any) -> Calls:
        match = re.search(r'"currentInterviewStage(?:\.title)?":"([^"(]+)', answers[0])
        stage = match[1].strip() if match else "another stage"
        return [
            ("ashby_candidate_create_note", {"candidateId": found("candidate"), "note": f"Now at {stage}: plan it."})
        ]

    return read, note, lambda answers: "I left a note." if answers[-1].startswith("{") else answers[-1]


def run(company: Company, told: list[str]) -> None:
    """On the simulator: listen while somebody is moved; `told` gets the agent's last words."""
    secret = secrets.token_hex()
    with serving(webhooks.app(handler(company, told), secrets=secret)) as url:
        report(company, url, secret, "candidateStageChange")
        move(company, "Priya Raman", ["Recruiter Screen", "Hiring Manager"])


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        if chosen.simulator is None:
            return listen(lambda secret: webhooks.app(handler(chosen, []), secrets=secret), port=PORT)
        run(chosen, [])
    return 0


if __name__ == "__main__":
    sys.exit(main())
