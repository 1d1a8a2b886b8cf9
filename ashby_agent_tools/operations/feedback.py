"""Feedback: scorecards on applications, requests for them, and the forms they are written on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import (
    ApplicationId,
    EpochMs,
    FeedbackFormDefinitionId,
    FormValue,
    InterviewEventId,
    InterviewId,
    ListOf,
    Synced,
    UserId,
)
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk


class ApplicationFeedbackList(Synced):
    """List submitted scorecards, of one application or of all: the form, the answers, who wrote them and when."""

    spec = Spec(
        "applicationFeedback.list",
        scope="candidatesRead",
        risk=READ,
        tags=("pipeline", "scheduling"),
        entity=entities.APPLICATION_FEEDBACK,
        paging="sync",
        aliases=("list_all_ashby_application_feedbacks",),
    )

    applicationId: ApplicationId | None = None
    createdAfter: EpochMs | None = None


class FeedbackAnswer(Params):
    """The answer to one field of a feedback form."""

    path: str
    value: FormValue


class FeedbackAnswers(Params):
    """The answers to a feedback form."""

    fieldSubmissions: ListOf[FeedbackAnswer]


class ApplicationFeedbackSubmit(Operation):
    """Submit a scorecard on an application, credited to a user; it cannot be taken back.

    Paths: feedbackFormDefinition.info. RichText {"type": "PlainText", "value"}; Score {"score": 1-4}; Currency
    {"value", "currencyCode"}; NumberRange {"type": "number-range", "minValue", "maxValue"}; CompensationRange
    likewise, plus currencyCode, interval.
    """

    spec = Spec(
        "applicationFeedback.submit",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("a scorecard is permanent: it can be neither changed nor deleted from here"),
        tags=("pipeline", "scheduling"),
        entity=entities.APPLICATION_FEEDBACK,
        aliases=("create_a_ashby_application_feedback",),
        look="applicationFeedback.list",
    )

    applicationId: ApplicationId
    formDefinitionId: FeedbackFormDefinitionId
    feedbackForm: FeedbackAnswers
    userId: Annotated[UserId | None, Field(description="default: the API key's user")] = None
    interviewEventId: Annotated[
        InterviewEventId | None, Field(description="needs userId, an interviewer of that event")
    ] = None

    @model_validator(mode="after")
    def _event_needs_a_user(self) -> ApplicationFeedbackSubmit:
        if self.interviewEventId is not None and self.userId is None:
            raise ValueError("with interviewEventId give userId too: an interviewer of that event")
        return self

    def risk(self) -> Risk:
        """With an event it is no further scorecard but the one that the interviewer was to write."""
        if self.userId is None:
            return self.spec.risk
        if self.interviewEventId is None:
            return self.spec.risk.because("it is credited to the user as their own verdict")
        return self.spec.risk.because("it fills the interviewer's own scorecard of that interview")


class ApplicationFeedbackRequestCreate(Operation):
    """Ask a user for feedback on an application without scheduling an interview.

    The interview must request feedback. The answered interviewEventId goes to applicationFeedback.submit.
    """

    spec = Spec(
        "applicationFeedbackRequest.create",
        scope="candidatesWrite",
        risk=(WRITE | NOTIFIES).because(
            "the user is asked for feedback, which cannot be withdrawn from here",
            "it may open the application to the user",
        ),
        tags=("pipeline", "scheduling"),
        entity=entities.FEEDBACK_REQUEST,
        look="interviewSchedule.list",
    )

    applicationId: ApplicationId
    interviewId: InterviewId
    interviewerUserId: UserId


class FeedbackFormDefinitionInfo(Operation):
    """Read one feedback form: its sections, fields, their paths, types and selectable values."""

    spec = Spec(
        "feedbackFormDefinition.info",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings", "scheduling"),
        entity=entities.FEEDBACK_FORM,
        aliases=("get_single_ashby_feedback_form_definition_by_id",),
    )

    feedbackFormDefinitionId: FeedbackFormDefinitionId


class FeedbackFormDefinitionList(Synced):
    """List feedback forms with their fields."""

    spec = Spec(
        "feedbackFormDefinition.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings", "scheduling"),
        entity=entities.FEEDBACK_FORM,
        paging="sync",
        aliases=("list_all_ashby_feedback_form_definitions",),
    )

    includeArchived: bool | None = None
