"""The tools for LangChain as AdapterContract and the attacks drive them: create_agent with a scripted model."""

from __future__ import annotations

import dataclasses

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from ashby_agent_tools.testing import AdapterDriver, Outcome, Pending, ShownTool
from langchain_ashby import AshbyToolkit, ScriptedModel

ANSWERS = {
    "approve": lambda decision: {"type": "approve"},
    "deny": lambda decision: {"type": "reject", "message": decision.message},
}


@dataclasses.dataclass(frozen=True)
class Token:
    """Where a question waits."""

    conversation: str
    tool: str
    pause: str


class Driver(AdapterDriver):
    """One agent; a conversation is a thread of it."""

    def __init__(self, setting):
        self.toolkit = AshbyToolkit(
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
        model = ScriptedModel(steps=[self.step] * 40)
        self.agent = create_agent(model, self.toolkit.get_tools(), checkpointer=InMemorySaver())

    def step(self, messages):
        return self.next if isinstance(messages[-1], HumanMessage) else "Done"

    async def tools(self):
        return [
            ShownTool(tool.name, tool.description, tool.args_schema, tool.metadata) for tool in self.toolkit.get_tools()
        ]

    async def instructions(self):
        return self.toolkit.instructions

    async def calls(self, calls, *, conversation="one", sync=False):
        self.next = [(name, dict(arguments)) for name, arguments in calls]
        return await self.go({"messages": [("user", "go")]}, conversation, sync=sync)

    async def answer(self, answers, *, sync=False):
        resume = {pending.token.pause: {"decisions": [said(pending, decision)]} for pending, decision in answers}
        return await self.go(Command(resume=resume), answers[0][0].token.conversation, sync=sync)

    async def approve_other(self, pending, arguments, *, sync=False):
        config = self.config(pending.token.conversation)
        said = last_said(self.agent.get_state(config).values["messages"])
        changed = said.model_copy(update={"tool_calls": [{**said.tool_calls[0], "args": arguments}]})
        self.agent.update_state(config, {"messages": [changed]}, as_node="model")
        resume = Command(resume={"decisions": [{"type": "approve"}]})
        (outcome,) = await self.go(resume, pending.token.conversation, sync=sync)
        return outcome

    async def go(self, what, conversation, *, sync):
        config = self.config(conversation)
        state = self.agent.invoke(what, config) if sync else await self.agent.ainvoke(what, config)
        last = last_called(state["messages"])
        made, after = last.tool_calls, state["messages"][state["messages"].index(last) + 1 :]
        texts = {m.tool_call_id: m.content for m in after if isinstance(m, ToolMessage)}
        pauses = state.get("__interrupt__", ())
        return [self.outcome(call, texts, pauses, conversation) for call in made]

    def outcome(self, call, texts, pauses, conversation):
        if call["id"] in texts:
            return Outcome(texts[call["id"]])
        for pause in pauses:
            (request,) = pause.value["action_requests"]
            if len(pauses) == 1 or (request["name"], request["args"]) == (call["name"], call["args"]):
                return Outcome(pending=Pending(request["description"], Token(conversation, request["name"], pause.id)))
        return Outcome()

    @staticmethod
    def config(conversation):
        return {"configurable": {"thread_id": conversation}}


def said(pending, decision):
    if decision.kind == "edit":
        edited = {"name": pending.token.tool, "args": dict(decision.arguments)}
        return {"type": "edit", "edited_action": edited}
    return ANSWERS[decision.kind](decision)


def last_said(messages):
    return next(message for message in reversed(messages) if isinstance(message, AIMessage))


def last_called(messages):
    return next(message for message in reversed(messages) if isinstance(message, AIMessage) and message.tool_calls)
