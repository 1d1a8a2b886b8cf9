"""The unified models: what hosted ATS services agree on, in snake_case; frozen. Nothing here knows Ashby.

A field that is None is empty or impossible; which of the two, the truth of its table says. Enumerations are text:
a word that is newer than this package stays readable.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field, SkipValidation

from ashby_agent_tools.ats.values import (
    Activeness,
    ActivityType,
    Actor,
    AnswerVisibility,
    AttachmentType,
    CustomField,
    Email,
    FieldType,
    FormValue,
    InterviewStatus,
    JobStatus,
    Location,
    Mailbox,
    Money,
    OfferStatus,
    Option,
    Outcome,
    Part,
    Person,
    Phone,
    Recommendation,
    Reference,
    Url,
    Visibility,
)

__all__ = [
    "Activity",
    "Application",
    "Attachment",
    "Candidate",
    "Department",
    "Eeoc",
    "Interview",
    "Job",
    "JobFormField",
    "JobInterviewStage",
    "Offer",
    "Office",
    "Organization",
    "RejectReason",
    "Resource",
    "Scorecard",
    "Tag",
    "User",
]


class Resource(Part):
    """What all resources have.

    `remote_data`: the raw record or records, whole; None when it was not asked for. `included`: the whole records that
    `include` named, by those names: one record, a tuple of them, or None where Ashby does not have it any more.
    """

    id: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    custom_fields: tuple[CustomField, ...] = ()
    remote_url: str | None = None
    remote_data: SkipValidation[dict[str, Any] | None] = Field(default=None, repr=False)
    included: SkipValidation[dict[str, Any]] = Field(default_factory=dict, repr=False)


class Activity(Resource):
    """A note or an email about a candidate."""

    candidate: Reference
    actor: Actor | None = None
    activity_type: ActivityType | str
    sender: tuple[Mailbox, ...] = Field(default=(), serialization_alias="from")
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    subject: str | None = None
    body: str | None = Field(default=None, repr=False)
    visibility: Visibility | str | None = None


class Application(Resource):
    """One person's application for one job."""

    candidate: Reference
    job: Reference | None = None
    applied_at: datetime | None = None
    rejected_at: datetime | None = None
    source: Reference | None = None
    credited_to: Person | None = None
    current_stage: Reference | None = None
    reject_reason: Reference | None = None
    status: str | None = None
    outcome: Outcome | str | None = None


class Attachment(Resource):
    """A file of a candidate."""

    file_name: str | None = None
    file_url: str | None = None
    candidate: Reference
    application: Reference | None = None
    job: Reference | None = None
    attachment_type: AttachmentType | str | None = None


class Candidate(Resource):
    """A person."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    company: str | None = None
    title: str | None = None
    last_interaction_at: datetime | None = None
    is_private: bool | None = None
    can_email: bool | None = None
    locations: tuple[Location, ...] = ()
    phones: tuple[Phone, ...] = Field(default=(), repr=False)
    emails: tuple[Email, ...] = Field(default=(), repr=False)
    urls: tuple[Url, ...] = ()
    tags: tuple[Reference, ...] = ()
    applications: tuple[Reference, ...] = ()
    attachments: tuple[Reference, ...] = ()


class Department(Resource):
    """A department or a team."""

    name: str
    parent: Reference | None = None
    status: Activeness | str | None = None


class Eeoc(Resource):
    """What a candidate said of themselves for equal opportunity reports."""

    candidate: Reference | None = None
    application: Reference | None = None
    race: str | None = Field(default=None, repr=False)
    gender: str | None = Field(default=None, repr=False)
    veteran_status: str | None = Field(default=None, repr=False)
    disability_status: str | None = Field(default=None, repr=False)
    submitted_at: datetime | None = None


class Interview(Resource):
    """One meeting of a schedule."""

    application: Reference | None = None
    candidate: Reference | None = None
    job: Reference | None = None
    job_interview_stage: Reference | None = None
    organizer: Reference | None = None
    interviewers: tuple[Reference, ...] = ()
    location: str | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    status: InterviewStatus | str | None = None


class JobFormField(Resource):
    """A field of the form that people apply with."""

    name: str
    job: Reference | None = None
    label: str | None = None
    index: int | None = None
    is_required: bool | None = None
    answer_visibility: AnswerVisibility | str | None = None
    description: str | None = None
    type: FieldType | str | None = None
    options: tuple[Option, ...] = ()
    group_id: str | None = None
    group_name: str | None = None


class JobInterviewStage(Resource):
    """A stage that applications pass."""

    name: str
    status: Activeness | str | None = None
    job: Reference | None = None
    position: int | None = None


class Job(Resource):
    """A job that people are hired for."""

    name: str | None = None
    description: str | None = Field(default=None, repr=False)
    code: str | None = None
    requisition_id: str | None = None
    status: JobStatus | str | None = None
    locations: tuple[Location, ...] = ()
    job_posting_urls: tuple[Url, ...] = ()
    confidential: bool | None = None
    departments: tuple[Reference, ...] = ()
    teams: tuple[Reference, ...] = ()
    offices: tuple[Reference, ...] = ()
    hiring_managers: tuple[Reference, ...] = ()
    recruiters: tuple[Reference, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    employment_type: str | None = None


class Offer(Resource):
    """An offer to one applicant."""

    application: Reference | None = None
    candidate: Reference | None = None
    job: Reference | None = None
    creator: Reference | None = None
    closed_at: datetime | None = None
    sent_at: datetime | None = None
    start_date: date | None = None
    status: OfferStatus | str | None = None
    salary: Money | None = None


class Office(Resource):
    """A place where the organization works."""

    name: str
    location: Location | None = None
    parent: Reference | None = None
    status: Activeness | str | None = None


class Organization(Resource):
    """The organization itself."""

    name: str | None = None


class RejectReason(Resource):
    """A reason why an application ended."""

    name: str
    status: Activeness | str | None = None


class Scorecard(Resource):
    """One interviewer's feedback."""

    application: Reference | None = None
    candidate: Reference | None = None
    job: Reference | None = None
    interview: Reference | None = None
    interviewer: Reference | None = None
    submitted_at: datetime | None = None
    overall_recommendation: Recommendation | str | None = None
    form_values: tuple[FormValue, ...] = ()


class Tag(Resource):
    """A tag of candidates."""

    name: str
    status: Activeness | str | None = None


class User(Resource):
    """Somebody who works in the ATS."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    emails: tuple[Email, ...] = ()
    disabled: bool | None = None
    access_role: str | None = None
