"""SessionQuestions: a session's doors about the question of a call: ask it, record its answer, see how it stands."""

from __future__ import annotations

import abc
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.flow import Flow, Step
from ashby_agent_tools.call import Call, Decision, must_be_call
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.tracing import CallTracing
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread

if TYPE_CHECKING:
    from ashby_agent_tools.answers import Question
    from ashby_agent_tools.approval.gate import Gate

__all__ = ["SessionQuestions"]


class SessionQuestions(abc.ABC):
    """What a session does with questions and their answers."""

    _flow: Flow
    _gate: Gate
    _outward: Outward
    _tracing: CallTracing

    def check(self, call: Call) -> None:
        """Raise what `question` would raise, so that nobody is asked in vain; what was looked up is kept for it.

        For an adapter whose framework has to be told of a pause before the question is built. A call that was asked
        already passes. A session with an async client only looks nothing up here: use `acheck`.
        """
        if self._outward.client is None:
            self._gate.check(call)
        else:
            with self._tracing.asking(call):
                drive(self._flow.check(call), self._do)

    async def acheck(self, call: Call) -> None:
        """As check, awaited."""
        if self._outward.async_client is None:
            await in_thread(self.check, call)
        else:
            with self._tracing.asking(call):
                await adrive(self._flow.check(call), self._ado)

    def question(self, call: Call) -> str:
        """Word the question and record it as asked; the same call under the same call id keeps its words.

        Raises Declined for a call that a cap or a double will refuse, and NotFound for one about a record that does
        not exist, so that nobody is asked in vain.
        """
        must_be_call(call)
        with self._tracing.asking(call):
            return drive(self._flow.question(call), self._do)

    async def aquestion(self, call: Call) -> str:
        """As question, awaited."""
        if self._outward.async_client is None:
            return await in_thread(self.question, call)
        must_be_call(call)
        with self._tracing.asking(call):
            return await adrive(self._flow.question(call), self._ado)

    def asked(self, call: Call) -> tuple[str, ...]:
        """The fingerprints of the questions asked under this call's id, oldest first.

        A framework that runs a tool again after each answer gives its answers in this order: the answer number n
        belongs to the question number n, and to no other call.
        """
        return tuple(asked.fingerprint for asked in self._gate.asked(call))

    def answer(
        self,
        call: Call,
        decision: Decision,
        *,
        name: Callable[[Call], str] | None = None,
        instead_of: Call | None = None,
    ) -> Call | Question:
        """Record an answer to the question about exactly this call, for an `execute` without a decision later.

        For a framework that takes the answer in one step and makes the call in another. The first answer counts, and a
        denial until the call is made. Gives the call that was answered (after an edit the edited one, under the call id
        that `name` gives it), or what has to be asked next. `instead_of`: the call that was asked about first, where
        `call` is an edit of it; once there is an answer it waits no more. Raises ApprovalRequired if this was never
        asked, and for an edit without `name`.
        """
        return drive(self._flow.answer(call, decision, name, instead_of), self._do)

    async def aanswer(
        self,
        call: Call,
        decision: Decision,
        *,
        name: Callable[[Call], str] | None = None,
        instead_of: Call | None = None,
    ) -> Call | Question:
        """As answer, awaited."""
        if self._outward.async_client is None:
            return await in_thread(partial(self.answer, call, decision, name=name, instead_of=instead_of))
        return await adrive(self._flow.answer(call, decision, name, instead_of), self._ado)

    def answered(self, call: Call) -> bool:
        """Whether the newest question about exactly this call has its answer, a denial or a used approval included."""
        return self._gate.settled(call)

    def waits(self, call_id: str) -> bool:
        """Whether a question under this call id is still open, or was answered and not acted upon."""
        return self._gate.waits(call_id)

    def on_behalf_of(self, person: str) -> AbstractContextManager[None]:
        """For what is asked within it: whose agent asks, as a server has authenticated them; it wins over `asked_by`.

        For a conversation that several people share. It holds for this thread or task and what it awaits; an empty
        name changes nothing.
        """
        from ashby_agent_tools.approval.request_facts import on_behalf_of  # noqa: PLC0415  (loaded by now)

        return on_behalf_of(person)

    def deciding(self, call: Call) -> AbstractContextManager[None]:
        """While a person is asked within it, in a way of the framework's: a span, where the session has telemetry."""
        return self._tracing.deciding(call)

    def close_question(self, call: Call, why: str) -> None:
        """End the question about this call without an answer: it is asked in another way, or not any more.

        Nothing leaves on it later; `why` is what a model reads that makes the call all the same.
        """
        self._gate.void(call, why)

    async def aclose_question(self, call: Call, why: str) -> None:
        """As close_question, awaited."""
        await in_thread(self.close_question, call, why)

    def shown(self, call: Call) -> str:
        """The fingerprint that an answer to the newest question about this call has to name.

        It is the call's own, unless the call sends something that is stored elsewhere: then it covers that too, so that
        an answer to a question whose text was changed since is not an answer to the one that followed it.
        """
        return self._gate.shown(call)

    # what the session has

    @abc.abstractmethod
    def _do(self, step: Step) -> object: ...

    @abc.abstractmethod
    async def _ado(self, step: Step) -> object: ...
