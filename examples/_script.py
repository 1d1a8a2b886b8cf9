"""The task of the small agents, and a script that solves it without a model: every id comes from a tool's answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

TASK = "Reject Priya Raman for Account Executive, reason: timing. No email."

Calls = list[tuple[str, dict[str, Any]]]
Step = Callable[[Sequence[str]], Calls | str]
"""From the tools' answers so far, oldest first, to the next calls or the last word."""


def find_person(_: Sequence[str]) -> Calls:
    """Who is meant."""
    return [("ashby_candidate_search", {"name": "Priya Raman"})]


def open_application(answers: Sequence[str]) -> Calls:
    """Which job, and by which plan."""
    fields = ["candidate.name", "job.title", "currentInterviewStage.interviewPlanId"]
    return [("ashby_application_info", {"applicationId": short_id("app", answers[0]), "fields": fields})]


def look_up_words(answers: Sequence[str]) -> Calls:
    """The plan's stages and the organization's reasons."""
    stages = ("ashby_interview_stage_list", {"interviewPlanId": short_id("plan", answers[1])})
    return [stages, ("ashby_archive_reason_list", {})]


def reject(answers: Sequence[str]) -> Calls:
    """To the archive, with a reason: a person is asked first."""
    arguments = {
        "applicationId": short_id("app", answers[0]),
        "interviewStageId": row(answers[2], type="Archived")["id"],
        "archiveReasonId": row(answers[3], text="Timing")["id"],
    }
    return [("ashby_application_change_stage", arguments)]


def tell(answers: Sequence[str]) -> str:
    """What came of it, as the tool said."""
    said = answers[-1]
    return "Priya Raman is rejected." if said.startswith("{") else f"Nobody is rejected. {said}"


STEPS: tuple[Step, ...] = (find_person, open_application, look_up_words, reject, tell)


def script(
    answers: Callable[[Any], Sequence[str]], steps: Sequence[Step] = STEPS
) -> list[Callable[[Any], Calls | str]]:
    """The steps for a framework; `answers` takes the tools' answers out of its messages."""

    def played(step: Step) -> Callable[[Any], Calls | str]:
        return lambda messages: step(answers(messages))

    return [played(step) for step in steps]


def short_id(kind: str, answer: str) -> str:
    """The first short id of a kind in an answer. Raises LookupError if there is none."""
    match = re.search(rf"\b{kind}_\d+\b", answer)
    if match is None:
        raise LookupError(f"The answer names no {kind}: {answer[:200]}")
    return match[0]


def row(answer: str, **cells: str) -> dict[str, Any]:
    """The first record of a list that has these values. Raises StopIteration if there is none."""
    listed = json.loads(answer)
    same, columns = listed.get("same_in_all_rows", {}), listed["columns"]
    rows = ({**same, **dict(zip(columns, values, strict=True))} for values in listed["data"])
    return next(found for found in rows if all(found[name] == value for name, value in cells.items()))
