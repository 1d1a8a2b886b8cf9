"""ApprovalPrompt: how one operation is asked about, and safe access to what the reads found."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

from ashby_agent_tools.approval.prompts._phrases import quoted, title, whole_name
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.short_ids import is_uuid

__all__ = ["FULL", "ApprovalPrompt", "Lookups", "Reads", "Row", "Statement"]

FULL = 60
"""How many characters of a name are shown where there is room."""

Row = tuple[str, str | None, str]
"""One line of a question: the field, its value now (None where that is not known), and its value then."""

Reads = Mapping[str, Operation]
"""Reads by the words under which a person is told that one failed: `the application`, `the target stage`."""

Op = TypeVar("Op", bound=Operation)


@dataclasses.dataclass(frozen=True, slots=True)
class Lookups:
    """What the reads found. Ashby's answers are taken as they come: whatever is not there is empty, never an error."""

    answers: Mapping[str, Json]
    most: int = FULL
    """How many characters of a name are shown; the first line of a question may have room for few."""

    def found(self, name: str) -> bool:
        """Whether the look-up of this name succeeded."""
        return self.answers.get(name) is not None

    def record(self, name: str) -> JsonObject:
        """The record a read found, or an empty one."""
        return _object(self.answers.get(name))

    def rows(self, name: str) -> list[JsonObject]:
        """The records a list found."""
        return objects(self.answers.get(name))

    def row(self, name: str, identity: str | None) -> JsonObject:
        """The record with this id in a list, or an empty one."""
        return next((row for row in self.rows(name) if row.get("id") == identity), {})

    def at(self, name: str, *path: str) -> Json:
        """The value at a path in a record, or None."""
        return at(self.record(name), *path)

    def title(self, value: Json) -> str | None:
        """The name of a thing, as long as there is room for."""
        return title(value, most=self.most, tell=self.most >= FULL)

    def name(self, value: Json) -> str | None:
        """The name of a person, as long as there is room for."""
        return whole_name(value, most=self.most, tell=self.most >= FULL)

    def quoted(self, value: Json) -> str:
        """Any text between quotes, as long as there is room for."""
        return quoted(value, most=2 * self.most, tell=self.most >= FULL)


def at(record: Json, *path: str) -> Json:
    """The value at a path, or None where there is no such thing."""
    for key in path:
        record = _object(record).get(key)
    return record


def known_id(value: Json) -> str | None:
    """An id that an answer holds, if it is one."""
    return value if isinstance(value, str) and is_uuid(value) else None


def objects(value: Json) -> list[JsonObject]:
    """The objects of a list; of anything else, none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _no_reads(operation: Operation) -> Reads:  # noqa: ARG001  (the form that every `needs` has)
    return {}


def _no_more(operation: Operation, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    return {}


def _nothing_told(operation: Operation) -> Mapping[str, str]:  # noqa: ARG001  (the form that every `told` has)
    return {}


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """The words of one question, from what was found.

    `head`: one sentence or two that say all by themselves: who, what, for which job, whether an email goes out.
    `tight`: the same in fewer words, for a first line that would be too long.
    `back`: whether it can be undone, in words; None takes what the rating says. `short`: the same in fewer words,
    beside `tight`.
    `more`: further sentences, below the first line. `rows`: values, one line each.
    `told`: values that the head tells already, for a card, which shows them as rows too.
    `below`: texts of several lines, each line marked.
    `moot`: reasons of the rating that what was found makes void. `why`: reasons that only what was found gives.
    """

    head: str
    _: dataclasses.KW_ONLY
    tight: str = ""
    back: str | None = None
    short: str = ""
    more: str = ""
    rows: tuple[Row, ...] = ()
    told: tuple[Row, ...] = ()
    below: str = ""
    moot: Collection[str] = ()
    why: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class ApprovalPrompt(Generic[Op]):
    """The words for one operation. All parts are pure.

    `say`: the question from the arguments and what was found. `needs`: the reads. `more`: further reads that only
    the answers of the first ones make possible (an offer names its application, the application its candidate).
    `told`: ids that no read takes, by the words for their records: this conversation may have been told these.
    `shows`: the arguments that `say` tells, each by its path: `interviewEvents.startTime`. Every other one that is
    sent gets its own line, so that an argument which nobody thought of is shown too.
    """

    operation: type[Op]
    say: Callable[[Op, Lookups], Statement]
    needs: Callable[[Op], Reads] = _no_reads
    more: Callable[[Op, Lookups], Reads] = _no_more
    told: Callable[[Op], Mapping[str, str]] = _nothing_told
    shows: Collection[str] = ()
