"""What people answered to questions of openai-agents, between the answer and the call."""

from __future__ import annotations

import dataclasses
import threading

from ashby_agent_tools import Call, Decision


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """An answer that waits for its call.

    `shown`: the fingerprint of what the model asked for. `call`: what a person was asked about last, which is another
    call where an edit was asked about anew.
    """

    shown: str
    call: Call
    decision: Decision


class Answers:
    """Answers and questions asked anew, by the model's call id. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, Answer] = {}
        self._anew: dict[str, Call] = {}

    def give(self, call_id: str, answer: Answer) -> None:
        """Keep an answer until the call is made."""
        with self._lock:
            self._answers[call_id] = answer
            self._anew.pop(call_id, None)

    def take(self, call_id: str, shown: str) -> Answer | None:
        """The answer for this very call, once."""
        with self._lock:
            answer = self._answers.pop(call_id, None)
        return answer if answer is not None and answer.shown == shown else None

    def ask_anew(self, call_id: str, call: Call) -> None:
        """Remember that a person is asked about an edited call now."""
        with self._lock:
            self._anew[call_id] = call

    def asked_anew(self, call_id: str) -> Call | None:
        """The edited call that a person is asked about, if there is one."""
        with self._lock:
            return self._anew.get(call_id)
