"""Ashby's operations as tools of openai-agents (extra `agents`): a run pauses where a person has to say yes.

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

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from agents import FunctionTool, RunContextWrapper, RunState, ToolApprovalItem
from agents.tool_context import ToolContext

from ashby_agent_tools import Call, Decision, Tool, Verdict
from ashby_agent_tools.errors import ToolError
from ashby_openai._answers import Answer
from ashby_openai.tools import AshbyTools, parameters_of
from ashby_openai.turn import Pending

__all__ = ["function_tools", "pending", "settle"]

State = RunState[Any, Any]
Invoke = Callable[[ToolContext[Any], str], Awaitable[str]]
Needs = Callable[[RunContextWrapper[Any], dict[str, Any], str], Awaitable[bool]]


def function_tools(tools: AshbyTools, *, strict: bool = True, by: str = "openai-agents") -> list[FunctionTool]:
    """The tools of an agent; all runs with them are the one conversation of `tools`.

    What needs a yes pauses the run, unless `tools` has an approver. The tool checks for itself that its call was
    approved, and that the question was about exactly this call: `always_approve` is a yes to the call that was
    shown only. `by`: who is recorded where a state was approved without `settle`.
    """
    return [_function_tool(tools, tool, strict=strict, by=by) for tool in tools.offered]


async def pending(tools: AshbyTools, state: State) -> list[Pending]:
    """The questions of a paused run, worded for a person and recorded as asked; see `settle`."""
    found = []
    for _, call_id, call in _waiting(tools, state):
        if isinstance(call, Call):
            found.append(Pending(call_id, await tools.session.aquestion(call), call))
    return found


async def settle(tools: AshbyTools, state: State, decisions: Mapping[str, Decision]) -> list[Pending]:
    """Hand people's answers, by call id, to the state of a paused run; then run it on. Gives what still waits.

    A no reaches the model with its message. An edit is a yes to the edited arguments, if they are no more dangerous
    than what was shown; otherwise it waits, as a new question. An edit lives in this process until the run goes on.
    A call whose arguments cannot be read is rejected with the reason, whatever the answer.
    """
    waiting = []
    for item, call_id, call in _waiting(tools, state):
        if not isinstance(call, Call):
            state.reject(item, rejection_message=str(call))
            continue
        left = await _answered(tools, state, item, call_id, call, decisions.get(call_id))
        waiting += [] if left is None else [left]
    return waiting


async def _answered(
    tools: AshbyTools, state: State, item: ToolApprovalItem, call_id: str, call: Call, decision: Decision | None
) -> Pending | None:
    session = tools.session
    if decision is None:
        return Pending(call_id, await session.aquestion(call), call)
    if decision.kind == "deny":
        try:
            await session.aexecute(call, decision=decision)
        except ToolError as error:
            state.reject(item, rejection_message=str(error))
        return None
    if decision.kind == "edit":
        try:
            edited = session.prepare(call.tool, decision.arguments or {}, call_id=f"{call.call_id}#")
        except ToolError as error:
            return Pending(call_id, f"The edit cannot be used. {error}\n\n{await session.aquestion(call)}", call)
        if not edited.risk <= call.risk and edited.verdict is not Verdict.REFUSE:
            tools.answers.ask_anew(call_id, edited)
            why = "The edit is more dangerous than what was shown, so it is asked about anew."
            return Pending(call_id, f"{why}\n\n{await session.aquestion(edited)}", edited)
    shown = session.prepare(call.tool, item.arguments or "{}", call_id=call_id)
    tools.answers.give(call_id, Answer(shown.fingerprint, call, decision))
    state.approve(item)
    return None


def _waiting(tools: AshbyTools, state: State) -> Iterator[tuple[ToolApprovalItem, str, Call | ToolError]]:
    """Our calls that wait in a state, each prepared, or with the reason why it cannot be."""
    ours = {tool.name for tool in tools.offered}
    for item in state.get_interruptions():
        call_id = item.call_id
        if item.tool_name not in ours or call_id is None:
            continue
        try:
            call = tools.answers.asked_anew(call_id) or tools.session.prepare(
                item.tool_name, item.arguments or "{}", call_id=call_id
            )
        except ToolError as error:
            yield item, call_id, error
        else:
            yield item, call_id, call


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
        session = tools.session
        if session.approver is not None:
            return False
        try:
            call = session.prepare(name, arguments, call_id=call_id)
            if call.needs_approval:
                await session.aquestion(call)
        except ToolError:
            return False  # the tool says what is wrong, to the model
        return call.needs_approval

    return needs_approval


def _invoke(tools: AshbyTools, name: str, by: str) -> Invoke:
    async def on_invoke_tool(context: ToolContext[Any], arguments: str) -> str:
        session, call_id = tools.session, context.tool_call_id
        try:
            if session.approver is not None:
                return (await session.arun(name, arguments)).text
            call = session.prepare(name, arguments, call_id=call_id)
            if call.needs_approval:
                session.check(call)
            if not call.needs_approval or context.is_tool_approved(name, call_id) is not True:
                return (await session.aexecute(call)).text  # refused, if it needs a yes
            answer = tools.answers.take(call_id, call.fingerprint)
            if answer is None:
                return (await session.aexecute(call, decision=Decision.approve(by=by))).text
            return (await session.aexecute(answer.call, decision=answer.decision)).text
        except ToolError as error:
            return str(error)

    return on_invoke_tool
