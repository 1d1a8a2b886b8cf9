"""The part of AdapterContract about several calls of one message: one batch in the store, answered line by line."""

from __future__ import annotations

from ashby_agent_tools.call import Decision
from ashby_agent_tools.store.sql import MemoryStore
from ashby_agent_tools.testing._base_contract import MOVE, BaseContract
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing.driver import AdapterDriver

__all__ = ["BatchCallsContract"]

BY = "Robin"


class BatchCallsContract(BaseContract):
    """Several calls at once. `AdapterContract` inherits it."""

    def test_calls_of_one_message_are_one_batch_of_which_exactly_the_approved_lines_are_sent(self, sync: bool) -> None:
        """Four rejections: three approved, one denied with a message that its own call gets."""
        store = MemoryStore(first_short_id=100)

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            waiting = await driver.calls([(MOVE, company.rejection(number)) for number in range(4)], sync=sync)
            questions = [outcome.pending for outcome in waiting]
            asked = [it for it in store.requests() if it.state == "pending"]
            assert len(asked) == 4
            if self.asks_together:
                assert len({it.batch for it in asked}) == 1
                assert sorted(it.line for it in asked) == [1, 2, 3, 4]
            said = [
                Decision.approve(by=BY),
                Decision.deny("Keep", by=BY),
                Decision.approve(by=BY),
                Decision.approve(by=BY),
            ]
            answers = [(it, answer) for it, answer in zip(questions, said, strict=True) if it is not None]
            settled = await driver.answer(answers, sync=sync)
            sent = sorted(str(body) for body in company.sent("application.changeStage"))
            assert sent == sorted(str(company.rejection(number)) for number in (0, 2, 3))
            assert ["Keep" in outcome.text for outcome in settled] == [False, True, False, False]

        self.play(scenario, store=store)
