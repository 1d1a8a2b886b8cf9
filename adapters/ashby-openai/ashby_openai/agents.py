"""Ashby's operations as tools of openai-agents (extra `agents`): a run pauses where a person has to approve.

tools = AshbyTools(preset="recruiter", store=SqliteStore("approvals.db"), conversation="thread-1")
agent = Agent(name="Recruiter", instructions=tools.instructions, tools=function_tools(tools))
result = await Runner.run(agent, "Reject ...")
while result.interruptions:
    state = result.to_state()                    # state.to_string() survives the process
    answers = {it.call_id: ask(it.question) for it in await pending(tools, state)}
    await settle(tools, state, answers)
    result = await Runner.run(agent, state)
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from agents import FunctionTool, RunContextWrapper, RunState, ToolApprovalItem
from agents.tool_context import ToolContext

from ashby_agent_tools import Call, Decision, Session, Tool
from ashby_agent_tools.errors import Declined, ToolError
from ashby_openai._answers import Answer, questioned
from ashby_openai._arguments import readable
from ashby_openai._own_ids import OwnCallIds
from ashby_openai.tools import AshbyTools, parameters_of
from ashby_openai.turn import Pending

__all__ = ["OwnCallIds", "function_tools", "pending", "settle"]

State = RunState[Any, Any]
Invoke = Callable[[ToolContext[Any], str], Awaitable[str]]
Needs = Callable[[RunContextWrapper[Any], dict[str, Any], str], Awaitable[bool]]


def function_tools(tools: AshbyTools, *, strict: bool = True, by: str = "openai-agents") -> list[FunctionTool]:
    """The tools of an agent; all runs with them are the one conversation of `tools`.

    What needs approval pauses the run, unless `tools` has an approver. The tool checks for itself that its call was
    approved, and that the question was about exactly this call: `always_approve` is an approval of the call that was
    shown only. `by`: who is recorded where a state was approved without `settle`.
    """
    return [_function_tool(tools, tool, strict=strict, by=by) for tool in tools.offered]


async def pending(tools: AshbyTools, state: State) -> list[Pending]:
    """The questions of a paused run, worded for a person and recorded as asked; see `settle`.

    openai-agents pauses for calls whose arguments it cannot read, too. Those are settled here, so that the run goes on
    to where the model hears of it: what needs no approval is let through to the tool, what cannot be called is rejected
    with the reason.
    """
    return [it async for it in _asked(tools, state, {})]


async def settle(tools: AshbyTools, state: State, decisions: Mapping[str, Decision]) -> list[Pending]:
    """Hand people's answers, by call id, to the state of a paused run; then run it on. Gives what still waits.

    A denial reaches the model with its message. An edit is an approval of the edited arguments, if they are no more
    dangerous than what was shown; otherwise it waits, as a new question. An edit counts in this process, until the run
    goes on: elsewhere neither the edited call nor the first one is sent.
    """
    return [it async for it in _asked(tools, state, decisions)]


async def _asked(tools: AshbyTools, state: State, decisions: Mapping[str, Decision]) -> AsyncIterator[Pending]:
    """What waits after these answers."""
    ours = {tool.name for tool in tools.offered}
    for item in state.get_interruptions():
        if item.tool_name not in ours or item.call_id is None:
            continue
        try:
            call = await asyncio.to_thread(_prepared, tools, item.tool_name, item.arguments, item.call_id)
            if not call.needs_approval:
                state.approve(item)  # the tool checks for itself that it needs no approval
                continue
            left = await _answered(tools, state, item, call, decisions.get(item.call_id))
        except ToolError as error:
            state.reject(item, rejection_message=str(error))
            continue
        if left is not None:
            yield left


async def _answered(
    tools: AshbyTools, state: State, item: ToolApprovalItem, call: Call, decision: Decision | None
) -> Pending | None:
    """Pass one answer, or word what waits. Raises ToolError if the call is over."""
    session, question, call_id = await _session(tools), call.call_id or "", item.call_id or ""
    shown = tools.answers.edited(question) or call
    if decision is None:
        return Pending(call_id, await session.aquestion(shown), shown)
    if decision.kind == "deny":
        await session.aexecute(shown, decision=decision)  # raises: it records the no
    if decision.kind == "edit":
        try:
            edited = await asyncio.to_thread(
                session.edited, shown, decision.arguments or {}, call_id=f"{shown.call_id}~"
            )
        except ToolError as error:
            return Pending(call_id, f"The edit cannot be used. {error}\n\n{await session.aquestion(shown)}", shown)
        if edited.fingerprint != shown.fingerprint:
            words = await _replaced(session, shown, edited, decision)
            if not edited.risk <= shown.risk:
                tools.answers.ask_edit(question, edited)
                why = "The edit is more dangerous than what was shown, so you are asked about it first."
                return Pending(call_id, f"{why}\n\n{words}", edited)
            shown = edited
        decision = Decision.approve(by=decision.by)
    tools.answers.give(question, Answer(shown, decision))
    state.approve(item)
    return None


async def _replaced(session: Session, shown: Call, edited: Call, decision: Decision) -> str:
    """Record that `edited` takes the place of `shown`, whose question is over: a lost edit must not let it out."""
    with contextlib.suppress(Declined):
        changed = "the call was changed, and the changed one is not known here; ask for the action again"
        await session.aexecute(shown, decision=Decision.deny(changed, by=decision.by))
    return await session.aquestion(edited)


async def _session(tools: AshbyTools) -> Session:
    return await asyncio.to_thread(lambda: tools.session)  # it may be made now


def _prepared(tools: AshbyTools, name: str, arguments: object, call_id: str, *, again: bool = False) -> Call:
    session = tools.session
    call = session.prepare(name, readable(arguments), call_id=call_id)
    return questioned(session, call, again=again) if call.needs_approval else call


def _function_tool(tools: AshbyTools, tool: Tool, *, strict: bool, by: str) -> FunctionTool:
    parameters, closed = parameters_of(tool, strict=strict)
    made = FunctionTool(
        name=tool.name,
        description=tool.description,
        params_json_schema=parameters,
        on_invoke_tool=_invoke(tools, tool.name, by),
        strict_json_schema=False,
        needs_approval=_needs_approval(tools, tool.name),
    )
    made.strict_json_schema = closed  # said afterwards: the constructor would close once more what is closed
    return made


def _needs_approval(tools: AshbyTools, name: str) -> Needs:
    async def needs_approval(_: RunContextWrapper[Any], arguments: dict[str, Any], call_id: str) -> bool:
        session = await _session(tools)
        if session.approver is not None:
            return False
        try:
            call = await asyncio.to_thread(_prepared, tools, name, arguments, call_id, again=True)
            if call.needs_approval:
                await session.aquestion(call)
        except ToolError:
            return False  # the tool says what is wrong, to the model
        return call.needs_approval

    return needs_approval


def _invoke(tools: AshbyTools, name: str, by: str) -> Invoke:
    async def on_invoke_tool(context: ToolContext[Any], arguments: str) -> str:
        session, call_id = await _session(tools), context.tool_call_id
        try:
            if session.approver is not None:
                return (await session.arun(name, readable(arguments))).text
            call = await asyncio.to_thread(_prepared, tools, name, arguments, call_id)
            if call.needs_approval:
                await session.acheck(call)
            if not call.needs_approval or context.is_tool_approved(name, call_id) is not True:
                return (await session.aexecute(call)).text  # refused, if it needs approval
            answer = tools.answers.take(call.call_id or "")
            if answer is None:
                return (await session.aexecute(call, decision=Decision.approve(by=by))).text
            return (await session.aexecute(answer.call, decision=answer.decision)).text
        except ToolError as error:
            return str(error)

    return on_invoke_tool
