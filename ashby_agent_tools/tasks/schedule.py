"""Schedule: book one interview for a candidate, everybody and everything by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.jobs import JobInterviewPlanInfo
from ashby_agent_tools.operations.params import ListOf
from ashby_agent_tools.operations.schedules import Interviewer, InterviewScheduleCreate, ScheduledEvent
from ashby_agent_tools.risk import Risk
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Ambiguous, Choice, Plan, PlanStep, Setting, Steps, Task
from ashby_agent_tools.tasks.names import exact, person_name
from ashby_agent_tools.tasks.params import InterviewName, JobName, UserName, Who
from ashby_agent_tools.tasks.proposals import PROPOSES, proposal
from ashby_agent_tools.tasks.records import CHANGES, dig, name_of
from ashby_agent_tools.tasks.times import ZonedTime, moment

__all__ = ["ScheduleTask"]

_INVITES = InterviewScheduleCreate.spec.risk


class ScheduleTask(Task):
    """Book an interview of a candidate with interviewers at a time; invitations can go out.

    `interview`: one of the job's interview plan; needed where the current stage has several. propose=true only writes
    a note that proposes it.
    """

    spec = Spec(
        "schedule",
        scope="interviewsWrite",
        risk=_INVITES,
        worst=_INVITES | PROPOSES,
        tags=("scheduling",),
        entity=CHANGES,
        served_by="task",
        look="interviewSchedule.list",
    )
    sends: ClassVar = ("interviewSchedule.create", "candidate.createNote")
    reads: ClassVar = (*lookups.PERSON_READS, *lookups.JOB_READS, *lookups.USER_READS, "jobInterviewPlan.info")
    most_calls: ClassVar = 60

    candidate: Who
    interviewers: Annotated[ListOf[UserName], Field(min_length=1, max_length=6, description="names or emails")]
    start: ZonedTime
    minutes: Annotated[int | None, Field(ge=5, le=480, description="default: the interview's own")] = None
    interview: InterviewName | None = None
    job: JobName | None = None
    propose: bool | None = None

    def risk(self) -> Risk:
        """Invitations, or a note alone where it proposes."""
        return PROPOSES if self.propose else self.spec.risk

    def steps(self, setting: Setting) -> Steps:
        """The application, the interview of its plan, the colleagues; then one schedule with one event."""
        job = yield from lookups.job_if_named(self.job)
        application = yield from lookups.one_application(self.candidate, job)
        plan: JsonObject = yield JobInterviewPlanInfo(jobId=dig(application, "job", "id"))
        interview = self._interview(application, plan)
        found: dict[str, JsonObject] = {}  # each once, however often and by whatever name
        for who in self.interviewers:
            user = yield from lookups.user(who, "interviewers")
            found[str(user["id"])] = user
        people = list(found.values())
        event = self._event(interview, people, setting)
        names = ", ".join(map(person_name, people))
        says = (
            f"book {interview['title']} for {name_of(application.get('candidate'))} "
            f"({dig(application, 'job', 'title')}) with {names}, {event.startTime} to {event.endTime}"
        )
        if self.propose:
            return Plan("Schedule", (proposal(application, says),))
        booking = InterviewScheduleCreate(applicationId=application["id"], interviewEvents=[event])
        return Plan("Schedule", (PlanStep(booking, says),))

    def _event(self, interview: JsonObject, people: list[JsonObject], setting: Setting) -> ScheduledEvent:
        start = moment(self.start)
        minutes = self.minutes or interview.get("interviewDurationMinutes")
        if start is None or not isinstance(minutes, int | float):
            raise InvalidArguments(
                f"{self.spec.tool}: the plan names no length for {interview['title']}; give minutes. Nothing was sent."
            )
        event = ScheduledEvent(
            startTime=start.isoformat(),
            endTime=(start + timedelta(minutes=minutes)).isoformat(),
            interviewers=[Interviewer(email=str(it.get("email"))) for it in people],
            interviewId=interview["interviewId"],
        )
        if late := event.too_late(setting.now):
            raise InvalidArguments(f"{self.spec.tool}: {late}. Nothing was sent.")
        return event

    def _interview(self, application: JsonObject, plan: JsonObject) -> JsonObject:
        """The one that is named, in the whole plan; without a name the one of the current stage."""
        at = dig(application, "currentInterviewStage", "id")
        everywhere = [(stage, it) for stage in plan.get("stages") or () for it in _interviews_of(stage)]
        here = [it for stage, it in everywhere if stage.get("id") == at]
        if self.interview is None:
            fitting = here
            problem = f"the current stage has {len(here)} interviews"
        else:
            named = [it for _, it in everywhere if it.get("interviewId") == self.interview]
            fitting = named or exact(self.interview, [it for _, it in everywhere], lookups.title_of)
            problem = f"{len(fitting) or 'no'} interviews of the plan are called {self.interview!r}"
        different = {str(it.get("interviewId")): it for it in fitting}
        if len(different) == 1:
            return next(iter(different.values()))
        offered = {str(it["interviewId"]): (stage, it) for stage, it in everywhere}
        choices = tuple(
            Choice("interview", identity, f"{it.get('title')} (stage {stage.get('title')})")
            for identity, (stage, it) in offered.items()
        )
        raise Ambiguous(problem, "interview", choices)


def _interviews_of(stage: JsonObject) -> list[JsonObject]:
    return [it for activity in stage.get("activities") or () for it in activity.get("interviews") or ()]
