"""The doors that a model's calls come in by, without a model: a name and arguments in, a text or an error out.

An approver answers at once, so no door pauses. What a door lets through as an exception is what would end a run.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable
from typing import Any

from agents.tool_context import ToolContext
from agents.usage import Usage
from llama_index.tools.ashby import AshbyToolSpec
from mcp import Client as McpClient

from ashby_agent_tools import Approver, AsyncClient, Client, MemoryStore, Session, Toolset, errors
from ashby_agent_tools.simulator import Simulator
from ashby_mcp import build_server
from ashby_openai import AshbyTools
from ashby_openai.agents import function_tools
from langchain_ashby import AshbyToolkit

Json = Any


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What the model is told. `ok`: a result, and no error."""

    text: str
    ok: bool


class Door:
    """One conversation through one door."""

    def __init__(self, simulator: Simulator, toolset: Toolset, approver: Approver | None = None, **options: Json):
        address = {"base_url": "https://simulated.example.com", "account": "default"}
        self.client = Client(simulator.key, transport=simulator.transport(), **address)
        self.async_client = AsyncClient(simulator.key, transport=simulator.async_transport(), **address)
        self.toolset = toolset
        self.options = {"store": MemoryStore(first_short_id=100), "approver": approver, **options}
        self.open()

    def open(self) -> None:
        """Make what the framework needs."""

    async def close(self) -> None:
        """Close what was opened."""
        self.client.close()
        await self.async_client.aclose()

    async def call(self, name: str, arguments: Json) -> Told:
        """Make one call."""
        raise NotImplementedError


class SyncSession(Door):
    """A program over Session."""

    def open(self):
        self.session = Session(self.toolset, self.client, async_client=self.async_client, **self.options)

    async def call(self, name, arguments):
        try:
            return Told(self.session.run(name, arguments).text, ok=True)
        except errors.ToolError as error:
            return Told(str(error), ok=False)


class AsyncSession(SyncSession):
    """The same, awaited."""

    async def call(self, name, arguments):
        try:
            return Told((await self.session.arun(name, arguments)).text, ok=True)
        except errors.ToolError as error:
            return Told(str(error), ok=False)


class LangChain(Door):
    """A tool of the toolkit, as a ToolNode calls it."""

    def open(self):
        kit = AshbyToolkit(self.toolset, client=self.client, async_client=self.async_client, **self.options)
        self.tools = {tool.name: tool for tool in kit.get_tools()}

    async def call(self, name, arguments):
        return self.told(await self.tools[name].ainvoke(self.asked(name, arguments)))

    @staticmethod
    def asked(name, arguments):
        """A call has an object; anything else can only be handed to the tool by a program."""
        if not isinstance(arguments, dict):
            return arguments
        return {"type": "tool_call", "name": name, "args": arguments, "id": "call_1"}

    @staticmethod
    def told(answer):
        if isinstance(answer, str):
            return Told(answer, ok=is_json(answer))
        return Told(answer.content, ok=answer.status == "success")


class SyncLangChain(LangChain):
    """The same, not awaited."""

    async def call(self, name, arguments):
        return self.told(self.tools[name].invoke(self.asked(name, arguments)))


class LlamaIndex(Door):
    """A tool of the spec, as an agent calls it."""

    def open(self):
        spec = AshbyToolSpec(self.toolset, client=self.client, async_client=self.async_client, **self.options)
        self.tools = {tool.metadata.name: tool for tool in spec.to_tool_list()}

    async def call(self, name, arguments):
        output = await self.tools[name].acall(*self.given(arguments), **self.named(arguments))
        return Told(output.content, ok=not output.is_error)

    @staticmethod
    def given(arguments):
        return () if isinstance(arguments, dict) and all(isinstance(key, str) for key in arguments) else (arguments,)

    def named(self, arguments):
        return {} if self.given(arguments) else arguments


class SyncLlamaIndex(LlamaIndex):
    """The same, not awaited."""

    async def call(self, name, arguments):
        output = self.tools[name].call(*self.given(arguments), **self.named(arguments))
        return Told(output.content, ok=not output.is_error)


class OpenAI(Door):
    """Arguments come as text; what is no text yet is written as a model would."""

    def open(self):
        self.tools = AshbyTools(self.toolset, client=self.client, async_client=self.async_client, **self.options)
        self.number = 0

    def asked(self, name, arguments):
        self.number += 1
        with contextlib.suppress(TypeError, ValueError, RecursionError):
            arguments = arguments if isinstance(arguments, str) else json.dumps(arguments)
        return [{"type": "function_call", "call_id": f"call_{self.number}", "name": name, "arguments": arguments}]

    async def call(self, name, arguments):
        return self.told(await self.tools.arun(self.asked(name, arguments)))

    @staticmethod
    def told(turn):
        assert not turn.pending
        (output,) = turn.outputs
        return Told(output["output"], ok=is_json(output["output"]))


class SyncOpenAI(OpenAI):
    """The same, not awaited."""

    async def call(self, name, arguments):
        return self.told(self.tools.run(self.asked(name, arguments)))


class Agents(OpenAI):
    """A tool of openai-agents, as its Runner invokes it."""

    def open(self):
        super().open()
        self.agent_tools = {tool.name: tool for tool in function_tools(self.tools, strict=False)}

    async def call(self, name, arguments):
        (asked,) = self.asked(name, arguments)
        if not isinstance(asked["arguments"], str) or name not in self.agent_tools:
            return self.told(await self.tools.arun([asked]))  # the Runner hands over text, and knows its tools
        context = ToolContext(
            context=None, usage=Usage(), tool_name=name, tool_call_id=asked["call_id"], tool_arguments="{}"
        )
        text = await self.agent_tools[name].on_invoke_tool(context, asked["arguments"])
        return Told(text, ok=is_json(text))


class Mcp(Door):
    """The SDK's own client, in memory, in the newest protocol era."""

    def open(self):
        session = Session(self.toolset, async_client=self.async_client, **self.options)
        self.server = build_server(lambda _: session)
        self.stack = contextlib.AsyncExitStack()
        self.connected = None

    async def call(self, name, arguments):
        if self.connected is None:
            self.connected = await self.stack.enter_async_context(McpClient(self.server, mode="auto"))
        answer = await self.connected.call_tool(name, arguments)
        (block,) = answer.content
        return Told(block.text, ok=not answer.is_error)

    async def close(self):
        await self.stack.aclose()
        await super().close()


DOORS: dict[str, Callable[..., Door]] = {
    "Session.run": SyncSession,
    "Session.arun": AsyncSession,
    "LangChain": LangChain,
    "LangChain, sync": SyncLangChain,
    "LlamaIndex": LlamaIndex,
    "LlamaIndex, sync": SyncLlamaIndex,
    "OpenAI": OpenAI,
    "OpenAI, sync": SyncOpenAI,
    "openai-agents": Agents,
    "MCP": Mcp,
}


def is_json(text: str) -> bool:
    """Whether a text is JSON as the standard has it."""

    def no_number(name: str) -> None:
        raise ValueError(name)

    try:
        json.loads(text, parse_constant=no_number)
    except ValueError:
        return False
    return True
