"""Task: an operation that is made of several calls, as a script that yields reads and ends with an answer or a plan.

A script is a generator without I/O: it yields an `Operation` that reads, `Pages` of a list or `OnePage` of it, and is
sent what came of it. It ends with `Answer`, or with `Plan`: the writes, in order, that one question asks about. So one
source serves the sync and the async doors, and a plan can be made again and compared before anything leaves.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from operator import or_
from typing import Any, ClassVar, TypeAlias

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.risk import Risk

__all__ = [
    "Ambiguous",
    "Answer",
    "Choice",
    "OnePage",
    "Pages",
    "Plan",
    "PlanStep",
    "Rows",
    "Setting",
    "Steps",
    "Task",
    "union",
]


@dataclasses.dataclass(frozen=True, slots=True)
class Pages:
    """The records of a list, page after page, `pages` of them at most; gives `Rows`."""

    operation: Operation
    pages: int


@dataclasses.dataclass(frozen=True, slots=True)
class OnePage:
    """One page of a list, from wherever its cursor points; gives `Rows` with the cursor of the next one."""

    operation: Operation


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """What was read of a list. `whole`: whether nothing is missing; then no partial result may be called one."""

    records: list[JsonObject]
    whole: bool
    next_cursor: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PlanStep:
    """One write of a plan, and in `says` what it does, in the words of who reads the result.

    `undoes`: the reference of the write that it undoes. `stays`: what it does not put back, for the question.
    """

    operation: Operation
    says: str
    undoes: str | None = None
    stays: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The writes of a task, in their order; but those that cannot be undone are made last.

    `about`: what stands over the question. `notes`: what stands below it. `nothing`: what to say where nothing is left
    to do. `beside`: what the result tells besides. `answered`: what it tells of Ashby's answers, one for each write.
    """

    about: str
    writes: tuple[PlanStep, ...]
    nothing: str = ""
    notes: tuple[str, ...] = ()
    beside: JsonObject = dataclasses.field(default_factory=dict)
    answered: Callable[[Sequence[Any]], JsonObject] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a reading task found: sections by name, each a value, a record, or a list of records.

    `next_cursor`: where the list that was read goes on, for a task that takes a cursor.
    """

    data: JsonObject
    next_cursor: str | None = None


def _no_journal(refs: Sequence[str]) -> Steps:
    raise InvalidArguments(f"There is no journal here, so {', '.join(refs)} cannot be undone. Nothing was sent.")


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """What a script knows beside its arguments: the time, in UTC, and the questions that wait in its conversation.

    `undo`: the script that undoes writes of this conversation, from their references.
    """

    now: datetime
    waiting: Callable[[], Sequence[JsonObject]] = tuple
    undo: Callable[[Sequence[str]], Steps] = _no_journal

    @property
    def today(self) -> str:
        """The day, as ISO 8601 has it."""
        return self.now.date().isoformat()


Wanted: TypeAlias = Operation | Pages | OnePage
Steps: TypeAlias = Generator[Wanted, Any, Answer | Plan]


class Task(Operation):
    """Base of the tasks. Subclass it, state `spec` with `served_by="task"`, and write `steps`.

    `sends`: the endpoints of all writes that it can make. `reads`: those that it cannot do without. `tries`: reads
    whose refusal it survives, and tells. `most_calls`: how many reads it makes at most, all pages counted.
    """

    sends: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[tuple[str, ...]] = ()
    tries: ClassVar[tuple[str, ...]] = ()
    most_calls: ClassVar[int]

    def steps(self, here: Setting) -> Steps:
        """The script of this task."""
        raise NotImplementedError


def union(*risks: Risk) -> Risk:
    """The danger of all of these together."""
    return functools.reduce(or_, risks)


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One record that a name may mean. `says` tells it from the others; `email` does where emails may be shown."""

    kind: str
    id: str
    says: str
    email: str = ""


class Ambiguous(InvalidArguments):
    """A name that means no record, or several: nothing is guessed. `argument` is what to give instead, an id.

    The conversation words it with its short ids; `str` has the names only.
    """

    def __init__(self, problem: str, argument: str, choices: tuple[Choice, ...] = (), *, more: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.argument, self.choices, self.more = problem, argument, choices, more
