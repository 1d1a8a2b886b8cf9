"""Applications and what happens to them: interviews, scorecards, offers, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.mapping import Line, Record, Table, derived, filled, never
from ashby_agent_tools.ats.tables._shape import (
    CREATED,
    CUSTOM_FIELDS,
    ID,
    NO_CREATED,
    NO_CUSTOM_FIELDS,
    NO_UPDATED,
    NO_URL,
    STATUS,
    UPDATED,
    full_name,
    mapped,
    named,
    people,
    person,
    reference,
)

__all__ = [
    "APPLICATIONS",
    "INTERVIEWS",
    "INTERVIEW_STATUS",
    "OFFERS",
    "OFFER_STATUS",
    "OUTCOME",
    "REJECTED",
    "REJECT_REASONS",
    "SCORECARDS",
]

OUTCOME = {"Lead": "pending", "Active": "pending", "Hired": "hired", "Archived": "declined"}
INTERVIEW_STATUS = {
    "NeedsScheduling": "draft",
    "WaitingOnCandidateBooking": "draft",
    "WaitingOnCandidateAvailability": "draft",
    "CandidateAvailabilitySubmitted": "draft",
    "OnHold": "draft",
    "Scheduled": "scheduled",
    "WaitingOnFeedback": "awaiting_feedback",
    "Complete": "completed",
    "Cancelled": "cancelled",
    "Unknown": "unknown",
}
OFFER_STATUS = {
    "WaitingOnOfferCreation": "draft",
    "WaitingOnApprovalDefinition": "draft",
    "WaitingOnApprovalStart": "draft",
    "WaitingOnOfferApproval": "approval_sent",
    "WaitingOnCandidateResponse": "sent",
    "CandidateAccepted": "signed",
    "CandidateRejected": "denied",
    "OfferCancelled": "deprecated",
}
REJECTED = {"RejectedByOrg": True, "RejectedByCandidate": False, "Other": False}
_SCALE = ("definitely_no", "no", "yes", "strong_yes")


def _rejected_at(record: Record) -> Any:
    reason = record.get("archiveReason") or {}
    return record.get("archivedAt") if REJECTED.get(str(reason.get("reasonType"))) else None


APPLICATIONS = Table(
    models.Application,
    {
        "id": ID,
        "created_at": CREATED,
        "updated_at": UPDATED,
        "candidate": named("candidate", "name"),
        "job": named("job"),
        "applied_at": derived("Ashby's createdAt", lambda it: it.get("createdAt")),
        "rejected_at": derived("archivedAt, where the reason is a rejection by the organization", _rejected_at),
        "source": named("source"),
        "credited_to": filled("creditedToUser", person),
        "current_stage": named("currentInterviewStage"),
        "reject_reason": named("archiveReason", "text"),
        "status": derived("Ashby's status in lower case", lambda it: (it.get("status") or "").lower() or None),
        "outcome": derived(
            "hired, declined where it is archived for whatever reason, else pending",
            lambda it: OUTCOME.get(it.get("status") or "", it.get("status")),
        ),
        "custom_fields": CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)


def _of_application(name: str, named_by: str) -> Line:
    """What only the application says: there once it was looked up."""

    def read(record: Record) -> Any:
        inner = (record.get("@application") or {}).get(name) or {}
        return reference(inner.get("id"), inner.get(named_by))

    return derived("the application's; looked up where include has 'application', 'candidate' or 'job'", read)


INTERVIEWS = Table(
    models.Interview,
    {
        "id": filled("interviewEvent.id"),
        "created_at": filled("interviewEvent.createdAt"),
        "updated_at": filled("interviewEvent.updatedAt"),
        "application": filled("interviewSchedule.applicationId", reference),
        "candidate": _of_application("candidate", "name"),
        "job": _of_application("job", "title"),
        "job_interview_stage": filled("interviewSchedule.interviewStageId", reference),
        "organizer": filled("interviewSchedule.scheduledBy", lambda it: reference(it.get("id"), full_name(it))),
        "interviewers": filled("interviewEvent.interviewers", people),
        "location": derived(
            "the event's location, or its meeting link",
            lambda it: it["interviewEvent"].get("location") or it["interviewEvent"].get("meetingLink"),
        ),
        "start_at": filled("interviewEvent.startTime"),
        "end_at": filled("interviewEvent.endTime"),
        "status": filled("interviewSchedule.status", mapped(INTERVIEW_STATUS)),
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": filled("interviewEvent.feedbackLink"),
    },
)


def _fields(record: Record) -> dict[str, Mapping[str, Any]]:
    sections = (record.get("formDefinition") or {}).get("sections") or ()
    every = (it.get("field") or it for section in sections if section for it in section.get("fields") or () if it)
    return {field["path"]: field for field in every if field.get("path")}


def _recommendation(record: Record) -> str | None:
    """One of four steps of a score that the form calls its overall recommendation; every other scale stays unread."""
    field = _fields(record).get("overall_recommendation") or {}
    steps = [choice.get("value") for choice in filter(None, field.get("selectableValues") or ())]
    value = (record.get("submittedValues") or {}).get("overall_recommendation")
    if isinstance(value, Mapping):
        value = value.get("score")
    if field.get("type") != "Score" or len(steps) != len(_SCALE) or str(value) not in map(str, steps):
        return None
    return _SCALE[[str(step) for step in steps].index(str(value))]


def _form_values(record: Record) -> list[dict[str, Any]]:
    fields = _fields(record)
    return [
        {"name": path, "label": fields.get(path, {}).get("title"), "value": value}
        for path, value in (record.get("submittedValues") or {}).items()
    ]


SCORECARDS = Table(
    models.Scorecard,
    {
        "id": ID,
        "created_at": NO_CREATED,
        "updated_at": NO_UPDATED,
        "application": filled("applicationId", reference),
        "candidate": _of_application("candidate", "name"),
        "job": _of_application("job", "title"),
        "interview": filled("interviewEventId", reference),
        "interviewer": filled("submittedByUser", lambda it: reference(it.get("id"), full_name(it))),
        "submitted_at": filled("submittedAt"),
        "overall_recommendation": derived(
            "the score at overall_recommendation where its scale has four steps; else nothing, since scales differ",
            _recommendation,
        ),
        "form_values": derived("submittedValues, with the titles of the form", _form_values),
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)


def _salary(salary: Mapping[str, Any]) -> dict[str, Any] | None:
    amount = salary.get("value")
    return None if amount is None else {"amount": amount, "currency": salary.get("currencyCode")}


OFFERS = Table(
    models.Offer,
    {
        "id": ID,
        "created_at": filled("latestVersion.createdAt"),
        "updated_at": NO_UPDATED,
        "application": filled("applicationId", reference),
        "candidate": _of_application("candidate", "name"),
        "job": _of_application("job", "title"),
        "creator": filled("latestVersion.author", lambda it: reference(it.get("id"), full_name(it))),
        "closed_at": filled("decidedAt"),
        "sent_at": never("Ashby says when an offer was decided, not when it was sent"),
        "start_date": filled("latestVersion.startDate"),
        "status": filled("offerStatus", mapped(OFFER_STATUS)),
        "salary": filled("latestVersion.salary", _salary),
        "custom_fields": derived(
            "those of the latest version",
            lambda it: CUSTOM_FIELDS.read(it.get("latestVersion") or {}),  # type: ignore[misc]
        ),
        "remote_url": NO_URL,
    },
)

REJECT_REASONS = Table(
    models.RejectReason,
    {
        "id": ID,
        "created_at": NO_CREATED,
        "updated_at": NO_UPDATED,
        "name": filled("text"),
        "status": STATUS,
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)
