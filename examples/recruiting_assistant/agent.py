"""The agent: model, tools, policy and memory put together."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from typing import Any

from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph

from ashby_agent_tools import Client, MemoryStore, Toolset, confirm_destructive, deny
from ashby_agent_tools.simulator import Simulator
from examples.recruiting_assistant.approver import Approver
from examples.recruiting_assistant.prompt import system_prompt
from examples.recruiting_assistant.scripted import scripted_model
from langchain_ashby import AshbyToolkit

TOOLS = Toolset.preset("operations").with_policy(confirm_destructive, deny("candidate.anonymize"))
THREAD = "terminal"


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """Who thinks and where the data is. `simulator` is None when this works in a real organization."""

    model: BaseChatModel
    scripted: bool
    client: Client
    simulator: Simulator | None

    @property
    def today(self) -> dt.date:
        """The simulator's day, or today's."""
        return dt.datetime.now(dt.UTC).date() if self.simulator is None else self.simulator.state.now.date()


@dataclasses.dataclass(frozen=True, slots=True)
class Assistant:
    """An agent and its tools, in one conversation."""

    agent: CompiledStateGraph[Any, Any, Any, Any]
    toolkit: AshbyToolkit

    @property
    def config(self) -> RunnableConfig:
        """The one conversation of this terminal."""
        return {"configurable": {"thread_id": THREAD}}

    def endpoint(self, tool: str) -> str:
        """Ashby's name of what a tool calls."""
        return TOOLS[tool].operation.spec.endpoint

    @property
    def reading(self) -> frozenset[str]:
        """The tools that change nothing."""
        return frozenset(tool.name for tool in self.toolkit.get_tools() if (tool.metadata or {})["readOnlyHint"])


def setting() -> Setting:
    """From the environment: ASHBY_AGENT_MODEL chooses the model, ASHBY_API_KEY a real organization.

    A script is never played on real people: without a model the data is the simulator's, whatever key is set.
    """
    name = os.environ.get("ASHBY_AGENT_MODEL")
    if name and os.environ.get("ASHBY_API_KEY"):
        return Setting(init_chat_model(name), scripted=False, client=Client(), simulator=None)
    simulator = Simulator()
    model = init_chat_model(name) if name else scripted_model()
    return Setting(model, scripted=not name, client=simulator.client(), simulator=simulator)


def assistant(setting: Setting, approver: Approver) -> Assistant:
    """Put it together: the approver is asked in place of pausing the graph."""
    store = MemoryStore(first_short_id=100) if setting.scripted else None  # a script shows the same names at each run
    toolkit = AshbyToolkit(TOOLS, client=setting.client, approver=approver, store=store)
    agent = create_agent(
        setting.model,
        toolkit.get_tools(),
        system_prompt=system_prompt(toolkit.instructions, today=setting.today),
        checkpointer=InMemorySaver(),
    )
    return Assistant(agent, toolkit)
