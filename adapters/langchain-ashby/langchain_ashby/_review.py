"""One pause for all calls of a message that a person has to see, in the shape of LangChain's own middleware."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from ashby_agent_tools import Call, Session
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import ToolError
from langchain_ashby._answers import ALLOWED, Decider, decisions
from langchain_ashby._dialogue import risk_of
from langchain_ashby._place import Place
from langchain_ashby._questions import Asking, asks_somebody

__all__ = ["Review", "as_called", "digest"]

Json = Any  # a JSON value


class Review:
    """The questions about one message, in the task that asks them before the tools run.

    `shown`: what the task's last pause showed; `calls`: the message's calls of our tools. While `reads()`: record each
    of `edits` as a question and `accept` it; then, if somebody is still to be asked, word each of `open` with
    `session.question`, `pose` them, and interrupt with what that gives.
    """

    def __init__(
        self, session: Session, place: Place, calls: Sequence[dict[str, Json]], *, shown: Json, decider: Decider
    ) -> None:
        self._session, self._place = session, place
        self._shown = _Shown.of(shown)
        self._calls = list(calls)
        self._replaced: list[Json] = list(self._shown.replaced)
        self._asking: list[tuple[Asking, dict[str, Json]]] = []
        self._note = ""
        self._passed = -1
        self._begin(decider)

    def _begin(self, decider: Decider) -> None:
        for given in self._calls:
            try:
                call = self._session.prepare(given["name"], given["args"])
                if not asks_somebody(self._session, call):
                    continue
                asking = Asking(self._session, call, graph=self._place.graph, call_id=given["id"], decider=decider)
                asking.begin(again=bool(self._shown.questions))
                if asking.settled:
                    continue
                self._session.check(asking.call)
                if question := self._shown.questions.get(asking.stem):
                    asking.resume(*question, self._place.answers[:-1])
            except ToolError:  # the tool says what is wrong, and nobody is asked about it
                continue
            self._asking.append((asking, given))

    @contextlib.contextmanager
    def leaving(self, asking: Asking) -> Iterator[None]:
        """Leave a call to its tool where the question cannot be asked: about a record that does not exist, say."""
        try:
            yield
        except ToolError:
            self._asking = [it for it in self._asking if it[0] is not asking]

    @property
    def edits(self) -> list[Asking]:
        """Questions whose call a person replaced by another one."""
        return [asking for asking, _ in self._asking if asking.edit is not None]

    @property
    def open(self) -> list[Asking]:
        """Questions that a person has to see."""
        return [asking for asking, _ in self._asking if not asking.settled]

    @property
    def secrets(self) -> dict[str, dict[str, Json]]:
        """The arguments of edits that hold a secret, by fingerprint: for the memory of this process."""
        edits = [asking.call for asking, _ in self._asking if asking.settled and asking.edited]
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
                "instead": as_called(given["name"], asking.call.tool, asking.call.masked),
                "fingerprint": asking.call.fingerprint,
            }
            for asking, given in self._asking
            if asking.settled and asking.edited
        ]
        return [*self._replaced, *here]

    def read(self) -> None:
        """Take the newest answer, if it belongs to the pause that this task showed last."""
        newest = len(self._place.answers) - 1
        if newest < 0 or newest == self._passed or self._shown.position != newest:
            return
        self._passed = newest
        said, names = decisions(self._place.answers[newest]), self._shown.questions
        if len(said) != len(names):
            self._note = (
                f'The last answer could not be read: it has to be {{"decisions": [...]}} with {len(names)} decisions '
                f"in the order of the calls, each of type {', '.join(ALLOWED)}. Nothing was sent."
            )
            return
        for stem, decision in zip(names, said, strict=True):
            for asking, _ in self._asking:
                if asking.stem == stem and not asking.settled:
                    asking.read(decision)
                    break

    def pose(self, words: Sequence[str]) -> dict[str, Json]:
        """What the next pause shows: of each call that is open its request, with these words."""
        asked = self.open
        return {
            "action_requests": [
                {"name": it.call.tool, "args": it.call.masked, "description": self._described(it, text)}
                for it, text in zip(asked, words, strict=True)
            ],
            "review_configs": [{"action_name": it.call.tool, "allowed_decisions": ALLOWED} for it in asked],
            "ashby": {
                "position": len(self._place.answers),
                "questions": [_told(it.stem, it.call) for it in asked],
                "replaced": self.replaced,
            },
        }

    def _described(self, asking: Asking, words: str) -> str:
        return for_markdown("\n\n".join(part for part in (asking.note or self._note, words) if part))


def digest(arguments: Json) -> str:
    """What tells a model's arguments from any other ones, and says nothing of them."""
    return hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()


def as_called(name: str, tool: str, arguments: dict[str, Json]) -> dict[str, Json]:
    """The arguments of a tool for the tool of this name: the same one, or ashby_call."""
    return arguments if name == tool else {"name": tool, "arguments": arguments}


def _told(stem: str, call: Call) -> dict[str, Json]:
    return {"for": stem, "question": call.call_id, "fingerprint": call.fingerprint, "risk": risk_of(call)}


class _Shown:
    """What a pause of ours showed: at which position in its task, which questions about which arguments."""

    def __init__(self, position: int, questions: dict[str, tuple[str, Json]], replaced: list[Json]) -> None:
        self.position, self.questions, self.replaced = position, questions, replaced

    @classmethod
    def of(cls, shown: Json) -> _Shown:
        match shown:
            case {
                "ashby": {"position": int(position), "questions": [*questions], "replaced": [*replaced]},
                "action_requests": [*requests],
            } if len(questions) == len(requests):
                asked = {
                    question["for"]: (question["question"], request["args"])
                    for question, request in zip(questions, requests, strict=True)
                }
                return cls(position, asked, replaced)
        return cls(-1, {}, [])
