"""Advance: move applications to a stage of their plan by its name."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.applications import ApplicationChangeStage
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.candidate_records import CandidateCreateNote
from ashby_agent_tools.operations.params import ListOf
from ashby_agent_tools.risk import WRITE, Risk
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Plan, PlanStep, Setting, Steps, Task
from ashby_agent_tools.tasks.names import exact
from ashby_agent_tools.tasks.params import JobName, StageName, Text, Who
from ashby_agent_tools.tasks.proposals import PROPOSES, proposal
from ashby_agent_tools.tasks.records import CHANGES, dig, name_of

__all__ = ["AdvanceTask"]

_MOVES = ApplicationChangeStage.spec.risk


class AdvanceTask(Task):
    """Move candidates to a stage of their interview plan by its name.

    `candidate`: names, emails or ids. To reject, use ashby_reject. propose=true only writes a note that proposes it.
    """

    spec = Spec(
        "advance",
        scope="candidatesWrite",
        risk=_MOVES,
        worst=_MOVES | WRITE,
        tags=("pipeline",),
        entity=CHANGES,
        served_by="task",
        look="application.info",
    )
    sends: ClassVar = ("application.changeStage", "candidate.createNote")
    reads: ClassVar = (*lookups.PERSON_READS, *lookups.JOB_READS, "interviewStage.list")
    most_calls: ClassVar = 160

    candidate: Annotated[ListOf[Who], Field(min_length=1, max_length=10)]
    stage: StageName
    job: JobName | None = None
    note: Text | None = None
    propose: bool | None = None

    def risk(self) -> Risk:
        """A move, with a note where there is one; a note alone where it proposes."""
        if self.propose:
            return PROPOSES
        return self.spec.risk | WRITE if self.note is not None else self.spec.risk

    def steps(self, setting: Setting) -> Steps:
        """Find everything by name, then move one by one."""
        job = yield from lookups.job_if_named(self.job)
        writes: list[PlanStep] = []
        already: list[str] = []
        for who in self.candidate:
            application = yield from lookups.one_application(who, job)
            stage = yield from self._target(application)
            name, title = name_of(application.get("candidate")), dig(application, "job", "title")
            there = dig(application, "currentInterviewStage", "id") == stage["id"]
            says = f"move {name} ({title}) to {stage['title']}"
            if there:
                already.append(f"{name} ({title}) is already at {stage['title']}")
            elif self.propose:
                writes.append(proposal(application, says, self.note))
            else:
                move = ApplicationChangeStage(applicationId=application["id"], interviewStageId=stage["id"])
                writes.append(PlanStep(move, says))
            if self.note is not None and not self.propose:
                note = CandidateCreateNote(candidateId=application["candidate"]["id"], note=self.note)
                writes.append(PlanStep(note, f"note on {name}"))
        return Plan(
            "Advance", tuple(writes), nothing="; ".join(already), beside={"already": already} if already else {}
        )

    def _target(self, application: JsonObject) -> lookups.Part[JsonObject]:
        name = name_of(application.get("candidate"))
        if application.get("status") in ("Archived", "Hired"):
            raise InvalidArguments(
                f"{self.spec.tool}: {name} is {application['status']}; only an active application is advanced. "
                "Nothing was sent."
            )
        stages = yield from lookups.stages_of(str(dig(application, "currentInterviewStage", "interviewPlanId")))
        usable = [it for it in stages if it.get("type") != "Archived"]
        ends = [it for it in stages if it.get("type") == "Archived"]
        if not _named(self.stage, usable) and _named(self.stage, ends):
            raise InvalidArguments(
                f"{self.spec.tool}: {self.stage} is a stage of type Archived; use ashby_reject, which takes a reason. "
                "Nothing was sent."
            )
        return lookups.one_of(self.stage, usable, "stage", "interviewStage", lookups.title_of, lookups.stage_says)


def _named(name: str, stages: list[JsonObject]) -> bool:
    return any(it.get("id") == name for it in stages) or bool(exact(name, stages, lookups.title_of))
