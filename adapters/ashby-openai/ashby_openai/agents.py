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
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

from agents import FunctionTool, RunContextWrapper, RunState, ToolApprovalItem, ToolSearchTool, tool_namespace
from agents import Tool as SdkTool
from agents.tool_context import ToolContext

from ashby_agent_tools import Call, Decision, Question, Session, Tool
from ashby_agent_tools.errors import ToolError
from ashby_openai._arguments import readable
from ashby_openai._own_ids import OwnCallIds
from ashby_openai._paused_calls import questioned
from ashby_openai.tools import AshbyTools, parameters_of
from ashby_openai.turn import Pending, must_be_by_id

__all__ = ["OwnCallIds", "asked_together", "deferred_tools", "function_tools", "pending", "settle"]

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


def deferred_tools(tools: AshbyTools, *, strict: bool = True, by: str = "openai-agents") -> list[SdkTool]:
    """As `function_tools`, but found by OpenAI's own tool search, in namespaces; for models that have it.

    The built-in tools are loaded at once.
    """
    made = {tool.name: tool for tool in function_tools(tools, strict=strict, by=by)}
    found: list[SdkTool] = []
    for definition in tools.responses(search="hosted", strict=strict):
        if definition["type"] == "tool_search":
            found.append(ToolSearchTool())
        elif definition["type"] == "function":
            found.append(made[definition["name"]])
        else:
            inside = [_deferred(made[it["name"]], it["description"]) for it in definition["tools"]]
            name, description = definition["name"], definition["description"]
            found.extend(tool_namespace(name=name, description=description, tools=inside))
    return found


def _deferred(tool: FunctionTool, description: str) -> FunctionTool:
    tool.defer_loading, tool.description = True, description
    return tool


async def pending(tools: AshbyTools, state: State) -> list[Pending]:
    """The questions of a paused run, worded for a person and recorded as asked; see `settle`.

    openai-agents pauses for calls whose arguments it cannot read, too. Those are settled here, so that the run goes on
    to where the model hears of it: what needs no approval is let through to the tool, what cannot be called is rejected
    with the reason. Several questions are one batch in the store; `asked_together` has one text about them.
    """
    return [it async for it in _asked(tools, state, {})]


async def asked_together(tools: AshbyTools, waiting: Sequence[Pending]) -> str:
    """One text about what waits: what the calls share stands once, and each line, in their order, has its person."""
    session = await _session(tools)
    return (await session.abatch([it.call for it in waiting])).text


async def settle(tools: AshbyTools, state: State, decisions: Mapping[str, Decision]) -> list[Pending]:
    """Hand people's answers, by call id, to the state of a paused run; then run it on. Gives what still waits.

    A denial reaches the model with its message. An edit is an approval of the edited arguments, if they are no more
    dangerous than what was shown; otherwise it waits, as a new question. An edit counts in this process, until the run
    goes on: elsewhere neither the edited call nor the first one is sent.
    """
    must_be_by_id(decisions)
    return [it async for it in _asked(tools, state, decisions)]


async def _asked(tools: AshbyTools, state: State, decisions: Mapping[str, Decision]) -> AsyncIterator[Pending]:
    """What waits after these answers."""
    ours = {tool.name for tool in tools.offered}
    for item in state.get_interruptions():
        if item.tool_name not in ours or item.call_id is None:
            continue
        try:
            call = await asyncio.to_thread(_asked_about, tools, item.tool_name, item.arguments, item.call_id)
            if not (await _session(tools)).asks_a_person(call):
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
    shown = tools.paused.edited(question) or call
    if decision is None:
        asked = await session.aask(shown, group="")
        return Pending(call_id, asked.words, shown)
    made = await session.aanswer(shown, decision, name=lambda _: f"{shown.call_id}~", instead_of=call)
    edited = made.call if isinstance(made, Question) else made
    if edited.call_id != shown.call_id:
        tools.paused.edit(question, edited)
    if isinstance(made, Question):
        return Pending(call_id, (await session.aask(made)).text, edited)
    if decision.kind == "deny":
        await session.aexecute(made)  # raises: the denial is recorded
    state.approve(item)
    return None


async def _session(tools: AshbyTools) -> Session:
    return await asyncio.to_thread(lambda: tools.session)  # it may be made now


def _asked_about(tools: AshbyTools, name: str, arguments: object, call_id: str) -> Call:
    """The call, as it was prepared for its question; where this process does not know it, prepared now."""
    given = readable(arguments)
    call = tools.paused.known(name, given, call_id)
    return _prepared(tools, name, given, call_id) if call is None else _named(tools, call)


def _prepared(tools: AshbyTools, name: str, arguments: str, call_id: str, *, again: bool = False) -> Call:
    call = tools.session.prepare(name, arguments, call_id=call_id)
    tools.paused.keep(name, arguments, call)
    return _named(tools, call, again=again)


def _named(tools: AshbyTools, call: Call, *, again: bool = False) -> Call:
    return questioned(tools.session, call, again=again) if tools.session.asks_a_person(call) else call


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
            call = await asyncio.to_thread(_prepared, tools, name, readable(arguments), call_id, again=True)
            asks = session.asks_a_person(call)
            if asks:
                await session.aquestion(call)
        except ToolError:
            return False  # the tool says what is wrong, to the model
        return asks

    return needs_approval


def _invoke(tools: AshbyTools, name: str, by: str) -> Invoke:
    async def on_invoke_tool(context: ToolContext[Any], arguments: str) -> str:
        session, call_id, given = await _session(tools), context.tool_call_id, readable(arguments)
        try:
            if session.approver is not None:
                return (await session.arun(name, given)).text
            call = await asyncio.to_thread(_asked_about, tools, name, given, call_id)
            if asks := session.asks_a_person(call):
                await session.acheck(call)
            edited = tools.paused.leave(name, given, call_id, call.call_id or "")
            if not asks or context.is_tool_approved(name, call_id) is not True:
                return (await session.aexecute(call)).text  # refused, if it needs approval
            if edited is not None or await asyncio.to_thread(session.answered, call):
                return (await session.aexecute(edited or call)).text  # on the answer that `settle` recorded
            return (await session.aexecute(call, decision=Decision.approve(by=by))).text
        except ToolError as error:
            return str(error)

    return on_invoke_tool
