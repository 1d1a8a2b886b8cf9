"""SessionApprovers: who answers a session's questions while it runs: one approver, or one for a whole batch."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.approvers import (
    Approver,
    AsyncApprover,
    AsyncBatchApprover,
    BatchApprover,
    adecide,
    adecide_batch,
    ask_later,
    ask_terminal,
    ask_terminal_batch,
    decide,
    decide_batch,
)
from ashby_agent_tools.approval.flow import AskApprover, AskBatch, Notify, RecordQuestion, Settle, Step
from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.conversation.questions import SessionQuestions
from ashby_agent_tools.errors import Declined

if TYPE_CHECKING:
    from ashby_agent_tools.answers import Question
    from ashby_agent_tools.approval.notices import AsyncNotifier, Notifier
    from ashby_agent_tools.conversation.steps import StepRunner

__all__ = ["SessionApprovers"]


class SessionApprovers(SessionQuestions):
    """What a session does at each step that somebody outside takes part in."""

    approver: Approver | AsyncApprover | None
    batch_approver: BatchApprover | AsyncBatchApprover | None
    notify: Notifier | AsyncNotifier | None
    _steps: StepRunner
    _heard: set[str]
    """The questions of which this session was told that somebody denied them elsewhere."""

    def _do(self, step: Step) -> object:
        match step:
            case RecordQuestion(call):
                return self.question(call)
            case Notify():
                from ashby_agent_tools.approval.notices import tell  # noqa: PLC0415  (loaded with a question)

                tell(self.notify, self._gate, step)
                return None
            case AskApprover(call, question, seconds):
                with self.deciding(call):
                    return decide(self._approver(call), call, question, seconds=seconds)
            case AskBatch(batch, seconds):
                with self.deciding(batch.asks[0].call):
                    return decide_batch(self._asked_once, self.approver, batch, seconds=seconds)
            case Settle(call, decision):
                return self.settle(call, decision)
        return self._steps.do(step)

    async def _ado(self, step: Step) -> object:
        match step:
            case RecordQuestion(call):
                return await self.aquestion(call)
            case Notify():
                from ashby_agent_tools.approval.notices import atell  # noqa: PLC0415  (loaded with a question)

                await atell(self.notify, self._gate, step)
                return None
            case AskApprover(call, question, seconds):
                with self.deciding(call):
                    return await adecide(self._approver(call), call, question, seconds=seconds)
            case AskBatch(batch, seconds):
                with self.deciding(batch.asks[0].call):
                    return await adecide_batch(self._asked_once, self.approver, batch, seconds=seconds)
            case Settle(call, decision):
                return await self.asettle(call, decision)
        return await self._steps.ado(step)

    def _must_ask(self, call: Call) -> bool:
        """Whether the approver has to be asked; raises Declined where there is none, or somebody said no elsewhere.

        Not where the policy lets it run, where nothing is sent, and where the approval is there already.
        """
        if not call.needs_approval or self._stays_dry(call) or self._gate.approved(call):
            return False
        if self._approver(call) is ask_later:  # the answer comes through the store: a no, as well
            self._gate.must_not_be_denied(call, self._heard)
        return True

    def _approver(self, call: Call) -> Approver | AsyncApprover:
        if self.approver is None:
            raise Declined(
                f"{call.tool} needs a person's approval, and this application has no approver, so it is "
                "refused. Nothing was sent.",
                fingerprint=call.fingerprint,
            )
        return self.approver

    def _must_ask_line(self, call: Call) -> bool:
        """As _must_ask, where one approver for all lines will do."""
        if self._asked_once is not None and call.needs_approval and not self._stays_dry(call):
            return not self._gate.approved(call)
        return self._must_ask(call)

    @property
    def _asked_once(self) -> BatchApprover | AsyncBatchApprover | None:
        """Who answers all lines of a batch in one go."""
        if self.batch_approver is None and self.approver is ask_terminal:
            return ask_terminal_batch
        return self.batch_approver

    @abc.abstractmethod
    def settle(self, call: Call, decision: Decision | None) -> Result | Question:
        """Execute, or give what has to be asked next."""

    @abc.abstractmethod
    async def asettle(self, call: Call, decision: Decision | None) -> Result | Question:
        """As settle, awaited."""

    @abc.abstractmethod
    def _stays_dry(self, call: Call) -> bool: ...
