"""Notifiers with secrets of their own: one posts to a Slack on this machine, the servers of two are not there."""

from __future__ import annotations

import contextlib
import re

from forged_clicks import signed
from slack_jobs import PEOPLE, free_port
from starlette.testclient import TestClient

from ashby_agent_tools.notify.mail import MailNotifier
from ashby_agent_tools.notify.slack import SlackNotifier, app
from ashby_agent_tools.notify.slack.simulator import TEAM, SlackSimulator
from ashby_agent_tools.notify.teams import TeamsNotifier

PASSWORD, SIGNATURE = "canary-smtp-m3n4", "canary-workflow-o5p6"


class Notifiers:
    """Tells all three of each question, and raises what the last one raised. `raised`: everything that was."""

    def __init__(self, slack, store):
        self.slack, self.raised = slack, []
        self.slack_notifier = SlackNotifier(slack.token, channel="#hiring", store=store, names=True, api=slack.api)
        teams = TeamsNotifier(f"http://127.0.0.1:{free_port()}/workflows/{SIGNATURE}?sig={SIGNATURE}")
        mail = MailNotifier(
            "127.0.0.1", port=free_port(), sender="a@example.com", to="b@example.com", user="ashby", password=PASSWORD
        )
        self.all = [self.slack_notifier, teams, mail]
        self.application = app(self.slack_notifier, team=TEAM, people=PEOPLE, signing_secret=slack.signing_secret)

    def __call__(self, notice):
        for each in self.all:
            try:
                each(notice)
            except OSError as error:
                self.raised.append(error)
        raise self.raised[-1]

    def clicks(self):
        """Clicks that are refused, one that opens a dialog, and the answers to them."""
        with TestClient(self.application) as client:
            for by in ("Mallory", "Grace"):
                body, headers = signed(self, self.slack.body(self.slack.clicked("Deny", by=by)))
                for _ in range(2):
                    self.raised.append(client.post("/slack/interactions", content=body, headers=headers).text)
            headers["X-Slack-Signature"] = "v0=" + "0" * 64
            self.raised.append(client.post("/slack/interactions", content=body, headers=headers).text)

    def patterns(self):
        return {
            "Slack token": re.compile(self.slack.token),
            "Slack signing secret": re.compile(self.slack.signing_secret),
            "address of an answer in Slack": re.compile("/response/"),
            "mail password": re.compile(PASSWORD),
            "workflow": re.compile(SIGNATURE),
        }

    def places(self):
        return {
            "notifiers": [self.raised, *map(repr, (*self.all, self.application))],
            "slack": [it.shown for it in self.slack.messages],
        }


@contextlib.contextmanager
def notifiers(store):
    with SlackSimulator() as slack:
        yield Notifiers(slack, store)
