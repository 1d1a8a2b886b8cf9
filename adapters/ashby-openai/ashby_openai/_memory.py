"""What became of each call id, so that no call is made twice: not by a second run, resume, thread or task."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from ashby_openai._steps import Step


class Memory:
    """The newest step of each call id. Work on a call id is entered and left; others wait meanwhile. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: dict[str, Step] = {}
        self._busy: dict[str, Future[None]] = {}

    def enter(self, call_id: str) -> Future[None] | None:
        """Claim a call id: None, and it is yours until `leave`; or what to wait for before you try again."""
        with self._lock:
            if call_id in self._busy:
                return self._busy[call_id]
            self._busy[call_id] = Future()
            return None

    def leave(self, call_id: str, step: Step | None) -> None:
        """Give a call id back, with how far it came; None leaves what was known."""
        with self._lock:
            if step is not None and _same(self._steps.get(call_id, step), step):
                self._steps[call_id] = step
            self._busy.pop(call_id).set_result(None)

    def newest(self, step: Step) -> Step | None:
        """The newest step of this very call. Another call under the same id is answered, and not made."""
        with self._lock:
            known = self._steps.get(step.asked.call_id)
        if known is None or _same(known, step):
            return known
        return step.settled(
            f"{step.asked.name}: the call id {step.asked.call_id} belongs to another call of this conversation. "
            "Make the call again. Nothing was sent."
        )

    def learn(self, step: Step) -> None:
        """Remember a restored step, unless more is known already."""
        with self._lock:
            self._steps.setdefault(step.asked.call_id, step)


def _same(one: Step, other: Step) -> bool:
    return (one.asked.name, one.asked.arguments) == (other.asked.name, other.asked.arguments)
