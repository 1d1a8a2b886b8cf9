"""The unified tools that write: each comes to one write of Ashby's, after the reads that name its stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from ashby_agent_tools.ats import verbs
from ashby_agent_tools.ats.reading import Script
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.applications import ApplicationChangeStage, ApplicationCreate, ArchiveEmail
from ashby_agent_tools.operations.base import JsonObject, Operation, Params, Spec
from ashby_agent_tools.operations.candidate_records import CandidateCreateNote
from ashby_agent_tools.operations.candidates import CandidateCreate, CandidateUpdate
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.metadata import CandidateTagCreate
from ashby_agent_tools.operations.params import (
    ApplicationId,
    ArchiveReasonId,
    CandidateId,
    CommunicationTemplateId,
    Email,
    InterviewStageId,
    JobId,
    ListOf,
    SourceId,
)
from ashby_agent_tools.risk import Risk
from ashby_agent_tools.tasks.base import Plan, PlanStep, Setting, Steps, Task
from ashby_agent_tools.tasks.params import Text
from ashby_agent_tools.tasks.records import CHANGES
from ashby_agent_tools.tasks.unified_records import UNIFIED, carried, mapped

__all__ = [
    "UnifiedCreateActivityTask",
    "UnifiedCreateApplicationTask",
    "UnifiedCreateCandidateTask",
    "UnifiedCreateTagTask",
    "UnifiedHireTask",
    "UnifiedMoveStageTask",
    "UnifiedRejectTask",
    "UnifiedUpdateCandidateTask",
]

_WRITTEN = Entity(
    "unifiedChanges",
    contact=UNIFIED.contact,
    pay=UNIFIED.pay,
    withheld=CHANGES.withheld,
    stated=(*CHANGES.stated, *UNIFIED.stated),
)
_ANY_STAGE = "00000000-0000-0000-0000-000000000000"  # which one it is does not change the danger


def _spec(verb: str, cls: type[Operation]) -> Spec:
    """What is true of the operation is true of the tool."""
    return Spec(
        f"unified.{verb}",
        scope=cls.spec.scope,
        risk=cls.spec.risk,
        worst=cls.spec.worst,
        entity=_WRITTEN,
        served_by="task",
        look=cls.spec.look,
    )


class UnifiedWrite(Task):
    """Base of the unified tools that write. `makes`: the resource of the record that Ashby answers with."""

    most_calls: ClassVar = 2
    makes: ClassVar[str]

    def operation(self) -> Operation:
        """The write, with any stage where the stage is looked up."""
        raise NotImplementedError

    def script(self) -> Script[Operation]:
        """The write, after what it has to read."""
        yield from ()
        return self.operation()

    def says(self) -> str:
        """What it does, in a few words."""
        raise NotImplementedError

    def answered(self, answers: Sequence[Any]) -> JsonObject:
        """The unified record of what Ashby answered."""
        return {self.makes: [mapped(self.makes, answer) for answer in answers]}

    def risk(self) -> Risk:
        """That of the one write."""
        return self.operation().risk()

    def steps(self, setting: Setting) -> Steps:
        """The one write."""
        operation = yield from carried(self.script())
        return Plan(self.says(), (PlanStep(operation, self.says()),), answered=self.answered)


class PlaceParams(Params):
    """A place."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


class UrlParams(Params):
    """A link."""

    url: str
    type: Annotated[str | None, Field(description="LinkedIn, GitHub, or else a website")] = None


class _Person(UnifiedWrite):
    """What a candidate is made of."""

    makes: ClassVar = "candidates"

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    emails: Annotated[ListOf[Email] | None, Field(description="the primary one first")] = None
    phone: str | None = None
    urls: list[UrlParams] | None = None
    location: PlaceParams | None = None

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        """What Ashby cannot take is told to the model at once."""
        try:
            if self.given():
                self.operation()
        except UsageError as error:
            raise ValueError(str(error)) from None
        return self

    def given(self) -> dict[str, Any]:
        """The fields as the unified verbs take them."""
        names = ("name", "first_name", "last_name", "emails")
        given: dict[str, Any] = {name: value for name in names if (value := getattr(self, name)) is not None}
        if self.phone is not None:
            given["phones"] = [self.phone]
        if self.urls is not None:
            given["urls"] = [link.model_dump() for link in self.urls]
        if self.location is not None:
            given["locations"] = [self.location.model_dump()]
        return given


class UnifiedCreateCandidateTask(_Person):
    """Make a candidate: `name`, or first and last name."""

    spec = _spec("createCandidate", CandidateCreate)
    sends: ClassVar = ("candidate.create",)

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.name or self.first_name or self.last_name):
            raise ValueError("a candidate needs a name: give `name`, or `first_name` and `last_name`")
        return self

    def operation(self) -> Operation:
        """candidate.create."""
        return verbs.candidate(self.given())

    def says(self) -> str:
        """Whom it makes."""
        return f"make the candidate {self.operation().body()['name']}"


class UnifiedUpdateCandidateTask(_Person):
    """Change a candidate; what is not named stays."""

    spec = _spec("updateCandidate", CandidateUpdate)
    sends: ClassVar = ("candidate.update",)

    id: CandidateId

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.given():
            raise ValueError("name what is to be changed")
        return self

    def operation(self) -> Operation:
        """candidate.update."""
        return verbs.candidate_changes(self.id, self.given())

    def says(self) -> str:
        """What it changes."""
        return f"change {', '.join(self.given())} of a candidate"


class UnifiedCreateApplicationTask(UnifiedWrite):
    """Consider a candidate for a job."""

    spec = _spec("createApplication", ApplicationCreate)
    sends: ClassVar = ("application.create",)
    makes: ClassVar = "applications"

    candidate: CandidateId
    job: JobId
    stage: InterviewStageId | None = None
    source: SourceId | None = None

    def operation(self) -> Operation:
        """application.create."""
        return verbs.application(self.candidate, self.job, stage=self.stage, source=self.source)

    def says(self) -> str:
        """What it does."""
        return "consider the candidate for the job"


class _Moves(UnifiedWrite):
    """What moves an application."""

    sends: ClassVar = ("application.changeStage",)
    makes: ClassVar = "applications"

    application: ApplicationId


class UnifiedMoveStageTask(_Moves):
    """Move an application to another stage of its plan."""

    spec = _spec("moveStage", ApplicationChangeStage)

    stage: InterviewStageId

    def operation(self) -> Operation:
        """application.changeStage."""
        return ApplicationChangeStage(applicationId=self.application, interviewStageId=self.stage)

    def says(self) -> str:
        """What it does."""
        return "move the application to another stage"


class UnifiedRejectTask(_Moves):
    """Archive an application for a reason; `mail` names the template that the candidate is sent, else nobody is."""

    spec = _spec("reject", ApplicationChangeStage)
    reads: ClassVar = ("application.info", "interviewStage.list")

    reason: ArchiveReasonId
    mail: CommunicationTemplateId | None = None

    def operation(self) -> Operation:
        """application.changeStage with a reason."""
        mail = None if self.mail is None else ArchiveEmail(communicationTemplateId=self.mail)
        return ApplicationChangeStage(
            applicationId=self.application, interviewStageId=_ANY_STAGE, archiveReasonId=self.reason, archiveEmail=mail
        )

    def script(self) -> Script[Operation]:
        """The same, at the stage of the plan that is for it."""
        return verbs.rejected(self.application, self.reason, self.mail)

    def says(self) -> str:
        """What it does."""
        return "reject the application" + (", with an email" if self.mail else "")


class UnifiedHireTask(_Moves):
    """Move an application to the stage of its plan that counts as a hire."""

    spec = _spec("hire", ApplicationChangeStage)
    reads: ClassVar = ("application.info", "interviewStage.list")

    def operation(self) -> Operation:
        """application.changeStage."""
        return ApplicationChangeStage(applicationId=self.application, interviewStageId=_ANY_STAGE)

    def script(self) -> Script[Operation]:
        """The same, at the stage of the plan that is for it."""
        return verbs.hired(self.application)

    def says(self) -> str:
        """What it does."""
        return "hire the candidate"


class UnifiedCreateActivityTask(UnifiedWrite):
    """Leave a note about a candidate."""

    spec = _spec("createActivity", CandidateCreateNote)
    sends: ClassVar = ("candidate.createNote",)
    makes: ClassVar = "activities"

    candidate: CandidateId
    note: Text
    private: bool | None = None

    def operation(self) -> Operation:
        """candidate.createNote."""
        return verbs.note(self.candidate, self.note, private=self.private)

    def says(self) -> str:
        """What it does."""
        return "a note about the candidate"

    def answered(self, answers: Sequence[Any]) -> JsonObject:
        """The note with its candidate."""
        return super().answered([{"candidateId": self.candidate, "note": answer} for answer in answers])


class UnifiedCreateTagTask(UnifiedWrite):
    """Make a tag; one that is there already is given back."""

    spec = _spec("createTag", CandidateTagCreate)
    sends: ClassVar = ("candidateTag.create",)
    makes: ClassVar = "tags"

    name: Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=200)]

    def operation(self) -> Operation:
        """candidateTag.create."""
        return verbs.tag(self.name)

    def says(self) -> str:
        """What it makes."""
        return f"make the tag {self.name}"
