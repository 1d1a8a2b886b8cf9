"""The unified tools that read: any of the fifteen resources, a page of it or one record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, model_validator

from ashby_agent_tools.operations.base import Spec
from ashby_agent_tools.operations.kinds import PREFIXES
from ashby_agent_tools.operations.params import ApplicationId, CandidateId, InterviewStageId, JobId, ListOf, Moment
from ashby_agent_tools.operations.short_ids import SHORT_ID, without_name
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks.base import Answer, Setting, Steps, Task
from ashby_agent_tools.tasks.params import NameOrId
from ashby_agent_tools.tasks.unified_records import UNIFIED, carried, reader_of, shown

__all__ = ["UnifiedGetTask", "UnifiedListTask"]

ResourceName: TypeAlias = Literal[
    "activities", "applications", "attachments", "candidates", "departments", "interviews", "job_form_fields",
    "job_interview_stages", "jobs", "offers", "offices", "reject_reasons", "scorecards", "tags", "users",
]  # fmt: skip
Include: TypeAlias = Annotated[ListOf[str], Field(description="fields whose records come whole: candidate, job")]
_RESOURCES = {
    PREFIXES[kind]: resource
    for kind, resource in {
        "application": "applications", "archiveReason": "reject_reasons", "candidate": "candidates",
        "candidateTag": "tags", "department": "departments", "interviewStage": "job_interview_stages", "job": "jobs",
        "location": "offices", "note": "activities", "offer": "offers", "user": "users",
    }.items()
}  # fmt: skip
_READS = (
    "application.info", "application.list", "applicationFeedback.list", "archiveReason.list",
    "candidate.getRecentEmailMessages", "candidate.info", "candidate.list", "candidate.listNotes", "candidateTag.list",
    "department.info", "department.list", "interviewPlan.list", "interviewSchedule.list", "interviewStage.list",
    "job.info", "job.list", "jobPosting.info", "jobPosting.list", "location.info", "location.list", "offer.info",
    "offer.list", "user.info", "user.list",
)  # fmt: skip


class UnifiedListTask(Task):
    """List a resource in the unified ATS models, a page at a time. At most 250 calls.

    activities need `candidate`. A page can be shorter than `limit` and still have a next one.
    """

    spec = Spec("unified.list", scope=None, risk=READ, entity=UNIFIED, served_by="task")
    tries: ClassVar = _READS
    most_calls: ClassVar = 250

    resource: ResourceName
    candidate: CandidateId | None = None
    job: JobId | None = None
    application: ApplicationId | None = None
    stage: InterviewStageId | None = None
    status: Annotated[str | None, Field(description="as records show it")] = None
    activity_type: Literal["note", "email"] | None = None
    created_after: Moment | None = None
    updated_after: Moment | None = None
    include: Include | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: str | None = None

    def steps(self, setting: Setting) -> Steps:
        """One page."""
        page = yield from carried(
            reader_of(self.resource).page(
                self._filters(),
                cursor=self.cursor,
                limit=self.limit,
                include=tuple(self.include or ()),
                raw=False,
                back=False,
            )
        )
        found: dict[str, Any] = {self.resource: [shown(record) for record in page.result]}
        return Answer(found, page.next_cursor)

    def _filters(self) -> dict[str, Any]:
        words = ("candidate", "job", "application", "stage", "status", "activity_type")
        names = (*words, "created_after", "updated_after")
        given = {name: value for name in names if (value := getattr(self, name)) is not None}
        return {name: _time(value) if name.endswith("_after") else value for name, value in given.items()}


def _time(text: str) -> datetime:
    """A time; a day begins in UTC."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


class UnifiedGetTask(Task):
    """Read one record in the unified ATS models. At most 250 calls: some resources are only in Ashby's lists.

    activities need `candidate`.
    """

    spec = Spec("unified.get", scope=None, risk=READ, entity=UNIFIED, served_by="task")
    tries: ClassVar = _READS
    most_calls: ClassVar = 250

    resource: ResourceName
    id: Annotated[str, NameOrId(tuple(PREFIXES))]
    candidate: CandidateId | None = None
    include: Include | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_of_the_resource(cls, given: Any) -> Any:
        """A short id says of which resource it is."""
        if isinstance(given, dict) and isinstance(text := given.get("id"), str):
            short = SHORT_ID.fullmatch(without_name(text.strip()).lower())
            of = None if short is None else _RESOURCES.get(short[1])
            if of is not None and of != given.get("resource"):
                raise ValueError(f"{text:.60} is one of the {of}: pass resource='{of}', or another id")
        return given

    def steps(self, setting: Setting) -> Steps:
        """One record."""
        narrowed = {} if self.candidate is None else {"candidate": self.candidate}
        script = reader_of(self.resource).one(self.id, tuple(self.include or ()), narrowed, raw=False)
        return Answer({self.resource: [shown((yield from carried(script)))]})
