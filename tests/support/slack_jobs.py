"""What runs in processes of their own: an agent that asks and goes on, and the application that takes clicks."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import uvicorn

from ashby_agent_tools import Client, Session, SqliteStore, Toolset, errors
from ashby_agent_tools.notify.slack import SlackNotifier, app
from ashby_agent_tools.notify.slack.simulator import APP, TEAM

PEOPLE = {"U0GRACE": "Grace Hopper", "U0ROBIN": "Robin Li"}
PATIENCE = 60.0


def agent(folder, ashby, slack, calls):
    """Ask about each call and try it until it is sent or declined, and write down what came of each."""
    notifier = SlackNotifier(slack[1], channel="#hiring", store=opened(folder), names=True, api=slack[0])
    came, until = [], time.monotonic() + PATIENCE
    with Client(ashby[1], base_url=ashby[0]) as client:
        session = Session(Toolset.all(), client, store=notifier.store, notify=notifier)
        for number, (name, arguments) in enumerate(calls):
            call = session.prepare(name, arguments, call_id=f"call {number}")
            session.question(call)
            while time.monotonic() < until:
                try:
                    session.execute(call)
                except errors.ApprovalRequired:
                    time.sleep(0.05)
                    continue
                except errors.Declined as error:
                    came.append(f"declined: {error}")
                else:
                    came.append("sent")
                break
    Path(folder, "came").write_text("\n".join(came), encoding="utf-8")


def receiver(folder, port, slack, secret):
    """Serve the application, until it is killed."""
    notifier = SlackNotifier(slack[1], channel="#hiring", store=opened(folder), names=True, api=slack[0])
    application = app(notifier, team=TEAM, app_id=APP, people=PEOPLE, signing_secret=secret, refresh=0.1)
    uvicorn.run(application, host="127.0.0.1", port=port, log_config=None, access_log=False)


def opened(folder):
    return SqliteStore(Path(folder, "ashby.db"))


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def answers(port):
    """Whether something listens there."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
