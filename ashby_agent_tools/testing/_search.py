"""The part of the contract about search mode: two tools find the others and call them, through the same gate."""

from __future__ import annotations

import pytest

from ashby_agent_tools.call import Decision
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.testing._base_contract import INFO, MOVE, TOOLSET, BaseContract
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing.driver import AdapterDriver
from ashby_agent_tools.toolset.search.calling import CALL, FIND

_SEARCHED = TOOLSET.searchable()
_READ_ON = "ashby_read_result"


def _by_name(tool: str, arguments: Json) -> tuple[str, dict[str, Json]]:
    return CALL, {"name": tool, "arguments": arguments}


class SearchContract(BaseContract):
    """Tests of calls to operations that are not listed."""

    def test_an_unlisted_operation_is_found_and_called(self, sync: bool) -> None:
        """A model is shown two tools for all operations; what it finds says how to call it."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            listed = {tool.name for tool in await driver.tools()}
            assert {FIND, CALL, _READ_ON} <= listed <= {tool.name for tool in _SEARCHED.tools}
            found = await driver.call(FIND, {"query": "show a candidate's profile"}, sync=sync)
            assert found.text.startswith(f'{{"name":"{INFO}"')
            assert not company.anything_sent
            person = company.candidate()
            outcome = await driver.call(*_by_name(INFO, {"id": person["id"]}), sync=sync)
            assert person["name"] in outcome.text
            assert company.sent("candidate.info") == [{"id": person["id"]}]

        self.play(scenario, toolset=_SEARCHED)

    @pytest.mark.parametrize("approved", [True, False])
    def test_a_call_by_name_is_asked_about_as_what_it_names(self, sync: bool, approved: bool) -> None:
        """Found first. The question is the operation's; an approval sends it once, a denial sends nothing."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            found = await driver.call(FIND, {"query": "turn this applicant down"}, sync=sync)
            assert f'{{"name":"{MOVE}"' in found.text
            outcome = await driver.call(*_by_name(MOVE, company.rejection()), sync=sync)
            assert outcome.pending is not None
            assert company.candidate()["name"] in outcome.pending.question
            assert CALL not in outcome.pending.question
            assert company.sent("application.changeStage") == []
            decision = Decision.approve(by="Robin") if approved else Decision.deny("Not before Friday", by="Robin")
            settled = await driver.settle(outcome, decision, sync=sync)
            assert company.sent("application.changeStage") == ([company.rejection()] if approved else [])
            assert approved or "Not before Friday" in settled.text

        self.play(scenario, toolset=_SEARCHED)

    def test_an_edit_of_a_call_by_name_is_sent_as_it_was_edited(self, sync: bool) -> None:
        """A person edits the arguments of the operation, as the question shows them."""
        self.needs_edits()

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(*_by_name(MOVE, company.mailed_rejection()), sync=sync)
            await driver.settle(outcome, Decision.edit(company.rejection(), by="Robin"), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]

        self.play(scenario, toolset=_SEARCHED)

    def test_what_is_outside_is_neither_found_nor_called(self, sync: bool) -> None:
        """Search mode opens nothing: the toolset is the same."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            found = await driver.call(FIND, {"query": "list the offers"}, sync=sync)
            assert "ashby_offer_list" not in found.text
            outcome = await driver.call(*_by_name("ashby_offer_list", {}), sync=sync)
            assert "ashby_offer_list is not among the tools" in outcome.text
            assert not company.anything_sent

        self.play(scenario, toolset=_SEARCHED)
