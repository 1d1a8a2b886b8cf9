"""One pause for all calls of a message that a person has to see, in the shape of LangChain's own middleware."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ashby_agent_tools import Call, Decision, Json, Session, ShownQuestion
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import ToolError
from langchain_ashby._answers import ALLOWED, Decider, decisions
from langchain_ashby._reviewed_call import ReviewedCall
from langchain_ashby._shown_pause import ShownPause, requested
from langchain_ashby._task import Task

__all__ = ["Review", "as_called", "digest"]


class Review:
    """The questions about one message, in the task that asks them before the tools run.

    `shown`: what the task's last pause showed; `calls`: the message's calls of our tools. Hand each answer of `read`
    to `session.answer` and what that gives to its call; then, if somebody is still to be asked, `session.ask_together`
    about each of `open`, and interrupt with what `pose` makes of it.
    """

    def __init__(
        self, session: Session, task: Task, calls: Sequence[dict[str, Json]], *, shown: Json, decider: Decider
    ) -> None:
        self._session, self._task, self._calls = session, task, list(calls)
        self._shown = ShownPause.of(shown)
        self._questions = {it.stem: it for it in self._shown.requests}
        self._reviewed: list[tuple[ReviewedCall, dict[str, Json]]] = []
        self._passed = -1
        self._begin(decider)

    def _begin(self, decider: Decider) -> None:
        for given in self._calls:
            try:
                call = self._session.prepare(given["name"], given["args"])
                if not self._session.asks_a_person(call):
                    continue
                reviewed = ReviewedCall(
                    self._session, call, graph=self._task.graph, call_id=given["id"], decider=decider
                )
                reviewed.begin(again=bool(self._questions))
                if reviewed.settled:
                    continue
                self._session.check(reviewed.call)
                if request := self._questions.get(reviewed.stem):
                    reviewed.resume(request, self._task.answers[:-1])
            except ToolError:  # the tool says what is wrong, and nobody is asked about it
                continue
            self._reviewed.append((reviewed, given))

    @property
    def open(self) -> list[ReviewedCall]:
        """The calls that a person has to see."""
        return [reviewed for reviewed, _ in self._reviewed if not reviewed.settled]

    @property
    def secrets(self) -> dict[str, dict[str, Json]]:
        """The arguments of edits that hold a secret, by fingerprint: for the memory of this process."""
        edits = [reviewed.call for reviewed, _ in self._reviewed if reviewed.settled and reviewed.edited]
        return {call.fingerprint: call.arguments for call in edits if call.masked != call.arguments}

    @property
    def replaced(self) -> list[Json]:
        """The calls that a person replaced: id and arguments as the model gave them, and the arguments instead.

        The state keeps it, and streams and traces show it, so it holds no secrets: of the model's arguments the digest,
        and a mask for each secret of those instead.
        """
        here = [
            {
                "id": given["id"],
                "args": digest(given["args"]),
                "instead": as_called(given["name"], reviewed.call.tool, reviewed.call.masked),
                "fingerprint": reviewed.call.fingerprint,
            }
            for reviewed, given in self._reviewed
            if reviewed.settled and reviewed.edited
        ]
        return [*self._shown.replaced, *here]

    def read(self) -> list[tuple[ReviewedCall, Decision]]:
        """The newest answers, if they belong to the pause that this task showed last, each with its call."""
        newest = len(self._task.answers) - 1
        if newest < 0 or newest == self._passed or self._shown.position != newest:
            return []
        self._passed = newest
        said, names = decisions(self._task.answers[newest]), self._questions
        if len(said) != len(names):
            many = "one decision" if len(names) == 1 else f"{len(names)} decisions in the order of the calls, each"
            for reviewed in self.open:
                reviewed.note(
                    f'The last answer could not be read: it has to be {{"decisions": [...]}} with {many} '
                    f"of type {', '.join(ALLOWED)}. Nothing was sent."
                )
            return []
        waiting = {reviewed.stem: reviewed for reviewed in reversed(self.open)}  # of equal calls the first
        answers = zip(names, said, strict=True)
        return [(waiting[stem], waiting[stem].decision(it)) for stem, it in answers if stem in waiting]

    def pose(self, shown: Sequence[ShownQuestion]) -> dict[str, Json]:
        """What the next pause shows: the request of each of these, and of all the one text.

        Of what could not be asked the tool says what is wrong.
        """
        asked = {it.call.call_id for it in shown}
        self._reviewed = [it for it in self._reviewed if it[0].settled or it[0].call.call_id in asked]
        stems = {reviewed.call.call_id: reviewed.stem for reviewed, _ in self._reviewed}
        batch = shown[0].batch
        together = batch is not None and len(batch.asks) == len(shown)
        return {
            **requested(shown),
            "ashby": {
                "position": len(self._task.answers),
                "questions": [_told(stems[it.call.call_id], it.call) for it in shown],
                "replaced": self.replaced,
                **({"batch": {"id": batch.id, "question": for_markdown(batch.text)}} if batch and together else {}),
            },
        }


def digest(arguments: Json) -> str:
    """What tells a model's arguments from any other ones, and says nothing of them."""
    return hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()


def as_called(name: str, tool: str, arguments: dict[str, Json]) -> dict[str, Json]:
    """The arguments of a tool for the tool of this name: the same one, or ashby_call."""
    return arguments if name == tool else {"name": tool, "arguments": arguments}


def _told(stem: str, call: Call) -> dict[str, Json]:
    return {"for": stem, "question": call.call_id, "fingerprint": call.fingerprint, "risk": call.risk.to_json()}
