"""What the tests of this adapter share: a simulator, people in it, and agents that play scripts."""

from __future__ import annotations

import pytest
from adapter_scene import Scene
from blocking import watching
from chosen import pytest_collection_modifyitems  # noqa: F401  (used by pytest)
from langchain.agents import create_agent
from langchain_core.messages import ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)
from own_settings import own_settings  # noqa: F401  (used by pytest)
from waits import no_waiting  # noqa: F401  (used by pytest)

import langchain_ashby
from langchain_ashby import AshbyToolkit, ScriptedModel

no_blocking = watching(langchain_ashby)


def pytest_configure(config):
    """LangChain's standard tests carry a mark of a plugin that is switched off here."""
    config.addinivalue_line("markers", "benchmark: from LangChain's standard tests")


class LangChainScene(Scene):
    """With our tools for LangChain."""

    def toolkit(self, **options):
        return AshbyToolkit(**self.clients, **{"preset": "operations", **options})


@pytest.fixture
def scene():
    return LangChainScene()


class Run:
    """An agent that plays a script in one thread; `sync` chooses between invoke and ainvoke."""

    def __init__(
        self, toolkit, steps, *, sync, checkpointer=None, thread="one", middleware=(), more=(), **configurable
    ):
        self.agent = create_agent(
            ScriptedModel(steps=steps), [*toolkit.get_tools(), *more], system_prompt=toolkit.instructions,
            checkpointer=InMemorySaver() if checkpointer is None else checkpointer or None, middleware=middleware,
        )  # fmt: skip
        self.config = {"configurable": {"thread_id": thread, **configurable}}
        self.sync = sync
        self.state = None

    async def go(self, what):
        self.state = self.agent.invoke(what, self.config) if self.sync else await self.agent.ainvoke(what, self.config)
        return self.pauses

    async def say(self, text="go"):
        return await self.go({"messages": [("user", text)]})

    async def answer(self, *decisions):
        """Answer the open pauses, by their ids, in the order in which they are shown."""
        pauses = self.pauses
        return await self.go(
            Command(resume={pause.id: {"decisions": [said]} for pause, said in zip(pauses, decisions, strict=True)})
        )

    @property
    def pauses(self):
        return list(self.state.get("__interrupt__", ()))

    @property
    def answers(self):
        """What the tools told the model."""
        return [message for message in self.state["messages"] if isinstance(message, ToolMessage)]

    @property
    def heard(self):
        return self.answers[-1].content


@pytest.fixture(params=[True, False], ids=["sync", "async"])
def run(request):
    def make(toolkit, steps, **options):
        return Run(toolkit, steps, sync=request.param, **options)

    return make
