"""Asking a person by `ctx.wait_for_event`, so that an answer counts for exactly the call that was shown.

The framework ends the step and runs it again from the top when an answer comes: everything here is repeated, and all
that is repeated is pure or recorded once. A wait is named after the step's work item, the fingerprint and the number
of the question, so equal calls of one message wait apart, and changed arguments wait for their own answer.

An answer that is sent twice starts the step twice. The second start must not report a second outcome of the same
call, so it comes to rest: it waits for an event that nobody sends and that ends with the run.
"""

import asyncio
import contextlib
import hashlib
from typing import Any

from llama_index.core.workflow import Context, HumanResponseEvent
from llama_index.tools.ashby._workflow_step import retried, wait_of, work_item
from llama_index.tools.ashby.events import ApprovalAnswered, ApprovalRequested

from ashby_agent_tools import Question, Result, Session
from ashby_agent_tools.errors import ToolError

SOON, PATIENCE = 0.01, 2.0  # seconds: calls of one message begin together, and their look-ups may take a while


class TakenAnswers(dict[str, object]):
    """The calls of one run whose answer was acted upon, and the task that did it; `asking`: how many begin to ask."""

    asking = 0


class UnsentEvent(HumanResponseEvent):
    """What nobody sends: a step that was started twice waits for it."""


class Pause:
    """The questions and answers about one tool call, until it is made. `taken` is shared by all calls of one run."""

    def __init__(self, session: Session, context: Context[Any], question: Question, taken: TakenAnswers) -> None:
        self._session, self._context, self._taken, self._asking = session, context, taken, question
        self._stem = f"ashby:{work_item()}:{question.call.fingerprint}"
        self._number = 0

    async def result(self) -> Result:
        """What the call came to. Ends the step (an exception of the framework) where an answer has to come first."""
        while True:
            answer = await self._wait()
            # A restored wait has lost its requirements until the step ran once: any answer reaches it.
            # An answer to a question whose text was changed since is none to the one that followed it, either.
            meant = answer.fingerprint == await self._shown()
            self._number += 1
            if not meant:
                self._asking = Question(self._asking.call)
                continue
            await self._rest_if_settled()
            made = await self._session.asettle(self._asking.call, answer.decision())
            if isinstance(made, Result):
                return made
            self._asking = made
            self._taken.pop(self._stem, None)

    async def _wait(self) -> ApprovalAnswered:
        waiter_id = f"{self._stem}:{self._asking.call.fingerprint}:{self._number}"
        wait = wait_of(waiter_id)
        request = None
        if wait in ("new", "restored") and self._stem not in self._taken:  # an answered question is not asked again
            request = await self._request()
        if wait == "restored":
            self._context.write_event_to_stream(request)  # the framework shows the question of a new wait only
        return await self._context.wait_for_event(
            ApprovalAnswered,
            waiter_event=request,
            waiter_id=waiter_id,
            requirements={"fingerprint": await self._shown()},
            timeout=None,
        )

    async def _rest_if_settled(self) -> None:
        task = asyncio.current_task()
        if self._taken.setdefault(self._stem, task) is not task and not retried(self._context):
            await self._context.wait_for_event(UnsentEvent, waiter_id=f"{self._stem}:again", timeout=None)

    async def _request(self) -> ApprovalRequested:
        self._taken.asking += 1
        try:
            shown = await self._session.aask(self._asking, group="")
            await asyncio.sleep(SOON)
        finally:
            self._taken.asking -= 1
        for _ in range(round(PATIENCE / SOON)):  # the others of the same message, so that each event has them all
            if not self._taken.asking:
                break
            await asyncio.sleep(SOON)
        with contextlib.suppress(ToolError):  # it is asked already
            shown = await self._session.aask(self._asking, group="")
        return ApprovalRequested.of(shown, fingerprint=await self._shown())

    async def _shown(self) -> str:
        """What an answer has to name: another text each time, for the framework gives an event to all waits it fits."""
        shown = await asyncio.to_thread(self._session.shown, self._asking.call)
        return hashlib.sha256(f"{shown} {self._number}".encode()).hexdigest() if self._number else shown
