"""The parts of unified records, such as references, places and money; and the closed lists of words."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Activeness",
    "ActivityType",
    "Actor",
    "AnswerVisibility",
    "AttachmentType",
    "CustomField",
    "Email",
    "FieldType",
    "FormValue",
    "InterviewStatus",
    "JobStatus",
    "Location",
    "Mailbox",
    "Money",
    "OfferStatus",
    "Option",
    "Outcome",
    "Part",
    "Person",
    "Phone",
    "Recommendation",
    "Reference",
    "Url",
    "Visibility",
]

AnswerVisibility = Literal["private", "public"]
ActivityType = Literal["note", "email"]
AttachmentType = Literal["resume", "cover_letter", "other"]
Activeness = Literal["active", "inactive"]
FieldType = Literal["text", "textarea", "dropdown", "file", "radio", "checkbox", "date", "number"]
InterviewStatus = Literal["draft", "scheduled", "cancelled", "awaiting_feedback", "completed"]
JobStatus = Literal["open", "closed", "draft", "pending", "archived"]
OfferStatus = Literal[
    "draft", "approval_sent", "approved", "sent", "sent_manually", "opened", "denied", "signed", "deprecated"
]
Outcome = Literal["pending", "hired", "declined"]
Recommendation = Literal["definitely_no", "no", "yes", "strong_yes", "no_decision"]
Visibility = Literal["private", "public", "admin_only"]


class Part(BaseModel):
    """A part of a record; frozen, and without fields of its own invention."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(Part):
    """Another record: its id, and its name where the source says it in the same answer."""

    id: str
    name: str | None = None


class Person(Part):
    """A user of the ATS, as other records name them."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    emails: tuple[str, ...] = ()


class Email(Part):
    """An address of mail. `type`: the source's own word, such as Personal."""

    email: str
    type: str | None = None
    is_primary: bool | None = None


class Phone(Part):
    """A phone number as the source writes it."""

    number: str
    extension: str | None = None
    type: str | None = None


class Url(Part):
    """A link. `type`: the source's own word, such as LinkedIn."""

    url: str
    type: str | None = None


class Location(Part):
    """A place in words."""

    name: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


class Money(Part):
    """An amount with its currency (ISO 4217) and the period it is paid for; None where the source does not say."""

    amount: float
    currency: str | None = None
    period: str | None = None


class CustomField(Part):
    """An organization's own field. `value` as the source sends it, `label` as a person reads it."""

    id: str
    name: str | None = None
    type: str | None = None
    value: Any = None
    label: str | tuple[str, ...] | None = None


class Actor(Part):
    """Who did something."""

    id: str
    type: Literal["user", "candidate"]


class Mailbox(Part):
    """A sender or a receiver of mail."""

    email: str | None = None
    name: str | None = None


class Option(Part):
    """One choice of a form's field."""

    id: str | None = None
    label: str | None = None
    value: str | None = None


class FormValue(Part):
    """One answer of a filled form."""

    name: str
    label: str | None = None
    description: str | None = None
    value: Any = None
