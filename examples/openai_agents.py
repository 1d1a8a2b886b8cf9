"""openai-agents: an agent rejects somebody, and its run is interrupted until a person has approved."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from agents import Agent, RunConfig, Runner

from ashby_openai import AshbyTools
from ashby_openai.agents import function_tools, pending, settle
from ashby_openai.testing import ScriptedModel
from examples._company import Company, company
from examples._script import TASK, script


async def run(company: Company) -> str:
    """Give the agent the task; returns its last word."""
    model = company.model.removeprefix("openai:") if company.model else ScriptedModel(script(answers))
    tools = AshbyTools(preset="operations", client=company.client)
    agent = Agent(name="Recruiter", instructions=tools.instructions, model=model, tools=[*function_tools(tools)])
    quiet = RunConfig(tracing_disabled=company.model is None)  # traces go to OpenAI: none of a script
    result = await Runner.run(agent, TASK, run_config=quiet)
    while result.interruptions:
        state = result.to_state()
        answered = {waiting.call_id: company.decide(waiting.question) for waiting in await pending(tools, state)}
        await settle(tools, state, answered)
        result = await Runner.run(agent, state, run_config=quiet)
    return str(result.final_output)


def answers(items: Sequence[dict[str, Any]]) -> list[str]:
    """What the tools said so far."""
    return [str(item["output"]) for item in items if item.get("type") == "function_call_output"]


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        print(f"Recruiter: {TASK}")
        print(f"Agent:     {asyncio.run(run(chosen))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
