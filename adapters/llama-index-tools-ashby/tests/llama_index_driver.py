"""The tools for LlamaIndex as AdapterContract and the attacks drive them: a FunctionAgent with a scripted model."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import warnings

from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult
from llama_index.core.workflow import Context
from llama_index.tools.ashby import ApprovalAnswered, ApprovalRequested, AshbyToolSpec, ScriptedLLM

from ashby_agent_tools.testing import AdapterDriver, Outcome, Pending, ShownTool


@dataclasses.dataclass
class Talk:
    """One message's calls in a run: what came of each, and the questions that are open."""

    made: list
    context: Context
    handler: object = None
    events: object = None
    texts: dict = dataclasses.field(default_factory=dict)
    asked: list = dataclasses.field(default_factory=list)

    async def follow(self, handler):
        self.handler, self.events = handler, handler.stream_events(expose_internal=True)
        return await self.on()

    async def on(self):
        self.asked = []
        async for event in self.events:
            if isinstance(event, ApprovalRequested):
                self.asked.append(event)
            if isinstance(event, ToolCallResult):
                self.texts[event.tool_id.rpartition("_")[2]] = event.tool_output.content
            if type(event).__name__ == "WorkflowIdleEvent":
                break
        else:
            await self.handler
        return [self.outcome(number, *call) for number, call in enumerate(self.made)]

    def outcome(self, number, name, arguments):
        text = self.texts.get(str(number))
        if text is not None:
            return Outcome(text)
        if name == "ashby_call":  # the question is about the operation that it names
            name, arguments = arguments["name"], arguments["arguments"]
        waiting = [asked for asked in self.asked if asked.tool == name]
        for asked in waiting:
            if len(self.asked) == 1 or asked.arguments == arguments:
                return Outcome(pending=Pending(asked.question, (self, asked)))
        return Outcome()


class Driver(AdapterDriver):
    """One spec; a conversation is a context, and each message a run in it."""

    def __init__(self, setting):
        self.spec = AshbyToolSpec(
            setting.toolset,
            client=setting.client(),
            async_client=setting.async_client(),
            store=setting.store,
            approver=setting.approver,
            notify=setting.notify,
            rules=setting.rules,
            asked_by=setting.asked_by,
            dry_run=setting.dry_run,
        )
        self.next = []
        steps = [lambda _: self.next, "Done"] * 20  # with and without the memory of the messages before
        self.agent = FunctionAgent(tools=self.spec.to_tool_list(), llm=ScriptedLLM(steps=steps), timeout=120)
        self.contexts = {}

    async def tools(self):
        return [
            ShownTool(tool.metadata.name, tool.metadata.description, tool.metadata.get_parameters_dict(), tool.hints)
            for tool in self.spec.to_tool_list()
        ]

    async def instructions(self):
        return self.spec.instructions

    async def calls(self, calls, *, conversation="one", sync=False):
        self.next = [(name, dict(arguments)) for name, arguments in calls]
        context = self.contexts.setdefault(conversation, Context(self.agent))
        with warnings.catch_warnings():  # some versions of pydantic cannot store the memory, and say so
            warnings.filterwarnings("ignore", "Skipping serialization")
            return await Talk(self.next, context).follow(self.agent.run("go", ctx=context))

    async def answer(self, answers, *, sync=False):
        talk = answers[0][0].token[0]
        for pending, decision in answers:
            talk.handler.ctx.send_event(answered(pending.token[1], decision))
        return await talk.on()

    async def approve_other(self, pending, arguments, *, sync=False):
        talk, asked = pending.token
        memory = await talk.handler.ctx.store.get("memory")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Skipping serialization")
            stored = json.dumps(talk.handler.ctx.to_dict())
        await talk.handler.cancel_run()
        ((name, before),) = talk.made
        for key, value in before.items():
            assert value in stored
            stored = stored.replace(value, arguments[key])
        context = Context.from_dict(self.agent, json.loads(stored))
        again = Talk([(name, arguments)], context)
        handler = self.agent.run(ctx=context)
        await handler.ctx.store.set("memory", memory)
        await again.follow(handler)
        handler.ctx.send_event(ApprovalAnswered(fingerprint=asked.fingerprint, approved=True))
        await asyncio.sleep(0.2)
        return again.outcome(0, name, arguments)


def answered(asked, decision):
    return ApprovalAnswered(
        fingerprint=asked.fingerprint,
        approved=decision.kind != "deny",
        message=decision.message,
        arguments=None if decision.arguments is None else dict(decision.arguments),
        by=decision.by,
    )
