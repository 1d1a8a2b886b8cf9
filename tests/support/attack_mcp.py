"""The MCP server as a door of the attacks, in both eras: clients that cannot ask, answers that are carried over."""

from __future__ import annotations

import dataclasses

import mcp_drivers
from mcp import Client, MCPError

from ashby_agent_tools import Decision
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


class LegacyDriver(Bare, mcp_drivers.LegacyDriver):
    """Before 2026-07-28."""
