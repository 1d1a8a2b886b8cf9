"""One class per type of event that Ashby documents, with what its data holds; `parse` makes an event of its class.

    match event:
        case webhooks.kinds.CandidateHire(application=application):
            ...application["candidate"]["name"]...

Sources: Ashby's OpenAPI document of June 2026 and its reference of July 2026. A type that is newer, and an event that
lacks what its type is documented to carry, stays a plain `Event`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from ashby_agent_tools.webhooks.events import Event

if TYPE_CHECKING:
    from ashby_agent_tools.webhooks import records  # noqa: F401  (named in texts, so that it is not loaded)

Json = Any  # a JSON value
T = TypeVar("T")


class Part(Generic[T]):
    """What stands under a key of an event's data, of the JSON type `of`. `needed`: an event of this type has it."""

    def __init__(self, key: str, of: type = dict, *, needed: bool = True) -> None:
        self.key, self.of, self.needed = key, of, needed

    @overload
    def __get__(self, event: None, owner: type[Event]) -> Part[T]: ...
    @overload
    def __get__(self, event: Event, owner: type[Event]) -> T: ...
    def __get__(self, event: Event | None, owner: type[Event]) -> Part[T] | T:
        """The value in an event."""
        if event is None:
            return self
        value: Json = event.data[self.key] if self.needed else event.data.get(self.key)
        return cast("T", value)


class ApplicationSubmit(Event):
    """Somebody applied, or was added to a job; not for imports and for what integrations synchronize."""

    application = Part["records.Application"]("application")


class ApplicationUpdate(Event):
    """An application was changed; comes with every change of stage, too."""

    application = Part["records.Application"]("application")


class CandidateStageChange(Event):
    """An application moved to another stage."""

    application = Part["records.Application"]("application")


class CandidateHire(Event):
    """A candidate was hired, also for a confidential job; a stage change and an update come with it."""

    application = Part["records.Application"]("application")
    offer = Part["records.Offer | None"]("offer", needed=False)


class PushToHris(Event):
    """Somebody asked Ashby to send a hired candidate to the HR system."""

    application = Part["records.Application"]("application")


class CandidateDelete(Event):
    """A candidate was deleted: nothing answers to the id any more."""

    candidate = Part["records.RecordReference"]("candidate")


class CandidateMerge(Event):
    """Two candidates became one: `merged` has everything now, `deleted` is gone."""

    deleted = Part["records.RecordReference"]("deletedCandidate")
    merged = Part["records.RecordReference"]("mergedCandidate")


class CandidateRecentEmailMessagesUpdated(Event):
    """A candidate's recent emails changed (beta). A signal only, which may come twice, or out of order.

    `watermark`: for candidate.getRecentEmailMessages, within an hour.
    """

    candidate = Part["records.RecordReference"]("candidate")
    watermark = Part[str]("watermark", str)


class InterviewPlanTransition(Event):
    """A job got another interview plan; a job update comes with it. `stages`: where the applications of each went."""

    job_id = Part[str]("jobId", str)
    from_plan = Part["records.InterviewPlan"]("fromInterviewPlan")
    to_plan = Part["records.InterviewPlan"]("toInterviewPlan")
    stages = Part["list[records.StageMapping]"]("interviewStageMappings", list)


class InterviewScheduleCreate(Event):
    """An interview schedule was made; an update comes with it."""

    schedule = Part["records.InterviewSchedule"]("interviewSchedule")


class InterviewScheduleUpdate(Event):
    """An interview schedule was changed: its times, its state, its interviewers."""

    schedule = Part["records.InterviewSchedule"]("interviewSchedule")


class JobCreate(Event):
    """A job was made."""

    job = Part["records.Job"]("job")


class JobUpdate(Event):
    """A job was changed."""

    job = Part["records.Job"]("job")


class JobPostingUpdate(Event):
    """A job posting was changed. The event has no description of the job."""

    posting = Part["records.JobPosting"]("jobPosting")


class JobPostingPublish(Event):
    """A job posting was published; an update comes with it."""

    posting = Part["records.JobPosting"]("jobPosting")


class JobPostingUnpublish(Event):
    """A job posting is public no longer; an update comes with it."""

    posting = Part["records.JobPosting"]("jobPosting")


class JobPostingDelete(Event):
    """A job posting was deleted."""

    posting = Part["records.DeletedPosting"]("jobPosting")


class OfferCreate(Event):
    """An offer was made."""

    offer = Part["records.Offer"]("offer")


class OfferUpdate(Event):
    """An offer was changed, approved, accepted, or called off."""

    offer = Part["records.Offer"]("offer")


class OfferDelete(Event):
    """An offer was deleted."""

    offer = Part["records.DeletedOffer"]("offer")


class OpeningCreate(Event):
    """An opening was made."""

    opening = Part["records.Opening"]("opening")


class SignatureRequestUpdate(Event):
    """A request for an electronic signature changed: `happened` is sent, cancelled, completed or deleted.

    `about`: `offer` or `application`; the ids of the other are None.
    """

    about = Part[str]("relatedEntityType", str)
    happened = Part[str]("eventType", str)
    application_id = Part["str | None"]("applicationId", str, needed=False)
    offer_id = Part["str | None"]("offerId", str, needed=False)
    offer_version_id = Part["str | None"]("offerVersionId", str, needed=False)


class SurveySubmit(Event):
    """A candidate answered a survey; never an anonymous one, and never one about diversity."""

    submission = Part["records.SurveySubmission"]("surveySubmission")


class TakeHomeAssignmentAssigned(Event):
    """A take-home assignment waits for what the candidate submits (beta). What `data` holds is not documented."""


class TakeHomeAssignmentSubmitted(Event):
    """A candidate submitted a take-home assignment, which waits for feedback (beta). `data`: not documented."""


class TakeHomeAssignmentCompleted(Event):
    """A take-home assignment has its feedback (beta). What `data` holds is not documented."""


class TakeHomeAssignmentCancelled(Event):
    """A take-home assignment was called off (beta). What `data` holds is not documented."""


class Ping(Event):
    """The test that Ashby sends when a setting is made or edited; receivers answer it by themselves."""

    kind = Part[str]("webhookActionType", str)


KINDS: Mapping[str, type[Event]] = MappingProxyType(
    {
        "applicationSubmit": ApplicationSubmit,
        "applicationUpdate": ApplicationUpdate,
        "candidateDelete": CandidateDelete,
        "candidateHire": CandidateHire,
        "candidateMerge": CandidateMerge,
        "candidateRecentEmailMessagesUpdated": CandidateRecentEmailMessagesUpdated,
        "candidateStageChange": CandidateStageChange,
        "interviewPlanTransition": InterviewPlanTransition,
        "interviewScheduleCreate": InterviewScheduleCreate,
        "interviewScheduleUpdate": InterviewScheduleUpdate,
        "jobCreate": JobCreate,
        "jobPostingDelete": JobPostingDelete,
        "jobPostingPublish": JobPostingPublish,
        "jobPostingUnpublish": JobPostingUnpublish,
        "jobPostingUpdate": JobPostingUpdate,
        "jobUpdate": JobUpdate,
        "offerCreate": OfferCreate,
        "offerDelete": OfferDelete,
        "offerUpdate": OfferUpdate,
        "openingCreate": OpeningCreate,
        "ping": Ping,
        "pushToHRIS": PushToHris,
        "signatureRequestUpdate": SignatureRequestUpdate,
        "surveySubmit": SurveySubmit,
        "takeHomeAssignmentAssigned": TakeHomeAssignmentAssigned,
        "takeHomeAssignmentCancelled": TakeHomeAssignmentCancelled,
        "takeHomeAssignmentCompleted": TakeHomeAssignmentCompleted,
        "takeHomeAssignmentSubmitted": TakeHomeAssignmentSubmitted,
    }
)
"""The class of each type, by Ashby's name of it."""


def parts_of(kind: type[Event]) -> dict[str, Part[Json]]:
    """What the data of this type holds, by the names of the attributes."""
    return {name: value for name, value in vars(kind).items() if isinstance(value, Part)}


def typed(event: Event) -> Event:
    """The event as its own class; as it is where the type is unknown, or something is not there that should be."""
    kind = KINDS.get(event.action)
    if kind is None:
        return event
    for part in parts_of(kind).values():
        value = event.data.get(part.key)
        if not isinstance(value, part.of) and (part.needed or value is not None):
            return event
    return kind(event.action, event.data, event.id)
