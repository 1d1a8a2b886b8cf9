"""Where a tool call runs: in which thread, whether a person can be asked from there, and a name for the place.

LangGraph runs a task again from the top after each answer, and hands the stored answers to the `interrupt` calls of
the task by position. So an answer can be trusted only where one tool call has a task for itself, and a graph can
pause at all only with a checkpointer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.prebuilt import ToolRuntime

from ashby_agent_tools.errors import Declined

Runtime = ToolRuntime[Any, Any]

_CHECKPOINTER = "__pregel_checkpointer"  # LangGraph has no public way to tell; a test holds that this one is right
_PUSHED = "__pregel_push"  # a task made by Send: create_agent makes one for each tool call


def thread_of(config: RunnableConfig) -> str:
    """The thread id of a run, as text; "default" where the run has none, as outside a graph."""
    thread_id = config.get("configurable", {}).get("thread_id")
    return "default" if thread_id is None else str(thread_id)


def place_of(tool: str, config: RunnableConfig, runtime: Runtime | None) -> str:
    """A name for the task this call runs in: the same when the task runs again, another after the state was changed.

    Raises Declined, with what to add, where no answer could be trusted to belong to this call.
    """
    configurable = config.get("configurable", {})
    if not configurable.get(_CHECKPOINTER) or not configurable.get("checkpoint_ns"):
        raise Declined(
            f"{tool} needs a person's yes, and nobody can be asked from here: it runs outside a LangGraph graph, or in "
            "a graph without a checkpointer. The application has to pass checkpointer=... to create_agent and a "
            "thread_id in the config, or approver=... to AshbyToolkit. Nothing was sent."
        )
    if _PUSHED not in config.get("metadata", {}).get("langgraph_path", ()) and _calls_beside(runtime) != 1:
        raise Declined(
            f"{tool} needs a person's yes, and this graph runs several tool calls in one task, where an answer could "
            "reach the wrong one. Make this call again, alone in its message. Nothing was sent."
        )
    return str(configurable["checkpoint_ns"])


def _calls_beside(runtime: Runtime | None) -> int | None:
    """How many calls the message holds that brought this one; None where that cannot be seen."""
    state = None if runtime is None else runtime.state
    messages = state.get("messages") if isinstance(state, Mapping) else getattr(state, "messages", state)
    if not isinstance(messages, list):
        return None
    said = next((message for message in reversed(messages) if isinstance(message, AIMessage)), None)
    return None if said is None else len(said.tool_calls)
