"""Kombo's shape: own and remote ids, when a change was seen, other records embedded in short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.ats.dialects.base import Cell, Dialect, day, each, key, moment, renamed, upper
from ashby_agent_tools.ats.resources import Page

__all__ = ["EMPLOYMENT", "KOMBO"]

_OUTCOME = {"pending": "PENDING", "hired": "HIRED", "declined": "DECLINED"}
_OFFER = {"draft": "DRAFT", "approved": "APPROVED", "sent": "SENT", "signed": "ACCEPTED", "denied": "DECLINED",
    "deprecated": "ABANDONED", "approval_sent": "DRAFT"}  # fmt: skip
EMPLOYMENT = {"FullTime": "FULL_TIME", "PartTime": "PART_TIME", "Contract": "CONTRACT", "Intern": "INTERNSHIP",
    "Temporary": "SEASONAL"}  # fmt: skip


def _nothing(_record: Any, _now: datetime) -> None:
    return None


def _none_of_them(_record: Any, _now: datetime) -> list[Any]:
    return []


def _common(**fields: Cell) -> Mapping[str, Cell]:
    return {
        "id": renamed("id"),
        "remote_id": renamed("id"),
        **fields,
        "remote_data": renamed("remote_data"),
        "changed_at": moment("updated_at", or_now=True),
        "remote_deleted_at": _nothing,
    }


_TIMES: Mapping[str, Cell] = {"remote_created_at": moment("created_at"), "remote_updated_at": moment("updated_at")}


def _custom_fields(record: Any, _: datetime) -> dict[str, Any]:
    return {field.name or field.id: field.value for field in record.custom_fields}


def _integration_fields(record: Any, _: datetime) -> list[dict[str, Any]]:
    return [
        {"id": field.id, "key": field.name or field.id, "type": "CUSTOM", "value": None, "label": field.name}
        for field in record.custom_fields
    ]


_OWN: Mapping[str, Cell] = {"custom_fields": _custom_fields, "integration_fields": _integration_fields}


def _short(reference: Any) -> dict[str, Any] | None:
    if reference is None:
        return None
    return {"id": reference.id, "remote_id": reference.id, "name": reference.name}


def _person(reference: Any) -> dict[str, Any] | None:
    """A candidate of whom the name is known."""
    if reference is None:
        return None
    first, _, last = (reference.name or "").partition(" ")
    return {"id": reference.id, "remote_id": reference.id, "first_name": first or None, "last_name": last or None}


def _application_candidate(record: Any, _: datetime) -> dict[str, Any] | None:
    person = _person(record.candidate)
    return None if person is None else {**person, "source": None, "remote_url": None, "tags": []}


def _stage(record: Any, _: datetime) -> dict[str, Any] | None:
    made = _short(record.current_stage)
    return None if made is None else {**made, "index": None}


def _of_candidate(reference: Any) -> dict[str, Any]:
    return {
        "id": reference.id,
        "remote_id": reference.id,
        "outcome": None,
        "rejection_reason_name": None,
        "rejected_at": None,
        "remote_url": None,
        "remote_created_at": None,
        "remote_updated_at": None,
        "current_stage": None,
        "job": None,
    }


def _applications(record: Any, now: datetime) -> list[dict[str, Any]]:
    seen = moment("updated_at", or_now=True)(record, now)
    return [{**_of_candidate(reference), "changed_at": seen} for reference in record.applications]


def _place(place: Any) -> dict[str, Any]:
    return {"city": place.city, "country": place.country, "raw": place.name, "state": place.region}


def _location(record: Any, _: datetime) -> dict[str, Any]:
    return _place(record.locations[0]) if record.locations else {}


def _team(record: Any, _: datetime) -> list[dict[str, Any]]:
    roles: dict[str, tuple[Any, list[str]]] = {}
    for role, people in (("HIRING_MANAGER", record.hiring_managers), ("RECRUITER", record.recruiters)):
        for person in people:
            roles.setdefault(person.id, (person, []))[1].append(role)
    return [{**(_person(person) or {}), "hiring_team_roles": held, "job_roles": []} for person, held in roles.values()]


def _in_short(record: Any, _: datetime) -> dict[str, Any] | None:
    """The application of a record, as far as its candidate and job were looked up."""
    if record.application is None:
        return None
    return {
        "id": record.application.id,
        "remote_id": record.application.id,
        "outcome": None,
        "rejection_reason_name": None,
        "candidate": _person(record.candidate),
        "job": None,
    }


def _is_link(place: str | None) -> bool:
    return (place or "").startswith(("https://", "http://"))


def _offer_application(record: Any, _: datetime) -> dict[str, Any]:
    return {"candidate": _person(record.candidate), "job": _short(record.job)}


def _users(record: Any, _: datetime) -> list[dict[str, Any]]:
    return [it for person in record.interviewers if (it := _person(person))]


_KINDS: Mapping[str, tuple[str, Mapping[str, Cell]]] = {
    "applications": (
        "Applications",
        _common(
            outcome=upper("outcome", _OUTCOME),
            rejection_reason_name=lambda it, _: it.reject_reason.name if it.reject_reason else None,
            rejected_at=moment("rejected_at"),
            current_stage_id=key("current_stage"),
            job_id=key("job"),
            candidate_id=key("candidate"),
            **_OWN,
            remote_url=renamed("remote_url"),
            **_TIMES,
            candidate=_application_candidate,
            current_stage=_stage,
            job=lambda it, _: _short(it.job),
            interviews=_none_of_them,
            offers=_none_of_them,
        ),
    ),
    "attachments": (
        "CandidatesCandidateIdAttachments",
        {
            "id": renamed("id"),
            "application_id": _nothing,
            "candidate_id": key("candidate"),
            "type": lambda it, _: "CV" if it.attachment_type == "resume" else "OTHER",
            "remote_id": renamed("id"),
            "data_url": lambda it, _: it.file_url or "",
            "file_name": lambda it, _: it.file_name or "",
            "content_type": lambda it, _: _content_type(it.file_name),
            **_TIMES,
        },
    ),
    "candidates": (
        "Candidates",
        _common(
            first_name=renamed("first_name"),
            last_name=renamed("last_name"),
            company=renamed("company"),
            title=renamed("title"),
            confidential=renamed("is_private"),
            source=_nothing,
            phone_numbers=each("phones", lambda it: {"phone_number": it.number, "type": it.type}),
            email_addresses=each("emails", lambda it: {"email_address": it.email, "type": it.type}),
            social_media=each("urls", lambda it: {"link": it.url, "type": it.type, "username": None}),
            location=_location,
            **_OWN,
            remote_url=renamed("remote_url"),
            **_TIMES,
            applications=_applications,
            tags=each("tags", lambda it: _short(it) or {}),
        ),
    ),
    "interviews": (
        "Interviews",
        _common(
            title=_nothing,
            starting_at=moment("start_at"),
            ending_at=moment("end_at"),
            location=lambda it, _: {"raw": it.location} if it.location and not _is_link(it.location) else None,
            video_conferencing_url=lambda it, _: it.location if _is_link(it.location) else None,
            application_id=key("application"),
            stage_id=key("job_interview_stage"),
            canceled=lambda it, _: it.status == "cancelled",
            **_TIMES,
            users=_users,
            application=_in_short,
        ),
    ),
    "job_interview_stages": ("ApplicationStages", _common(name=renamed("name"))),
    "jobs": (
        "Jobs",
        _common(
            name=renamed("name"),
            job_code=renamed("requisition_id"),
            description=renamed("description"),
            confidential=renamed("confidential"),
            weekly_hours=_nothing,
            employment_type=upper("employment_type", EMPLOYMENT),
            status=upper("status", {"open": "OPEN", "closed": "CLOSED", "draft": "DRAFT", "archived": "ARCHIVED"}),
            category=_nothing,
            department=lambda it, _: it.departments[0].name if it.departments else None,
            post_url=lambda it, _: it.job_posting_urls[0].url if it.job_posting_urls else None,
            experience_level=_nothing,
            salary_amount=_nothing,
            salary_amount_from=_nothing,
            salary_amount_to=_nothing,
            salary_currency=_nothing,
            location=_location,
            **_OWN,
            remote_url=renamed("remote_url"),
            opened_at=moment("opened_at"),
            closed_at=moment("closed_at"),
            **_TIMES,
            contact_id=_nothing,
            stages=_none_of_them,
            screening_questions=_none_of_them,
            job_postings=_none_of_them,
            hiring_team=_team,
        ),
    ),
    "offers": (
        "Offers",
        _common(
            status=upper("status", _OFFER),
            employment_start_date=day("start_date"),
            application_id=key("application"),
            **_OWN,
            **_TIMES,
            application=_offer_application,
        ),
    ),
    "reject_reasons": ("RejectionReasons", _common(name=renamed("name"))),
    "tags": ("Tags", _common(name=renamed("name"))),
    "users": (
        "Users",
        _common(
            first_name=renamed("first_name"),
            last_name=renamed("last_name"),
            email=lambda it, _: it.emails[0].email if it.emails else None,
            status=lambda it, _: {True: "INACTIVE", False: "ACTIVE"}.get(it.disabled),
            system_roles=lambda it, _: [
                {"remote_id": None, "remote_label": it.access_role, "scope": "SYSTEM", "unified_type": _role(it)}
            ],
        ),
    ),
}


def _role(user: Any) -> str | None:
    return "ADMIN" if user.access_role == "Organization Admin" else None


def _content_type(name: str | None) -> str:
    import mimetypes  # noqa: PLC0415  (reads files of the machine when first used)

    return mimetypes.guess_type(name or "")[0] or "application/octet-stream"


def _page(records: list[dict[str, Any]], page: Page[Any]) -> dict[str, Any]:
    return {"status": "success", "data": {"results": records, "next": page.next_cursor}}


KOMBO = Dialect("kombo", _KINDS, _page, parameters=MappingProxyType({"page_size": "limit"}))
