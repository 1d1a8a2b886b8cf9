"""ShownQuestion: a question as it goes to a person: recorded, in words, with what an answer to it has to name. Pure."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.answers import Question
from ashby_agent_tools.batch import Batch
from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import JsonObject

__all__ = ["ShownQuestion"]


@dataclasses.dataclass(frozen=True, slots=True)
class ShownQuestion:
    """What a framework shows while it pauses. Made by `Session.ask` and `Session.ask_together`.

    `question`: what is asked, under its call id. `words`: the question as the store has it. `fingerprint`: what an
    answer has to name (`Session.shown`). `batch`: the questions that wait with this one; None while it waits alone.
    """

    question: Question
    words: str
    fingerprint: str
    batch: Batch | None = None

    @property
    def call(self) -> Call:
        """The call that is asked about; an answer goes to `Session.settle` or `Session.answer` with it."""
        return self.question.call

    @property
    def text(self) -> str:
        """The question, after why it is asked again; made for its place by `ashby_agent_tools.display`."""
        return self.question.text(self.words)

    @property
    def arguments(self) -> JsonObject:
        """What would be sent, with full ids, and `(not shown)` for secrets; an edit may leave them so."""
        return self.call.masked

    @property
    def line(self) -> int:
        """Its number among the lines of its batch; 0 where it waits alone."""
        lines = () if self.batch is None else self.batch.lines
        mine = (self.call.fingerprint, self.call.call_id)
        return next((it.number for it in lines if (it.call.fingerprint, it.call.call_id) == mine), 0)

    @property
    def together(self) -> str:
        """One text about all that wait together; empty where it waits alone."""
        return "" if self.batch is None else self.batch.text
