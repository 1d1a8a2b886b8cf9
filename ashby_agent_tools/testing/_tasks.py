"""The part of the contract about tasks: names in place of ids, one question about all changes, the same gate."""

from __future__ import annotations

import re

import pytest

from ashby_agent_tools.call import Decision
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.testing._base_contract import MOVE, BaseContract
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing.driver import AdapterDriver
from ashby_agent_tools.toolset.search.calling import CALL
from ashby_agent_tools.toolset.toolset import Toolset

_TASKS = Toolset.of("reject", "debrief")
_REJECT = "ashby_reject"
_UNDO = "ashby_undo"
_WRITES = ("application.changeStage", "candidate.createNote")


def _rejection(company: Company, **more: Json) -> dict[str, Json]:
    """A rejection of one person by the id of the application, with a note: two changes."""
    return {"candidate": company.applications[0]["id"], "reason": "Timing", "note": "Thanked.", **more}


def _sent(company: Company) -> list[int]:
    return [len(company.sent(endpoint)) for endpoint in _WRITES]


class TaskContract(BaseContract):
    """Tests of tools that are made of several calls."""

    @pytest.mark.parametrize("searched", [False, True])
    @pytest.mark.parametrize("approved", [True, False])
    def test_a_task_asks_once_about_all_its_changes(self, sync: bool, approved: bool, searched: bool) -> None:
        """An approval makes them in their order; a denial makes none. Called by name it is the same."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            call: tuple[str, dict[str, Json]] = (_REJECT, _rejection(company))
            if searched:
                call = CALL, {"name": call[0], "arguments": call[1]}
            outcome = await driver.call(*call, sync=sync)
            assert outcome.pending is not None
            assert f"1. Reject {company.candidate()['name']}" in outcome.pending.question
            assert "2. Write a note" in outcome.pending.question
            assert _sent(company) == [0, 0]
            decision = Decision.approve(by="Robin") if approved else Decision.deny("Not before Friday", by="Robin")
            settled = await driver.settle(outcome, decision, sync=sync)
            assert _sent(company) == ([1, 1] if approved else [0, 0])
            assert approved or "Not before Friday" in settled.text

        self.play(scenario, toolset=_TASKS.searchable() if searched else _TASKS)

    def test_a_name_that_does_not_name_one_record_comes_back_with_choices(self, sync: bool) -> None:
        """Nobody is asked, and nothing is guessed."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            first = company.candidate()["name"].split()[0]
            outcome = await driver.call(_REJECT, _rejection(company, candidate=first), sync=sync)
            assert outcome.pending is None
            assert "with candidate set to one of these ids" in outcome.text
            assert "cand_" in outcome.text
            assert _sent(company) == [0, 0]

        self.play(scenario, toolset=_TASKS)

    def test_an_approval_of_a_task_lets_no_other_changes_out(self, sync: bool) -> None:
        """What comes back with the approval is another person: nothing of it leaves."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(_REJECT, _rejection(company), sync=sync)
            assert outcome.pending is not None
            other = _rejection(company, candidate=company.applications[1]["id"])
            await driver.approve_other(outcome.pending, other, sync=sync)
            assert _sent(company) == [0, 0]

        self.play(scenario, toolset=_TASKS)

    @pytest.mark.parametrize("approved", [True, False])
    def test_a_write_is_undone_by_the_reference_in_its_result(self, sync: bool, approved: bool) -> None:
        """The inverse is asked about with what stays all the same; refused, and undone once, it sends nothing."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            sent = company.rejection()
            before = company.applications[0]["currentInterviewStage"]["id"]
            rejected = await driver.settle(
                await driver.call(MOVE, sent, sync=sync), _decision(approved=True), sync=sync
            )
            ref = re.search(r'"undo":"(u[0-9]+)"', rejected.text)
            assert ref is not None, rejected.text
            asked = await driver.call(_UNDO, {"ref": [ref[1]]}, sync=sync)
            assert asked.pending is not None
            assert company.candidate()["name"] in asked.pending.question
            assert "Not put back: the history shows both moves" in asked.pending.question
            settled = await driver.settle(asked, _decision(approved=approved), sync=sync)
            back = [{"applicationId": sent["applicationId"], "interviewStageId": before}]
            assert company.sent("application.changeStage") == [sent, *(back if approved else [])]
            assert ("Leave it" in settled.text) is not approved
            again = await driver.call(_UNDO, {"ref": [ref[1]]}, sync=sync)
            assert (again.pending is None) is approved
            assert ("undone already" in again.text) is approved

        self.play(scenario, toolset=Toolset.of("application.changeStage", "undo"))


def _decision(*, approved: bool) -> Decision:
    return Decision.approve(by="Robin") if approved else Decision.deny("Leave it", by="Robin")
