"""Batch: several calls as one question with a line each, and what came of each; ShownQuestion. Values only.

batch = session.batch([("ashby_application_change_stage", {...}), ...])
print(batch.text)                                                   # one question, every line named
said = batch.approve(by="Robin") | batch.deny("not her", by="Robin", lines=[3])
result = session.execute_batch(batch, said)                         # exactly the approved lines are sent
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from ashby_agent_tools.answers import Question
from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import ToolError, UsageError
from ashby_agent_tools.operations.base import JsonObject

__all__ = [
    "Batch",
    "BatchResult",
    "Line",
    "LineDecisions",
    "LineResult",
    "LineState",
    "ShownQuestion",
    "numbered",
    "numbers_in",
]

_RUN, _RANGE = 3, re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?")
LineDecisions: TypeAlias = Mapping[int, Decision]
"""The answers to lines of a batch, by their numbers; a line that is not named has no answer yet."""

LineState: TypeAlias = Literal["done", "refused", "waiting", "asked again", "failed", "unknown", "not sent"]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One call of a batch.

    `number`: its place, from 1. `sentence`: the whole question about it alone; empty where nobody has to be asked.
    `warnings`: in what it is unlike the other lines, and whose name another line has too. `refusal`: why it will not be
    sent, whatever is answered (the policy, a cap, a double, another line that is the same call); it is not asked about.
    `request_id`: its question in the store, and `seen` what an answer to it names, so that it is to what was shown.
    """

    number: int
    call: Call
    sentence: str = ""
    warnings: tuple[str, ...] = ()
    refusal: ToolError | None = dataclasses.field(default=None, compare=False)
    request_id: str = ""
    seen: str | None = None

    @property
    def asks(self) -> bool:
        """Whether a person is asked about it."""
        return bool(self.request_id)


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """Several calls as one question. `id`: what their questions share in the store. `text`: the question.

    `lines`: every call, in the order in which they were given. Each has its own question, bound to its own fingerprint:
    it is answered, counted, sent and audited by itself, and the batch decides nothing. So a restart needs no batch: the
    same calls make it again, with the answers that were given meanwhile.
    """

    id: str
    text: str
    lines: tuple[Line, ...]

    @property
    def asks(self) -> tuple[Line, ...]:
        """The lines that a person is asked about."""
        return tuple(line for line in self.lines if line.asks)

    def line(self, number: int) -> Line:
        """The line of this number. Raises UsageError where there is none."""
        for line in self.lines:
            if line.number == number:
                return line
        raise UsageError(f"The batch has no line {number!r}.")

    def approve(self, *, by: str, lines: Iterable[int] | None = None, claimed: bool = False) -> dict[int, Decision]:
        """Yes to exactly these lines, by default to all that are asked about; one decision each, bound to its call."""
        return {line.number: Decision.approve(by=by, claimed=claimed, call=line.call) for line in self._those(lines)}

    def deny(
        self, message: str = "", *, by: str, lines: Iterable[int] | None = None, claimed: bool = False
    ) -> dict[int, Decision]:
        """No to these lines, by default to all that are asked about; `message` is shown to the model."""
        return {
            line.number: Decision.deny(message, by=by, claimed=claimed, call=line.call) for line in self._those(lines)
        }

    def chosen(self, said: str) -> set[int] | None:
        """The lines that a text such as `1-5, 8`, `all` or `none` names.

        None where it cannot be read, or names a line that is not asked about: nothing is guessed.
        """
        return numbers_in(said, {line.number for line in self.asks})

    def _those(self, numbers: Iterable[int] | None) -> tuple[Line, ...]:
        if numbers is None:
            return self.asks
        lines = tuple(map(self.line, numbers))
        for line in lines:
            if not line.asks:
                raise UsageError(f"Line {line.number} of the batch is not asked about, so it takes no answer.")
        return lines


@dataclasses.dataclass(frozen=True, slots=True)
class LineResult:
    """What came of one line.

    `state`: done; refused (denied, or by policy, cap or double); waiting (for an answer); asked again (its question has
    to be put again: `question`); failed (nothing happened); unknown (it may have happened); not sent (the batch had
    stopped before it was its turn, or nobody began with it). `error`: why, for the model to read.
    """

    number: int
    call: Call
    state: LineState
    result: Result | None = None
    error: ToolError | None = None
    question: Question | None = None

    @property
    def text(self) -> str:
        """What a model reads of it."""
        if self.result is not None:
            return self.result.text
        return str(self.error) if self.error is not None else f"{self.call.tool}: {self.state}. Nothing was sent."


@dataclasses.dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of each line of a batch, in the order of the lines."""

    lines: tuple[LineResult, ...]

    @property
    def sent(self) -> tuple[LineResult, ...]:
        """The lines that left, or may have: done, failed or unknown."""
        return tuple(line for line in self.lines if line.state in ("done", "failed", "unknown"))

    @property
    def undo(self) -> tuple[str, ...]:
        """The references of what was done and can be undone, in order: `session.undo(*result.undo)`, newest first."""
        return tuple(line.result.undo for line in self.lines if line.result is not None and line.result.undo)

    @property
    def not_sent(self) -> tuple[LineResult, ...]:
        """The lines that certainly did not leave."""
        return tuple(line for line in self.lines if line.state not in ("done", "failed", "unknown"))

    @property
    def text(self) -> str:
        """What a model reads: which lines ended how, and why where one was not sent or not done."""
        states: dict[str, list[LineResult]] = {}
        for line in self.lines:
            states.setdefault(line.state, []).append(line)
        told = [f"{len(self.lines)} calls."]
        for state, lines in states.items():
            told.append(f"{state}: {_numbers([line.number for line in lines])}.")
        for reason, numbers in self._reasons().items():
            told.append(f"{numbered(numbers)}: {reason}")
        return "\n".join(told)

    def _reasons(self) -> dict[str, list[int]]:
        reasons: dict[str, list[int]] = {}
        for line in self.lines:
            if line.error is not None:
                reasons.setdefault(str(line.error), []).append(line.number)
        return reasons


@dataclasses.dataclass(frozen=True, slots=True)
class ShownQuestion:
    """What a framework shows while it pauses. Made by `Session.ask` and `Session.ask_together`.

    `question`: what is asked, under its call id. `words`: the question as the store has it. `fingerprint`: what an
    answer has to name (`Session.shown`). `batch`: the questions that wait with this one; None while it waits alone.
    """

    question: Question
    words: str
    fingerprint: str
    batch: Batch | None = None

    @property
    def call(self) -> Call:
        """The call that is asked about; an answer goes to `Session.settle` or `Session.answer` with it."""
        return self.question.call

    @property
    def text(self) -> str:
        """The question, after why it is asked again; made for its place by `ashby_agent_tools.display`."""
        return self.question.text(self.words)

    @property
    def arguments(self) -> JsonObject:
        """What would be sent, with full ids, and `(not shown)` for secrets; an edit may leave them so."""
        return self.call.masked

    @property
    def line(self) -> int:
        """Its number among the lines of its batch; 0 where it waits alone."""
        lines = () if self.batch is None else self.batch.lines
        mine = (self.call.fingerprint, self.call.call_id)
        return next((it.number for it in lines if (it.call.fingerprint, it.call.call_id) == mine), 0)

    @property
    def together(self) -> str:
        """One text about all that wait together; empty where it waits alone."""
        return "" if self.batch is None else self.batch.text


def numbers_in(said: str, known: set[int]) -> set[int] | None:
    """The numbers that a text such as `1-5, 8`, `all` or `none` names; None unless every one of them is known."""
    words = said.strip().casefold()
    if words in ("all", "none"):
        return set(known) if words == "all" else set()
    chosen: set[int] = set()
    for part in words.replace(",", " ").split():
        found = _RANGE.fullmatch(part)
        if found is None:
            return None
        first, last = int(found[1]), int(found[2] or found[1])
        if not first <= last <= max(known, default=0):
            return None
        chosen.update(range(first, last + 1))
    return chosen if chosen and chosen <= known else None


def numbered(numbers: list[int]) -> str:
    """`line 3`, or `lines 1 to 3, 7`."""
    return f"line{'s' * (len(numbers) > 1)} {_numbers(numbers)}"


def _numbers(numbers: list[int]) -> str:
    """Numbers in order, runs of three and more as `1 to 3`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) >= _RUN else ", ".join(map(str, run)) for run in runs)
