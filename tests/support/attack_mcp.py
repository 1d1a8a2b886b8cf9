"""The MCP server as a door of the attacks, in both eras: clients that cannot ask, answers that are carried over."""

from __future__ import annotations

import dataclasses

import mcp_drivers
from mcp import Client, MCPError, types

from ashby_agent_tools import Decision, operations
from ashby_agent_tools.testing import Outcome, Pending


class Bare(mcp_drivers.Driver):
    """Either era."""

    async def calls(self, calls, *, conversation="one", sync=False):
        """A tool that is not listed is an error of the protocol, not a result."""
        try:
            return await super().calls(calls, conversation=conversation, sync=sync)
        except MCPError as error:
            return [Outcome(str(error))]

    async def bare(self, name, arguments, *, sync):
        """A client that cannot ask anybody."""
        async with Client(self.server, mode=self.mode) as client:
            return mcp_drivers.result(await client.call_tool(name, arguments))


class ModernDriver(Bare, mcp_drivers.ModernDriver):
    """Since 2026-07-28: the answer comes with the call."""

    async def carried(self, pending, source, *, sync):
        return await self.again(pending, pending.token.arguments, Decision.approve(by="Robin"))

    async def approve_another_tool(self, pending, name, arguments, *, sync):
        token = dataclasses.replace(pending.token, name=name)
        return await self.again(Pending(pending.question, token), arguments, Decision.approve(by="Robin"))


@dataclasses.dataclass(frozen=True)
class LineRound(mcp_drivers.Round):
    """A line of a batch that returned with a question."""

    number: int = 0


class ModernBatchDriver(ModernDriver):
    """Since 2026-07-28, with every write as a line of `ashby_batch`."""

    batches = True

    async def calls(self, calls, *, conversation="one", sync=False):
        if all(operations.find(name).spec.reads for name, _ in calls if operations.find(name)):
            return await super().calls(calls, conversation=conversation, sync=sync)
        lines = [{"tool": name, "arguments": dict(arguments)} for name, arguments in calls]
        return await self.asked(conversation, {"calls": lines}, range(1, len(lines) + 1))

    async def asked(self, conversation, arguments, numbers, **answer):
        """An outcome for each of these lines."""
        client = await self.client(conversation)
        got = await client.session.call_tool("ashby_batch", arguments, allow_input_required=True, **answer)
        if isinstance(got, types.CallToolResult):
            return [mcp_drivers.result(got)] * len(numbers)
        form = got.input_requests["approval"].params
        shown = {int(it["const"]) for it in form.requested_schema["properties"]["approved"]["items"]["anyOf"]}
        return [
            Outcome(pending=Pending(form.message, self.round(conversation, arguments, got.request_state, number)))
            if number in shown
            else Outcome(form.message)
            for number in numbers
        ]

    @staticmethod
    def round(conversation, arguments, state, number):
        return LineRound(conversation, "ashby_batch", arguments, state, number)

    async def answer(self, answers, **_door):
        tokens = [pending.token for pending, _ in answers]
        marked = [str(pending.token.number) for pending, decision in answers if decision.kind == "approve"]
        return await self.said(tokens[0], tokens[0].arguments, [it.number for it in tokens], marked)

    async def said(self, token, arguments, numbers, marked):
        answer = types.ElicitResult(action="accept", content={"approved": marked})
        return await self.asked(
            token.conversation, arguments, numbers, input_responses={"approval": answer}, request_state=token.state
        )

    async def again(self, pending, arguments, decision):
        return await self.line(pending.token, pending.token.arguments["calls"][0]["tool"], arguments)

    async def approve_another_tool(self, pending, name, arguments, *, sync):
        return await self.line(pending.token, name, arguments)

    async def carried(self, pending, source, *, sync):
        (after,) = await self.said(pending.token, pending.token.arguments, [1], ["1"])
        return after

    async def line(self, token, name, arguments):
        """The same batch with one line replaced, and every line marked."""
        lines = list(token.arguments["calls"])
        lines[token.number - 1] = {"tool": name, "arguments": dict(arguments)}
        marked = [str(number) for number, _ in enumerate(lines, 1)]
        (after,) = await self.said(token, {"calls": lines}, [token.number], marked)
        return after


class LegacyDriver(Bare, mcp_drivers.LegacyDriver):
    """Before 2026-07-28."""
