"""Slack: a message for each question, and an ASGI application that takes what people click in it.

    slack = SlackNotifier(channel="#hiring", store=store, inbox="https://approvals.example.com", names=True)
    session = Session(toolset, client, store=store, notify=slack)
    application = app(slack, team="T024BE7LD", people={"U024BE7LH": "Grace Hopper"})   # in a server such as uvicorn

Both share the store, and need not share a process. Needs the extra `slack`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ashby_agent_tools.notify.slack.notifier import SlackNotifier

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from ashby_agent_tools.approval.people import ApproverRules, Person

__all__ = ["SlackNotifier", "app"]


def app(
    notifier: SlackNotifier,
    *,
    team: str,
    people: Mapping[str, Person | str],
    rules: ApproverRules | None = None,
    signing_secret: str | None = None,
    app_id: str | None = None,
    path: str = "/slack/interactions",
    refresh: float = 30.0,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """An ASGI application for the interactivity address of a Slack app: it takes answers, and nothing else.

    `notifier`: what posts the messages; its store is the one that is answered. `team`: the id of the workspace.
    `people`: who a Slack user is, by their id; nobody else answers, whatever name a request has. `rules`: who may
    answer what; the same as the sessions'. `signing_secret`: the app's, by default ASHBY_SLACK_SIGNING_SECRET.
    `app_id`: refuse other apps with the same secret. `refresh`: every so many seconds, while it is served, messages are
    updated whose question was answered elsewhere or ran out; 0 for never. `clock`: seconds since the epoch.
    Raises UsageError for what cannot be used.
    """
    from ashby_agent_tools.notify.slack.receiver import application  # noqa: PLC0415  (starlette, from the extra)

    return application(
        notifier,
        team=team,
        people=people,
        rules=rules,
        signing_secret=signing_secret,
        app_id=app_id,
        path=path,
        refresh=refresh,
        clock=clock,
    )
