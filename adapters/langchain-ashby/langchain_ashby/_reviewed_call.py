"""Questions that are asked in one task and whose call is made in another: by a middleware, before the tools run.

Such a question is named by what the model called, the graph, the id of the call, and a number. The tool finds the
newest question about exactly its call, and the store says whether a person said yes to it. Whatever the state of the
graph holds is not an approval. What an answer means, and what is asked next, the core says (`Session.answer`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ashby_agent_tools import Call, Decision, Json, Question, Session
from ashby_agent_tools.errors import Declined
from langchain_ashby._answers import Decider, decided, edits_in
from langchain_ashby._shown_pause import ShownRequest

__all__ = ["ReviewedCall", "stem_of"]


def stem_of(call: Call, graph: str, call_id: str | None) -> str:
    """What the names of the questions about this call begin with."""
    return f"{call.fingerprint}@{graph}/{call_id or ''}#"


class ReviewedCall:
    """One call of a message that a person has to see.

    `first`: the model's call, `asking`: what is asked about it now, which is an edit where a person made a more
    dangerous one; each under the name of its question. An answer goes to `session.answer` as `decision` reads it, with
    `name` and `instead_of=first`, and what that gives goes to `take`.
    """

    def __init__(self, session: Session, call: Call, *, graph: str, call_id: str | None, decider: Decider) -> None:
        self._session, self._decider = session, decider
        self._graph, self._call_id = graph, call_id
        self.stem = stem_of(call, graph, call_id)
        self.first, self.asking = call, Question(call)

    @property
    def call(self) -> Call:
        """What is asked about, or what was answered."""
        return self.asking.call

    def begin(self, *, again: bool) -> None:
        """Name the question: the one that was asked before in this task, or a new one."""
        found = self._session.newest_asked(self.first, self.stem) if again else None
        self.first = found or self._session.next_unasked(self.first, self.stem)
        self.asking = Question(self.first)

    def resume(self, shown: ShownRequest, answers: list[Json]) -> None:
        """Go on with the question that was shown, which is about an edit where a person made one.

        Raises Declined for a question that the store does not know: an answer to it is one to nothing.
        """
        call = self._session.shown_call(self.first, shown.arguments, call_id=shown.name, edits=edits_in(answers))
        if call is None:
            raise Declined(f"{self.first.tool}: what was shown was never asked. Nothing was sent.")
        self.asking = Question(call)

    def note(self, why: str) -> None:
        """Say with the question why it is asked again, unless something more is to be said."""
        self.asking = dataclasses.replace(self.asking, note=self.asking.note or why)

    @property
    def settled(self) -> bool:
        """Whether a person said yes or no."""
        return self._session.answered(self.first)

    @property
    def edited(self) -> bool:
        """Whether it is a person's edit by now."""
        return self.call.fingerprint != self.first.fingerprint

    def decision(self, said: Mapping[str, Json]) -> Decision:
        """One of `decisions`, as the core takes it."""
        return decided(self._session, self.call, said, self._decider)

    def name(self, edited: Call) -> str:
        """The name of the question about an edit, under which the tool finds it."""
        return self._session.next_unasked(edited, stem_of(edited, self._graph, self._call_id)).call_id or ""

    def take(self, made: Call | Question) -> None:
        """Go on with what the core made of an answer."""
        self.asking = made if isinstance(made, Question) else Question(made)
