"""What this process knows of the calls of openai-agents that wait for a person, and which question each one has."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ashby_agent_tools import Call, Session

_MOST = 1_000  # calls that are remembered: many more than wait at once


class PausedCalls:
    """The calls that were prepared for a question, and the edits that people made of them. Thread-safe.

    What is lost with the process is prepared again. An edit is not: neither it nor the first call is then sent.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: OrderedDict[tuple[str, str, str], Call] = OrderedDict()
        self._edits: dict[str, Call] = {}

    def keep(self, name: str, arguments: str, call: Call) -> None:
        """Keep a call that was prepared of these arguments, under its id."""
        with self._lock:
            self._calls[name, arguments, call.call_id or ""] = call
            while len(self._calls) > _MOST:
                self._calls.popitem(last=False)

    def known(self, name: str, arguments: str, call_id: str) -> Call | None:
        """The call that was prepared of these arguments."""
        with self._lock:
            return self._calls.get((name, arguments, call_id))

    def edit(self, question: str, edited: Call) -> None:
        """Remember that a person put this call in the place of the model's, which has this question."""
        with self._lock:
            self._edits[question] = edited

    def edited(self, question: str) -> Call | None:
        """The call that a person put in the place of the model's, if there is one."""
        with self._lock:
            return self._edits.get(question)

    def leave(self, name: str, arguments: str, call_id: str, question: str) -> Call | None:
        """Forget a call that is made now; gives the one that a person put in its place."""
        with self._lock:
            self._calls.pop((name, arguments, call_id), None)
            return self._edits.pop(question, None)


def questioned(session: Session, call: Call, *, again: bool = False) -> Call:
    """The call under the id of its question: of the model's call id, its arguments, and a number.

    Servers use a call id for several calls, so the id alone tells nothing. The number is that of the newest question;
    with `again`, for a call that has just been made, one more where that question was answered and acted upon: an old
    no, or an approval that was used, is not an answer to it.
    """
    stem = f"{call.call_id}@{call.fingerprint[:16]}#"
    newest = session.newest_asked(call, stem)
    if newest is None or (again and not session.waits(newest.call_id or "")):
        return session.next_unasked(call, stem)
    return newest
