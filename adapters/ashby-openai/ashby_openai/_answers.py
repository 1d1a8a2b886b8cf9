"""Answers to the questions of openai-agents, kept between the answer and the call."""

from __future__ import annotations

import dataclasses
import itertools
import threading

from ashby_agent_tools import Call, Decision, Session


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """An answer that waits for its call. `call`: what a person said yes to; another call where they edited it."""

    call: Call
    decision: Decision


class Answers:
    """Answers, and edits that are asked about, by the question that the model's call got. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, Answer] = {}
        self._edits: dict[str, Call] = {}

    def give(self, question: str, answer: Answer) -> None:
        """Keep an answer until the call is made."""
        with self._lock:
            self._answers[question] = answer
            self._edits.pop(question, None)

    def take(self, question: str) -> Answer | None:
        """The answer, once."""
        with self._lock:
            return self._answers.pop(question, None)

    def ask_edit(self, question: str, edited: Call) -> None:
        """Remember that a person is asked about an edited call in place of the model's."""
        with self._lock:
            self._edits[question] = edited

    def edited(self, question: str) -> Call | None:
        """The edited call that a person is asked about, if there is one."""
        with self._lock:
            return self._edits.get(question)


def questioned(session: Session, call: Call, *, again: bool = False) -> Call:
    """The call under the id of its question: of the model's call id, its arguments, and a number.

    Servers use a call id for several calls, so the id alone tells nothing. The number is that of the newest question;
    with `again`, for a call that has just been made, one more where that question was answered and acted upon: an old
    no, or an approval that was used, is not an answer to it.
    """
    newest: Call | None = None
    for number in itertools.count():
        named = dataclasses.replace(call, call_id=f"{call.call_id}@{call.fingerprint[:16]}#{number}")
        if not session.asked(named):
            return named if again or newest is None else newest
        if session.waits(named.call_id or ""):
            return named
        newest = named
    raise AssertionError("counting never ends")
