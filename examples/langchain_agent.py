"""LangChain: an agent rejects somebody, and its graph pauses until a person has approved."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from examples._company import Company, company
from examples._script import TASK, script
from langchain_ashby import AshbyToolkit, ScriptedModel


def run(company: Company) -> str:
    """Give the agent the task; returns its last word."""
    model = init_chat_model(company.model) if company.model else ScriptedModel(steps=script(answers))
    toolkit = AshbyToolkit(preset="operations", client=company.client)
    agent = create_agent(
        model, toolkit.get_tools(), system_prompt=toolkit.instructions, checkpointer=InMemorySaver()
    )  # fmt: skip
    config: RunnableConfig = {"configurable": {"thread_id": "example"}}
    out = agent.invoke({"messages": [HumanMessage(TASK)]}, config)
    while pauses := out.get("__interrupt__"):
        decisions = {pause.id: resume(company, pause.value["action_requests"]) for pause in pauses}
        out = agent.invoke(Command(resume=decisions), config)
    return str(out["messages"][-1].text)


def resume(company: Company, requests: Sequence[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """A person's answers to one pause, in LangChain's own form."""
    kinds = {"approve": "approve", "deny": "reject"}
    return {"decisions": [{"type": kinds[company.decide(request["description"]).kind]} for request in requests]}


def answers(messages: Sequence[BaseMessage]) -> list[str]:
    """What the tools said so far."""
    return [message.text for message in messages if isinstance(message, ToolMessage)]


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        print(f"Recruiter: {TASK}")
        print(f"Agent:     {run(chosen)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
