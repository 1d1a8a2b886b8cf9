"""LlamaIndex as a door of the attacks: contexts that are carried on, and answers to other questions."""

from __future__ import annotations

import asyncio
import json
import warnings

import llama_index_driver
from llama_index.core.workflow import Context
from llama_index.tools.ashby import ApprovalAnswered
from llama_index_driver import Talk, answered

from ashby_agent_tools import Decision
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.testing import Outcome


class Driver(llama_index_driver.Driver):
    """One spec whose runs can be carried into another one."""

    async def calls(self, calls, *, conversation="one", sync=False):
        """Each message is a run of its own in a context of the same name, so that the last one's waits are gone.

        A run whose model calls what is not offered ends before any tool: the public list of tools refuses the name.
        """
        known = {tool.metadata.name for tool in self.spec.to_tool_list()}
        for name, _ in calls:
            if name not in known:
                return [Outcome(await self.not_offered(name))]
        self.contexts[conversation] = Context(self.agent)
        await self.contexts[conversation].store.set("ashby_conversation", f"the conversation {conversation}")
        return await super().calls(calls, conversation=conversation)

    async def not_offered(self, name):
        try:
            self.spec.to_tool_list([name])
        except AshbyError as error:
            return str(error)
        raise AssertionError(f"{name} is offered")

    async def bare(self, name, arguments, *, sync):
        """Outside a workflow, where tools have a synchronous door, too."""
        (tool,) = self.spec.to_tool_list([name])
        outputs = [tool.call(**arguments), await tool.acall(**arguments)]
        assert all("Nothing was sent" in output.content for output in outputs)
        return Outcome(outputs[0].content)

    async def carried(self, pending, source, *, sync):
        talk, asked = pending.token
        with warnings.catch_warnings():  # the memory is handed on below
            warnings.filterwarnings("ignore", "Skipping serialization")
            stored = talk.handler.ctx.to_dict()
        memory = await talk.handler.ctx.store.get("memory")
        await talk.handler.cancel_run()
        context = Context.from_dict(self.agent, json.loads(json.dumps(stored)))
        again = Talk(talk.made, context)
        handler = self.agent.run(ctx=context)
        await handler.ctx.store.set("memory", memory)
        await again.follow(handler)
        handler.ctx.send_event(ApprovalAnswered(fingerprint=asked.fingerprint, approved=True))
        await asyncio.sleep(0.2)
        return again.outcome(0, *talk.made[0])

    async def parallel(self, pending, times, *, sync):
        talk, asked = pending.token
        for _ in range(times):
            talk.handler.ctx.send_event(answered(asked, Decision.approve(by="Robin")))
        return await talk.on()

    async def approve_another_tool(self, pending, name, arguments, *, sync):
        """The answer to one question is sent while another one waits."""
        (other,) = await self.calls([(name, arguments)])
        talk = other.pending.token[0]
        talk.handler.ctx.send_event(answered(pending.token[1], Decision.approve(by="Robin")))
        await asyncio.sleep(0.2)
        return talk.outcome(0, name, arguments)
