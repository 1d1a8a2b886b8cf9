"""Tasks through Session, sync and async, and through all adapters: the same answers, one question, the same writes."""

from __future__ import annotations

import pytest
from task_doors import DOORS, through

from ashby_agent_tools import Decision
from ashby_agent_tools.simulator import Simulator

REJECTION = {
    "candidate": "Priya Raman", "reason": "timing", "template": "Kind rejection", "note": "Thanked for the time.",
}  # fmt: skip
WRITES = ("application.changeStage", "candidate.createNote")


def writes(simulator):
    return [request.endpoint for request in simulator.log if request.endpoint in WRITES]


@pytest.mark.parametrize("door", DOORS)
async def test_find_and_a_pipeline_read_without_a_question(door, simulator: Simulator):
    found = await through(door, simulator, "ashby_find", {"name": "Priya Raman"})
    assert "Priya Raman (cand_" in found.text
    assert "Account Executive (job_" in found.text
    assert not found.question
    pipeline = await through(door, simulator, "ashby_job_pipeline", {"job": "staff engineer"})
    assert '"counted":"all active applications"' in pipeline.text
    assert "daysInStage" in pipeline.text
    assert writes(simulator) == []


@pytest.mark.parametrize("door", DOORS)
async def test_a_rejection_asks_once_about_both_writes_and_makes_them_in_order(door, simulator: Simulator):
    said = await through(door, simulator, "ashby_reject", REJECTION)
    assert said.question.count("2 changes in this order") == 1
    assert "Reject Priya Raman for Account Executive" in said.question
    assert "Thanked for the time." in said.question
    assert writes(simulator) == list(WRITES)
    assert "reject Priya Raman for Account Executive" in said.text


@pytest.mark.parametrize("door", DOORS)
async def test_a_no_sends_nothing_of_it(door, simulator: Simulator):
    said = await through(door, simulator, "ashby_reject", REJECTION, decision=Decision.deny("not yet", by="Robin"))
    assert "declined" in said.text
    assert "not yet" in said.text
    assert writes(simulator) == []
