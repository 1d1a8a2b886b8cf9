"""What the tests of this adapter share: a simulator, people in it, and agents that play scripts."""

from __future__ import annotations

import asyncio

import llama_index.tools.ashby
import pytest
from adapter_scene import Scene
from blocking import watching
from chosen import pytest_collection_modifyitems  # noqa: F401  (used by pytest)
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)
from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent, ToolCallResult
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.workflow import Context
from llama_index.tools.ashby import ApprovalAnswered, ApprovalRequested, AshbyToolSpec, ScriptedLLM
from own_settings import own_settings  # noqa: F401  (used by pytest)

no_blocking = watching(llama_index.tools.ashby)

LONG = 20  # seconds after which a hanging workflow fails the test


class LlamaIndexScene(Scene):
    """With our tools for LlamaIndex."""

    def spec(self, toolset=None, **options):
        return AshbyToolSpec(toolset, **self.clients, **{"preset": "operations", **options})


@pytest.fixture
def scene():
    return LlamaIndexScene()


class Run:
    """An agent that plays a script; `say` runs it until it waits for a person, or is done."""

    def __init__(self, make, spec, steps):
        self.spec = spec
        self.agent = make(spec.to_tool_list(), ScriptedLLM(steps=steps))
        self.context = Context(self.agent)
        self.memory = ChatMemoryBuffer.from_defaults(token_limit=100_000)
        self.handler = None
        self.answers, self.final = [], None

    async def say(self, text="go"):
        """The questions that are open when nothing moves any more."""
        return await self.follow(self.agent.run(text, ctx=self.context, memory=self.memory))

    async def answer(self, *answers):
        """Send the answers; the questions that are asked after them."""
        for answer in answers:
            self.handler.ctx.send_event(answer)
        return await self.on()

    async def follow(self, handler):
        self.handler = handler
        self.events = handler.stream_events(expose_internal=True)
        return await self.on()

    async def on(self):
        return await asyncio.wait_for(self._on(), LONG)

    async def _on(self):
        asked = []
        async for event in self.events:
            if isinstance(event, ApprovalRequested):
                asked.append(event)
            if isinstance(event, ToolCallResult):
                self.answers.append(event.tool_output)
            if type(event).__name__ == "WorkflowIdleEvent":
                return asked
        self.final = str(await self.handler)
        return asked

    @staticmethod
    def yes(asked, **more):
        return ApprovalAnswered(fingerprint=asked.fingerprint, approved=True, **more)

    @staticmethod
    def no(asked, message="Not this week"):
        return ApprovalAnswered(fingerprint=asked.fingerprint, approved=False, message=message)

    @property
    def heard(self):
        return self.answers[-1].content


def function_agent(tools, model):
    return FunctionAgent(tools=tools, llm=model, timeout=None)


def workflow(tools, model):
    agent = FunctionAgent(name="recruiter", description="Works in Ashby", tools=tools, llm=model)
    return AgentWorkflow(agents=[agent], root_agent="recruiter", timeout=None)


MAKERS = {"FunctionAgent": function_agent, "AgentWorkflow": workflow}


@pytest.fixture(params=list(MAKERS))
def run(request):
    def make(spec, steps):
        return Run(MAKERS[request.param], spec, steps)

    return make
