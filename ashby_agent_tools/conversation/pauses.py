"""SessionPauses: a session's doors for adapters: begin a call, show its question, tie an answer to what was shown.

made = session.start(name, arguments, call_id=call_id)           # a Result, or the Question that has to be asked
while isinstance(made, Question):
    shown = session.ask(made)                                    # recorded, in words, with its arguments
    made = session.settle(shown.call, decision)                  # the framework's own pause gives the decision
"""

from __future__ import annotations

import abc
import contextlib
import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.approvers import ask_later
from ashby_agent_tools.approval.flow import RecordQuestion, Script, Settle, running
from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.call_result import Result, with_text
from ashby_agent_tools.conversation.approvers import SessionApprovers
from ashby_agent_tools.conversation.batches import SessionBatches
from ashby_agent_tools.conversation.ready_reads import ReadyReads
from ashby_agent_tools.errors import ApprovalRequired, ToolError
from ashby_agent_tools.operations.arguments import named
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread

if TYPE_CHECKING:
    from ashby_agent_tools.batch import Batch, ShownQuestion

__all__ = ["SessionPauses"]


class SessionPauses(SessionApprovers, SessionBatches):
    """What is the same wherever a framework pauses for a person, in whatever way it does."""

    _ready: ReadyReads

    # begin

    def start(
        self,
        name: str | Operation | Call,
        arguments: Mapping[str, Json] | str | None = None,
        *,
        call_id: str | None = None,
        known: Callable[[Call], Result | None] | None = None,
    ) -> Result | Question:
        """Make a call, or give the question that a person has to be asked first: `ask` shows it, `settle` goes on.

        With an approver, which is asked, it is `run`. In a dry run nobody is asked. `call_id`: of this call alone, so
        that an answer which the store has under it is acted upon. `known`: what the prepared call came to before, for a
        framework that runs a tool again from the top (`remembered`); with it nothing is made. Raises what `prepare`
        and `execute` raise.
        """
        call = self._given(name, arguments, call_id, known)
        if isinstance(call, Result):
            return call
        if self._is_free(call):
            with self._hiding(), self._tracing.tool(call) as noted:
                return noted(drive(self._flow.leave(call, None, shown=call), self._do))
        if self.approver is not None:
            with self._tracing.tool(call) as noted:
                return noted(drive(running(self._gate, call, self._must_ask), self._do))
        if self._is_open(call):
            with contextlib.suppress(ApprovalRequired):  # it waits still, or has expired
                return self.settle(call, None)
        return Question(call)

    async def astart(
        self,
        name: str | Operation | Call,
        arguments: Mapping[str, Json] | str | None = None,
        *,
        call_id: str | None = None,
        known: Callable[[Call], Result | None] | None = None,
    ) -> Result | Question:
        """As start, awaited."""
        call: Call | Result | None = None if known else self._ready.prepared(name, arguments, call_id)
        if call is None:
            call = await in_thread(self._given, name, arguments, call_id, known)
        if isinstance(call, Result):
            return call
        if self._is_free(call):
            return await self._aleft(call)
        if self.approver is not None:
            with self._tracing.tool(call) as noted:
                return noted(await adrive(running(self._gate, call, self._must_ask), self._ado))
        if await in_thread(self._is_open, call):
            with contextlib.suppress(ApprovalRequired):
                return await self.asettle(call, None)
        return Question(call)

    def asks_a_person(self, call: Call) -> bool:
        """Whether a person has to approve it: the policy wants that, and it is no dry run, in which nothing is sent."""
        return call.needs_approval and not self._stays_dry(call)

    async def _aleft(self, call: Call) -> Result:
        """Send a call that nobody has to be asked about."""
        leaving = self._flow.leave(call, None, shown=call)
        with self._hiding(), self._tracing.tool(call) as noted:
            if self._is_sync:
                return noted(await in_thread(lambda: with_text(drive(leaving, self._do))))
            if self._ready.leaves_at_once(call):
                return noted(await self._ready.left(leaving, self._ado))
            return noted(await adrive(leaving, self._ado, with_text))

    def _given(
        self,
        name: str | Operation | Call,
        arguments: Mapping[str, Json] | str | None,
        call_id: str | None,
        known: Callable[[Call], Result | None] | None,
    ) -> Call | Result:
        """The call, prepared; or what it came to before, with its text."""
        call = self._fresh(name) if isinstance(name, Call) else self._prepared(*named(name, arguments), call_id)
        made = None if known is None else known(call)
        return call if made is None else with_text(made)

    def _is_open(self, call: Call) -> bool:
        """Whether `settle` may have something to say before anybody is asked (again)."""
        return self._stays_dry(call) or (call.call_id is not None and bool(self._gate.asked(call)))

    # show

    def ask(self, question: Question | Call, *, group: str | None = None) -> ShownQuestion:
        """Word a question and record it, for the framework to show; asked again, it is the same one.

        `group`: what the calls of one message have in common, where the framework asks about each by itself; those that
        wait are one batch then. Raises as `question`.
        """
        asking = question if isinstance(question, Question) else Question(question)
        return self._shown_beside(asking, self.question(asking.call), group)

    async def aask(self, question: Question | Call, *, group: str | None = None) -> ShownQuestion:
        """As ask, awaited."""
        asking = question if isinstance(question, Question) else Question(question)
        words = await self.aquestion(asking.call)
        return await in_thread(self._shown_beside, asking, words, group)

    def _shown_beside(self, asking: Question, words: str, group: str | None) -> ShownQuestion:
        batch = None
        if group is not None:
            with contextlib.suppress(ToolError):  # it waits all the same, alone
                batch = self.join(asking.call, group=group)
        return self._shown_together([(asking, words)], batch)[0]

    def ask_together(self, questions: Sequence[Question]) -> tuple[ShownQuestion, ...]:
        """Word and record several questions as one batch, for a framework that shows them at once.

        One that cannot be asked is left out, for instance about a record that does not exist: made by itself, its call
        says why.
        """
        batch = None
        if len(questions) > 1:
            with contextlib.suppress(ToolError):  # met at each question
                batch = self.batch([it.call for it in questions])
        worded = []
        for asking in questions:
            with contextlib.suppress(ToolError):
                worded.append((asking, self.question(asking.call)))
        return self._shown_together(worded, batch)

    async def aask_together(self, questions: Sequence[Question]) -> tuple[ShownQuestion, ...]:
        """As ask_together, awaited."""
        batch = None
        if len(questions) > 1:
            with contextlib.suppress(ToolError):
                batch = await self.abatch([it.call for it in questions])
        worded = []
        for asking in questions:
            with contextlib.suppress(ToolError):
                worded.append((asking, await self.aquestion(asking.call)))
        return await in_thread(self._shown_together, worded, batch)

    def _shown_together(self, worded: Iterable[tuple[Question, str]], batch: Batch | None) -> tuple[ShownQuestion, ...]:
        from ashby_agent_tools.batch import ShownQuestion  # noqa: PLC0415  (loaded with a question)

        return tuple(ShownQuestion(asking, words, self.shown(asking.call), batch) for asking, words in worded)

    # which question an answer belongs to

    def newest_asked(self, call: Call, stem: str) -> Call | None:
        """The call under the id of the newest question about it whose id is `stem` and a number; None without one.

        For ids that a framework repeats or renumbers: what a message called, where, and how often it was asked.
        """
        newest = None
        for named_call in _numbered(call, stem):
            if not self._gate.asked(named_call):
                return newest
            newest = named_call
        raise AssertionError("counting never ends")

    def next_unasked(self, call: Call, stem: str) -> Call:
        """The call under the first such id that no question has: no earlier answer counts for it."""
        return next(it for it in _numbered(call, stem) if not self._gate.asked(it))

    def shown_call(
        self, call: Call, arguments: Mapping[str, Json], *, call_id: str, edits: Iterable[Mapping[str, Json]] = ()
    ) -> Call | None:
        """The call that the question of this id showed these arguments of; None where the store knows no such question.

        For a framework that keeps what was shown, and not the call. What was shown has no secrets: they are those of
        `call`, the model's, or of one of the `edits` that people made of it since. The fingerprint that the store knows
        covers them, so only the right ones make a call that was asked.
        """
        here = dataclasses.replace(call, call_id=call_id)
        if arguments == call.masked and self.asked(here) == (here.fingerprint,):
            return here
        before = call
        for given in (None, *edits):
            with contextlib.suppress(ToolError):  # an edit of another call, or what can be called no more
                if given is not None:
                    before = self.edited(before, given)
                found = self.edited(before, arguments, call_id=call_id)
                if self.asked(found) == (found.fingerprint,):
                    return found
        return None

    # elsewhere

    def leave_waiting(self, call: Call, decision: Decision | None = None) -> Call:
        """End a question where it was asked, and have it wait in the store for the inbox or the command line.

        For one that was dismissed, or that somebody else has to answer, too: `decision` is the yes that it has. Gives
        the call without a call id, as it waits: no later answer to what was shown counts.
        """
        self.close_question(call, "the question was closed without an answer")
        waiting = dataclasses.replace(call, call_id=None)
        if decision is not None:
            self.question(waiting)
            self.answer(waiting, dataclasses.replace(decision))
        return waiting

    async def aleave_waiting(self, call: Call, decision: Decision | None = None) -> Call:
        """As leave_waiting, awaited."""
        await self.aclose_question(call, "the question was closed without an answer")
        waiting = dataclasses.replace(call, call_id=None)
        if decision is not None:
            await self.aquestion(waiting)
            await self.aanswer(waiting, dataclasses.replace(decision))
        return waiting

    def collect(self, call: Call, *, heard: set[str] | None = None) -> Result:
        """Send a call that was approved in the store; else have its question wait there, and raise ApprovalRequired.

        For a framework that cannot ask: the same call is made again, unchanged, once somebody answered. A denial is
        raised as Declined once, and then it is asked again. `heard`: where that is remembered, for sessions that are
        made for each request; by default in the session.
        """
        with self._hiding(), self._tracing.tool(call) as noted:
            return noted(drive(self._collecting(call, heard), self._do))

    async def acollect(self, call: Call, *, heard: set[str] | None = None) -> Result:
        """As collect, awaited."""
        with self._hiding(), self._tracing.tool(call) as noted:
            return noted(await adrive(self._collecting(call, heard), self._ado))

    def _collecting(self, call: Call, heard: set[str] | None) -> Script[Result]:
        if self._gate.approved(call):
            made: Result | Question = yield Settle(call, None)
            if isinstance(made, Result):
                return made
            call = made.call  # what it would send was changed since
        else:
            self._gate.must_not_be_denied(call, self._heard if heard is None else heard)
        words = yield RecordQuestion(call)
        try:
            ask_later(call, words)
        except ApprovalRequired as error:
            self._gate.give_up(call, error)
            raise
        raise AssertionError("ask_later leaves every question in the store")

    # what the session has

    @abc.abstractmethod
    def edited(self, call: Call, arguments: Mapping[str, Json], *, call_id: str | None = None) -> Call:
        """The call that a person's edit makes of this one."""

    @abc.abstractmethod
    def _hiding(self) -> AbstractContextManager[None]: ...

    @abc.abstractmethod
    def _fresh(self, call: Call) -> Call: ...

    @abc.abstractmethod
    def _is_free(self, call: Call) -> bool: ...


def _numbered(call: Call, stem: str) -> Iterator[Call]:
    return (dataclasses.replace(call, call_id=f"{stem}{number}") for number in itertools.count())
