"""Words for job postings: publishing, taking down, text, pay and custom fields that the public sees."""

from __future__ import annotations

from ashby_agent_tools.approval.words._pay import given_tiers, pay_ranges, tiers_of
from ashby_agent_tools.approval.words._phrases import changes, count, listing, quoted, shown, title
from ashby_agent_tools.approval.words._things import posting_of, read
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, known_id, objects
from ashby_agent_tools.operation import Json
from ashby_agent_tools.operations.postings import (
    JobPostingSetCustomFieldValue,
    JobPostingSetCustomFieldValues,
    JobPostingSetStatus,
    JobPostingUpdate,
    JobPostingUpdateCompensation,
)

_POSTING, _TEMPLATES = "the posting", "the mail template"
_TEXT_LENGTH = 300
_MOST_FIELDS = 6
_SetsFields = JobPostingSetCustomFieldValue | JobPostingSetCustomFieldValues


def _needs(operation: JobPostingSetStatus | JobPostingUpdate | JobPostingUpdateCompensation | _SetsFields) -> Reads:
    return read(_POSTING, "jobPosting.info", jobPostingId=operation.jobPostingId, includeUnpublishedJobPostings=True)


def _status(change: JobPostingSetStatus, seen: Seen) -> str:
    posting = posting_of(seen, change.jobPostingId, name=_POSTING)
    where = title(seen.at(_POSTING, "teamName")) or title(seen.at(_POSTING, "departmentName"))
    about = f" It belongs to {where}." if where else ""
    if change.status == "Published":
        return f"Publish {posting}: everybody can see it and apply.{about}"
    return f"Take {posting} down: nobody outside can see it or apply any more.{about}"


def _update_needs(change: JobPostingUpdate) -> Reads:
    template = change.applicationConfirmationEmailTemplateId
    return {**_needs(change), **(read(_TEMPLATES, "communicationTemplate.list") if template else {})}


def _update(change: JobPostingUpdate, seen: Seen) -> str:
    text = f"Change {posting_of(seen, change.jobPostingId, name=_POSTING)}; if it is published, the public sees it."
    known = seen.found(_POSTING)
    rows: list[tuple[str, str | None, str]] = []
    plain = (
        ("title", "title", change.title),
        ("workplace", "workplaceType", change.workplaceType),
        ("brand's opening text hidden", "suppressDescriptionOpening", change.suppressDescriptionOpening),
        ("brand's closing text hidden", "suppressDescriptionClosing", change.suppressDescriptionClosing),
    )
    for name, key, value in plain:
        if value is not None:
            rows.append((name, shown(seen.at(_POSTING, key)) if known else None, shown(value)))
    if change.description is not None:
        text += " The whole text is overwritten; formatting that Ashby does not keep is lost."
        now = seen.at(_POSTING, "descriptionParts", "descriptionBody", "html") or seen.at(_POSTING, "descriptionHtml")
        rows.append(("text", shown(now) if known else None, quoted(change.description.content, most=_TEXT_LENGTH)))
    template = change.applicationConfirmationEmailTemplateId
    if template:
        known_as = seen.row(_TEMPLATES, template).get("title")
        then = quoted(known_as) if known_as else f"template {template}"
        rows.append(("confirmation mail to applicants", None, then))
    return text + changes(*rows)


def _pay(change: JobPostingUpdateCompensation, seen: Seen) -> str:
    posting = posting_of(seen, change.jobPostingId, name=_POSTING)
    tiers = given_tiers(change)
    if tiers is None:
        text, then = f"Show the job's own pay ranges again on {posting}", "what the job says"
    else:
        text, then = f"Replace all pay ranges on {posting}", pay_ranges(tiers)
    now = pay_ranges(tiers_of(seen.record(_POSTING))) if seen.found(_POSTING) else None
    text += "; if it is published, the public sees it."
    if tiers == []:
        text += " Ashby does not document what an empty list does: it may hide all pay."
    return text + changes(("pay", now, then))


# jobPosting.setCustomFieldValue, setCustomFieldValues


def _values(change: _SetsFields) -> list[tuple[str, Json]]:
    if isinstance(change, JobPostingSetCustomFieldValue):
        return [(change.fieldId, change.fieldValue)]
    return [(one.fieldId, one.fieldValue) for one in change.values]


def _field_names(change: _SetsFields) -> dict[str, str]:
    """The names under which the fields are looked up, by id."""
    fields = list(dict.fromkeys(field for field, _ in _values(change)))[:_MOST_FIELDS]
    return {one: "the field" if len(fields) == 1 else f"the field {number}" for number, one in enumerate(fields, 1)}


def _fields_needs(change: _SetsFields) -> Reads:
    found = _needs(change)
    for identity, name in _field_names(change).items():
        found = {**found, **read(name, "customField.info", customFieldId=identity)}
    return found


def _fields(change: _SetsFields, seen: Seen) -> str:
    posting, values, names = posting_of(seen, change.jobPostingId, name=_POSTING), _values(change), _field_names(change)
    text = f"Set {count(len(values), 'custom field')} of {posting}; if it is published, the public may see it."
    now = {known_id(one.get("id")): one.get("value") for one in objects(seen.at(_POSTING, "customFields"))}
    rows: list[tuple[str, str | None, str]] = []
    for field, value in values:
        name = names.get(field, "")
        before = _option(seen, name, now.get(field)) if seen.found(_POSTING) else None
        rows.append((title(seen.at(name, "title")) or f"field {field}", before, _option(seen, name, value)))
    return text + changes(*rows)


def _option(seen: Seen, field: str, value: Json) -> str:
    """A value by the label of its option, where the field has options."""
    options = objects(seen.at(field, "selectableValues"))
    labels = {one["value"]: one.get("label") for one in options if isinstance(one.get("value"), str)}
    given = value if isinstance(value, list) else [value]
    known = [labels.get(one) for one in given] if all(isinstance(one, str) for one in given) else []
    return listing([shown(one) for one in known]) if known and all(known) else shown(value)


WORDS = (
    Wording(JobPostingSetCustomFieldValue, _fields, needs=_fields_needs),
    Wording(JobPostingSetCustomFieldValues, _fields, needs=_fields_needs),
    Wording(JobPostingSetStatus, _status, needs=_needs),
    Wording(JobPostingUpdate, _update, needs=_update_needs),
    Wording(JobPostingUpdateCompensation, _pay, needs=_needs),
)
