"""Leave feedback: submit a scorecard by the titles of its form's questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from ashby_agent_tools.operations.base import Json, JsonObject, Spec
from ashby_agent_tools.operations.feedback import (
    ApplicationFeedbackSubmit,
    FeedbackAnswer,
    FeedbackAnswers,
    FeedbackFormDefinitionInfo,
    FeedbackFormDefinitionList,
)
from ashby_agent_tools.operations.interviews import InterviewInfo
from ashby_agent_tools.operations.params import FormValue
from ashby_agent_tools.operations.schedules import InterviewScheduleList
from ashby_agent_tools.risk import Risk
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Ambiguous, Choice, Plan, PlanStep, Setting, Steps, Task
from ashby_agent_tools.tasks.forms import answered
from ashby_agent_tools.tasks.interviews import events_of, interviewers
from ashby_agent_tools.tasks.names import exact
from ashby_agent_tools.tasks.params import EventName, FormName, JobName, UserName, Who
from ashby_agent_tools.tasks.proposals import PROPOSES, proposal
from ashby_agent_tools.tasks.records import CHANGES, dig, name_of
from ashby_agent_tools.tasks.times import moment

__all__ = ["LeaveFeedbackTask"]

_FORM_PAGES = 3
_STANDS = ApplicationFeedbackSubmit.spec.risk


class LeaveFeedbackTask(Task):
    """Submit a colleague's scorecard on a candidate, by the titles of the form's questions; it cannot be taken back.

    The form is that of the colleague's interview without a scorecard, else the default form, unless `form` names one.
    Write down only what the colleague said. propose=true only writes a note.
    """

    spec = Spec(
        "leaveFeedback",
        scope="candidatesWrite",
        risk=_STANDS.because("it is credited to the colleague as their own verdict"),
        worst=_STANDS | PROPOSES,
        tags=("pipeline", "scheduling"),
        entity=CHANGES,
        served_by="task",
        look="applicationFeedback.list",
    )
    sends: ClassVar = ("applicationFeedback.submit", "candidate.createNote")
    reads: ClassVar = (
        *lookups.PERSON_READS, *lookups.JOB_READS, *lookups.USER_READS,
        "feedbackFormDefinition.list", "feedbackFormDefinition.info", "interview.info", "interviewSchedule.list",
    )  # fmt: skip
    most_calls: ClassVar = 45

    candidate: Who
    user: Annotated[UserName, Field(description="whose scorecard it is: name, email or id")]
    answers: Annotated[dict[str, FormValue], Field(min_length=1, description="question title: answer or option label")]
    interview: Annotated[EventName | None, Field(description="where several scorecards are owed")] = None
    form: FormName | None = None
    job: JobName | None = None
    propose: bool | None = None

    def risk(self) -> Risk:
        """A scorecard for good, or a note alone where it proposes."""
        return PROPOSES if self.propose else self.spec.risk

    def steps(self, setting: Setting) -> Steps:
        """The application, the colleague's open interview, its form; then the answers by their titles."""
        job = yield from lookups.job_if_named(self.job)
        application = yield from lookups.one_application(self.candidate, job)
        user = yield from lookups.user(self.user)
        event = yield from self._event(application, user, setting)
        form = yield from self._form(event)
        answers = answered(self.spec.tool, form, self.answers)
        about = f" on {event['interview']['title']}" if event else ""
        says = (
            f"scorecard of {name_of(user)} for {name_of(application.get('candidate'))}{about}: "
            + ", ".join(f"{title} = {value}" for title, value in self.answers.items())[:150]
        )
        if self.propose:
            return Plan("Scorecard", (proposal(application, says, _text_of(self.answers)),))
        card = ApplicationFeedbackSubmit(
            applicationId=application["id"],
            formDefinitionId=form["id"],
            feedbackForm=FeedbackAnswers(fieldSubmissions=[FeedbackAnswer(path=p, value=v) for p, v in answers]),
            userId=user["id"],
            interviewEventId=event["id"] if event else None,
        )
        return Plan("Scorecard", (PlanStep(card, says),))

    def _event(self, application: JsonObject, user: JsonObject, setting: Setting) -> lookups.Part[JsonObject | None]:
        """The colleague's interview that took place and has no scorecard; of several, none is guessed."""
        if self.form is not None:
            return None
        found = yield from lookups.every(InterviewScheduleList(applicationId=application["id"], limit=100), 2)
        owed: list[JsonObject] = []
        for _, event in events_of(found):
            if _is_open(event, str(user["id"]), setting):
                interview: JsonObject = yield InterviewInfo(id=event["interviewId"])
                if not interview.get("isDebrief"):  # nobody owes a scorecard on one
                    owed.append({**event, "interview": interview})
        if self.interview is None:
            fitting = owed
        else:
            fitting = [it for it in owed if self.interview in (it["id"], it["interviewId"])]
            fitting = fitting or exact(self.interview, owed, _interview_title)
        if len(fitting) == 1 or (self.interview is None and not fitting):
            return fitting[0] if fitting else None
        choices = tuple(
            Choice("interviewEvent", str(it["id"]), f"{_interview_title(it)}, {str(it.get('startTime'))[:16]}")
            for it in (fitting or owed)
        )
        called_so = f" called {self.interview!r}" if self.interview else ""
        problem = f"{name_of(user)} owes {len(fitting) or 'no'} scorecards{called_so} on this application"
        raise Ambiguous(problem, "interview", choices)

    def _form(self, event: JsonObject | None) -> lookups.Part[JsonObject]:
        identity = dig(event, "interview", "feedbackFormDefinitionId") if event else None
        if identity is not None:
            return (yield from lookups.one_read(FeedbackFormDefinitionInfo(feedbackFormDefinitionId=identity)))
        forms = yield from lookups.every(FeedbackFormDefinitionList(limit=100), _FORM_PAGES)
        usable = [it for it in forms if not it.get("isArchived")]
        if self.form is not None:
            return lookups.one_of(
                self.form, usable, "form", "feedbackFormDefinition", lookups.title_of, lookups.title_of
            )
        default = [it for it in usable if it.get("isDefaultForm")]
        if len(default) == 1:
            return default[0]
        choices = tuple(Choice("feedbackFormDefinition", str(it["id"]), lookups.title_of(it)) for it in usable)
        raise Ambiguous(f"there are {len(default)} default forms", "form", choices)


def _interview_title(event: JsonObject) -> str:
    return str(dig(event, "interview", "title") or "")


def _is_open(event: JsonObject, user_id: str, setting: Setting) -> bool:
    end = moment(event.get("endTime"))
    mine = any(it.get("id") == user_id and it.get("isFeedbackRequired", True) for it in interviewers(event))
    return mine and end is not None and end <= setting.now and not event.get("hasSubmittedFeedback")


def _text_of(answers: Mapping[str, Json]) -> str:
    return "\n".join(f"{title}: {value}" for title, value in answers.items())
