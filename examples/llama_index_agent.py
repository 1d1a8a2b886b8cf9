"""LlamaIndex: an agent rejects somebody, and its workflow waits for an event with a person's approval."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Sequence

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import LLM, ChatMessage, MessageRole
from llama_index.tools.ashby import ApprovalAnswered, ApprovalRequested, AshbyToolSpec, ScriptedLLM

from ashby_agent_tools.errors import UsageError
from examples._company import Company, company
from examples._script import TASK, script


async def run(company: Company) -> str:
    """Give the agent the task; returns its last word."""
    spec = AshbyToolSpec(preset="operations", client=company.client)
    agent = FunctionAgent(tools=[*spec.to_tool_list()], llm=llm(company.model), system_prompt=spec.instructions)
    handler = agent.run(TASK)
    async for event in handler.stream_events():
        if isinstance(event, ApprovalRequested):
            decision = company.decide(event.question)
            approved = decision.kind == "approve"
            handler.ctx.send_event(
                ApprovalAnswered(fingerprint=event.fingerprint, approved=approved, by=decision.by)
            )  # fmt: skip
    return str(await handler)


def llm(name: str | None) -> LLM:
    """The model of that name from OpenAI, as LlamaIndex makes it; without a name a script."""
    if name is None:
        return ScriptedLLM(steps=script(answers))
    try:
        openai = importlib.import_module("llama_index.llms.openai")
    except ImportError as error:
        raise UsageError("LlamaIndex needs a package for that model: pip install llama-index-llms-openai") from error
    model: LLM = openai.OpenAI(model=name.removeprefix("openai:"))
    return model


def answers(messages: Sequence[ChatMessage]) -> list[str]:
    """What the tools said so far, by the ids of the script's calls: the answers come as they are ready."""
    said = [message for message in messages if message.role is MessageRole.TOOL]
    return [message.content or "" for message in sorted(said, key=lambda it: str(it.additional_kwargs["tool_call_id"]))]


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        print(f"Recruiter: {TASK}")
        print(f"Agent:     {asyncio.run(run(chosen))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
