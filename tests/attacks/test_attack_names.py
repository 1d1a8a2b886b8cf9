"""Who said yes, through every door: a name that only a client gives is recorded as claimed, in the store and the audit.

An application that checks who answers (a program, OpenAI, openai-agents) hands the name over; a LangGraph server has
let somebody in. The command line checks a name by the approver's secret; what is said at a terminal is a claim.
LlamaIndex and MCP know no checked name: whatever comes is a claim.
"""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from attack_doors import MOVE
from attack_scene import BARE, DOORS, SLOW, opened, played, written

from ashby_agent_tools import Decision
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # every input, through every door

NOT_APPLICABLE = {
    **dict.fromkeys(
        BARE, "a client keeps no record of who answered: the decision is the program's own, and so is its log"
    ),
    "Slack": "no name of a request is used: the application knows people by their Slack ids",
    SLOW: "without a secret a yes needs a terminal, which the command line in this process has",
}
NO_CHECKED_NAME = ("LlamaIndex", "MCP")
ASKING = [door for door in DOORS if door not in NOT_APPLICABLE]
CHECKED = ["Slack", *(door for door in ASKING if not door.startswith(NO_CHECKED_NAME))]
ROBIN = "robin@example.com"
FORGED = ("ceo@example.com", "langgraph", "claimed: Robin", "robin@example.com\nand\u202eanna")


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("door", ASKING)
def test_a_name_that_nobody_checked_is_recorded_as_claimed(door, name, tmp_path, caplog):
    plain = name.replace("\n", " ").replace("\u202e", " ")
    expected = f"claimed: the user of {plain}" if door.startswith("MCP") else f"claimed: {plain}"
    assert _recorded(door, tmp_path, caplog, claimed=name) == expected


@pytest.mark.parametrize("door", CHECKED)
def test_a_checked_name_is_recorded_as_it_is_whatever_a_client_claims_beside_it(door, tmp_path, caplog):
    assert _recorded(door, tmp_path, caplog, claimed="ceo@example.com", checked=ROBIN) == ROBIN


def _recorded(door, folder, caplog, *, claimed, checked=None):
    """Whom the store and each line of the audit name, which is one and the same."""
    with (
        caplog.at_level(logging.INFO, logger="ashby_agent_tools.audit"),
        opened(door, folder, Simulator(seed=7)) as scene,
    ):
        asyncio.run(played(scene, lambda scene: _said_yes(scene, door, claimed, checked)))
    assert written(scene.company) == [("application.changeStage", scene.company.rejection())]
    (asked,) = scene.setting.store.requests()
    lines = [json.loads(it.message) for it in caplog.records if it.name == "ashby_agent_tools.audit"]
    assert "answered" in {line["step"] for line in lines if "by" in line}
    assert {line["by"] for line in lines if "by" in line} == {asked.decided_by}
    return asked.decided_by


async def _said_yes(scene, door, claimed, checked):
    """The yes, with the names where this door has a place for them, and in places where it has none."""
    driver = scene.driver
    said = Decision.approve(by=checked or claimed, claimed=checked is None)
    if door.startswith("LangChain"):
        configurable = {"thread_id": "one", "user": claimed}
        if checked is not None:
            configurable["langgraph_auth_user"] = {"identity": checked}
        driver.config = lambda _: {"configurable": configurable}
    elif door.startswith("LlamaIndex"):
        said = Decision.approve(by=claimed)  # an event carries the name alone
    elif door == "Slack":
        driver.calls_itself = claimed
    elif door.startswith("MCP"):
        await _connect_as(driver, claimed)
    outcome = await scene.ask(MOVE)
    if door.startswith("LangChain"):
        from langgraph.types import Command

        answer = {"type": "approve", "by": "ceo@example.com", "user": "ceo@example.com"}
        resume = Command(resume={outcome.pending.token.pause: {"decisions": [answer]}})
        (done,) = await driver.go(resume, "one", sync=scene.sync)
    elif door == "command line":
        done = driver.answered_by(outcome.pending, claimed=claimed, checked=checked)
    else:
        done = await driver.settle(outcome, said, sync=scene.sync)
    assert done.pending is None


async def _connect_as(driver, name):
    """A client of the server that calls itself so."""
    from mcp import Client
    from mcp.types import Implementation

    info = Implementation(name=name, version="1")
    client = Client(driver.server, mode=driver.mode, elicitation_callback=driver.elicit, client_info=info)
    driver.clients["one"] = await driver.stack.enter_async_context(client)
