"""AdapterContract: what every adapter has to do, whatever its framework, with the simulator as the witness.

    class TestContract(AdapterContract):
        def make(self, setting: AdapterSetting) -> AdapterDriver:
            return MyDriver(setting)

`doors`: which doors of the framework are tried ("async", "sync"). `shows_hints`: whether a framework's tools carry
the four hints. `edits`: whether a person can answer with changed arguments.
"""

from __future__ import annotations

import re

import pytest

from ashby_agent_tools.approval.notices import Notice
from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.testing._base_contract import INFO, LIST, MOVE, NOTE, TAGS, Scenario
from ashby_agent_tools.testing._batch_calls import BatchCallsContract
from ashby_agent_tools.testing._calls import CallContract
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing._people import PeopleContract
from ashby_agent_tools.testing._search import SearchContract
from ashby_agent_tools.testing._tasks import TaskContract
from ashby_agent_tools.testing.driver import AdapterDriver, Outcome

__all__ = ["AdapterContract"]

YES = "Robin"


class AdapterContract(BatchCallsContract, CallContract, SearchContract, TaskContract, PeopleContract):
    """Inherit it in a class called Test..., and say in `make` how your adapter is driven.

    `asks_together`: False where the framework brings each call of a message by itself, so that no batch can be made.
    """

    # approval

    def test_what_needs_a_yes_waits_with_a_question_and_approved_it_is_sent_once(self, sync: bool) -> None:
        """The question names the person; exactly the asked call leaves, and the model reads the result."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            assert outcome.pending is not None
            assert company.candidate()["name"] in outcome.pending.question
            assert company.sent("application.changeStage") == []
            settled = await driver.settle(outcome, Decision.approve(by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]
            assert settled.pending is None
            assert settled.text

        self.play(scenario)

    def test_a_no_sends_nothing_and_its_message_reaches_the_model(self, sync: bool) -> None:
        """The model learns that a person declined, and why."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            settled = await driver.settle(outcome, Decision.deny("Not before Friday", by=YES), sync=sync)
            assert "Not before Friday" in settled.text
            assert company.sent("application.changeStage") == []

        self.play(scenario)

    def test_an_edit_of_no_more_danger_is_sent_as_it_was_edited(self, sync: bool) -> None:
        """A person's edit is an approval of exactly the edited arguments."""
        self.needs_edits()

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.mailed_rejection(), sync=sync)
            await driver.settle(outcome, Decision.edit(company.rejection(), by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]

        self.play(scenario)

    def test_an_edit_above_the_shown_risk_is_asked_again(self, sync: bool) -> None:
        """Nobody approves an email to a candidate by editing a quiet rejection."""
        self.needs_edits()

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            again = await driver.settle(outcome, Decision.edit(company.mailed_rejection(), by=YES), sync=sync)
            assert again.pending is not None
            assert company.sent("application.changeStage") == []
            await driver.settle(again, Decision.approve(by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.mailed_rejection()]

        self.play(scenario)

    def test_a_yes_for_other_arguments_is_refused(self, sync: bool) -> None:
        """An answer counts for the call that was shown; another one is asked about, or refused with a reason."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(0), sync=sync)
            assert outcome.pending is not None
            other = await driver.approve_other(outcome.pending, company.rejection(1), sync=sync)
            assert company.sent("application.changeStage") == []
            assert other.pending is not None or other.text

        self.play(scenario)

    @pytest.mark.parametrize("approved", [True, False])
    def test_an_approver_is_asked_in_place_of_waiting(self, sync: bool, approved: bool) -> None:
        """Where the application brings a function that answers, no call waits."""
        asked: list[str] = []

        def approver(call: Call, question: str) -> Decision:
            asked.append(f"{call.endpoint}: {question}")
            return Decision.approve(by=YES) if approved else Decision.deny("Not today", by=YES)

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            assert outcome.pending is None
            assert company.candidate()["name"] in asked[0]
            assert company.sent("application.changeStage") == ([company.rejection()] if approved else [])
            assert ("Not today" in outcome.text) is not approved

        self.play(scenario, approver=approver)

    def test_somebody_is_told_once_of_a_question(self, sync: bool) -> None:
        """The function that the application brings is called for each question, and not again when it is answered."""
        told: list[Notice] = []

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            assert outcome.pending is not None
            assert [company.candidate()["name"] in notice.question for notice in told] == [True]
            await driver.settle(outcome, Decision.approve(by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]
            assert len(told) == 1

        self.play(scenario, notify=told.append)

    # conversations

    def test_short_names_resolve_in_their_own_conversation_only(self, sync: bool) -> None:
        """`cand_100` of one conversation is nobody in another."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            listed = await driver.call(LIST, {"limit": 5}, sync=sync)
            short_id = _short_id_in(listed)
            refused = await driver.call(INFO, {"id": short_id}, conversation="two", sync=sync)
            assert company.sent("candidate.info") == []
            assert short_id in refused.text
            await driver.call(INFO, {"id": short_id}, sync=sync)
            (body,) = company.sent("candidate.info")
            assert re.fullmatch(r"[0-9a-f-]{36}", body["id"])

        self.play(scenario)

    def test_two_conversations_never_mix(self, sync: bool) -> None:
        """Both wait at once; the answer of one reaches that one alone."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            one = await driver.call(MOVE, company.rejection(0), conversation="one", sync=sync)
            two = await driver.call(MOVE, company.rejection(1), conversation="two", sync=sync)
            await driver.settle(two, Decision.approve(by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection(1)]
            denied = await driver.settle(one, Decision.deny("No", by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection(1)]
            assert denied.pending is None

        self.play(scenario)

    # several calls

    def test_parallel_calls_run_once_each_and_each_answer_counts_for_its_own_call(self, sync: bool) -> None:
        """A read and two rejections in one message: one approved, one denied, and nothing is done twice."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            note = {"candidateId": company.candidate(2)["id"], "note": "Seen"}
            made = [(NOTE, note), (MOVE, company.rejection(0)), (MOVE, company.rejection(1)), (TAGS, {"limit": 1})]
            waiting = await driver.calls(made, sync=sync)
            questions = [outcome.pending for outcome in waiting]
            assert [question is not None for question in questions] == [False, True, True, False]
            first, second = (question for question in questions if question is not None)
            assert company.candidate(0)["name"] in first.question
            assert company.candidate(1)["name"] in second.question
            answers = [(first, Decision.deny("Keep", by=YES)), (second, Decision.approve(by=YES))]
            settled = await driver.answer(answers, sync=sync)
            assert company.sent("application.changeStage") == [company.rejection(1)]
            assert company.sent("candidate.createNote") == [note]
            assert company.sent("candidateTag.list") == [{"limit": 1}]
            assert all(outcome.text and outcome.pending is None for outcome in settled)
            assert ["Keep" in outcome.text for outcome in settled] == [False, True, False, False]

        self.play(scenario)

    def test_async_equals_sync(self) -> None:
        """Both doors send the same and tell the model the same; a question's look-ups go side by side, in any order."""
        if len(self.doors) == 1:
            pytest.skip(f"this framework has one door, {self.doors[0]}")
        seen: dict[bool, list[Json]] = {}

        def through(sync: bool) -> Scenario:
            async def scenario(driver: AdapterDriver, company: Company) -> None:
                listed = await driver.call(LIST, {"limit": 3}, sync=sync)
                wrong = await driver.call(INFO, {"id": "cand_1"}, sync=sync)
                asked = await driver.call(MOVE, company.rejection(), sync=sync)
                moved = await driver.settle(asked, Decision.approve(by=YES), sync=sync)
                question = asked.pending.question if asked.pending else None
                sent = sorted(str((request.endpoint, request.body)) for request in company.simulator.log)
                seen[sync] = [listed.text, wrong.text, question, moved.text, sent]

            return scenario

        for sync in (True, False):
            self.play(through(sync))
        assert seen[True] == seen[False]


def _short_id_in(outcome: Outcome) -> str:
    found = re.search(r"\bcand_\d+\b", outcome.text)
    assert found, f"there is no short id in: {outcome.text}"
    return found.group()
