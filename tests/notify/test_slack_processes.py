"""An agent, the application and Slack in processes of their own: kill -9 between message and click loses nothing."""

from __future__ import annotations

import re
import time

import pytest
from processes import ended, start
from slack_jobs import agent, answers, free_port, receiver

from ashby_agent_tools.notify.slack.simulator import SlackSimulator
from ashby_agent_tools.testing._company import Company

MOVE = "application.changeStage"
pytestmark = pytest.mark.slow


class Servers:
    """Everything that listens."""

    def __init__(self, folder, slack, simulator):
        self.folder, self.slack, self.port = str(folder), slack, free_port()
        self.ashby, self.address = (simulator.start(), simulator.key), (slack.api, slack.token)
        slack.connect(f"http://127.0.0.1:{self.port}/slack/interactions")
        self.started = []

    def receiver(self):
        process = start(receiver, self.folder, self.port, self.address, self.slack.signing_secret)
        self.started.append(process)
        until = time.monotonic() + 60
        while not answers(self.port) and time.monotonic() < until:
            time.sleep(0.02)
        return process

    def agent(self, *calls):
        self.started.append(start(agent, self.folder, self.ashby, self.address, calls))
        return self.started[-1]

    def kill(self, process):
        process.kill()
        process.join()


@pytest.fixture
def servers(tmp_path, simulator):
    with SlackSimulator() as slack:
        made = Servers(tmp_path, slack, simulator)
        yield made
        for process in made.started:
            made.kill(process)
        simulator.stop()


def test_an_agent_goes_on_after_a_click_and_sends_exactly_what_was_approved(servers, simulator, tmp_path):
    company = Company.of(simulator)
    yes, no = company.rejection(), company.rejection(1)
    first = servers.receiver()
    going = servers.agent((MOVE, yes), (MOVE, no))
    slack = servers.slack
    slack.until(lambda: slack.messages)
    servers.kill(first)
    second = servers.receiver()
    approve = slack.clicked("Approve", by="Grace", message=slack.messages[0])
    assert slack.send(approve).status_code == 200
    slack.until(lambda: "Approved by Grace Hopper" in slack.messages[0].shown)
    slack.until(lambda: len(slack.messages) == 2)
    assert slack.click("Deny", by="Robin").status_code == 200
    slack.until(lambda: slack.dialogs)
    servers.kill(second)
    servers.receiver()
    assert slack.submit("Call them first", by="Robin").status_code == 200
    assert ended(going) == 0
    assert re.fullmatch(r"sent\ndeclined: .*Call them first.*", (tmp_path / "came").read_text(encoding="utf-8"))
    assert [it.body for it in simulator.log if it.endpoint == MOVE] == [yes]


def test_an_agent_that_died_after_asking_is_followed_by_one_that_sends(servers, simulator):
    company = Company.of(simulator)
    servers.receiver()
    first = servers.agent((MOVE, company.rejection()))
    servers.slack.until(lambda: servers.slack.messages)
    servers.kill(first)
    assert servers.slack.click("Approve", by="Grace").status_code == 200
    assert ended(servers.agent((MOVE, company.rejection()))) == 0
    assert len([it for it in simulator.log if it.endpoint == MOVE]) == 1
    assert len(servers.slack.messages) == 1
