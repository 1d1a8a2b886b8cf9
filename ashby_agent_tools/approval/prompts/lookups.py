"""A question built with what can be looked up: rounds of reads, side by side, with one limit on all."""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import time
from collections.abc import Awaitable, Callable, Mapping
from contextvars import copy_context
from functools import partial

from ashby_agent_tools.approval import content
from ashby_agent_tools.approval.prompts._known_jobs import known_jobs
from ashby_agent_tools.approval.prompts.card import card
from ashby_agent_tools.approval.prompts.missing_records import Absent
from ashby_agent_tools.approval.prompts.question import more, needs, sent_from_elsewhere, sentence, told
from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import AshbyError, UsageError
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.time_limits import in_thread

__all__ = [
    "BuiltQuestion",
    "abuild_question",
    "alooked_up",
    "asent_now",
    "build_question",
    "looked_up",
    "sent_now",
]

_MOST = 12
_SECONDS = 10.0
_TOO_LATE = 0.01  # with less time left no read is begun


@dataclasses.dataclass(frozen=True, slots=True)
class BuiltQuestion:
    """A question, and the digest of what it shows of the things that it sends and that are stored elsewhere.

    `for_model`: the question as a model may read it, without the data classes that are hidden from it; None where the
    arguments themselves hold such data. `card`: the facts of the question, as data. `jobs`: the ids of those
    that the call is about; None where they are not all known.
    """

    question: str
    content: str
    for_model: str | None = None
    card: JsonObject = dataclasses.field(default_factory=dict)
    jobs: tuple[str, ...] | None = None


Recall = Callable[[str], Json]
"""The record with this id that the conversation was told of, or None."""
_More = Callable[[Mapping[str, Json]], Mapping[str, Operation]]


def build_question(
    call: Call,
    read: Callable[[Operation], Json],
    *,
    recall: Recall = lambda _: None,
    hidden: frozenset[str] = frozenset(),
    seconds: float = _SECONDS,
    most: int = _MOST,
) -> BuiltQuestion:
    """The question about a call, with the names that `read` finds; a read that fails or takes too long is None.

    Raises NotFound if a look-up says that a record which the call names does not exist.
    `recall` finds what no read finds any more. `hidden`: data classes that a model must
    not read. `seconds` and `most` bound all rounds of reads together, so that a person is asked soon whatever Ashby
    does.
    """
    known, absent = _recalled(call, recall), Absent(call)
    left = _Left(seconds, most)
    found = _found_by(absent.watching(read), needs(call), partial(more, call), left, known)
    absent.must_be_none()
    return _built(call, found, hidden)


async def abuild_question(
    call: Call,
    read: Callable[[Operation], Awaitable[Json]],
    *,
    recall: Recall = lambda _: None,
    hidden: frozenset[str] = frozenset(),
    seconds: float = _SECONDS,
    most: int = _MOST,
) -> BuiltQuestion:
    """As build_question, awaited."""
    known = await in_thread(_recalled, call, recall) if told(call) else {}  # what was told is in the store
    absent, left = Absent(call), _Left(seconds, most)
    found = await _afound_by(absent.awatching(read), needs(call), partial(more, call), left, known)
    absent.must_be_none()
    return _built(call, found, hidden)


def _recalled(call: Call, recall: Recall) -> dict[str, Json]:
    return {name: recall(identity) for name, identity in told(call).items()}


def _built(call: Call, answers: Mapping[str, Json], hidden: frozenset[str]) -> BuiltQuestion:
    shown = content.digest(call.operation, sent_from_elsewhere(call, answers))
    question = sentence(call, answers)
    for_model = _for_model(call, answers, hidden) if hidden else question
    return BuiltQuestion(question, shown, for_model, card(call, answers), known_jobs(call, answers))


def _for_model(call: Call, answers: Mapping[str, Json], hidden: frozenset[str]) -> str | None:
    """The question worded from what is not hidden; its arguments cannot be taken out of it, so they decide."""
    from ashby_agent_tools.results import hidden_title, without_hidden, without_hidden_text  # noqa: PLC0415  (dry runs)

    entity = call.operation.spec.entity
    if without_hidden(call.arguments, entity, hidden) != call.arguments or hidden_title(answers.values(), hidden):
        return None
    reads = {**needs(call), **more(call, answers)}
    entities = {name: read.spec.entity for name, read in reads.items()}
    visible = {name: without_hidden(found, entities.get(name), hidden) for name, found in answers.items()}
    return without_hidden_text(sentence(call, visible), hidden)


def sent_now(call: Call, read: Callable[[Operation], Json]) -> str:
    """The digest of what the call would send by now that is stored elsewhere, within the limits of a question."""
    first, further = content.reads(call.operation), partial(content.further_reads, call.operation)
    return content.digest(call.operation, _found_by(read, first, further, _Left(_SECONDS, _MOST), {}))


async def asent_now(call: Call, read: Callable[[Operation], Awaitable[Json]]) -> str:
    """As sent_now, awaited."""
    first, further = content.reads(call.operation), partial(content.further_reads, call.operation)
    return content.digest(call.operation, await _afound_by(read, first, further, _Left(_SECONDS, _MOST), {}))


def looked_up(
    wanted: Mapping[str, Operation], read: Callable[[Operation], Json], known: Mapping[str, Json]
) -> dict[str, Json]:
    """What these reads find, side by side and within the time of a question; None for what fails.

    `known`: what is known already, and not read.
    """
    left = {name: operation for name, operation in wanted.items() if name not in known}
    return _found_by(read, left, lambda _: {}, _Left(_SECONDS, _MOST), known)


async def alooked_up(
    wanted: Mapping[str, Operation], read: Callable[[Operation], Awaitable[Json]], known: Mapping[str, Json]
) -> dict[str, Json]:
    """As looked_up, awaited."""
    left = {name: operation for name, operation in wanted.items() if name not in known}
    return await _afound_by(read, left, lambda _: {}, _Left(_SECONDS, _MOST), known)


def _found_by(
    read: Callable[[Operation], Json],
    first: Mapping[str, Operation],
    further: _More,
    left: _Left,
    known: Mapping[str, Json],
) -> dict[str, Json]:
    """What the reads find, in rounds: each may make further ones possible, until nothing new comes or none is left."""
    answers = dict(known)
    wanted = left.take({**first, **(_new(further, answers) if known else {})})
    while wanted:
        answers |= _look(read, wanted, left)
        wanted = left.take(_new(further, answers))
    return answers


async def _afound_by(
    read: Callable[[Operation], Awaitable[Json]],
    first: Mapping[str, Operation],
    further: _More,
    left: _Left,
    known: Mapping[str, Json],
) -> dict[str, Json]:
    answers = dict(known)
    wanted = left.take({**first, **(_new(further, answers) if known else {})})
    while wanted:
        answers |= await _alook(read, wanted, left)
        wanted = left.take(_new(further, answers))
    return answers


def _new(further: _More, answers: Mapping[str, Json]) -> dict[str, Operation]:
    return {name: operation for name, operation in further(answers).items() if name not in answers}


class _Left:
    """What a question may still spend on reads."""

    def __init__(self, seconds: float, most: int) -> None:
        self._deadline, self._reads = time.monotonic() + seconds, most

    @property
    def seconds(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def take(self, wanted: Mapping[str, Operation]) -> dict[str, Operation]:
        """As many as are left, and reads only: a question changes nothing."""
        for operation in wanted.values():
            if not operation.spec.reads:
                raise UsageError(f"{operation.spec.endpoint} is not a read, so a question may not use it.")
        taken = dict(list(wanted.items())[: self._reads]) if self.seconds > _TOO_LATE else {}
        self._reads -= len(taken)
        return taken


def _look(read: Callable[[Operation], Json], reads: Mapping[str, Operation], left: _Left) -> dict[str, Json]:
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=len(reads))
    futures = {name: pool.submit(copy_context().run, read, operation) for name, operation in reads.items()}
    concurrent.futures.wait(futures.values(), timeout=left.seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    return {name: _found(future) for name, future in futures.items()}


def _found(future: concurrent.futures.Future[Json]) -> Json:
    if not future.done() or future.cancelled():
        return None
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, AshbyError):
        return None
    raise error


async def _alook(
    read: Callable[[Operation], Awaitable[Json]], reads: Mapping[str, Operation], left: _Left
) -> dict[str, Json]:
    async def one(operation: Operation) -> Json:
        try:
            return await asyncio.wait_for(read(operation), left.seconds)
        except (AshbyError, TimeoutError):
            return None

    return dict(zip(reads, await asyncio.gather(*map(one, reads.values())), strict=True))
