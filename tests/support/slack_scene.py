"""A recruiter's agent, a Slack workspace on this machine, and the application that takes clicks, over one store."""

from __future__ import annotations

import contextlib
import dataclasses

from served import served

from ashby_agent_tools import Session, SqlStore, Toolset, ask_later
from ashby_agent_tools.notify.slack import SlackNotifier, app
from ashby_agent_tools.notify.slack.simulator import APP, TEAM, SlackSimulator
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

MOVE = "application.changeStage"
PEOPLE = {"U0GRACE": "Grace Hopper", "U0ROBIN": "Robin Li"}
PATH = "/slack/interactions"


@dataclasses.dataclass
class SlackScene:
    """`options`: of the notifier; `slack_options`: of the application."""

    slack: SlackSimulator
    simulator: Simulator
    company: Company
    store: SqlStore
    notifier: SlackNotifier
    slack_options: dict

    def session(self, *, toolset=None, **options) -> Session:
        options = {"notify": self.notifier, "store": self.store, "approver": ask_later, **options}
        return Session(toolset or Toolset.all(), self.simulator.client(), **options)

    def application(self, **options):
        given = {
            "team": TEAM, "app_id": APP, "people": PEOPLE, "signing_secret": self.slack.signing_secret,
            "clock": self.slack.clock, **self.slack_options, **options,
        }  # fmt: skip
        return app(self.notifier, **given)

    @contextlib.contextmanager
    def receiving(self, **options):
        """The application is served, and Slack knows where."""
        with served(self.application(**options)) as url:
            self.slack.connect(f"{url}{PATH}")
            yield

    @property
    def sent(self):
        """What arrived at Ashby and was no read."""
        log = self.simulator.log[self.company.before :]
        return [(it.endpoint, it.body) for it in log if it.endpoint == MOVE]


@contextlib.contextmanager
def slack_scene(folder, *, names=True, clock=None, slack_options=None, url=None, **options):
    """`url`: of the store, by default a file in the folder."""
    simulator = Simulator(seed=7)
    more = {} if clock is None else {"clock": clock}
    with (
        SlackSimulator(**more) as slack,
        contextlib.closing(SqlStore(url or f"sqlite:///{folder / 'ashby.db'}", **more)) as store,
    ):
        notifier = SlackNotifier(
            slack.token, channel="#hiring", store=store, names=names, api=slack.api, inbox="https://inbox.example.com",
            **options,
        )  # fmt: skip
        yield SlackScene(slack, simulator, Company.of(simulator), store, notifier, slack_options or {})
