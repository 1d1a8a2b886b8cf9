"""What the calls of one task have to know of each other: one asks at a time, and a pause cuts no other call short."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import threading
import weakref
from collections import Counter, OrderedDict
from collections.abc import Iterator

from langgraph.errors import GraphInterrupt

from ashby_agent_tools import Call, Session
from langchain_ashby._task import Task

_MOST = 1_000  # attempts that are remembered: many more than run at once
_SOON = 0.01  # seconds between two looks at whether the others are done


class Attempt:
    """One run of a task, as the calls of all toolkits see it. Thread-safe; waits for nobody outside this process."""

    def __init__(self, task: Task | None) -> None:
        self.task = task
        self._changed = threading.Condition()
        self._working = 0
        self._called: Counter[tuple[int, str]] = Counter()
        self._sessions: weakref.WeakSet[Session] = weakref.WeakSet()
        self._pause: GraphInterrupt | None = None

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """A call is at work; who wants to ask a person waits for its end."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def turn(self) -> None:
        """Wait, within `working`, until no other call is at work.

        Raises GraphInterrupt if another call has asked meanwhile: this attempt ends with that question, and the
        task comes back here after the answer.
        """
        self._add(-1)
        with self._changed:
            try:
                self._changed.wait(_SOON)  # calls that start together may not all have begun
                self._changed.wait_for(lambda: self._working == 0)
            finally:
                self._working += 1
        self._leave_with_the_other()

    async def aturn(self) -> None:
        """As turn, awaited."""
        self._add(-1)
        try:
            await asyncio.sleep(_SOON)
            while self._working:  # noqa: ASYNC110  (threads and other event loops may be at work here, too)
                await asyncio.sleep(_SOON)
        finally:
            self._add(1)
        self._leave_with_the_other()

    def asked(self, pause: GraphInterrupt) -> None:
        """This attempt ends with this question."""
        self._pause = pause

    def begun(self, session: Session) -> None:
        """A call has begun whose questions are in the store of this session."""
        with self._changed:
            self._sessions.add(session)

    def waits(self, question: str, call: Call) -> bool:
        """Whether the answer to this question is still to be acted upon, as far as can be told while `call` is at work.

        Toolkits may have a store each. A question that no store of the calls so far knows is one of a call to come.
        """
        with self._changed:
            sessions = list(self._sessions)
        named = dataclasses.replace(call, call_id=question)
        return any(it.waits(question) for it in sessions) or not any(it.asked(named) for it in sessions)

    def key(self, call: Call, toolkit: object) -> str | None:
        """A name for this call that is the same when the task runs again; None for reads, and outside a graph.

        Equal calls of one toolkit in one task are numbered; they do the same, so it does not matter which is which.
        """
        if self.task is None or call.operation.spec.reads:
            return None
        with self._changed:
            self._called[id(toolkit), call.fingerprint] += 1
            return f"{call.fingerprint}@{self.task.name}*{self._called[id(toolkit), call.fingerprint]}"

    def _leave_with_the_other(self) -> None:
        if self._pause is not None:
            raise GraphInterrupt(*self._pause.args)

    def _add(self, change: int) -> None:
        with self._changed:
            self._working += change
            self._changed.notify_all()


class Attempts:
    """The attempts that one toolkit has calls in; other toolkits in this process have the same ones. Thread-safe."""

    def __init__(self) -> None:
        self._mine: OrderedDict[int, Attempt] = OrderedDict()

    def attempt(self, task: Task | None) -> Attempt:
        """The attempt that a call belongs to; outside a graph one of its own."""
        if task is None:
            return Attempt(None)
        number = id(task.attempt)  # no other object has it while an attempt holds it
        with _running.lock:
            attempt = self._mine[number] = _running.attempts.get(number) or Attempt(task)
            _running.attempts[number] = attempt
            self._mine.move_to_end(number)
            while len(self._mine) > _MOST:
                self._mine.popitem(last=False)
            return attempt


class _Running:
    """The attempts of this process that a toolkit still holds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.attempts: weakref.WeakValueDictionary[int, Attempt] = weakref.WeakValueDictionary()


def _begin_anew() -> None:
    global _running  # noqa: PLW0603  (a fork may have copied a lock that another thread held)
    _running = _Running()


_running = _Running()
if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_begin_anew)
