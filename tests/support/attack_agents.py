"""openai-agents as a door of the attacks: a model that calls what is not offered, and states that are forged."""

from __future__ import annotations

import json

import agents_driver
from agents import RunState
from agents.exceptions import MaxTurnsExceeded, ModelBehaviorError
from agents.items import ModelResponse
from agents.tool_context import ToolContext
from agents.usage import Usage
from attack_doors import MOVE
from openai.types.responses import ResponseFunctionToolCall

from ashby_agent_tools.testing import Outcome


class Driver(agents_driver.Driver):
    """What the Runner itself refuses ends the run: a call id used again, a tool that the agent has not.

    So do the turns, where runs in several threads share one state: each counts those of all.
    """

    async def calls(self, calls, *, conversation="one", sync=False):
        talk = self.of(conversation, sync=sync)
        talk.history = []  # each message is a run of its own
        self.count = getattr(self, "count", 0) + 1
        talk.model.get_response = _played(talk, [(name, dict(given)) for name, given in calls], self.count)
        try:
            return await talk.go([{"role": "user", "content": "go"}], sync=sync)
        except ModelBehaviorError as error:
            return [Outcome(str(error))]

    async def answer(self, answers, *, sync=False):
        try:
            return await super().answer(answers, sync=sync)
        except (ModelBehaviorError, MaxTurnsExceeded) as error:
            return [Outcome(str(error))]

    async def bare(self, name, arguments, *, sync):
        talk = self.of("one")
        (tool,) = (tool for tool in talk.agent.tools if tool.name == name)
        context = ToolContext(context=None, usage=Usage(), tool_name=name, tool_call_id="c", tool_arguments="{}")
        return Outcome(await tool.on_invoke_tool(context, json.dumps(arguments)))

    async def carried(self, pending, source, *, sync):
        talk, state, _ = pending.token
        here = self.of("one", sync=sync)
        here.history = list(talk.history)
        here.model.get_response = talk.model.get_response
        return await self.approved(here, await RunState.from_string(here.agent, state.to_string()), sync)

    async def approve_another_tool(self, pending, name, arguments, *, sync):
        talk, state, call_id = pending.token
        stored = _renamed(agents_driver.replaced(state.to_json(), call_id, arguments), MOVE, name)
        return await self.approved(talk, await RunState.from_string(talk.agent, json.dumps(stored)), sync)

    async def approved(self, talk, state, sync):
        try:
            for item in state.get_interruptions():
                state.approve(item)
            return (await talk.go(state, sync=sync))[0]
        except ModelBehaviorError as error:
            return Outcome(str(error))


def _played(talk, calls, number):
    """A model that may call what is not offered, each time under new call ids."""

    async def get_response(*given, **named):
        heard = named["input"] if "input" in named else given[1]
        if isinstance(heard, str) or heard[-1].get("role") == "user":
            made = [
                ResponseFunctionToolCall(
                    type="function_call", call_id=f"call_{number}_{n}", name=name, arguments=json.dumps(arguments)
                )
                for n, (name, arguments) in enumerate(calls)
            ]
            return ModelResponse(output=made, usage=Usage(), response_id=None)
        return await type(talk.model)(["Done"] * 40).get_response(*given, **named)

    return get_response


def _renamed(node, old, new):
    if isinstance(node, list):
        return [_renamed(item, old, new) for item in node]
    if isinstance(node, dict):
        return {key: _renamed(value, old, new) for key, value in node.items()}
    return new if node == old else node
