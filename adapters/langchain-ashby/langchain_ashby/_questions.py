"""Questions that are asked in one task and whose call is made in another: by a middleware, before the tools run.

Such a question is named by what the model called, the graph, the id of the call, and a number. The tool finds the
newest question about exactly its call, and the store says whether a person said yes to it. Whatever the state of the
graph holds is not an approval.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Mapping
from typing import Any

from ashby_agent_tools import Call, Decision, Session, Verdict
from ashby_agent_tools.errors import Declined, ToolError
from langchain_ashby._answers import Decider, as_shown

__all__ = ["Asking", "asks_somebody", "newest", "stem_of", "unasked"]

Json = Any  # a JSON value
_EDITED = "a person changed its arguments, and the changed call was made in its place"


def asks_somebody(session: Session, call: Call) -> bool:
    """Whether a person has to be asked; in a dry run nothing is written, so nobody is."""
    return call.needs_approval and not (session.dry_run and not call.operation.spec.reads)


def stem_of(call: Call, graph: str, call_id: str | None) -> str:
    """What the names of the questions about this call begin with."""
    return f"{call.fingerprint}@{graph}/{call_id or ''}#"


def newest(session: Session, call: Call, stem: str) -> Call | None:
    """The call under the name of the newest question about it; None where it was not asked about."""
    found = None
    for number in itertools.count():
        named = dataclasses.replace(call, call_id=f"{stem}{number}")
        if not session.asked(named):
            return found
        found = named
    raise AssertionError("counting never ends")


def unasked(session: Session, call: Call, stem: str) -> Call:
    """The call under a name that no question has: what was said before about an equal call does not count for it."""
    for number in itertools.count():
        named = dataclasses.replace(call, call_id=f"{stem}{number}")
        if not session.asked(named):
            return named
    raise AssertionError("counting never ends")


class Asking:
    """The question about one call of a message, and what a person makes of it.

    `first`: the model's call, `call`: what is asked about now, each under the name of its question. `approved`: an
    edit that a person made, to be asked about (nobody is shown that question) and then handed to `accept`.
    """

    def __init__(self, session: Session, call: Call, *, graph: str, call_id: str | None, decider: Decider) -> None:
        self._session, self._decider = session, decider
        self._graph, self._call_id = graph, call_id
        self.stem = stem_of(call, graph, call_id)
        self.given: Mapping[str, Json] = call.arguments
        self.first = self.call = call
        self.note = ""
        self.edit: Call | None = None

    def begin(self, *, again: bool) -> None:
        """Name the question: the one that was asked before in this task, or a new one."""
        found = newest(self._session, self.first, self.stem) if again else None
        self.first = self.call = found or unasked(self._session, self.first, self.stem)

    def resume(self, name: str, arguments: Mapping[str, Json], answers: list[Json]) -> None:
        """Go on with the question that was shown, which is about an edit where a person made one.

        Raises Declined for a question that the store does not know: an answer to it is one to nothing.
        """
        call = as_shown(self._session, self.first, name, arguments, answers)
        if call is None:
            raise Declined(f"{self.first.tool}: what was shown was never asked. Nothing was sent.")
        self.call = call

    @property
    def settled(self) -> bool:
        """Whether a person said yes or no."""
        return self._session.answered(self.first)

    @property
    def edited(self) -> bool:
        """Whether what is asked about is a person's edit."""
        return self.call.fingerprint != self.first.fingerprint

    def read(self, said: Mapping[str, Json]) -> None:
        """Take one decision about what was shown."""
        match said:
            case {"type": "approve"}:
                self._yes()
            case {"type": "reject"}:
                self._no(str(said.get("message") or ""))
            case {"type": "edit", "edited_action": {"args": dict(arguments), **action}}:
                self._edit(arguments, action.get("name", self.call.tool))

    def accept(self) -> None:
        """The edit was recorded as a question: the person who made it says yes to it."""
        edit, self.edit = self.edit, None
        assert edit is not None  # noqa: S101  (whoever calls this looked)
        self._replace(edit)
        self._yes()

    def _yes(self) -> None:
        self._answer(self.call, self._decider.approve())
        if self.edited:
            self._answer(self.first, self._decider.deny(_EDITED))

    def _no(self, message: str) -> None:
        for call in (self.call, self.first) if self.edited else (self.call,):
            self._answer(call, self._decider.deny(message))

    def _replace(self, edited: Call) -> None:
        """The edit is made in place of what was shown, so a question about that waits for nobody."""
        for call in (self.call, self.first):
            self._answer(call, self._decider.deny(_EDITED))
        self.call = edited

    def _answer(self, call: Call, decision: Decision) -> None:
        self._session.answer(call, decision)

    def _edit(self, arguments: Mapping[str, Json], name: Json) -> None:
        with contextlib.suppress(ToolError):  # what names no tool is an edit of another one
            name, arguments = self._session.toolset.opened(name, arguments)
        if name != self.call.tool:
            self._no(f"the edit names another tool ({name}), which does not answer this call")
            return
        try:
            edited = self._session.edited(self.call, arguments)
        except ToolError as error:
            self.note = f"The edit cannot be used. {error}"
            return
        if edited.fingerprint == self.call.fingerprint:
            self._yes()
            return
        named = unasked(self._session, edited, stem_of(edited, self._graph, self._call_id))
        if edited.verdict is Verdict.RUN:
            self._replace(named)
            return
        if edited.risk <= self.call.risk or edited.verdict is Verdict.REFUSE:
            self.edit = named
            return
        self.note = "The edit is more dangerous than what was shown, so you are asked about it first."
        self.call = named
