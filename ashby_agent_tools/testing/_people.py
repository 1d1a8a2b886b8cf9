"""The part of the contract about who answers: edits from outside, two people, and somebody who may not."""

from __future__ import annotations

from ashby_agent_tools.approval.answering import answer
from ashby_agent_tools.approval.people import ApproverRules, MayRule, NeedsRule, Person
from ashby_agent_tools.call import Decision
from ashby_agent_tools.store.sql import MemoryStore
from ashby_agent_tools.testing._base_contract import MOVE, BaseContract
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing.driver import AdapterDriver, Outcome

__all__ = ["PeopleContract"]

YES = "Robin"
GRACE = Person("grace@example.com")
TWO = ApproverRules(needs=(NeedsRule(2),))
GRACE_ALONE = ApproverRules(may=(MayRule(people=frozenset([GRACE.name])),))


class PeopleContract(BaseContract):
    """Questions are answered in the framework and from outside; both are the same questions."""

    def test_an_edit_that_somebody_approved_from_outside_is_what_is_sent(self, sync: bool) -> None:
        """The question was answered before the framework's own answer came, whatever that is."""
        store = MemoryStore(first_short_id=100)

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.mailed_rejection(), sync=sync)
            (asked,) = store.requests()
            answer(store, asked.id, person=GRACE, approved=True, arguments=company.rejection())
            await driver.settle(outcome, Decision.approve(by=YES), sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]

        self.play(scenario, store=store)

    def test_in_a_dry_run_nobody_is_asked_and_nothing_is_sent(self, sync: bool) -> None:
        """The model reads what would have been done."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            assert outcome.pending is None, f"a person was asked: {outcome.pending}"
            assert company.applications[0]["candidate"]["name"] in outcome.text, outcome.text
            assert company.sent("application.changeStage") == []

        self.play(scenario, dry_run=True)

    def test_what_two_people_have_to_approve_is_not_sent_on_one_yes(self, sync: bool) -> None:
        """The first yes is recorded, and the second comes from outside."""
        store = MemoryStore(first_short_id=100)

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            first = await driver.settle(outcome, Decision.approve(by=YES), sync=sync)
            assert company.sent("application.changeStage") == []
            (waiting,) = [it for it in store.requests() if it.state == "pending" and it.answers]
            assert (waiting.needed, len(waiting.answers)) == (2, 1)
            assert answer(store, waiting.id, person=GRACE, approved=True).state == "approved"
            await _go_on(driver, company, first, sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]

        self.play(scenario, store=store, rules=TWO)

    def test_an_answer_of_who_may_not_give_it_counts_for_nothing_and_the_question_waits(self, sync: bool) -> None:
        """A no is an answer, too."""
        store = MemoryStore(first_short_id=100)

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(MOVE, company.rejection(), sync=sync)
            for decision in (Decision.approve(by=YES), Decision.deny("no", by=YES)):
                if outcome.pending is not None:
                    outcome = await driver.settle(outcome, decision, sync=sync)
            assert company.sent("application.changeStage") == []
            waiting = [it for it in store.requests() if it.state == "pending"]
            assert waiting
            for asked in waiting:
                answer(store, asked.id, person=GRACE, rules=GRACE_ALONE, approved=True)
            await _go_on(driver, company, outcome, sync=sync)
            assert company.sent("application.changeStage") == [company.rejection()]

        self.play(scenario, store=store, rules=GRACE_ALONE)


async def _go_on(driver: AdapterDriver, company: Company, outcome: Outcome, *, sync: bool) -> None:
    """As an application does it once it hears that somebody answered: resume, or have the call made again."""
    if outcome.pending is not None:
        await driver.settle(outcome, Decision.approve(by=YES), sync=sync)
    else:
        await driver.call(MOVE, company.rejection(), sync=sync)
