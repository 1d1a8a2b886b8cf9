"""LangChain as a door of the attacks: a model that calls what is not offered, and resumes that nobody meant."""

from __future__ import annotations

import langchain_driver
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.types import Command

from ashby_agent_tools.testing import Outcome


class Driver(langchain_driver.Driver):
    """One agent that may call what it was not offered."""

    same_ids = False
    """Whether the calls of each message have the ids of the first message's."""

    def step(self, messages):
        """Models may call what is not offered, so the script does not check it."""
        if not isinstance(messages[-1], HumanMessage):
            return "Done"
        spoken = 1 if self.same_ids else len(messages)
        calls = [{"name": name, "args": args, "id": f"call_{spoken}_{n}"} for n, (name, args) in enumerate(self.next)]
        return AIMessage(content="", tool_calls=calls)

    def tool(self, name):
        return {tool.name: tool for tool in self.toolkit.get_tools()}[name]

    async def bare(self, name, arguments, *, sync):
        tool = self.tool(name)
        return Outcome(tool.invoke(arguments) if sync else await tool.ainvoke(arguments))

    async def carried(self, pending, source, *, sync):
        self.agent.checkpointer = source.agent.checkpointer
        resume = Command(resume={pending.token.pause: {"decisions": [{"type": "approve"}]}})
        return (await self.go(resume, pending.token.conversation, sync=sync))[0]

    async def approve_another_tool(self, pending, name, arguments, *, sync):
        edit = {"type": "edit", "edited_action": {"name": name, "args": arguments}}
        resume = Command(resume={pending.token.pause: {"decisions": [edit]}})
        return (await self.go(resume, pending.token.conversation, sync=sync))[0]
