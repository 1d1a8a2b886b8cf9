"""Merge's shape: references are ids, words are in capitals, raw records stand in a list with their path."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.ats.dialects.base import Cell, Dialect, day, each, ids, key, moment, renamed, upper
from ashby_agent_tools.ats.resources import Page

__all__ = ["LINK", "MAIL", "MERGE", "PHONE", "ROLE"]

_NAMESPACE = uuid.UUID("6f0c8b7e-6a5e-4b0e-9a59-3f2a5a1f7c11")  # for ids that Ashby makes of other things than a UUID


def _identity(record: Any, _: datetime) -> str:
    try:
        return str(uuid.UUID(record.id))
    except ValueError:
        return str(uuid.uuid5(_NAMESPACE, record.id))


def _remote_data(path: str) -> Cell:
    return lambda record, _: None if record.remote_data is None else [{"path": path, "data": record.remote_data}]


def _common(path: str, **fields: Cell) -> Mapping[str, Cell]:
    return {
        "id": _identity,
        "remote_id": renamed("id"),
        "created_at": moment("created_at"),
        "modified_at": moment("updated_at"),
        **fields,
        "remote_was_deleted": lambda _, __: False,
        "field_mappings": lambda _, __: None,
        "remote_data": _remote_data(path),
    }


def _capitals(*words: str, **other: str) -> Mapping[str, str]:
    return {**{word.casefold(): word for word in words}, **other}


_TIMES: Mapping[str, Cell] = {"remote_created_at": moment("created_at"), "remote_updated_at": moment("updated_at")}
MAIL = {"Personal": "PERSONAL", "Work": "WORK", "Other": "OTHER"}
PHONE = {"Work": "WORK", "Personal": "OTHER", "Other": "OTHER"}
LINK = {
    **dict.fromkeys(("LinkedIn", "GitHub", "Twitter", "Medium", "StackOverflow", "YouTube", "CodePen"), "SOCIAL_MEDIA"),
    "Website": "PERSONAL",
    "job_posting": "JOB_POSTING",
}
_SCORE = _capitals("DEFINITELY_NO", "NO", "YES", "STRONG_YES", "NO_DECISION")
_OFFER = {
    "draft": "DRAFT",
    "approval_sent": "APPROVAL-SENT",
    "approved": "APPROVED",
    "sent": "SENT",
    "sent_manually": "SENT-MANUALLY",
    "opened": "OPENED",
    "denied": "DENIED",
    "signed": "SIGNED",
    "deprecated": "DEPRECATED",
}
_INTERVIEW = {"scheduled": "SCHEDULED", "awaiting_feedback": "AWAITING_FEEDBACK", "completed": "COMPLETE"}
ROLE = {
    "Organization Admin": "SUPER_ADMIN",
    "Elevated Access": "ADMIN",
    "Limited Access": "LIMITED_TEAM_MEMBER",
    "External Recruiter": "LIMITED_TEAM_MEMBER",
}
_QUESTION = {
    "date": "DATE",
    "file": "FILE",
    "radio": "SINGLE_SELECT",
    "dropdown": "SINGLE_SELECT",
    "checkbox": "MULTI_SELECT",
    "text": "SINGLE_LINE_TEXT",
    "textarea": "MULTI_LINE_TEXT",
    "number": "NUMERIC",
}


def _url_type(url: Any) -> str:
    return LINK.get(url.type or "", "OTHER")


def _name(field: str) -> Cell:
    return lambda record, _: inner.name if (inner := getattr(record, field)) else None


def _words_of_places(record: Any, _: datetime) -> list[str]:
    return [
        place.name or ", ".join(filter(None, (place.city, place.region, place.country))) for place in record.locations
    ]


def _place(record: Any, _: datetime) -> str | None:
    place = record.location
    return None if place is None else ", ".join(filter(None, (place.city, place.region, place.country))) or place.name


_URLS = {"value": lambda it: it.url, "url_type": _url_type}


def _parts(field: str, cells: Mapping[str, Any]) -> Cell:
    return each(field, lambda part: {name: read(part) for name, read in cells.items()})


_KINDS: Mapping[str, tuple[str, Mapping[str, Cell]]] = {
    "activities": (
        "Activity",
        _common(
            "/candidate.listNotes",
            user=lambda it, _: it.actor.id if it.actor and it.actor.type == "user" else None,
            remote_created_at=moment("created_at"),
            activity_type=upper("activity_type", {"note": "NOTE", "email": "EMAIL"}),
            subject=renamed("subject"),
            body=renamed("body"),
            visibility=upper("visibility", _capitals("ADMIN_ONLY", "PUBLIC", "PRIVATE")),
            candidate=key("candidate"),
        ),
    ),
    "applications": (
        "Application",
        _common(
            "/application.list",
            candidate=key("candidate"),
            job=key("job"),
            applied_at=moment("applied_at"),
            rejected_at=moment("rejected_at"),
            source=_name("source"),
            credited_to=key("credited_to"),
            current_stage=key("current_stage"),
            reject_reason=key("reject_reason"),
        ),
    ),
    "attachments": (
        "Attachment",
        _common(
            "/candidate.list",
            file_name=renamed("file_name"),
            file_url=renamed("file_url"),
            candidate=key("candidate"),
            attachment_type=upper(
                "attachment_type", {"resume": "RESUME", "cover_letter": "COVER_LETTER", "other": "OTHER"}
            ),
        ),
    ),
    "candidates": (
        "Candidate",
        _common(
            "/candidate.list",
            first_name=renamed("first_name"),
            last_name=renamed("last_name"),
            company=renamed("company"),
            title=renamed("title"),
            **_TIMES,
            last_interaction_at=moment("last_interaction_at"),
            is_private=renamed("is_private"),
            can_email=renamed("can_email"),
            locations=_words_of_places,
            phone_numbers=_parts(
                "phones", {"value": lambda it: it.number, "phone_number_type": lambda it: PHONE.get(it.type or "")}
            ),
            email_addresses=_parts(
                "emails", {"value": lambda it: it.email, "email_address_type": lambda it: MAIL.get(it.type or "")}
            ),
            urls=_parts("urls", _URLS),
            tags=lambda it, _: [tag.name for tag in it.tags if tag.name],
            applications=ids("applications"),
            attachments=ids("attachments"),
        ),
    ),
    "departments": ("Department", _common("/department.list", name=renamed("name"))),
    "interviews": (
        "ScheduledInterview",
        _common(
            "/interviewSchedule.list",
            application=key("application"),
            job_interview_stage=key("job_interview_stage"),
            organizer=key("organizer"),
            interviewers=ids("interviewers"),
            location=renamed("location"),
            start_at=moment("start_at"),
            end_at=moment("end_at"),
            **_TIMES,
            status=upper("status", _INTERVIEW),
        ),
    ),
    "job_form_fields": (
        "ScreeningQuestion",
        {
            name: cell
            for name, cell in _common(
                "/jobPosting.info",
                job=key("job"),
                description=renamed("description"),
                title=renamed("label"),
                type=upper("type", _QUESTION),
                required=renamed("is_required"),
                options=_parts("options", {"label": lambda it: it.label}),
            ).items()
            if name not in ("field_mappings", "remote_data")
        },
    ),
    "job_interview_stages": (
        "JobInterviewStage",
        _common("/interviewStage.list", name=renamed("name"), job=key("job"), stage_order=renamed("position")),
    ),
    "jobs": (
        "Job",
        _common(
            "/job.list",
            name=renamed("name"),
            description=renamed("description"),
            code=renamed("requisition_id"),
            status=upper("status", _capitals("OPEN", "CLOSED", "DRAFT", "ARCHIVED", "PENDING")),
            type=lambda _, __: "REQUISITION",
            job_posting_urls=_parts("job_posting_urls", _URLS),
            **_TIMES,
            confidential=renamed("confidential"),
            departments=ids("departments"),
            offices=ids("offices"),
            hiring_managers=ids("hiring_managers"),
            recruiters=ids("recruiters"),
        ),
    ),
    "offers": (
        "Offer",
        _common(
            "/offer.list",
            application=key("application"),
            creator=key("creator"),
            remote_created_at=moment("created_at"),
            closed_at=moment("closed_at"),
            sent_at=moment("sent_at"),
            start_date=day("start_date"),
            status=upper("status", _OFFER),
        ),
    ),
    "offices": ("Office", _common("/location.list", name=renamed("name"), location=_place)),
    "reject_reasons": ("RejectReason", _common("/archiveReason.list", name=renamed("name"))),
    "scorecards": (
        "Scorecard",
        _common(
            "/applicationFeedback.list",
            application=key("application"),
            interview=key("interview"),
            interviewer=key("interviewer"),
            remote_created_at=moment("created_at"),
            submitted_at=moment("submitted_at"),
            overall_recommendation=upper("overall_recommendation", _SCORE),
        ),
    ),
    "tags": (
        "Tag",
        {name: cell for name, cell in _common("/candidateTag.list", name=renamed("name")).items() if name != "id"},
    ),
    "users": (
        "RemoteUser",
        _common(
            "/user.list",
            first_name=renamed("first_name"),
            last_name=renamed("last_name"),
            email=lambda it, _: it.emails[0].email if it.emails else None,
            disabled=renamed("disabled"),
            remote_created_at=moment("created_at"),
            access_role=upper("access_role", ROLE),
        ),
    ),
}


def _page(records: list[dict[str, Any]], page: Page[Any]) -> dict[str, Any]:
    return {"next": page.next_cursor, "previous": page.prev_cursor, "results": records}


_PARAMETERS = {
    "page_size": "limit",
    "modified_after": "updated_after",
    "include_remote_data": "raw",
    "expand": "include",
    "application_id": "application",
    "candidate_id": "candidate",
    "current_stage_id": "stage",
    "job_id": "job",
}
MERGE = Dialect(
    "merge", _KINDS, _page, optional=frozenset({"created_at", "modified_at"}), parameters=MappingProxyType(_PARAMETERS)
)
