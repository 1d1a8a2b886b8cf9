"""Asking a person through an MCP client, in both versions of the protocol, and what to do if a client cannot ask.

Before 2026-07-28 the server sends its client a question and waits for the answer: the call stays open meanwhile.
Since then a call returns with the question, and the client makes it again with the answer and a `request_state`.
That state comes back from outside, so it is nothing but a random name: what was asked under it, and what became of
it, is in the session's store, and no state makes an approval for another call, conversation or a second time.

Clients may render what they show as Markdown or HTML, so a question is made for that (`display.for_markdown`).
"""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
import shlex
from typing import Any

import anyio.to_thread
from mcp import types
from mcp.shared.exceptions import MCPError, NoBackChannelError
from pydantic import ValidationError

from ashby_agent_tools import Call, Decision, Question, Result, Session, ShownQuestion
from ashby_agent_tools.display import for_markdown, for_terminal
from ashby_agent_tools.errors import ApprovalRequired, Declined
from ashby_mcp.callers import person_of
from ashby_mcp.conversation import Context
from ashby_mcp.progress import Progress
from ashby_mcp.tracing import untold

__all__ = ["KEY", "STATE", "Approvals", "can_ask", "who_answers"]

_log = logging.getLogger("ashby_mcp")
KEY = "approval"
STATE = re.compile(r"[A-Za-z0-9_-]{32}")
_MOST_HEARD = 1_000  # denials that were told: sessions are made for each request, so they cannot remember them
# A field of its own, because some clients send "accept" with whatever the form held: an untouched form is not an
# approval.
_FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "approve": {"type": "boolean", "title": "Do it", "description": "Approve exactly what is described above."},
        # FastMCP's client sends null for what has no default, and then refuses its own answer.
        "reason": {
            "type": "string",
            "title": "If not, why",
            "description": "The assistant is told.",
            "maxLength": 500,
            "default": "",
        },
    },
    "required": ["approve"],
}


class Approvals:
    """Makes the calls of a server, and has a person asked where a call needs it.

    `store`: the store in which a person answers on the command line; None for the default one. Where a client cannot
    ask, the log names it, and never what a model reads.
    """

    def __init__(self, store: str | None) -> None:
        self._option = "" if store is None else f" --store {shlex.quote(store)}"
        self._heard = set[str]()

    async def call(
        self, session: Session, ctx: Context, params: types.CallToolRequestParams, progress: Progress
    ) -> Result | types.InputRequiredResult:
        """Make the call, ask about it, or raise a ToolError that says why it was not made."""
        made = await session.astart(params.name, params.arguments or {})
        if isinstance(made, Result):
            return made
        call = made.call
        if not can_ask(ctx):
            return await self._queued(session, call)
        if await _asked(session, call):
            # It waited in the queue before. What is settled there in any other way than by an approval is asked again.
            with contextlib.suppress(ApprovalRequired, Declined):
                return await session.aexecute(call)
        if ctx.session.can_send_request:
            return await self._asked(session, ctx, call, progress)
        return await self._round(session, ctx, params, call)

    async def _asked(self, session: Session, ctx: Context, call: Call, progress: Progress) -> Result:
        """Ask within the open call, as before 2026-07-28; again, where what would be sent was changed meanwhile."""
        asking = Question(call)
        while True:
            question = for_markdown((await session.aask(asking)).text)
            try:
                with progress.deciding(), session.deciding(asking.call), untold():
                    answer = await ctx.session.elicit_form(question, _FORM, related_request_id=ctx.request_id)
            except (MCPError, NoBackChannelError, ValidationError):  # the client promised to ask and did not
                return await self._queued(session, asking.call)
            decision = _decision(answer, ctx)
            if decision is None:
                return await self._queued(session, asking.call)
            made = await session.asettle(asking.call, decision)
            if isinstance(made, Result):
                return made
            if made.stays:  # who sits here has answered; somebody else does so elsewhere
                return await self._queued(session, made.call)
            asking = made

    async def _round(
        self, session: Session, ctx: Context, params: types.CallToolRequestParams, call: Call
    ) -> Result | types.InputRequiredResult:
        """Return with the question, or go on with the answer to it, as since 2026-07-28."""
        state = params.request_state
        if state is not None and STATE.fullmatch(state):
            asking = Question(call).named(_call_id(state))
            if await _asked(session, asking.call) == (call.fingerprint,):
                answer = (params.input_responses or {}).get(KEY)
                if not isinstance(answer, types.ElicitResult):
                    return _put(await session.aask(asking), state)
                return await self._answered(session, asking.call, _decision(answer, ctx))
        return await self._new_round(session, Question(call))

    async def _new_round(self, session: Session, asking: Question) -> types.InputRequiredResult:
        """Ask under its own state, so that no earlier answer is one to this question."""
        state = secrets.token_urlsafe(24)
        return _put(await session.aask(asking.named(_call_id(state))), state)

    async def _answered(
        self, session: Session, call: Call, decision: Decision | None
    ) -> Result | types.InputRequiredResult:
        if decision is not None:
            made = await session.asettle(call, decision)
            if isinstance(made, Result):
                return made
            if not made.stays:
                return await self._new_round(session, made)
        # Dismissed, or somebody else has to answer, too: this question is closed, so that its state is worth nothing,
        # and waits in the queue instead, with the yes that it has.
        return await self._queued(session, await session.aleave_waiting(call, decision))

    async def _queued(self, session: Session, call: Call) -> Result:
        """Send the call if a person approved it on the command line; else leave the question there."""
        if len(self._heard) > _MOST_HEARD:
            self._heard.clear()  # a denial is told once more at most
        try:
            return await session.acollect(call, heard=self._heard)
        except ApprovalRequired as error:
            option = for_terminal(f" --account {shlex.quote(session.account)}{self._option}")
            _log.warning("%s waits for a person: ashby-agent-tools approvals list%s", call.tool, option)
            raise ApprovalRequired(
                f"{call.tool} needs a person's approval of exactly this call, and nobody could be asked here. The "
                "question is waiting in the queue. Tell the user; once the user says that it was approved, make the "
                "same call again, unchanged. Nothing was sent.",
                fingerprint=call.fingerprint,
            ) from error


async def _asked(session: Session, call: Call) -> tuple[str, ...]:
    return await anyio.to_thread.run_sync(session.asked, call)


def can_ask(ctx: Context) -> bool:
    """Whether the client said that it shows forms; an empty capability means forms, as before 2025-11-25."""
    capabilities = ctx.session.client_capabilities
    elicitation = None if capabilities is None else capabilities.elicitation
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


def _put(shown: ShownQuestion, state: str) -> types.InputRequiredResult:
    form = types.ElicitRequestFormParams(message=for_markdown(shown.text), requested_schema=_FORM)
    return types.InputRequiredResult(
        input_requests={KEY: types.ElicitRequest(params=form)},
        request_state=state,
    )


def _decision(answer: types.ElicitResult, ctx: Context) -> Decision | None:
    """What the person decided; None for a question that was dismissed."""
    if answer.action == "cancel":
        return None
    content = answer.content or {}
    if answer.action == "accept" and content.get("approve") is True:
        by, claimed = who_answers(ctx)
        return Decision.approve(by=by, claimed=claimed)
    return _no(str(content.get("reason") or ""), ctx)


def _no(message: str, ctx: Context) -> Decision:
    by, claimed = who_answers(ctx)
    return Decision.deny(message, by=by, claimed=claimed)


def who_answers(ctx: Context) -> tuple[str, bool]:
    """Whom the server has authenticated; else the client, and whether it is only a claim: MCP names no person."""
    if person := person_of(ctx):
        return person, False
    params = ctx.session.client_params
    named = params is not None and params.client_info.name.strip()
    return (f"the user of {params.client_info.name}", True) if params and named else ("an MCP client", False)


def _call_id(state: str) -> str:
    return f"mcp:{state}"
