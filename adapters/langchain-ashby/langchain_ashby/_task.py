"""Where a tool call runs: in which thread, in which task of a graph, and which pause of that task was shown last.

LangGraph runs a task again from the top after each answer, and keeps the answers of a task in one list. Several calls
may share a task: a ToolNode that a worker started by `Send` invokes, `tool.batch` inside another tool, a graph that
runs all calls of a message in one node. Which of them pauses first is chance, so the order in which calls reach
`interrupt` says nothing about which question an answer belongs to. The checkpoint does: it holds the pause that was
shown, and the answer number n belongs to the pause that was shown when there were n answers.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple

from ashby_agent_tools import Json

# LangGraph has no public way to these three; tests hold that they are right.
_CHECKPOINTER = "__pregel_checkpointer"
_SCRATCHPAD = "__pregel_scratchpad"
_PAUSE = "__interrupt__"


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """One run of one task. `name`: the same when the task runs again, another after the state was changed.

    `attempt`: LangGraph's own object for this run of the task. `answers`: the answers this task got so far, which
    grows when `interrupt` takes one more. `saver`: the checkpointer; None where the graph has none.
    """

    name: str
    attempt: object
    answers: list[Json]
    saver: BaseCheckpointSaver[Any] | None
    config: RunnableConfig

    @property
    def graph(self) -> str:
        """The graph that the task belongs to: the same for all tasks of one run of a graph."""
        return self.name.rpartition("|")[0]

    def first_answer(self) -> Json:
        """What the first `interrupt` of this run of the task is going to return; None where it will pause."""
        if self.answers:
            return self.answers[0]
        unnamed = getattr(self.attempt, "get_null_resume", None)
        return None if unnamed is None else unnamed(False)

    def shown(self) -> Json:
        """What the last pause of this task showed; None where it never paused."""
        return None if self.saver is None else self._pause(self.saver.get_tuple(self.config))

    async def ashown(self) -> Json:
        """As shown, awaited."""
        return None if self.saver is None else self._pause(await self.saver.aget_tuple(self.config))

    def _pause(self, saved: CheckpointTuple | None) -> Json:
        task = self.name.rpartition("|")[2].rpartition(":")[2]
        writes = () if saved is None else saved.pending_writes or ()
        pauses = [pause for owner, channel, value in writes if (owner, channel) == (task, _PAUSE) for pause in value]
        return pauses[-1].value if pauses else None


def thread_of(config: RunnableConfig) -> str:
    """The thread id of a run, as text; "default" where the run has none, as outside a graph."""
    thread_id = config.get("configurable", {}).get("thread_id")
    return "default" if thread_id is None else str(thread_id)


def task_of(config: RunnableConfig) -> Task | None:
    """The task that a call runs in; None outside a graph."""
    configurable = config.get("configurable", {})
    name, scratchpad = configurable.get("checkpoint_ns"), configurable.get(_SCRATCHPAD)
    if not name or scratchpad is None:
        return None
    graph = name.rpartition("|")[0]
    return Task(
        name=name,
        attempt=scratchpad,
        answers=scratchpad.resume,
        saver=configurable.get(_CHECKPOINTER) or None,
        config={
            "configurable": {
                "thread_id": configurable.get("thread_id"),
                "checkpoint_ns": graph,
                "checkpoint_id": configurable.get("checkpoint_map", {}).get(graph),
            }
        },
    )
