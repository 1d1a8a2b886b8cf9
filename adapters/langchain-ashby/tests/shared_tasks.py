"""Graphs in which several calls share one task: who pauses first is chance, and ids of calls may mean nothing."""

from __future__ import annotations

import dataclasses
import time
from collections import Counter

from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Command, Send

from ashby_agent_tools import MemoryStore
from langchain_ashby import ScriptedModel

MOVE = "ashby_application_change_stage"
IDS = {
    "each its own": lambda number, attempt: f"call_{number}",
    "all the same": lambda number, attempt: "call",
    "empty": lambda number, attempt: "",
    "renumbered": lambda number, attempt: f"call_{number}_{attempt}",
    "exchanged": lambda number, attempt: f"call_{(number + attempt) % 2}",
}


@dataclasses.dataclass
class Shared:
    """A graph whose one task makes `calls`; `ids` names them, in each attempt anew."""

    tools: list
    calls: list
    ids: object = IDS["each its own"]
    sync: bool = True
    attempts: int = 0

    def message(self, calls=None):
        made = [
            {"name": name, "args": args, "id": self.ids(number, self.attempts)}
            for number, (name, args) in enumerate(self.calls if calls is None else calls)
        ]
        return AIMessage(content="", tool_calls=made)

    def ordered(self):
        """The calls in the order in which this attempt makes them, where it makes one after the other."""
        return self.calls

    def graph(self, kind):
        return getattr(self, kind)().compile(checkpointer=InMemorySaver())

    def sent_to(self, worker):
        """An orchestrator that starts one worker by Send."""
        graph = StateGraph(MessagesState)
        graph.add_node("plan", lambda state: {"messages": [self.message()]})
        graph.add_node("worker", worker)
        graph.add_edge(START, "plan")
        graph.add_conditional_edges("plan", lambda state: [Send("worker", state)], ["worker"])
        return graph

    def worker(self, work, awork):
        """A worker function, plain or async."""

        def plain(state: MessagesState, config: RunnableConfig):
            self.attempts += 1
            return work(state, config)

        async def awaited(state: MessagesState, config: RunnableConfig):
            self.attempts += 1
            return await awork(state, config)

        return plain if self.sync else awaited

    def send_to_tool_node(self):
        return self.sent_to(ToolNode(self.tools))

    def send_to_function(self):
        node = ToolNode(self.tools)

        def again(state):
            return {"messages": [self.message()]}

        return self.sent_to(
            self.worker(
                lambda state, config: node.invoke(again(state), config),
                lambda state, config: node.ainvoke(again(state), config),
            )
        )

    def send_to_subgraph(self):
        inner = StateGraph(MessagesState)
        inner.add_node("tools", ToolNode(self.tools))
        inner.add_edge(START, "tools")
        return self.sent_to(inner.compile())

    def tool_node_twice(self):
        """One ToolNode after the other in one task."""
        node = ToolNode(self.tools)

        def work(state, config):
            parts = [node.invoke({"messages": [self.message([call])]}, config) for call in self.ordered()]
            return {"messages": [message for part in parts for message in part["messages"]]}

        async def awork(state, config):
            parts = [await node.ainvoke({"messages": [self.message([call])]}, config) for call in self.ordered()]
            return {"messages": [message for part in parts for message in part["messages"]]}

        return self.sent_to(self.worker(work, awork))

    def batch(self):
        """The tool itself, in threads or tasks, without call ids."""
        by_name = {tool.name: tool for tool in self.tools}
        arguments = [args for _, args in self.calls]

        def said(texts):
            return {"messages": [AIMessage(content="\n".join(map(str, texts)))]}

        async def awork(state, config):
            return said(await by_name[self.calls[0][0]].abatch(arguments, config))

        return self.sent_to(
            self.worker(lambda state, config: said(by_name[self.calls[0][0]].batch(arguments, config)), awork)
        )

    def one_node(self):
        """The graph of many tutorials: all calls of a message run in one node."""
        graph = StateGraph(MessagesState)
        graph.add_node("plan", lambda state: {"messages": [self.message()]})
        graph.add_node("tools", ToolNode(self.tools))
        graph.add_edge(START, "plan")
        graph.add_edge("plan", "tools")
        return graph

    def outer_tool(self):
        """A tool of the application's own that makes the calls, under create_agent."""
        by_name = {tool.name: tool for tool in self.tools}
        name, arguments = self.calls[0][0], [args for _, args in self.calls]
        if self.sync:

            @tool
            def reject_all(config: RunnableConfig) -> str:
                """Reject them all."""
                return "\n".join(map(str, by_name[name].batch(arguments, config)))
        else:

            @tool
            async def reject_all(config: RunnableConfig) -> str:
                """Reject them all."""
                return "\n".join(map(str, await by_name[name].abatch(arguments, config)))

        model = ScriptedModel(steps=[[("reject_all", {})], "Done"])
        agent = create_agent(model, [reject_all])
        graph = StateGraph(MessagesState)
        graph.add_node("agent", agent)
        graph.add_edge(START, "agent")
        return graph


class Turned(Shared):
    """Every other attempt makes the calls in the opposite order, as threads may that begin late."""

    def ordered(self):
        return self.calls if self.attempts % 2 else self.calls[::-1]


class SlowStore(MemoryStore):
    """Takes its time before each call that a toolkit makes."""

    seconds = 0.0

    def load_outcome(self, key, name):
        time.sleep(self.seconds)
        return super().load_outcome(key, name)


KINDS = (
    "send_to_tool_node", "send_to_function", "send_to_subgraph", "tool_node_twice", "batch", "one_node", "outer_tool",
)  # fmt: skip


class Talk:
    """A person in front of a graph: answers every question by what it shows, and remembers what was said."""

    def __init__(self, graph, *, sync, answer, by_id=True, thread="one"):
        self.graph, self.sync, self.answer, self.by_id = graph, sync, answer, by_id
        self.config = {"configurable": {"thread_id": thread}}
        self.approved, self.asked = Counter(), []
        self.state = None

    async def go(self, what):
        self.state = self.graph.invoke(what, self.config) if self.sync else await self.graph.ainvoke(what, self.config)

    async def through(self, most=12):
        """Answer until nothing is asked any more; gives how many questions there were."""
        await self.go({"messages": [("user", "go")]})
        while pauses := self.state.get("__interrupt__"):
            assert len(self.asked) < most, "it asks for ever"
            (pause,) = pauses
            (request,) = pause.value["action_requests"]
            self.asked.append(request["args"]["applicationId"])
            decision = self.answer(request["args"])
            if decision["type"] == "approve":
                self.approved[request["args"]["applicationId"]] += 1
            said = {"decisions": [decision]}
            await self.go(Command(resume={pause.id: said} if self.by_id else said))
        return len(self.asked)

    @property
    def heard(self):
        return "\n".join(str(message.content) for message in self.state["messages"])
