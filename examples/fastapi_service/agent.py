"""The agent: one turn of one person's conversation, told step by step as it happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeAlias

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, tool
from langgraph.types import Command, Interrupt

from ashby_agent_tools import AsyncAccounts, Caps
from ashby_agent_tools.grants import Grant, hash_of
from examples.fastapi_service.tenants import RULES, Tenant
from langchain_ashby import AshbyToolkit

Told: TypeAlias = tuple[str, dict[str, Any]]
"""An event for the client: its name and its data."""


class Agent:
    """Answers people of all customers; each turn has its own customer's key and places, and what the grant allows."""

    def __init__(self, accounts: AsyncAccounts, model: BaseChatModel) -> None:
        self._accounts, self._model = accounts, model

    async def say(self, tenant: Tenant, grant: Grant, thread: str, text: str) -> AsyncIterator[Told]:
        """Give the agent a message. Where it asks for an approval, the turn ends with a `question`."""
        async with self._graph(tenant, grant) as graph:
            async for told in _told(graph, {"messages": [HumanMessage(text)]}, _config(tenant, grant, thread), tenant):
                yield told

    async def go_on(self, tenant: Tenant, grant: Grant, thread: str) -> AsyncIterator[Told]:
        """Go on after somebody answered in the inbox; where nobody has, the same question is told again."""
        config = _config(tenant, grant, thread)
        async with self._graph(tenant, grant) as graph:
            pauses = (await graph.aget_state(config)).interrupts
            questions = {pause.id: await _question(pause, tenant) for pause in pauses}
            answered = [pause_id for pause_id, question in questions.items() if question["answer_at"] is None]
            if not answered:
                for question in questions.values():
                    yield "question", question
                yield "end", {}
                return
            # the tool takes the answer from the store, whatever stands here; what nobody has answered waits on
            resume: Command[Any] = Command(resume=dict.fromkeys(answered, "look into the inbox"))
            async for told in _told(graph, resume, config, tenant):
                yield told

    async def history(self, tenant: Tenant, grant: Grant, thread: str) -> list[dict[str, str]]:
        """What was said so far."""
        async with self._graph(tenant, grant) as graph:
            state = await graph.aget_state(_config(tenant, grant, thread))
        messages: list[BaseMessage] = state.values.get("messages", [])
        return [{"who": message.type, "text": message.text} for message in messages if message.text]

    @contextlib.asynccontextmanager
    async def _graph(self, tenant: Tenant, grant: Grant) -> AsyncIterator[Any]:
        """Made anew for each turn: all that lasts is in the customer's places, and a new key counts at once."""
        remembered = await tenant.memory.asearch(_namespace(grant))
        async with self._accounts.client(tenant.name, acting_user=grant.acting_user) as client:
            toolkit = AshbyToolkit(
                grant.toolset,
                async_client=client if grant.rows is None else client.limited_to(grant.rows),
                account=tenant.name,
                store=tenant.store,
                caps=grant.caps or Caps(),
                rules=grant.approver_rules(RULES),
            )
            notes = "".join(f"\n- {note.value['text']}" for note in remembered) or " nothing yet"
            yield create_agent(
                self._model,
                [*toolkit.get_tools(), _remember(tenant, grant)],
                system_prompt=f"{toolkit.instructions}\n\n{grant.name} asked you to remember:{notes}",
                checkpointer=tenant.checkpointer,
                store=tenant.memory,
            )


def _remember(tenant: Tenant, grant: Grant) -> BaseTool:
    @tool
    async def remember(text: str) -> str:
        """Remember something for this person, in this and in later conversations."""
        await tenant.memory.aput(_namespace(grant), key=text[:200], value={"text": text})
        return "Remembered."

    return remember


def _namespace(grant: Grant) -> tuple[str]:
    """Where a person's things are in a LangGraph store, whose names hold no dots."""
    return (hash_of(grant.name),)


def _config(tenant: Tenant, grant: Grant, thread: str) -> RunnableConfig:
    """Nothing in it comes from the client but the thread's name, and a thread is one person's of one customer."""
    known = {"identity": grant.name}  # whose agent asks: by the rules, somebody else answers
    return {"configurable": {"thread_id": f"{tenant.name}/{grant.name}/{thread}", "langgraph_auth_user": known}}


async def _told(graph: Any, given: object, config: RunnableConfig, tenant: Tenant) -> AsyncIterator[Told]:
    async for mode, data in graph.astream(given, config, stream_mode=["updates", "messages"]):
        if mode == "messages":
            piece = data[0]
            if isinstance(piece, AIMessageChunk) and piece.text:
                yield "token", {"text": piece.text}
            continue
        for node, update in data.items():
            if node == "__interrupt__":
                for pause in update:
                    yield "question", await _question(pause, tenant)
            elif isinstance(update, Mapping):
                for message in update.get("messages", ()):
                    for told in _of(message):
                        yield told
    yield "end", {}


def _of(message: BaseMessage) -> list[Told]:
    if isinstance(message, ToolMessage):
        return [("result", {"tool": message.name, "text": message.text})]
    if isinstance(message, AIMessage):
        calls: list[Told] = [("call", {"tool": call["name"], "arguments": call["args"]}) for call in message.tool_calls]
        return [*calls, ("message", {"text": message.text})] if message.text else calls
    return []


async def _question(pause: Interrupt, tenant: Tenant) -> dict[str, Any]:
    """What is asked, and where it is answered; None once it was answered, or has expired."""
    asked = pause.value["ashby"]["fingerprint"]
    every = await asyncio.to_thread(tenant.store.requests, tenant.name)
    waiting = next((it.id for it in every if it.fingerprint == asked and it.state == "pending"), None)
    place = waiting and f"/{tenant.name}/approvals/requests/{waiting}"
    return {"text": pause.value["action_requests"][0]["description"], "answer_at": place}
