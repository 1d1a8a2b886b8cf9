"""Shared parameter types: ids, email addresses, pay, lists that take a single value; times are in `times`.

An operation of your own uses them as the catalogue does: a field of type `CandidateId` takes short ids in a
conversation, `EpochMs` takes ISO 8601, `ListOf[UserId]` takes a single id.

An id is a UUID as a string. During `prepare` a conversation's short ids (`cand_412`) are resolved here and nowhere
else, through the validation context, so a short id is never looked for in free text.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, ValidationInfo, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ashby_agent_tools._unseen import INVISIBLE, trimmed
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.kinds import prefix_of
from ashby_agent_tools.operations.short_ids import is_uuid, without_name
from ashby_agent_tools.operations.times import Day, EpochMs, Moment, TimeOfDay, moment_of

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
        found = without_name(text.strip())
        if resolve is not None:
            try:
                found = resolve(self.kind, found)
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


_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"  # of a domain, in any script
_ONE_ADDRESS = re.compile(rf'[^\s,;:@<>()\[\]"|\\\u3001\uff0c\uff1b]+@{_LABEL}(?:\.{_LABEL})*')
_APART = re.compile(r"[\s,;]")
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)


def _as_list(value: Any) -> Any:
    return value if value is None or isinstance(value, list | tuple) else [value]


T = TypeVar("T")
ListOf = Annotated[list[T], BeforeValidator(_as_list)]  # one value where Ashby wants a list becomes a list


def _one_address(value: str) -> str:
    """The address, without what mail programs and pages put around it; whatever else stands there is not part of it."""
    address = trimmed(value)
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1].strip()
    address = _MAILTO.sub("", address, count=1) if _MAILTO.match(address) else address
    if not _ONE_ADDRESS.fullmatch(address) or INVISIBLE.search(address):
        raise PydanticCustomError(
            "ashby_email", "{text} is not one email address such as ada@example.com", {"text": repr(value[:60])}
        )
    return address


def _address_or_part(value: str) -> str:
    return _one_address(value) if "@" in value or _APART.search(trimmed(value)) else trimmed(value)


def _without_stray_space(value: str) -> str:
    """White space around a secret is a newline from a file or a shell; no receiver would find it again."""
    if not value.strip():
        raise PydanticCustomError("ashby_secret", "the secret is blank", {})
    return value.strip()


Email = Annotated[str, AfterValidator(_one_address)]
"""One email address; whether it exists is not looked at."""

SearchedEmail = Annotated[str, AfterValidator(_address_or_part)]
"""What an address is compared with: one address; a text without an at sign is left to Ashby."""

SecretToken = Annotated[str, AfterValidator(_without_stray_space)]
"""A secret, without white space around it."""

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
