"""A company in which everything outside of some rows is marked, so that answers can be searched for the marks."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator
from typing import Any

from valid_arguments import World

from ashby_agent_tools import Rows

Json = Any
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MARK = "Xenon"  # stands in every text of a record that is outside, with the beginning of its id
MARKED = re.compile(rf"{MARK}([0-9a-f]{{8}})")
_TEXTS = (
    "name",
    "title",
    "displayName",
    "identifier",
    "description",
    "content",
    "note",
    "subject",
    "body",
    "text",
    "comment",
    "additionalInformation",
    "teamNameHierarchy",
    "descriptionHtml",
    "descriptionPlain",
    "customRequisitionId",
    "position",
    "company",
    "school",
    "filename",
)


@dataclasses.dataclass
class Scene:
    """`jobs`: what is inside. `outside`: the ids of all records that are outside, by kind.

    `limits`: from which that follows, where it is not jobs by name.
    """

    world: World
    jobs: frozenset[str]
    outside: dict[str, set[str]]
    limits: tuple[Rows, ...] = ()

    @functools.cached_property
    def ids(self) -> set[str]:
        """The ids of everything that is outside."""
        return set().union(*self.outside.values())

    @functools.cached_property
    def beginnings(self) -> set[str]:
        """How those ids begin."""
        return {one[:8] for one in self.ids}

    def now(self) -> Scene:
        """The same rows after something was changed."""
        jobs = jobs_of(self.world, self.limits) if self.limits else self.jobs
        return Scene(self.world, jobs, outside_of(self.world, jobs), self.limits)

    def found(self, value: object, given: object = ()) -> set[str]:
        """The marks and the ids of the outside in a value, but for those that were `given` to the client."""
        told = repr(given)
        text = repr(value)
        ids = {one for one in UUID.findall(text) if one in self.ids and one not in told}
        marks = {f"{MARK}{one}" for one in MARKED.findall(text) if one in self.beginnings}
        return ids | {mark for mark in marks if mark not in told}

    def one_outside(self, kind: str) -> str | None:
        """The id of a record of this kind that is outside, if there is one."""
        return min(self.outside.get(kind, ()), default=None)


def jobs_of(world: World, limits: tuple[Rows, ...]) -> frozenset[str]:
    """The jobs that all of these allow."""
    found = set(world.state.table("job"))
    for limit in limits:
        below = set(limit.departments)
        for _ in world.state.table("department"):
            below |= {row["id"] for row in world.all("department") if row["parentId"] in below}
        found &= {row["id"] for row in world.all("job") if row["id"] in limit.jobs or row["departmentId"] in below}
    return frozenset(found)


def scene(world: World, *jobs: str, limits: tuple[Rows, ...] = ()) -> Scene:
    """Mark what is outside of these jobs, or of these limits."""
    inside = jobs_of(world, limits) if limits else frozenset(jobs)
    made = Scene(world, inside, outside_of(world, inside), limits)
    world.state.sequence += 1  # so that a reset makes the rows anew
    for kind, ids in made.outside.items():
        for one in ids:
            row = world.state.table(kind).get(one)
            if row is not None:
                mark_texts(row)
    return made


def mark_texts(row: Json, mark: str = "") -> None:
    """In its own texts only: a form may be one object for many rows."""
    for key, value in row.items():
        if key in _TEXTS and isinstance(value, str):
            row[key] = f"{mark or MARK + row['id'][:8]} {value}"


def outside_of(world: World, jobs: frozenset[str]) -> dict[str, set[str]]:
    """Which records are outside, found in the state itself."""
    state = world.state
    inside = {
        "job": set(jobs),
        "application": {row["id"] for row in state.rows("application") if row["jobId"] in jobs},
    }
    inside["candidate"] = {
        row["candidateId"] for row in state.rows("application") if row["id"] in inside["application"]
    }
    inside["opening"] = {row["id"] for row in state.rows("opening") if set(row["jobIds"]) & jobs}
    plans = {plan for row in state.rows("job") if row["id"] in jobs for plan in _plans(row)}
    inside["interviewPlan"] = plans
    inside["interviewStage"] = {row["id"] for row in state.rows("interviewStage") if row["interviewPlanId"] in plans}
    inside["interview"] = {row["id"] for row in state.rows("interview") if row.get("jobId") in (None, *jobs)}
    for kind in _OWNED:
        inside[kind] = {row["id"] for row in state.rows(kind) if _is_owned(row, inside)}
    return {kind: set(state.table(kind)) - ids for kind, ids in inside.items()}


_OWNED = (
    "jobPosting",
    "interviewSchedule",
    "interviewEvent",
    "offer",
    "offerProcess",
    "applicationFeedback",
    "applicationHistory",
    "note",
    "file",
    "formInstance",
    "surveyRequest",
    "surveySubmission",
    "takeHomeAssignment",
    "sequence",
    "emailMessage",
    "clientInfo",
    "fraudCheck",
    "criteriaEvaluation",
    "assessment",
    "notetakerTranscript",
    "referral",
)
_OWNERS = (
    ("applicationId", "application"),
    ("candidateId", "candidate"),
    ("jobId", "job"),
    ("interviewScheduleId", "interviewSchedule"),
    ("interviewEventId", "interviewEvent"),
)


def _is_owned(row: Json, inside: dict[str, set[str]]) -> bool:
    if row.get("resumeOf"):
        return row["resumeOf"] in inside["candidate"]
    for key, kind in _OWNERS:
        if row.get(key):
            return row[key] in inside.get(kind, set())
    return True  # nobody's, such as an uploaded file


def _plans(job: Json) -> Iterator[str]:
    yield job["defaultInterviewPlanId"]
    yield from job.get("interviewPlanIds") or ()
