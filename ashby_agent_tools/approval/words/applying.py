"""Words for people who enter Ashby: an application form sent in a person's name, and a referral."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ashby_agent_tools.approval.words._phrases import changes, listing, moment, shown, title
from ashby_agent_tools.approval.words._things import job_of, posting_of, read, titled, user_of
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, at, known_id, objects
from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations.applications import ApplicationFormSubmit, FieldSubmission
from ashby_agent_tools.operations.referrals import ReferralCreate, ReferralField

_POSTING, _TAGS, _USER, _JOB = "the posting", "the tags", "the referring user", "the job"
_MOST_FIELDS = 25
Form = Mapping[str, JsonObject]


def field_lines(
    submissions: Iterable[FieldSubmission | ReferralField], form: Form, *, most: int = _MOST_FIELDS
) -> list[tuple[str, str | None, str]]:
    """One line per filled field, by the titles of field and option where the form is known."""
    found = list(submissions)
    lines: list[tuple[str, str | None, str]] = [_line(one.path, one.value, form) for one in found[:most]]
    left = len(found) - most
    return lines if left <= 0 else [*lines, ("further fields", None, f"{left}, not shown here")]


def _line(path: str, value: Json, form: Form) -> tuple[str, str | None, str]:
    field = form.get(path, {})
    options = objects(field.get("selectableValues"))
    labels = {one["value"]: one.get("label") for one in options if isinstance(one.get("value"), str)}
    given = value if isinstance(value, list) else [value]
    known = [labels.get(one) for one in given] if all(isinstance(one, str) for one in given) else []
    then = listing([shown(one) for one in known]) if known and all(known) else shown(value, most=200)
    return title(field.get("title")) or shown(path), None, then


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


def _submit(form: ApplicationFormSubmit, seen: Seen) -> str:
    text = f"Apply for {posting_of(seen, form.jobPostingId, name=_POSTING)} in a person's name."
    text += " This makes a candidate and an application; the person may get a confirmation mail."
    form_fields = fields_in(seen.at(_POSTING, "applicationFormDefinition"))
    lines = field_lines(form.applicationForm.fieldSubmissions, form_fields)
    if form.tagIds:
        lines.append(("tags", None, listing([titled(seen, _TAGS, tag, "tag") for tag in form.tagIds])))
    if form.utmData:
        lines.append(("came by", None, shown({key: value for key, value in form.utmData if value})))
    return text + changes(*lines)


def _refer_needs(referral: ReferralCreate) -> Reads:
    job = _job_id(referral)
    return {
        **read(_USER, "user.info", userId=referral.creditedToUserId),
        **(read(_JOB, "job.info", id=job) if job else {}),
    }


def _refer(referral: ReferralCreate, seen: Seen) -> str:
    job = _job_id(referral)
    where = job_of(seen, job) if job else "a job"
    text = f"Refer a person for {where} in the name of {user_of(seen, referral.creditedToUserId, name=_USER)}."
    text += " This makes a candidate, who cannot be deleted, and an application, whose first stage may mail the person."
    others = [one for one in referral.fieldSubmissions if not (job and at(one.value, "value") == job)]
    dated = [("dated", None, moment(referral.createdAt))] if referral.createdAt else []
    return text + changes(*field_lines(others, {}), *dated)


def _job_id(referral: ReferralCreate) -> str | None:
    """The job that a referral names: the form's only value of the shape {title, value: id}."""
    found = [
        known_id(at(one.value, "value")) for one in referral.fieldSubmissions if at(one.value, "title") is not None
    ]
    return next((value for value in found if value), None)


WORDS = (
    Wording(ApplicationFormSubmit, _submit, needs=_submit_needs),
    Wording(ReferralCreate, _refer, needs=_refer_needs),
)
