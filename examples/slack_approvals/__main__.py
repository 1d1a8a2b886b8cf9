"""Run it: `python -m examples.slack_approvals`. Ashby, Slack, the agent and the people are all on this machine."""

from __future__ import annotations

import contextlib
import logging
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn

from ashby_agent_tools import ApproverRules, SqliteStore
from ashby_agent_tools.notify.slack import SlackNotifier, app
from ashby_agent_tools.notify.slack.simulator import TEAM, SlackSimulator
from ashby_agent_tools.simulator import Simulator
from examples.slack_approvals.agent import work
from examples.slack_approvals.people import answer

PEOPLE = {"U0GRACE": "Grace Hopper", "U0ROBIN": "Robin Li"}


def main() -> int:
    """Two rejections, one of them approved. Returns the exit code."""
    logging.basicConfig(stream=sys.stdout, format="Log:   %(message)s\n")
    print("Data:  the simulator, a made-up company. Slack: a simulated one; no message leaves this machine.\n")
    with tempfile.TemporaryDirectory() as folder, SlackSimulator() as slack, Simulator() as simulator:
        for said in run(Path(folder, "store.db"), slack, simulator):
            print(f"Agent: {said}")
    return 0


def run(store: Path, slack: SlackSimulator, simulator: Simulator) -> list[str]:
    """The agent in a thread, the receiver in another, the people here; what the agent has to say in the end."""
    with SqliteStore(store) as opened, simulator.client() as client, ThreadPoolExecutor() as pool:
        notifier = SlackNotifier(slack.token, channel="#hiring", store=opened, names=True, api=slack.api)
        with served(notifier, slack):
            agent = pool.submit(work, client, store, notifier)
            answer(slack)
            return agent.result(60)


@contextlib.contextmanager
def served(notifier: SlackNotifier, slack: SlackSimulator) -> Iterator[None]:
    """The application that takes clicks, served here; nobody answers for their own agent."""
    rules = ApproverRules(own_agents=False)
    secret = slack.signing_secret
    application = app(notifier, team=TEAM, people=PEOPLE, rules=rules, signing_secret=secret)
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    slack.connect(f"http://127.0.0.1:{port}/slack/interactions")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)


if __name__ == "__main__":
    sys.exit(main())
