"""Rejecting: archive applications with a reason, an email and a note, all asked about at once."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ashby_agent_tools.operations.applications import ApplicationChangeStage, ArchiveEmail
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.candidate_records import CandidateCreateNote
from ashby_agent_tools.operations.params import ListOf, Moment
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, WRITE, Risk
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Ambiguous, Plan, PlanStep, Setting, Steps, Task, union
from ashby_agent_tools.tasks.params import JobName, ReasonName, StageName, TemplateName, Text, Who
from ashby_agent_tools.tasks.proposals import PROPOSES, proposal
from ashby_agent_tools.tasks.records import CHANGES, dig, name_of

__all__ = ["RejectTask"]

_ARCHIVES = DESTRUCTIVE.because("it archives applications: the candidates are rejected")


class RejectTask(Task):
    """Reject candidates: archive their applications with a reason, and an email if `template` names one.

    `candidate`: names, emails or ids; one question for all. propose=true only writes a note that proposes it.
    """

    spec = Spec(
        "reject",
        scope="candidatesWrite",
        risk=_ARCHIVES.undone_by("application.changeStage"),
        worst=union(_ARCHIVES, NOTIFIES, WRITE),
        tags=("pipeline",),
        entity=CHANGES,
        served_by="task",
        look="application.info",
    )
    sends: ClassVar = ("application.changeStage", "candidate.createNote")
    reads: ClassVar = (
        *lookups.PERSON_READS, *lookups.JOB_READS, "archiveReason.list", "interviewStage.list",
        "communicationTemplate.list",
    )  # fmt: skip
    most_calls: ClassVar = 160

    candidate: Annotated[ListOf[Who], Field(min_length=1, max_length=10)]
    reason: ReasonName
    job: JobName | None = None
    template: TemplateName | None = None
    send_at: Annotated[Moment | None, Field(description="of the email; default next morning")] = None
    note: Text | None = None
    stage: Annotated[StageName | None, Field(description="where a plan has several archive stages")] = None
    propose: bool | None = None

    @model_validator(mode="after")
    def _time_is_of_an_email(self) -> Self:
        if self.send_at is not None and self.template is None:
            raise ValueError(
                "send_at is the time of an email, and no template is named: name one, or leave out send_at"
            )
        return self

    def risk(self) -> Risk:
        """What will be sent: archives, with an email where a template is named; a note alone where it proposes."""
        if self.propose:
            return PROPOSES
        risk = self.spec.risk
        if self.template is not None:
            risk = (risk | NOTIFIES).because("the candidates get an email")
        return risk | WRITE if self.note is not None else risk

    def steps(self, here: Setting) -> Steps:
        """Find everything by name, then archive one by one."""
        job = yield from lookups.job_if_named(self.job)
        reason = yield from lookups.reason(self.reason)
        template = (yield from lookups.template(self.template)) if self.template is not None else None
        writes: list[PlanStep] = []
        already: list[str] = []
        for who in self.candidate:
            application = yield from lookups.one_application(who, job)
            name, title = name_of(application.get("candidate")), dig(application, "job", "title")
            archived = application.get("status") == "Archived"
            if archived:
                already.append(f"{name} ({title}) is archived already")
            if archived and (self.note is None or dig(application, "archiveReason", "id") != reason["id"]):
                continue
            says = f"reject {name} for {title}: {reason['text']}" + (
                f", with the email {template['title']}" if template else ""
            )
            if self.propose:
                writes.append(proposal(application, says, self.note))
                continue
            if not archived:  # the rest of a rejection that stopped on its way
                stage = yield from self._archive_stage(application)
                writes.append(PlanStep(self._archived(application, stage, reason, template), says))
            if self.note is not None:
                note = CandidateCreateNote(candidateId=application["candidate"]["id"], note=self.note)
                writes.append(PlanStep(note, f"note on {name}"))
        return Plan("Reject", tuple(writes), nothing="; ".join(already), beside={"already": already} if already else {})

    def _archived(
        self, application: JsonObject, stage: JsonObject, reason: JsonObject, template: JsonObject | None
    ) -> ApplicationChangeStage:
        email = None
        if template is not None:
            email = ArchiveEmail(communicationTemplateId=template["id"], sendAt=self.send_at)
        return ApplicationChangeStage(
            applicationId=application["id"],
            interviewStageId=stage["id"],
            archiveReasonId=reason["id"],
            archiveEmail=email,
        )

    def _archive_stage(self, application: JsonObject) -> lookups.Part[JsonObject]:
        plan_id = dig(application, "currentInterviewStage", "interviewPlanId")
        stages = yield from lookups.stages_of(plan_id)
        archived = [it for it in stages if it.get("type") == "Archived"]
        if self.stage is not None:
            return lookups.one_of(self.stage, archived, "stage", "interviewStage", lookups.title_of, lookups.stage_says)
        if len(archived) == 1:
            return archived[0]
        raise Ambiguous(
            f"the interview plan has {len(archived)} stages of type Archived", "stage", lookups.stage_choices(archived)
        )
