"""Questions about job postings: publishing, taking down, text, pay and custom fields that the public sees."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import field_of, filled, labelled, posting_of, read, titled
from ashby_agent_tools.approval.prompts._pay import given_tiers, pay_ranges, tiers_of
from ashby_agent_tools.approval.prompts._phrases import count, listing, quoted, shown, title
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement, known_id, objects
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.postings import (
    JobPostingSetCustomFieldValue,
    JobPostingSetCustomFieldValues,
    JobPostingSetStatus,
    JobPostingUpdate,
    JobPostingUpdateCompensation,
)
from ashby_agent_tools.operations.reasons import POSTING_PAY_SHOWN, POSTING_SHOWN, POSTING_VALUE_SHOWN

_POSTING, _TEMPLATES = "the posting", "the email template"
_TEXT_LENGTH = 300
_MOST_FIELDS = 6
_SetsFields = JobPostingSetCustomFieldValue | JobPostingSetCustomFieldValues


def _needs(operation: JobPostingSetStatus | JobPostingUpdate | JobPostingUpdateCompensation | _SetsFields) -> Reads:
    return read(_POSTING, "jobPosting.info", jobPostingId=operation.jobPostingId, includeUnpublishedJobPostings=True)


def _status(change: JobPostingSetStatus, seen: Lookups) -> Statement:
    posting = posting_of(seen, change.jobPostingId, name=_POSTING)
    where = title(seen.at(_POSTING, "teamName")) or title(seen.at(_POSTING, "departmentName"))
    about = f"It belongs to {where}." if where else ""
    if change.status == "Published":
        head = f"Publish {posting}: everybody can see it and apply."
        return Statement(head, back="It can be taken down again.", more=about)
    head = f"Take {posting} down: nobody outside can see it or apply any more."
    return Statement(head, back="It can be published again.", more=about)


def _in_public(seen: Lookups) -> str:
    """Whether the public sees a change of the posting."""
    now = seen.at(_POSTING, "status")
    if now is None:
        return " If it is published, the public sees it."
    return " The public sees it at once." if now == "Published" else " It is not published."


def _private(seen: Lookups) -> tuple[str, ...]:
    """The reasons that hold for a published posting only, where this one is not."""
    hidden = seen.at(_POSTING, "status") not in (None, "Published")
    return (POSTING_SHOWN, POSTING_VALUE_SHOWN, POSTING_PAY_SHOWN) if hidden else ()


def _update_needs(change: JobPostingUpdate) -> Reads:
    template = change.applicationConfirmationEmailTemplateId
    return {**_needs(change), **(read(_TEMPLATES, "communicationTemplate.list") if template else {})}


def _update(change: JobPostingUpdate, seen: Lookups) -> Statement:
    rows, overwritten = tuple(_updated(change, seen)), change.description is not None
    what = f": {listing([name for name, _, _ in rows], most=3)}" if rows else ""
    posting = posting_of(seen, change.jobPostingId, name=_POSTING)
    return Statement(
        f"Change {posting}{what}.{_in_public(seen)}",
        tight=f"Change {posting}.{_in_public(seen)}",
        back="The old text cannot be put back whole." if overwritten else "The old values can be set again.",
        more="The whole text is overwritten; formatting that Ashby does not keep is lost." if overwritten else "",
        rows=rows,
        moot={*_private(seen), *filled(rows)},
    )


def _updated(change: JobPostingUpdate, seen: Lookups) -> list[Row]:
    known = seen.found(_POSTING)
    rows: list[Row] = []
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
        now = seen.at(_POSTING, "descriptionParts", "descriptionBody", "html") or seen.at(_POSTING, "descriptionHtml")
        rows.append(("text", shown(now) if known else None, quoted(change.description.content, most=_TEXT_LENGTH)))
    template = change.applicationConfirmationEmailTemplateId
    if template:
        then = titled(seen, _TEMPLATES, template, "template")
        rows.append(("confirmation email to applicants", None, then))
    return rows


def _pay(change: JobPostingUpdateCompensation, seen: Lookups) -> Statement:
    posting = posting_of(seen, change.jobPostingId, name=_POSTING)
    tiers = given_tiers(change)
    if tiers is None:
        head, then = f"Show the job's own pay ranges again on {posting}.", "what the job says"
    else:
        head, then = f"Replace all pay ranges on {posting}.", pay_ranges(tiers)
    now = pay_ranges(tiers_of(seen.record(_POSTING))) if seen.found(_POSTING) else None
    empty = "Ashby does not document what an empty list does: it may hide all pay." if tiers == [] else ""
    back = "The old ones can be set again."
    return Statement(head + _in_public(seen), back=back, more=empty, rows=(("pay", now, then),), moot=_private(seen))


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


def _fields(change: _SetsFields, seen: Lookups) -> Statement:
    posting, values, names = posting_of(seen, change.jobPostingId, name=_POSTING), _values(change), _field_names(change)
    now = {known_id(one.get("id")): one.get("value") for one in objects(seen.at(_POSTING, "customFields"))}
    rows: list[Row] = []
    for field, value in values:
        name = names.get(field, "")
        before = labelled(seen.record(name), now.get(field)) if seen.found(_POSTING) else None
        rows.append((field_of(seen, field, name=name), before, labelled(seen.record(name), value)))
    return Statement(
        f"Set {count(len(values), 'custom field')} of {posting}.{_in_public(seen)}",
        back="The old values can be set again.",
        rows=tuple(rows),
        moot={*_private(seen), *filled(rows)},
    )


PROMPTS = (
    ApprovalPrompt(
        JobPostingSetCustomFieldValue, _fields, needs=_fields_needs, shows=("fieldId", "fieldValue", "jobPostingId")
    ),
    ApprovalPrompt(
        JobPostingSetCustomFieldValues,
        _fields,
        needs=_fields_needs,
        shows=("jobPostingId", "values.fieldId", "values.fieldValue"),
    ),
    ApprovalPrompt(JobPostingSetStatus, _status, needs=_needs, shows=("jobPostingId", "status")),
    ApprovalPrompt(
        JobPostingUpdate,
        _update,
        needs=_update_needs,
        shows=(
            "applicationConfirmationEmailTemplateId",
            "description.content",
            "description.type",
            "jobPostingId",
            "suppressDescriptionClosing",
            "suppressDescriptionOpening",
            "title",
            "workplaceType",
        ),
    ),
    ApprovalPrompt(JobPostingUpdateCompensation, _pay, needs=_needs, shows=("compensationTiers", "jobPostingId")),
)
