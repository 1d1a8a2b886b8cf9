"""The OpenAI adapter as a door of the attacks: turns that are carried on, restored and forged."""

from __future__ import annotations

import json

import openai_drivers

from ashby_agent_tools import Decision
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.testing import AdapterDriver, Outcome


class Forged(AdapterDriver):
    """Either API."""

    async def calls(self, calls, *, conversation="one", sync=False):
        """Calls to tools that are not ours are the application's, and no turn makes them."""
        outcomes = await super().calls(calls, conversation=conversation, sync=sync)
        return outcomes or [Outcome("There is no tool of ours in this response.")]

    async def bare(self, name, arguments, *, sync):
        """The turn goes on, and nobody answered."""
        tools, made = self.of("one"), self.make((name, arguments))
        turn = tools.run(made) if sync else await tools.arun(made)
        return self.outcomes(turn.resume({}) if sync else await turn.aresume({}))[0]

    async def carried(self, pending, source, *, sync):
        turn, call_id = pending.token
        try:
            restored = self.of("one").restore(turn.to_json())
        except AshbyError as error:
            return Outcome(str(error))
        yes = {call_id: Decision.approve(by="Robin")}
        return self.outcomes(restored.resume(yes) if sync else await restored.aresume(yes))[0]

    async def approve_another_tool(self, pending, name, arguments, *, sync):
        """The same call id comes back with another tool's name, in a response and in the stored turn."""
        turn, call_id = pending.token
        forged = _with_id(self.make((name, arguments)), call_id)
        again = turn.tools.run(forged) if sync else await turn.tools.arun(forged)
        stored = json.loads(turn.to_json())
        (step,) = stored["steps"]
        kept = {**json.loads(step["call"]), "operation": "candidate.anonymize", "arguments": arguments}
        step["call"] = json.dumps(kept)
        try:
            turn.tools.restore(json.dumps(stored))
        except AshbyError as error:
            return Outcome(f"{self.outcomes(again)[0].text}\n{error}")
        raise AssertionError("a tampered turn was restored")


class Driver(Forged, openai_drivers.Driver):
    """Over Responses."""


class ChatDriver(Forged, openai_drivers.ChatDriver):
    """Over Chat Completions."""


def _with_id(response, call_id):
    """A response of either API whose one call has another call's id."""
    if hasattr(response, "choices"):
        response.choices[0].message.tool_calls[0].id = call_id
    else:
        response.output[-1].call_id = call_id
    return response
