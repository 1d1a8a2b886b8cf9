"""The unified tools through Session, sync and async, and through all adapters."""

from __future__ import annotations

import pytest
from task_doors import DOORS, through

from ashby_agent_tools import Decision, Toolset
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import Unified

PRESET = Toolset.preset("unified")


@pytest.mark.parametrize("door", DOORS)
async def test_each_door_lists_and_asks_before_it_rejects(door, simulator: Simulator):
    with simulator.client() as client:
        application = next(iter(Unified(client).applications.all(status="Active")))
        reason = Unified(client).reject_reasons.list(limit=1).result[0]
    listed = await through(
        door, simulator, "ashby_unified_list", {"resource": "applications", "job": application.job.id}, toolset=PRESET
    )
    assert '"applications":{"columns":["applications"' in listed.text
    assert not listed.question
    arguments = {"application": application.id, "reason": reason.id}
    denied = await through(
        door, simulator, "ashby_unified_reject", arguments, toolset=PRESET, decision=Decision.deny("no", by="Robin")
    )
    assert "declined" in denied.text
    assert not [it for it in simulator.log if it.endpoint == "application.changeStage"]
    done = await through(door, simulator, "ashby_unified_reject", arguments, toolset=PRESET)
    assert "Reject " in done.question
    assert [it.body["archiveReasonId"] for it in simulator.log if it.endpoint == "application.changeStage"] == [
        reason.id
    ]
