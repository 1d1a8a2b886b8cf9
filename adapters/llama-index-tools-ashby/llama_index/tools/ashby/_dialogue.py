"""Asking a person by `ctx.wait_for_event`, so that an answer counts for exactly the call that was shown.

The framework ends the step and runs it again from the top when an answer comes: everything here is repeated, and all
that is repeated is pure or recorded once. A wait is named after the step's work item, the fingerprint and the number
of the question, so equal calls of one message wait apart, and changed arguments wait for an answer of their own.

An answer that is sent twice starts the step twice. The second start must not report a second outcome of the same
call, so it comes to rest: it waits for an event that nobody sends and that ends with the run.
"""

import asyncio
from typing import Any

from llama_index.core.workflow import Context, HumanResponseEvent
from llama_index.tools.ashby._place import retried, wait_of, work_item
from llama_index.tools.ashby.events import NOBODY, ApprovalAnswered, ApprovalRequested

from ashby_agent_tools import Call, Decision, Session, Verdict
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import ToolError

Taken = dict[str, object]
"""The calls of one run whose answer was acted upon, and the task that did it."""


class Rest(HumanResponseEvent):
    """What nobody sends: a step that was started twice waits for it."""


class Dialogue:
    """The questions and answers about one tool call. `call` is what the last question was about.

    `taken` is shared by all calls of one run.
    """

    def __init__(self, session: Session, context: Context[Any], call: Call, taken: Taken) -> None:
        self.call = call
        self._session, self._context, self._taken = session, context, taken
        self._stem = f"ashby:{work_item()}:{call.fingerprint}"
        self._number = 0
        self._note = ""

    async def decision(self) -> Decision:
        """The answer that belongs to `call`. Ends the step (an exception of the framework) where there is none yet."""
        while True:
            answer = await self._wait()
            self._number += 1
            self._note = ""
            # A restored wait has lost its requirements until the step ran once: any answer reaches it.
            # An answer to a question whose text was changed since is none to the one that followed it, either.
            decision = await self._read(answer) if answer.fingerprint == await self._shown() else None
            if decision is not None:
                await self._rest_if_settled()
                return decision

    async def changed(self, decision: Decision) -> None:
        """What would be sent is no longer what was shown: the next `decision` asks again, after an edit about that."""
        self._note = "What would be sent has changed since you were asked, so your answer does not count."
        if decision.kind == "edit":
            self.call = await asyncio.to_thread(self._session.edited, self.call, decision.arguments or {})
        self._taken.pop(self._stem, None)

    async def _wait(self) -> ApprovalAnswered:
        waiter_id = f"{self._stem}:{self.call.fingerprint}:{self._number}"
        wait = wait_of(waiter_id)
        request = None
        if wait in ("new", "restored") and self._stem not in self._taken:  # an answered question is not asked anew
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
            await self._context.wait_for_event(Rest, waiter_id=f"{self._stem}:again", timeout=None)

    async def _request(self) -> ApprovalRequested:
        question = await self._session.aquestion(self.call)
        text = f"{self._note}\n\n{question}" if self._note else question
        return ApprovalRequested.of(self.call, for_markdown(text), shown=await self._shown())

    async def _shown(self) -> str:
        return await asyncio.to_thread(self._session.shown, self.call)

    async def _read(self, answer: ApprovalAnswered) -> Decision | None:
        """What the person decided; None when the next question has to be asked, about `call` as it is by then."""
        by, claimed = answer.by, answer.by != NOBODY
        if not answer.approved:
            return Decision.deny(answer.message, by=by, claimed=claimed)
        if answer.arguments is None:
            return Decision.approve(by=by, claimed=claimed)
        try:
            edited = await asyncio.to_thread(self._session.edited, self.call, answer.arguments)
        except ToolError as error:
            self._note = f"The edit cannot be used. {error}"
            return None
        if edited.risk <= self.call.risk or edited.verdict is Verdict.REFUSE:
            return Decision.edit(answer.arguments, by=by, claimed=claimed)
        self._note = "The edit is more dangerous than what was shown, so you are asked about it again."
        self.call = edited
        return None
