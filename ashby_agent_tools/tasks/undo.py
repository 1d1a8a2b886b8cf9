"""Undo: a task that is made of the inverses of earlier writes, which the conversation's journal holds."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.operations.base import Spec
from ashby_agent_tools.operations.params import ListOf
from ashby_agent_tools.risk import DESTRUCTIVE, EXPORTS, NOTIFIES
from ashby_agent_tools.tasks.base import Setting, Steps, Task, union
from ashby_agent_tools.tasks.records import CHANGES

__all__ = ["UndoTask"]


class UndoTask(Task):
    """Undo your own changes by the references in their results, the newest first; what was sent stays sent."""

    spec = Spec(
        "undo",
        scope=None,
        risk=union(DESTRUCTIVE, NOTIFIES, EXPORTS),  # a conversation rates it by what it sends, from its journal
        entity=CHANGES,
        served_by="task",
        tags=("pipeline",),
    )
    most_calls: ClassVar = 120

    ref: Annotated[ListOf[str], Field(min_length=1, max_length=50, description="such as u412")]

    def steps(self, setting: Setting) -> Steps:
        """The script is the journal's."""
        return (yield from setting.undo(self.ref))
