"""How often one approved call is prepared, through every door that asks: for its question, and where it comes again."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from attack_scene import BARE, DOORS, opened, played

from ashby_agent_tools.simulator import Simulator

ASKING = [door for door in DOORS if door not in BARE and not door.startswith("command line")]
COMES_AGAIN = ("LangChain", "LlamaIndex", "MCP 2026-07-28", "MCP batch")
"""These run a tool again from the top once a person answered, so its arguments come a second time."""


@pytest.mark.parametrize("door", ASKING)
def test_a_call_is_prepared_once_for_its_question_and_once_more_where_it_comes_again(door, tmp_path, caplog):
    caplog.set_level(logging.INFO, logger="ashby_agent_tools.audit")

    async def approved(scene):
        scene.sent()
        done = await scene.yes(await scene.ask())
        assert done.pending is None

    with opened(door, tmp_path, Simulator(seed=7)) as scene:
        asyncio.run(played(scene, approved))
        assert scene.company.sent("application.changeStage") == [scene.company.rejection()]
    audit = [record.getMessage() for record in caplog.records if record.name == "ashby_agent_tools.audit"]
    steps = [json.loads(line[line.index("{") :])["step"] for line in audit]
    again = ["prepared"] if door.startswith(COMES_AGAIN) else []
    again += ["notified"] if door == "Slack" else []
    again += ["refused"] if door.startswith("Session batch") else []  # this door first tries to send without an answer
    assert steps == ["prepared", "asked", *again, "answered", "sent", "done"]
