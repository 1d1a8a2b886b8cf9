"""The tools for openai-agents as AdapterContract and the attacks drive them: the real Runner, a scripted model."""

from __future__ import annotations

import asyncio
import json

from agents import Agent, RunConfig, Runner, RunState

from ashby_agent_tools.testing import AdapterDriver, Outcome, Pending, ShownTool
from ashby_openai import AshbyTools
from ashby_openai.agents import function_tools, pending, settle
from ashby_openai.testing import ScriptedModel

TURNS = 200  # one state that fifty runs resume at once counts the turns of all of them
CONFIG = RunConfig(tracing_disabled=True)


class Conversation:
    """An agent, its tools, and the conversation so far."""

    def __init__(self, setting, name, *, sync):
        # run_sync has an event loop of its own, and an async client belongs to one loop
        self.tools = AshbyTools(
            setting.toolset,
            client=setting.client(),
            async_client=None if sync else setting.async_client(),
            store=setting.store,
            approver=setting.approver,
            notify=setting.notify,
            rules=setting.rules,
            asked_by=setting.asked_by,
            dry_run=setting.dry_run,
            conversation=name,
        )
        self.next = []
        self.model = ScriptedModel([self.step] * 40)
        self.agent = Agent(
            name="Recruiter",
            instructions=self.tools.instructions,
            model=self.model,
            tools=function_tools(self.tools, strict=False),
        )
        self.history = []

    def step(self, heard):
        return self.next if heard[-1].get("role") == "user" else "Done"

    async def go(self, what, *, sync):
        if sync:
            result = await asyncio.to_thread(self.run_sync, what)
        else:
            result = await Runner.run(self.agent, what, run_config=CONFIG, max_turns=TURNS)
        self.history = result.to_input_list()
        return await self.outcomes(result)

    def run_sync(self, what):
        """run_sync uses the thread's event loop and leaves it open."""
        with asyncio.Runner() as runner:
            asyncio.set_event_loop(runner.get_loop())
            return Runner.run_sync(self.agent, what, run_config=CONFIG, max_turns=TURNS)

    async def outcomes(self, result):
        state = result.to_state() if result.interruptions else None
        asked = [] if state is None else await pending(self.tools, state)
        return self.sorted(state, asked, self.history)

    def sorted(self, state, asked, history):
        last = max(place for place, item in enumerate(history) if item.get("role") == "user")
        texts = {
            item["call_id"]: item["output"] for item in history[last:] if item.get("type") == "function_call_output"
        }
        waiting = {it.call_id: Outcome(pending=Pending(it.question, (self, state, it.call_id))) for it in asked}
        made = [item["call_id"] for item in history[last:] if item.get("type") == "function_call"]
        return [waiting.get(call_id) or Outcome(texts.get(call_id, "")) for call_id in made]


class Driver(AdapterDriver):
    """A conversation is an AshbyTools and an agent of its own."""

    def __init__(self, setting):
        self.setting = setting
        self.conversations = {}

    def of(self, conversation, *, sync=False):
        if conversation not in self.conversations:
            self.conversations[conversation] = Conversation(self.setting, conversation, sync=sync)
        return self.conversations[conversation]

    async def tools(self):
        return [ShownTool(it.name, it.description, it.params_json_schema) for it in self.of("one").agent.tools]

    async def instructions(self):
        return self.of("one").agent.instructions

    async def calls(self, calls, *, conversation="one", sync=False):
        talk = self.of(conversation, sync=sync)
        talk.next = [(name, dict(arguments)) for name, arguments in calls]
        return await talk.go([*talk.history, {"role": "user", "content": "go"}], sync=sync)

    async def answer(self, answers, *, sync=False):
        talk, state, _ = answers[0][0].token
        decisions = {waiting.token[2]: decision for waiting, decision in answers}
        left = await settle(talk.tools, state, decisions)
        if left:
            return talk.sorted(state, left, talk.history)
        return await talk.go(state, sync=sync)

    async def approve_other(self, waiting, arguments, *, sync=False):
        """The stored run is changed while the question waits: the model's call has other arguments when it is read."""
        talk, state, call_id = waiting.token
        stored = json.dumps(replaced(state.to_json(), call_id, arguments))
        try:
            state = await RunState.from_string(talk.agent, stored)
            await settle(talk.tools, state, {})
            for item in state.get_interruptions():
                state.approve(item)
            return (await talk.go(state, sync=sync))[0]
        except Exception as error:  # noqa: BLE001  (whatever openai-agents says of it, nothing may be sent)
            return Outcome(str(error))


def replaced(node, call_id, arguments):
    """The same JSON with other arguments in every copy of a call."""
    if isinstance(node, list):
        return [replaced(item, call_id, arguments) for item in node]
    if isinstance(node, dict):
        found = {key: replaced(value, call_id, arguments) for key, value in node.items()}
        if call_id in (found.get("call_id"), found.get("id")) and "arguments" in found:
            found["arguments"] = json.dumps(arguments)
        return found
    return node
