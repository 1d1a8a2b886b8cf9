"""Questions about people who enter Ashby: an application form sent in a person's name, and a referral."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ashby_agent_tools.approval.prompts._common_records import job_of, labelled, posting_of, read, titled, user_of
from ashby_agent_tools.approval.prompts._phrases import address, listing, moment, shown, title
from ashby_agent_tools.approval.prompts._prompt import (
    ApprovalPrompt,
    Lookups,
    Reads,
    Row,
    Statement,
    at,
    known_id,
    objects,
)
from ashby_agent_tools.operations.applications import ApplicationFormSubmit, FieldSubmission
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.referrals import ReferralCreate, ReferralField

_POSTING, _TAGS, _USER, _JOB = "the posting", "the tags", "the referring user", "the job"
_MOST_FIELDS = 25
_UNNAMED = "a person whose name is not given"
_SYSTEM, _PLAIN = "_systemfield_", re.compile(r"[a-z]+(_[a-z]+)*\Z")
Form = Mapping[str, JsonObject]


def field_lines(
    submissions: Iterable[FieldSubmission | ReferralField], form: Form, *, most: int = _MOST_FIELDS
) -> list[Row]:
    """One line per filled field, by the titles of field and option where the form is known."""
    found = list(submissions)
    lines: list[Row] = [_line(one.path, one.value, form) for one in found[:most]]
    left = len(found) - most
    return lines if left <= 0 else [*lines, ("further fields", None, f"{left}, not shown here")]


def _line(path: str, value: Json, form: Form) -> Row:
    field = form.get(path, {})
    then = labelled(field, value, most=200)
    return _field_name(path, field), None, then


def _field_name(path: str, field: JsonObject) -> str:
    return title(field.get("title")) or _system_title(path) or shown(path)


def _system_title(path: str) -> str | None:
    """Ashby's own fields are known by their paths: `_systemfield_start_date` is the start date."""
    name = path.removeprefix(_SYSTEM)
    return name.replace("_", " ").capitalize() if name != path and _PLAIN.match(name) else None


def filled_in(submissions: Iterable[FieldSubmission | ReferralField], name: str) -> str | None:
    """What a form says in one of Ashby's own fields: a name or an address."""
    values = (one.value for one in submissions if one.path == _SYSTEM + name)
    return next((value for value in values if isinstance(value, str) and value), None)


def fields_in(form: Json) -> Form:
    """Each field of a form, by its path."""
    found: dict[str, JsonObject] = {}
    for section in objects(at(form, "sections")):
        for entry in objects(section.get("fields")):
            field = entry.get("field")
            if isinstance(field, dict) and isinstance(field.get("path"), str):
                found[field["path"]] = field
    return found


def _submit_needs(form: ApplicationFormSubmit) -> Reads:
    unpublished = {"includeUnpublishedJobPostings": True} if form.allowSubmissionForUnpublishedJobPosting else {}
    return {
        **read(_POSTING, "jobPosting.info", jobPostingId=form.jobPostingId, **unpublished),
        **(read(_TAGS, "candidateTag.list", includeArchived=True) if form.tagIds else {}),
    }


def _submit(form: ApplicationFormSubmit, seen: Lookups) -> Statement:
    given = form.applicationForm.fieldSubmissions
    name, mail = filled_in(given, "name"), filled_in(given, "email")
    who = seen.name(name) or _UNNAMED
    lines = field_lines(given, fields_in(seen.at(_POSTING, "applicationFormDefinition")))
    if form.tagIds:
        lines.append(("tags", None, listing([titled(seen, _TAGS, tag, "tag") for tag in form.tagIds])))
    if form.utmData:
        lines.append(("came by", None, shown({key: value for key, value in form.utmData if value})))
    goes = f"A confirmation email may go to {address(mail)}." if mail else "The form gives no email address."
    return Statement(
        f"Apply to {posting_of(seen, form.jobPostingId, name=_POSTING)} in the name of {who}.",
        back="An email may go out. This cannot be undone.",
        more=f"This makes a candidate and an application. {goes}",
        rows=tuple(lines),
    )


def _refer_needs(referral: ReferralCreate) -> Reads:
    job = _job_id(referral)
    return {
        **read(_USER, "user.info", userId=referral.creditedToUserId),
        **(read(_JOB, "job.info", id=job) if job else {}),
    }


def _refer(referral: ReferralCreate, seen: Lookups) -> Statement:
    job, name = _job_id(referral), filled_in(referral.fieldSubmissions, "name")
    who, where = seen.name(name) or _UNNAMED, job_of(seen, job) if job else "a job"
    others = [one for one in referral.fieldSubmissions if not (job and at(one.value, "value") == job)]
    named = (one for one in referral.fieldSubmissions if one not in others)
    jobs: list[Row] = [(_field_name(one.path, {}), None, _job_row(one.value, where, seen)) for one in named]
    dated: list[Row] = [("dated", None, moment(referral.createdAt))] if referral.createdAt else []
    return Statement(
        f"Refer {who} for {where} in the name of {user_of(seen, referral.creditedToUserId, name=_USER)}.",
        back="An email may go out. This cannot be undone.",
        more="This makes a candidate, who cannot be deleted, and an application; its first stage may email the person.",
        rows=(*field_lines(others, {}), *jobs, ("referral form", None, referral.id), *dated),
    )


def _job_row(value: Json, where: str, seen: Lookups) -> str:
    """The job by its own title, and by the one that is sent where that is another."""
    sent = at(value, "title")
    return where.removeprefix("the job ") + ("" if sent == seen.at(_JOB, "title") else f", sent as {shown(sent)}")


def _job_id(referral: ReferralCreate) -> str | None:
    """The job that a referral names: the form's only value of the shape {title, value: id}."""
    found = [
        known_id(at(one.value, "value")) for one in referral.fieldSubmissions if at(one.value, "title") is not None
    ]
    return next((value for value in found if value), None)


PROMPTS = (
    ApprovalPrompt(
        ApplicationFormSubmit,
        _submit,
        needs=_submit_needs,
        shows=(
            "applicationForm.fieldSubmissions.path",
            "applicationForm.fieldSubmissions.value",
            "jobPostingId",
            "tagIds",
            "utmData",
        ),
    ),
    ApprovalPrompt(
        ReferralCreate,
        _refer,
        needs=_refer_needs,
        shows=("createdAt", "creditedToUserId", "fieldSubmissions.path", "fieldSubmissions.value", "id"),
    ),
)
