"""The plan of a task with its writes prepared: the question about it, its card, its digest, and what a stop left."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.gate import surely_failed
from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import PartlyDone, ToolError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.tasks import Plan, PlanStep

if TYPE_CHECKING:
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion

__all__ = [
    "PreparedPlan",
    "cards_of",
    "digest_of",
    "jobs_of",
    "question_of",
    "stopped",
    "stopped_at_first",
    "with_notes",
]


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedPlan:
    """A plan whose writes are prepared and judged. `done`: what this conversation sent before, so it is not again."""

    plan: Plan
    calls: tuple[tuple[PlanStep, Call], ...]
    done: tuple[str, ...]


def question_of(prepared: PreparedPlan, built: Sequence[tuple[str, JsonObject]]) -> str:
    """One question about all parts, each with its sentence and its card; of an undo, with what stays all the same."""
    from ashby_agent_tools.approval.prompts.batch import BatchPart, batch_text  # noqa: PLC0415  (loaded with a question)

    plan, steps = prepared.plan, [step for step, _ in prepared.calls]
    if len(built) == 1:
        first, *rest = built[0][0].split("\n")
        return "\n".join((first, *_undone(steps), *rest, *plan.notes))
    calls = [call for _, call in prepared.calls]
    parts = [BatchPart(at, call.endpoint, *it) for at, (call, it) in enumerate(zip(calls, built, strict=True), 1)]
    head = (
        f"{plan.about}: {len(parts)} changes in this order, and one answer for all of them; one that fails stops the "
        "rest."
    )
    return "\n".join((head, *_undone(steps), batch_text(parts).text, *plan.notes))


def _undone(steps: Sequence[PlanStep]) -> list[str]:
    """What the writes undo, and what stays all the same; nothing for writes that undo none."""
    says = [step.says for step in steps if step.undoes is not None]
    stays = dict.fromkeys(what for step in steps for what in step.stays)
    told = [f"This would {'; '.join(says)}."] if says else []
    return [*told, f"Not put back: {'; '.join(stays)}."] if stays else told


def cards_of(prepared: PreparedPlan, parts: Sequence[BuiltQuestion]) -> list[JsonObject]:
    """The cards of the parts; of an undo each says what stays, too."""
    return [with_notes(part.card, _undone([step])) for (step, _), part in zip(prepared.calls, parts, strict=True)]


def with_notes(card: JsonObject, notes: Sequence[str]) -> JsonObject:
    """The card with further sentences."""
    return card | {"more": " ".join(filter(None, (card.get("more"), *notes)))} if notes else card


def jobs_of(parts: Sequence[BuiltQuestion]) -> tuple[str, ...] | None:
    """The jobs of all parts; None where those of one are not all known."""
    known = [part.jobs for part in parts if part.jobs is not None]
    return tuple(dict.fromkeys(job for jobs in known for job in jobs)) if len(known) == len(parts) else None


def digest_of(prepared: PreparedPlan, contents: list[str]) -> str:
    """The digest of all writes, and of what each sends that is stored elsewhere."""
    covered = [[part.fingerprint, content] for (_, part), content in zip(prepared.calls, contents, strict=True)]
    return hashlib.sha256(json.dumps(covered).encode()).hexdigest()


def stopped(
    call: Call, prepared: PreparedPlan, made: Sequence[tuple[str, Result]], error: ToolError, ref: str | None
) -> PartlyDone:
    """What was done, what was not, and how to go on; a change that may have been made is not said to be undone.

    `made`: what was done, in words, and its result. `ref`: the reference by which what was done can be undone.
    """
    done = tuple(says for says, _ in made)
    on = "Once the cause is fixed, make the same call again: what was done is not done twice."
    if not surely_failed(error):
        on = _LOOK
    if ref is not None:
        stays = "; ".join(says for says, result in made if result.undo is None)
        on += f" Or undo what was done: {ref} stands for all of it{f', but this stays: {stays}' if stays else ''}."
    return PartlyDone(
        f"{call.tool} stopped after {len(done)} of {len(prepared.calls)} changes. Done: {'; '.join(done)}. "
        f"{_not_done(prepared, len(done), error)} {on}",
        done=done,
        ended_surely=surely_failed(error),
        undo=ref,
    )


def stopped_at_first(call: Call, prepared: PreparedPlan, error: ToolError) -> ToolError:
    """The failure of the first change; of several it says which one that was, and that the others were not tried."""
    if len(prepared.calls) > 1:
        on = "Once the cause is fixed, make the same call again." if surely_failed(error) else _LOOK
        told = f"{call.tool} stopped at the first of {len(prepared.calls)} changes."
        error.args = ToolError(f"{told} {_not_done(prepared, 0, error)} {on}").args
    return error


_LOOK = "Look before anything else. While it is not known, it is not sent again; a person can do it in Ashby."


def _not_done(prepared: PreparedPlan, done: int, error: ToolError) -> str:
    failed = "Not done" if surely_failed(error) else "It is not known whether this was done"
    (at, _), *others = prepared.calls[done:]
    rest = f" Not tried: {'; '.join(step.says for step, _ in others)}." if others else ""
    return f"{failed}: {at.says} ({error}).{rest}"
