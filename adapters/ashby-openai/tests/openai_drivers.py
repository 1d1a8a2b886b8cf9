"""The tools for OpenAI as AdapterContract and the attacks drive them: the SDK's own objects of both APIs."""

from __future__ import annotations

import json

import openai_scripts as scripts

from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.testing import AdapterDriver, Outcome, Pending, ShownTool
from ashby_openai import AshbyTools


class Driver(AdapterDriver):
    """One AshbyTools for each conversation."""

    make = staticmethod(scripts.response)
    text = staticmethod(lambda output: output["output"])

    def __init__(self, setting):
        self.setting = setting
        self.conversations = {}

    def of(self, conversation):
        setting = self.setting
        if conversation not in self.conversations:
            self.conversations[conversation] = AshbyTools(
                setting.toolset,
                client=setting.client(),
                async_client=setting.async_client(),
                store=setting.store,
                approver=setting.approver,
                notify=setting.notify,
                rules=setting.rules,
                asked_by=setting.asked_by,
                dry_run=setting.dry_run,
                conversation=conversation,
            )
        return self.conversations[conversation]

    async def tools(self):
        return [
            ShownTool(it["name"], it["description"], it["parameters"]) for it in self.of("one").responses(strict=False)
        ]

    async def instructions(self):
        return self.of("one").instructions

    async def calls(self, calls, *, conversation="one", sync=False):
        tools, made = self.of(conversation), self.make(*calls)
        return self.outcomes(tools.run(made) if sync else await tools.arun(made))

    async def answer(self, answers, *, sync=False):
        turn = answers[0][0].token[0]
        decisions = {pending.token[1]: decision for pending, decision in answers}
        return self.outcomes(turn.resume(decisions) if sync else await turn.aresume(decisions))

    async def approve_other(self, pending, arguments, *, sync=False):
        turn = pending.token[0]
        stored = json.loads(turn.to_json())
        (step,) = stored["steps"]
        step["call"] = json.dumps({**json.loads(step["call"]), "arguments": arguments})
        try:
            return self.outcomes(turn.tools.restore(json.dumps(stored)))[0]
        except AshbyError as error:
            return Outcome(str(error))

    def outcomes(self, turn):
        """Ids only label outputs; their order is that of the settled calls."""
        texts = iter([self.text(output) for output in turn.outputs])
        waiting = {it.call_id: Outcome(pending=Pending(it.question, (turn, it.call_id))) for it in turn.pending}
        return [waiting.get(step.label) or Outcome(next(texts)) for step in turn.steps]


class ChatDriver(Driver):
    """The same through Chat Completions."""

    make = staticmethod(scripts.completion)
    text = staticmethod(lambda output: output["content"])

    async def tools(self):
        shown = [it["function"] for it in self.of("one").chat(strict=False)]
        return [ShownTool(it["name"], it["description"], it["parameters"]) for it in shown]
