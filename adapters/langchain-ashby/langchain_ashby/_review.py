"""One pause for all calls of a message that a person has to see, in the shape of LangChain's own middleware."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence

from ashby_agent_tools import Batch, Call, Decision, Json, Session
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import ToolError
from langchain_ashby._answers import ALLOWED, Decider, decisions
from langchain_ashby._reviewed_call import ReviewedCall, asks_somebody
from langchain_ashby._task import Task

__all__ = ["Review", "as_called", "digest"]


class Review:
    """The questions about one message, in the task that asks them before the tools run.

    `shown`: what the task's last pause showed; `calls`: the message's calls of our tools. Hand each answer of `read`
    to `session.answer` and what that gives to its call; then, if somebody is still to be asked, word each of `open`
    with `session.question`, `pose` them, and interrupt with what that gives.
    """

    def __init__(
        self, session: Session, task: Task, calls: Sequence[dict[str, Json]], *, shown: Json, decider: Decider
    ) -> None:
        self._session, self._task = session, task
        self._shown = _Shown.of(shown)
        self._calls = list(calls)
        self._replaced: list[Json] = list(self._shown.replaced)
        self._reviewed: list[tuple[ReviewedCall, dict[str, Json]]] = []
        self._note = ""
        self._passed = -1
        self._begin(decider)

    def _begin(self, decider: Decider) -> None:
        for given in self._calls:
            try:
                call = self._session.prepare(given["name"], given["args"])
                if not asks_somebody(self._session, call):
                    continue
                reviewed = ReviewedCall(
                    self._session, call, graph=self._task.graph, call_id=given["id"], decider=decider
                )
                reviewed.begin(again=bool(self._shown.questions))
                if reviewed.settled:
                    continue
                self._session.check(reviewed.call)
                if question := self._shown.questions.get(reviewed.stem):
                    reviewed.resume(*question, self._task.answers[:-1])
            except ToolError:  # the tool says what is wrong, and nobody is asked about it
                continue
            self._reviewed.append((reviewed, given))

    @contextlib.contextmanager
    def leaving(self, reviewed: ReviewedCall) -> Iterator[None]:
        """Leave a call to its tool where the question cannot be asked: about a record that does not exist, say."""
        try:
            yield
        except ToolError:
            self._reviewed = [it for it in self._reviewed if it[0] is not reviewed]

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
        return [*self._replaced, *here]

    def read(self) -> list[tuple[ReviewedCall, Decision]]:
        """The newest answers, if they belong to the pause that this task showed last, each with its call."""
        newest = len(self._task.answers) - 1
        if newest < 0 or newest == self._passed or self._shown.position != newest:
            return []
        self._passed = newest
        said, names = decisions(self._task.answers[newest]), self._shown.questions
        if len(said) != len(names):
            self._note = (
                f'The last answer could not be read: it has to be {{"decisions": [...]}} with {len(names)} decisions '
                f"in the order of the calls, each of type {', '.join(ALLOWED)}. Nothing was sent."
            )
            return []
        waiting = {reviewed.stem: reviewed for reviewed in reversed(self.open)}  # of equal calls the first
        answers = zip(names, said, strict=True)
        return [(waiting[stem], waiting[stem].decision(it)) for stem, it in answers if stem in waiting]

    def pose(self, words: Sequence[str], together: Batch | None) -> dict[str, Json]:
        """What the next pause shows: of each call that is open its request, with these words; of all the one text."""
        asked = self.open
        batch = together if together is not None and len(together.asks) == len(asked) else None
        return {
            "action_requests": [
                {"name": it.call.tool, "args": it.call.masked, "description": self._described(it, text)}
                for it, text in zip(asked, words, strict=True)
            ],
            "review_configs": [{"action_name": it.call.tool, "allowed_decisions": ALLOWED} for it in asked],
            "ashby": {
                "position": len(self._task.answers),
                "questions": [_told(it.stem, it.call) for it in asked],
                "replaced": self.replaced,
                **({"batch": {"id": batch.id, "question": for_markdown(batch.text)}} if batch else {}),
            },
        }

    def _described(self, reviewed: ReviewedCall, words: str) -> str:
        return for_markdown("\n\n".join(part for part in (reviewed.asking.note or self._note, words) if part))


def digest(arguments: Json) -> str:
    """What tells a model's arguments from any other ones, and says nothing of them."""
    return hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()


def as_called(name: str, tool: str, arguments: dict[str, Json]) -> dict[str, Json]:
    """The arguments of a tool for the tool of this name: the same one, or ashby_call."""
    return arguments if name == tool else {"name": tool, "arguments": arguments}


def _told(stem: str, call: Call) -> dict[str, Json]:
    return {"for": stem, "question": call.call_id, "fingerprint": call.fingerprint, "risk": call.risk.to_json()}


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
