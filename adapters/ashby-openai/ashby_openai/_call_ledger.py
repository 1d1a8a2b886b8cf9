"""What became of each call, so that no call is made twice: not by a second run, resume, thread or task.

A call is a response and a place in it. Its id says nothing: servers repeat ids from one response to the next, give
parallel calls the same one, or none at all.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from ashby_openai._reading import RequestedCalls
from ashby_openai._steps import CallState


class CallLedger:
    """The newest step of each call. Work on a call is entered and left; others wait meanwhile. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: dict[str, CallState] = {}
        self._busy: dict[str, Future[None]] = {}

    def enter(self, key: str) -> Future[None] | None:
        """Claim a call: None, and it is yours until `leave`; or what to wait for before you try again."""
        with self._lock:
            if key in self._busy:
                return self._busy[key]
            self._busy[key] = Future()
            self._busy[key].set_running_or_notify_cancel()  # who gives up waiting ends their own wait, and nothing else
            return None

    def leave(self, key: str, step: CallState | None) -> None:
        """Give a call back, with how far it came; None leaves what was known."""
        with self._lock:
            if step is not None:
                self._steps[key] = step
            self._busy.pop(key).set_result(None)

    def newest(self, key: str) -> CallState | None:
        """How far a call came."""
        with self._lock:
            return self._steps.get(key)

    def settled(self, key: str) -> bool:
        """Whether a call has its output."""
        with self._lock:
            return key in self._steps and self._steps[key].output is not None

    def learn(self, step: CallState) -> None:
        """Remember a restored step, unless more is known already."""
        with self._lock:
            self._steps.setdefault(step.key, step)


@dataclasses.dataclass(frozen=True, slots=True)
class KnownResponse:
    """A response that was run. `key`: names it, in other processes too. `labels`: what to call its calls by."""

    key: str
    labels: tuple[str, ...]
    response: object = None


class Responses:
    """Which responses of a conversation were run, so that one that comes again is known again. Thread-safe.

    The same response is: the same object; one with the same id, time and calls; or one with the same calls some of
    which still wait. An id counts until two different responses had it. Any other response with the same calls is a
    new one, whose calls are made: a model may well ask the same thing twice.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, list[KnownResponse]] = {}
        self._contents: dict[str, str] = {}
        self._labels: set[str] = set()

    def known(self, response: object, heard: RequestedCalls, finished: Callable[[str], bool]) -> KnownResponse:
        """The response as it was known, or as it is known from now on.

        `finished`: whether every call of the response of a key was settled, here or in another process.
        """
        content = _digest([heard.api, [(it.call_id, it.name, it.arguments) for it in heard.calls]])
        digest = _digest([heard.id, content])
        with self._lock:
            runs = self._runs.setdefault(digest, [])
            sure = bool(heard.id) and self._contents.setdefault(heard.id, content) == content
            if heard.id and not sure:
                self._contents[heard.id] = ""  # two responses had it, so it tells nothing from now on
            for run in runs:
                if sure or run.response is response or not finished(run.key):
                    return run
            number = len(runs)
            while not sure and finished(f"{digest}.{number}"):
                number += 1
            made = KnownResponse(f"{digest}.{number}", self._labelled([it.call_id for it in heard.calls]), response)
            runs.append(made)
            return made

    def learn(self, key: str, labels: Sequence[str]) -> None:
        """Remember the response of a restored turn."""
        digest = key.rpartition(".")[0]
        with self._lock:
            runs = self._runs.setdefault(digest, [])
            if all(run.key != key for run in runs):
                runs.append(KnownResponse(key, tuple(labels)))
                self._labels.update(labels)

    def _labelled(self, ids: Sequence[str | None]) -> tuple[str, ...]:
        """The ids where they name one call of the conversation; else numbered, so that an answer has one question."""
        labels = []
        for call_id in ids:
            label = call_id or ""
            if not label or ids.count(call_id) > 1 or label in self._labels:
                numbered = (f"{call_id or 'call'}#{number}" for number in itertools.count(1))
                label = next(it for it in numbered if it not in self._labels and it not in ids)
            self._labels.add(label)
            labels.append(label)
        return tuple(labels)


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
