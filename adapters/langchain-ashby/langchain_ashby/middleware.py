"""AshbyApprovals: asks about all calls of a message in one pause, before the tools run, as middleware of an agent."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Annotated, Any, NotRequired

from langchain.agents.middleware import AgentMiddleware, AgentState, ToolCallRequest
from langchain.agents.middleware.types import PrivateStateAttr
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from ashby_agent_tools import Conversations, Json, Session
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.scripts import MethodStep, arun, run
from langchain_ashby._answers import Decider, asking
from langchain_ashby._review import Review, as_called, digest
from langchain_ashby._task import Task, task_of, thread_of

__all__ = ["AshbyApprovals"]

_REPLACED = "ashby_replaced_calls"
_MOST_SECRETS = 200
Answered = ToolMessage | Command[Any]


class _State(AgentState[Any]):
    ashby_replaced_calls: NotRequired[Annotated[list[Json], PrivateStateAttr]]


class AshbyApprovals(AgentMiddleware[_State, Any, Any]):
    """One pause per model message, with a list of the calls that need approval. Made by `AshbyToolkit.middleware`.

    The pause has the shape of LangChain's `HumanInTheLoopMiddleware`. A resume value has one decision per call, in the
    order of the list; with any other number nothing is sent and the question comes again. Several calls are one batch
    in the store, and `ashby.batch` of the pause has one text about all of them, whose lines are numbered as the list.
    What is left to the tools: every other call, and where nobody can be asked, because there is no checkpointer.
    """

    state_schema = _State

    def __init__(self, conversations: Conversations, names: frozenset[str]) -> None:
        super().__init__()
        self._conversations, self._names = conversations, names
        self._secrets: OrderedDict[str, dict[str, Json]] = OrderedDict()

    def after_model(self, state: Mapping[str, Json], runtime: Runtime[Any]) -> dict[str, Json] | None:  # noqa: ARG002
        """Ask about the calls of the newest message."""
        calls, task = self._calls(state), task_of(get_config())
        if not calls or task is None or task.saver is None:
            return _update(state, [])
        session = self._conversations.session(thread_of(get_config()))
        with session.on_behalf_of(asking(get_config())):
            return _update(state, run(self._reviewed(session, task, calls)))

    async def aafter_model(self, state: Mapping[str, Json], runtime: Runtime[Any]) -> dict[str, Json] | None:  # noqa: ARG002
        """As after_model, awaited; the store is looked at in threads."""
        calls, task = self._calls(state), task_of(get_config())
        if not calls or task is None or task.saver is None:
            return _update(state, [])
        session = await asyncio.to_thread(self._conversations.session, thread_of(get_config()))
        with session.on_behalf_of(asking(get_config())):
            return _update(state, await arun(self._reviewed(session, task, calls)))

    def _reviewed(
        self, session: Session, task: Task, calls: list[dict[str, Json]]
    ) -> Generator[MethodStep, Any, list[Json]]:
        """Ask until nobody has to be asked any more; gives what goes into the state."""
        shown = yield MethodStep(task.shown)
        review = Review(session, task, calls, shown=shown, decider=Decider.of(get_config()))
        while True:
            for it, decision in review.read():
                it.take((yield MethodStep(session.answer, it.call, decision, name=it.name, instead_of=it.first)))
            if not (waiting := review.open):
                return self._remembered(review)
            asked = yield MethodStep(session.ask_together, [it.asking for it in waiting])
            if not asked:
                return self._remembered(review)
            interrupt(review.pose(asked))

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Answered]) -> Answered:
        """Make the call that a person put in the place of the model's."""
        return handler(self._replaced(request))

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Answered]]
    ) -> Answered:
        """As wrap_tool_call, awaited."""
        return await handler(await asyncio.to_thread(self._replaced, request))

    def _remembered(self, review: Review) -> list[Json]:
        """What goes into the state; the secrets in it stay here, and after a restart the edit is refused."""
        self._secrets.update(review.secrets)
        while len(self._secrets) > _MOST_SECRETS:
            self._secrets.popitem(last=False)
        return review.replaced

    def _replaced(self, request: ToolCallRequest) -> ToolCallRequest:
        call = request.tool_call
        for edit in request.state.get(_REPLACED) or ():
            if edit["id"] == call["id"] and edit["args"] == digest(call["args"]):
                return request.override(tool_call={**call, "args": self._unmasked(call, edit)})
        return request

    def _unmasked(self, call: Mapping[str, Json], edit: Mapping[str, Json]) -> dict[str, Json]:
        """The arguments of an edit with its secrets, from the model's call or this process's memory.

        Where neither has them the mask stays, and the tool refuses it.
        """
        session = self._conversations.session(thread_of(get_config()))
        tool, instead = session.toolset.opened(call["name"], edit["instead"])
        known = self._secrets.get(edit["fingerprint"])
        with contextlib.suppress(ToolError):
            edited = session.edited(session.prepare(call["name"], call["args"]), instead)
            known = edited.arguments if edited.fingerprint == edit["fingerprint"] else known
        return edit["instead"] if known is None else as_called(call["name"], tool, known)

    def _calls(self, state: Mapping[str, Json]) -> list[dict[str, Json]]:
        said = next((message for message in reversed(state["messages"]) if isinstance(message, AIMessage)), None)
        return [] if said is None else [dict(call) for call in said.tool_calls if call["name"] in self._names]


def _update(state: Mapping[str, Json], replaced: list[Json]) -> dict[str, Json] | None:
    """What is written into the state: nothing of an earlier message may count for this one."""
    return {_REPLACED: replaced} if replaced or state.get(_REPLACED) else None
