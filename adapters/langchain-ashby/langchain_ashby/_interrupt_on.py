"""What LangChain's HumanInTheLoopMiddleware needs to ask for our tools: when, in which words, and who remembers it.

The middleware calls `when` and `description` again when its task runs again with the answer. The answer is read there,
out of the task, and recorded for exactly the request that the pause showed. The tool finds it in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langgraph.config import get_config

from ashby_agent_tools import Call, Conversations, Json, Session
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import ToolError
from langchain_ashby._answers import ALLOWED, Decider, decisions
from langchain_ashby._reviewed_call import ReviewedCall
from langchain_ashby._task import Task, task_of, thread_of

__all__ = ["interrupt_on"]


def interrupt_on(conversations: Conversations, names: Iterable[str]) -> dict[str, dict[str, Json]]:
    """The configuration of each tool, for `HumanInTheLoopMiddleware(interrupt_on=...)`."""
    questions = _Questions(conversations)
    one = {"allowed_decisions": list(ALLOWED), "description": questions.description, "when": questions.when}
    return {name: dict(one) for name in names}


class _Questions:
    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def when(self, request: Any) -> bool:
        """Whether a person has to be asked; the same in every run of a task, or the middleware loses its answers."""
        given = request.tool_call
        task = task_of(get_config())
        if task is not None and (given["name"], given["args"]) in _requests(task.shown()):
            return True
        try:
            session, call = self._call(given)
            asks = session.asks_a_person(call) and not call.takes_secrets  # the middleware shows arguments as they are
            if asks:
                session.check(call)
        except ToolError:  # the tool says what is wrong, and nobody is asked about it
            return False
        return asks

    def description(self, given: Mapping[str, Json], state: Mapping[str, Json], runtime: object) -> str:  # noqa: ARG002
        """The question, recorded before it is shown. With the answer at hand, that is recorded too."""
        task = task_of(get_config())
        try:
            session, call = self._call(given)
            if task is None or task.saver is None:
                return for_markdown(f"{call.tool} cannot be approved here: the graph has no checkpointer.")
            shown = _requests(task.shown())
            decider = Decider.of(get_config())
            reviewed = ReviewedCall(session, call, graph=task.graph, call_id=given["id"], decider=decider)
            reviewed.begin(again=bool(shown))
            words = session.question(reviewed.call)
            if (said := _said(task, shown, given, state)) and not reviewed.settled:
                # a more dangerous edit stays without an answer: the middleware lets it through, the tool refuses it
                session.answer(reviewed.call, reviewed.decision(said), name=reviewed.name)
        except ToolError as error:  # the tool refuses it for the same reason
            return for_markdown(str(error))
        return for_markdown(words)

    def _call(self, given: Mapping[str, Json]) -> tuple[Session, Call]:
        session = self._conversations.session(thread_of(get_config()))
        return session, session.prepare(given["name"], given["args"])


def _requests(shown: Json) -> list[tuple[str, Json]]:
    """What a pause of the middleware showed, in either of its modes."""
    match shown:
        case {"action_requests": [*requests]}:
            return [(request["name"], request["args"]) for request in requests]
        case {"type": "tool_approval", "name": str(name), "args": arguments}:
            return [(name, arguments)]
    return []


def _said(
    task: Task, shown: list[tuple[str, Json]], given: Mapping[str, Json], state: Mapping[str, Json]
) -> Mapping[str, Json] | None:
    """The decision about this call. Of equal calls in a message, the first has the first one, as in the pause."""
    answer = task.first_answer()
    said = decisions(answer) if _is_taken(answer) else []
    request = (given["name"], given["args"])
    if len(said) != len(shown) or request not in shown:
        return None
    equal = [number for number, it in enumerate(shown) if it == request]
    message = next((it for it in reversed(state["messages"]) if getattr(it, "tool_calls", None)), None)
    twins = [call for call in message.tool_calls if (call["name"], call["args"]) == request] if message else []
    which = next((number for number, call in enumerate(twins) if call is given), 0)
    return said[equal[which]] if which < len(equal) else None


def _is_taken(answer: Json) -> bool:
    """Whether the middleware takes an answer: it fails over the other forms, and then nobody has answered."""
    match answer:
        case {"decisions": [*said]}:
            return all(map(_is_decision, said))
    return _is_decision(answer)


def _is_decision(said: Json) -> bool:
    match said:
        case {"type": "approve" | "reject"} | {"type": "edit", "edited_action": {"name": str(), "args": dict()}}:
            return True
    return False
