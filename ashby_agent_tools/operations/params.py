"""Shared parameter types: ids, times, lists that forgive a single value.

An operation of your own uses them as the catalogue does: a field of type `CandidateId` takes short ids in a
conversation, `EpochMs` takes ISO 8601, `ListOf[UserId]` takes a single id.

An id is a UUID as a string. During `prepare` a conversation's short ids (`cand_412`) are resolved here and nowhere
else, through the validation context, so a short id is never looked for in free text.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, ValidationInfo, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.short_ids import is_uuid, prefix_of, without_name

__all__ = [
    "Amount",
    "AnyId",
    "ApplicationFeedbackId",
    "ApplicationHistoryId",
    "ApplicationId",
    "ApprovalDefinitionId",
    "ApprovalStepId",
    "ArchiveReasonId",
    "AssessmentId",
    "BrandId",
    "CandidateId",
    "CandidateTagId",
    "CloseReasonId",
    "CommunicationTemplateId",
    "CustomFieldId",
    "Day",
    "DepartmentId",
    "Email",
    "EmploymentType",
    "EpochMs",
    "ExtraData",
    "FeedbackFormDefinitionId",
    "FormInstanceId",
    "FormValue",
    "HiringTeamRoleId",
    "IdOf",
    "InterviewEventId",
    "InterviewId",
    "InterviewPlanId",
    "InterviewScheduleId",
    "InterviewStageId",
    "InterviewerPauseId",
    "InterviewerPoolId",
    "JobBoardId",
    "JobId",
    "JobPostingId",
    "JobTemplateId",
    "Limit",
    "ListOf",
    "LocationId",
    "Moment",
    "NoteId",
    "NotetakerTranscriptId",
    "OfferFormId",
    "OfferId",
    "OfferProcessId",
    "OfferVersionId",
    "OpeningId",
    "Paged",
    "PayInterval",
    "PayKind",
    "ProjectId",
    "ReferralFormId",
    "ReportId",
    "Resolve",
    "SequenceId",
    "SequenceStageId",
    "SequenceTemplateId",
    "SourceId",
    "SurveyFormDefinitionId",
    "SurveyRequestId",
    "SurveySubmissionId",
    "Synced",
    "TakeHomeAssignmentId",
    "TimeOfDay",
    "UserId",
    "WebhookId",
    "WorkplaceType",
    "moment_of",
]


FormValue = Annotated[Json, WithJsonSchema({"type": ["string", "number", "boolean", "array", "object"], "items": {}})]
"""The answer to a form's field. Its kinds are named: compilers of grammars fail at a description without a type."""


class Resolve(Protocol):
    """Turns what a caller wrote for an id of `kind` into a full UUID; raises ValueError with a message for a model."""

    def __call__(self, kind: str, text: str, /) -> str:
        """The UUID of a record of `kind`."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class IdOf:
    """Marks a string as the id of one kind of record, and checks it after short ids are resolved."""

    kind: str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A plain string in the JSON schema; resolved and checked when validated."""
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def check(self, text: str, info: ValidationInfo) -> str:
        """The full UUID, in lower case."""
        resolve: Resolve | None = (info.context or {}).get("resolve")
        found = text.strip()
        if resolve is not None:
            try:
                found = resolve(self.kind, without_name(found))
            except ValueError as error:
                raise PydanticCustomError("ashby_id", "{problem}", {"problem": str(error)}) from error
        if not is_uuid(found):
            raise PydanticCustomError(
                "ashby_id",
                "{text} is not an id: it must be {form}, copied from a result",
                {"text": repr(found[:60]), "form": self._form(short=resolve is not None)},
            )
        return found.lower()

    def _form(self, *, short: bool) -> str:
        """What an id looks like where it is copied from: results of a conversation show short ids."""
        return f"a short id such as {prefix_of(self.kind)}_123 or a full UUID" if short else "a full UUID"


AnyId = Annotated[str, IdOf("any")]  # an id whose kind depends on another argument
ApplicationFeedbackId = Annotated[str, IdOf("applicationFeedback")]
ApplicationHistoryId = Annotated[str, IdOf("applicationHistory")]
ApplicationId = Annotated[str, IdOf("application")]
ApprovalDefinitionId = Annotated[str, IdOf("approvalDefinition")]
ApprovalStepId = Annotated[str, IdOf("approvalStep")]
ArchiveReasonId = Annotated[str, IdOf("archiveReason")]
AssessmentId = Annotated[str, IdOf("assessment")]
BrandId = Annotated[str, IdOf("brand")]
CandidateId = Annotated[str, IdOf("candidate")]
CandidateTagId = Annotated[str, IdOf("candidateTag")]
CloseReasonId = Annotated[str, IdOf("closeReason")]
CommunicationTemplateId = Annotated[str, IdOf("communicationTemplate")]
CustomFieldId = Annotated[str, IdOf("customField")]
DepartmentId = Annotated[str, IdOf("department")]
FeedbackFormDefinitionId = Annotated[str, IdOf("feedbackFormDefinition")]
FormInstanceId = Annotated[str, IdOf("formInstance")]
HiringTeamRoleId = Annotated[str, IdOf("hiringTeamRole")]
InterviewEventId = Annotated[str, IdOf("interviewEvent")]
InterviewId = Annotated[str, IdOf("interview")]
InterviewPlanId = Annotated[str, IdOf("interviewPlan")]
InterviewScheduleId = Annotated[str, IdOf("interviewSchedule")]
InterviewStageId = Annotated[str, IdOf("interviewStage")]
InterviewerPauseId = Annotated[str, IdOf("interviewerPause")]
InterviewerPoolId = Annotated[str, IdOf("interviewerPool")]
JobBoardId = Annotated[str, IdOf("jobBoard")]
JobId = Annotated[str, IdOf("job")]
JobPostingId = Annotated[str, IdOf("jobPosting")]
JobTemplateId = Annotated[str, IdOf("jobTemplate")]
LocationId = Annotated[str, IdOf("location")]
NoteId = Annotated[str, IdOf("note")]
NotetakerTranscriptId = Annotated[str, IdOf("notetakerTranscript")]
OfferFormId = Annotated[str, IdOf("offerForm")]
OfferId = Annotated[str, IdOf("offer")]
OfferProcessId = Annotated[str, IdOf("offerProcess")]
OfferVersionId = Annotated[str, IdOf("offerVersion")]
OpeningId = Annotated[str, IdOf("opening")]
ProjectId = Annotated[str, IdOf("project")]
ReferralFormId = Annotated[str, IdOf("referralForm")]
ReportId = Annotated[str, IdOf("report")]
SequenceId = Annotated[str, IdOf("sequence")]
SequenceStageId = Annotated[str, IdOf("sequenceStage")]
SequenceTemplateId = Annotated[str, IdOf("sequenceTemplate")]
SourceId = Annotated[str, IdOf("source")]
SurveyFormDefinitionId = Annotated[str, IdOf("surveyFormDefinition")]
SurveyRequestId = Annotated[str, IdOf("surveyRequest")]
SurveySubmissionId = Annotated[str, IdOf("surveySubmission")]
TakeHomeAssignmentId = Annotated[str, IdOf("takeHomeAssignment")]
UserId = Annotated[str, IdOf("user")]
WebhookId = Annotated[str, IdOf("webhook")]


_EPOCH = re.compile(r"-?[0-9]{1,15}")
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999
_NO_MS = 100_000_000_000  # below it, in 1973, nobody means milliseconds: it is seconds, a year, or 20260314
_ONE_ADDRESS = re.compile(r"[^\s,;@]*(@[^\s,;@]*)?")


def _as_list(value: Any) -> Any:
    return value if value is None or isinstance(value, list | tuple) else [value]


T = TypeVar("T")
ListOf = Annotated[list[T], BeforeValidator(_as_list)]  # one value where Ashby wants a list becomes a list


def _epoch_ms(value: Any) -> Any:
    """ISO 8601 to epoch milliseconds; a time without a zone is read as UTC."""
    if not isinstance(value, str):
        return value
    if _EPOCH.fullmatch(value.strip()):
        return int(value)
    return int(_parse(value).timestamp() * 1000)


def _milliseconds(value: int) -> int:
    """Seconds would be read as 1970 and answer with everybody; 0 is the beginning of all."""
    if 0 < abs(value) < _NO_MS:
        raise PydanticCustomError(
            "ashby_time",
            "{value} is not a time in epoch milliseconds (1773500400000); give ISO 8601, such as 2026-03-14T15:00:00Z",
            {"value": value},
        )
    return value


def _in_the_calendar(milliseconds: int) -> int:
    """Years 1 to 9999: what lies beyond is not a time that anybody means, and Python cannot name it in a question."""
    if not _FIRST_MS <= milliseconds <= _LAST_MS:
        raise PydanticCustomError("ashby_time", "the time is outside the years 1 to 9999", {})
    return milliseconds


def moment_of(value: str) -> datetime:
    """The moment that a time in ISO 8601 names, in UTC where it names no zone."""
    return _parse(value)


def _parse(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value.strip())
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # too early or too late for UTC, too
        raise PydanticCustomError(
            "ashby_time", "{text} is not an ISO 8601 time such as 2026-03-14T15:00:00Z", {"text": repr(value[:60])}
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        _parse(value)
        return value.strip()
    return value


def _with_hours(value: str) -> str:
    """A time of day: a bare date would be midnight, which nobody means."""
    if len(value) <= len("2026-03-14"):
        raise PydanticCustomError(
            "ashby_time", "{text} has no time of day; give one such as 2026-03-14T15:00:00Z", {"text": repr(value)}
        )
    return value


def _one_address(value: str) -> str:
    address = value.strip()
    if not _ONE_ADDRESS.fullmatch(address):
        raise PydanticCustomError(
            "ashby_email", "{text} is not one email address such as ada@example.com", {"text": repr(value[:60])}
        )
    return address


def _without_stray_space(value: str) -> str:
    """White space around a secret is a newline from a file or a shell; no receiver would find it again."""
    if not value.strip():
        raise PydanticCustomError("ashby_secret", "the secret is blank", {})
    return value.strip()


def _day(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise PydanticCustomError(
                "ashby_day", "{text} is not a date such as 2026-03-14", {"text": repr(value[:60])}
            ) from error
    return value


EpochMs = Annotated[
    int,
    AfterValidator(_milliseconds),
    AfterValidator(_in_the_calendar),
    BeforeValidator(_epoch_ms, json_schema_input_type=int | str),
    Field(description="ISO 8601 or epoch ms"),
]
"""A time that Ashby takes as epoch milliseconds; ISO 8601 is accepted too."""

Moment = Annotated[str, BeforeValidator(_moment), Field(json_schema_extra={"format": "date-time"})]
"""An ISO 8601 time, sent as it was given but for white space around it."""

TimeOfDay = Annotated[Moment, AfterValidator(_with_hours)]
"""A Moment that says at which hour."""

Email = Annotated[str, AfterValidator(_one_address)]
"""One email address; whether it exists is not looked at."""

SecretToken = Annotated[str, AfterValidator(_without_stray_space)]
"""A secret, without white space around it."""

Day = Annotated[str, BeforeValidator(_day), Field(json_schema_extra={"format": "date"})]
"""A calendar day, `2026-03-14`."""

Limit = Annotated[int, Field(ge=1, le=100)]

EmploymentType = Literal["FullTime", "PartTime", "Intern", "Contract", "Temporary"]

PayKind = Literal["Salary", "EquityPercentage", "EquityCashValue", "Commission", "Bonus"]
"""What a part of a pay range is paid as."""

PayInterval = Literal[
    "NONE",
    "1 TIME",
    "1 HOUR",
    "1 DAY",
    "1 WEEK",
    "2 WEEK",
    "0.5 MONTH",
    "1 MONTH",
    "2 MONTH",
    "3 MONTH",
    "6 MONTH",
    "1 YEAR",
]

Amount = Annotated[int | float, WithJsonSchema({"type": "number"})]
"""A number that keeps the spelling it came in: 72000 does not become 72000.0."""

WorkplaceType = Literal["OnSite", "Hybrid", "Remote"]

ExtraData = Annotated[
    dict[Annotated[str, Field(max_length=100)], Annotated[str, Field(max_length=512)]],
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
"""Text by key for the caller's own use; Ashby takes less than 1 kB in all, and nothing about persons belongs there."""


class Paged(Operation):
    """What every paged list takes: at most `limit` records (100 by default and at most) from `cursor` on."""

    limit: Limit | None = None
    cursor: str | None = None


class Synced(Paged):
    """A paged list that can also answer what changed since an earlier full listing, by its `syncToken`."""

    syncToken: str | None = None
